package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.BERSet;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 5272 §4.1, RFC 9148 §4.3; checklist items 6 and 34. */
class CertificateBagTest {
    private final TestCa root = TestCa.root("CN=Root");
    private final X509Certificate ca = root.intermediate("CN=Device CA").certificate();
    private final byte[] bag = TestCa.certsOnly(root.certificate(), ca);

    @Test
    void item_6_a_certs_only_message_gives_all_its_certificates() throws EstException {
        assertThat(read(EstContentType.CERTS_ONLY, bag)).containsExactlyInAnyOrder(root.certificate(), ca);
    }

    @Test
    void item_6_a_bare_certificate_gives_itself() throws Exception {
        assertThat(read(EstContentType.CERTIFICATE, ca.getEncoded())).containsExactly(ca);
    }

    @Test
    void indefinite_lengths_of_BER_are_accepted_around_the_certificates() throws EstException {
        byte[] ber = TestCa.certsOnly(ASN1Encoding.BER, root.certificate(), ca);
        assertThat(ber[1]).as("length octet").isEqualTo((byte) 0x80);
        assertThat(read(EstContentType.CERTS_ONLY, ber)).containsExactlyInAnyOrder(root.certificate(), ca);
    }

    @Test
    void item_34_every_truncation_is_refused() throws Exception {
        for (int length = 0; length < bag.length; length++) {
            refuses(EstContentType.CERTS_ONLY, Arrays.copyOf(bag, length));
        }
        byte[] bare = ca.getEncoded();
        for (int length = 0; length < bare.length; length++) {
            refuses(EstContentType.CERTIFICATE, Arrays.copyOf(bare, length));
        }
    }

    @Test
    void item_34_a_trailing_byte_is_refused() throws Exception {
        refuses(EstContentType.CERTS_ONLY, Arrays.copyOf(bag, bag.length + 1));
        byte[] bare = ca.getEncoded();
        refuses(EstContentType.CERTIFICATE, Arrays.copyOf(bare, bare.length + 1));
    }

    @Test
    void item_34_a_signer_is_refused() throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(TestCa.signer(root.keys().getPrivate()), root.certificate()));
        generator.addCertificates(new JcaCertStore(List.of(ca)));
        byte[] signed = generator
                .generate(new CMSProcessableByteArray(new byte[] {1}), false)
                .getEncoded();
        refusesBecause("it has a signer", EstContentType.CERTS_ONLY, signed);
    }

    @Test
    void item_34_enclosed_content_is_refused() throws Exception {
        SignedData data = signedData(new DEROctetString(new byte[] {1}), new DERSet(certificate()));
        refusesBecause("it encloses content", EstContentType.CERTS_ONLY, encoded(data));
    }

    @Test
    void item_34_an_empty_bag_is_refused() throws Exception {
        refusesBecause("it holds no certificate", EstContentType.CERTS_ONLY, encoded(signedData(null, new DERSet())));
        refusesBecause("it holds no certificate", EstContentType.CERTS_ONLY, encoded(signedData(null, null)));
    }

    @Test
    void item_34_more_certificates_than_any_CA_has_are_refused() throws Exception {
        ASN1Set many = new BERSet(Stream.generate(this::certificate)
                .limit(CertificateBag.MOST_CERTIFICATES + 1)
                .toArray(ASN1Encodable[]::new));
        refusesBecause("33 certificates, at most 32", EstContentType.CERTS_ONLY, encoded(signedData(null, many)));
    }

    @Test
    void item_34_other_choices_than_a_plain_certificate_are_refused() throws Exception {
        ASN1Set attributeCertificate = new DERSet(new DERTaggedObject(false, 2, new DERSequence()));
        refusesBecause(
                "other than an X.509 certificate",
                EstContentType.CERTS_ONLY,
                encoded(signedData(null, attributeCertificate)));
    }

    @Test
    void item_34_another_CMS_type_is_refused() throws Exception {
        byte[] data = new ContentInfo(CMSObjectIdentifiers.data, new DEROctetString(bag)).getEncoded();
        refusesBecause("is not SignedData", EstContentType.CERTS_ONLY, data);
    }

    @Test
    void item_34_one_type_under_the_other_ones_name_is_refused() throws Exception {
        refuses(EstContentType.CERTIFICATE, bag);
        refuses(EstContentType.CERTS_ONLY, ca.getEncoded());
    }

    @Test
    void item_34_armour_is_refused() {
        refuses(EstContentType.CERTIFICATE, "-----BEGIN CERTIFICATE-----\nMII".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void item_34_nesting_without_end_is_refused() {
        byte[] deep = new byte[EstAnswer.MAX_BODY];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        refuses(EstContentType.CERTS_ONLY, deep);
        refuses(EstContentType.CERTIFICATE, deep);
    }

    @Test
    void item_34_a_length_of_gigabytes_allocates_nothing() {
        refuses(EstContentType.CERTS_ONLY, new byte[] {0x30, (byte) 0x84, 0x7F, -1, -1, -1, 0x06, 0x01});
        refuses(EstContentType.CERTIFICATE, new byte[] {0x04, (byte) 0x84, 0x7F, -1, -1, -1, 0x00});
    }

    @Test
    void item_38_a_body_beyond_the_limit_is_refused_unread() {
        refusesBecause("at most 65536 are read", EstContentType.CERTS_ONLY, Arrays.copyOf(bag, EstAnswer.MAX_BODY + 1));
    }

    @Test
    void item_34_damaged_bodies_are_read_or_refused_and_nothing_else_happens() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] ber = TestCa.certsOnly(ASN1Encoding.BER, root.certificate(), ca);
        byte[] bare = ca.getEncoded();
        for (int i = 0; i < 1000; i++) {
            survives(EstContentType.CERTS_ONLY, Damage.to(bag, random), seed);
            survives(EstContentType.CERTS_ONLY, Damage.to(ber, random), seed);
            survives(EstContentType.CERTIFICATE, Damage.to(bare, random), seed);
        }
    }

    private static void survives(EstContentType type, byte[] body, long seed) {
        try {
            for (X509Certificate certificate : read(type, body)) {
                // what is read may be damaged still, but asking it never fails with anything unexpected
                Named.of(certificate);
                certificate.getPublicKey().getEncoded();
                certificate.getBasicConstraints();
                certificate.getKeyUsage();
            }
        } catch (EstException.Unreadable refused) {
            assertThat(refused).hasMessageStartingWith("cacerts at coaps://bs.example/est/crts: ");
        } catch (RuntimeException | Error other) {
            fail("seed " + seed, other);
        }
    }

    private ASN1Primitive certificate() {
        try {
            return ASN1Primitive.fromByteArray(ca.getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static SignedData signedData(@Nullable ASN1Encodable content, @Nullable ASN1Set certificates) {
        return new SignedData(
                new DERSet(), new ContentInfo(CMSObjectIdentifiers.data, content), certificates, null, new DERSet());
    }

    private static byte[] encoded(SignedData data) throws Exception {
        return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded();
    }

    private static List<X509Certificate> read(EstContentType type, byte[] body) throws EstException.Unreadable {
        return CertificateBag.in(
                EstOperation.CA_CERTS, new EstAnswer.Content(URI.create("coaps://bs.example/est/crts"), type, body));
    }

    private static void refuses(EstContentType type, byte[] body) {
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(() -> read(type, body));
    }

    private static void refusesBecause(String reason, EstContentType type, byte[] body) {
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> read(type, body))
                .withMessageContaining(reason);
    }
}
