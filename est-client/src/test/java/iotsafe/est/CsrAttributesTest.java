package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.security.KeyPair;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7030 §4.5 as replaced by RFC 8951 §4, and RFC 9908, down to the request that is made of it; checklist item 20. */
class CsrAttributesTest {
    /** RFC 7030 §4.5.2, with a bare OID where extensions belong. */
    private static final String RFC7030 =
            "MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw==";

    /** The same, corrected by RFC 9908. */
    private static final String RFC9908 = "MDIGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiBgcrBgEBAQEWBggqhkjOPQQDAw==";

    /** RFC 9908: a subjectAltName by the server, critical. */
    private static final String SERVERS_NAME =
            "MGgwZgYJKoZIhvcNAQkOMVkwVzBVBgNVHREBAf8ESzBJoEcGCCsGAQUFBwgKoDsWOXJmYzg5OTQrZmQ3MzlmYzIzYzM0NDAxMTIyMzM0NDU1MDAwMDAwMDArQGFjcC5leGFtcGxlLmNvbQ==";

    private static final URI SOURCE = URI.create("coaps://ca.example/.well-known/est/att");
    private static final ASN1ObjectIdentifier MAC_ADDRESS = new ASN1ObjectIdentifier("1.3.6.1.1.1.1.22");
    private static final ASN1ObjectIdentifier LINKING = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.58");
    private static final ASN1ObjectIdentifier TEMPLATE = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.61");
    private static final ASN1ObjectIdentifier EXTENSIONS = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.62");
    private static final ChannelBinding BINDING = new ChannelBinding(new byte[12]);

    private final KeyPair keys = TestCa.keyPair();

    private static CsrAttributes read(String base64) throws EstException {
        return CsrAttributes.of(SOURCE, Base64.getDecoder().decode(base64));
    }

    private static CsrAttributes read(ASN1Encodable... wishes) throws Exception {
        return CsrAttributes.of(SOURCE, new DERSequence(wishes).getEncoded());
    }

    private static DERSequence attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
        return new DERSequence(new ASN1Encodable[] {type, new DERSet(values)});
    }

    private static DERSequence template(ASN1Encodable... fields) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        all.add(new ASN1Integer(0));
        for (ASN1Encodable field : fields) {
            all.add(field);
        }
        return attribute(TEMPLATE, new DERSequence(all));
    }

    private static DERTaggedObject attributes(ASN1Encodable... attributes) {
        return new DERTaggedObject(false, 1, new DERSet(attributes));
    }

    private static DERSequence rdn(ASN1ObjectIdentifier type, ASN1Encodable... value) {
        ASN1EncodableVector part = new ASN1EncodableVector();
        part.add(type);
        for (ASN1Encodable one : value) {
            part.add(one);
        }
        return new DERSequence(new DERSet(new DERSequence(part)));
    }

    private PKCS10CertificationRequest request(RequestPlan plan) throws Exception {
        return new PKCS10CertificationRequest(
                plan.sign(keys.getPublic(), keys.getPrivate()).der());
    }

    private PKCS10CertificationRequest request(CsrAttributes wanted) throws Exception {
        return request(
                RequestPlan.of(RequestedNames.endpoint("dev1")).wanting(wanted).over(Optional.of(BINDING)));
    }

    private static List<String> types(PKCS10CertificationRequest request) {
        List<String> types = new ArrayList<>();
        for (var attribute : request.getAttributes()) {
            types.add(attribute.getAttrType().getId());
        }
        return types;
    }

    @ParameterizedTest
    @ValueSource(strings = {RFC7030, RFC9908})
    void item_20_both_forms_of_the_RFCs_example_are_read_and_its_curve_P384_stops_clearly(String base64)
            throws EstException {
        CsrAttributes wanted = read(base64);
        assertThat(wanted.wantsLinking()).isTrue();
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> request(wanted))
                .withMessageStartingWith(
                        "csrattrs at coaps://ca.example/.well-known/est/att: the server demands a key on"
                                + " curve 1.3.132.0.34, which this device does not have");
    }

    @Test
    void item_20_a_name_given_by_the_server_is_copied_byte_for_byte_with_its_critical_flag() throws Exception {
        Extension copied =
                request(read(SERVERS_NAME)).getRequestedExtensions().getExtension(Extension.subjectAlternativeName);
        assertThat(copied.isCritical()).isTrue();
        assertThat(Base64.getDecoder().decode(SERVERS_NAME))
                .endsWith(copied.getExtnValue().getOctets());
    }

    @Test
    void item_20_an_empty_list_and_no_list_ask_for_nothing() throws Exception {
        for (CsrAttributes none : List.of(read(), CsrAttributes.of(SOURCE, new byte[0]), CsrAttributes.none(SOURCE))) {
            assertThat(none.isEmpty()).isTrue();
            assertThat(types(request(none))).isEmpty();
        }
    }

    @Test
    void item_20_what_is_unknown_is_ignored() throws Exception {
        CsrAttributes wanted = read(MAC_ADDRESS, attribute(MAC_ADDRESS, new DERUTF8String("00:11")));
        assertThat(wanted.isEmpty()).isTrue();
        assertThat(types(request(wanted))).isEmpty();
    }

    @Test
    void item_20_P256_and_SHA256_are_what_this_device_has() throws Exception {
        request(read(
                attribute(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
                X9ObjectIdentifiers.ecdsa_with_SHA256));
        request(read(attribute(X9ObjectIdentifiers.id_ecPublicKey)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.113549.1.1.1", "1.3.101.112", "1.2.840.10045.4.3.3", "1.2.840.113549.1.1.11"})
    void item_20_RSA_EdDSA_and_other_hashes_stop_clearly(String algorithm) throws Exception {
        CsrAttributes wanted = read(new ASN1ObjectIdentifier(algorithm));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> request(wanted))
                .withMessageContaining(algorithm);
    }

    @Test
    void item_20_a_template_alone_counts_where_there_is_one() throws Exception {
        CsrAttributes wanted = read(
                PKCSObjectIdentifiers.pkcs_9_at_challengePassword,
                attribute(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1),
                template(
                        new DERSequence(new ASN1Encodable[] {
                            rdn(BCStyle.O, new DERUTF8String("Acme")).getObjectAt(0),
                            rdn(BCStyle.CN).getObjectAt(0)
                        }),
                        new DERTaggedObject(false, 0, new DERSequence(new DERSequence(new ASN1Encodable[] {
                            X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1
                        }))),
                        attributes(attribute(EXTENSIONS, new DERSequence(new ASN1Encodable[] {
                            new DERSequence(new ASN1Encodable[] {
                                Extension.extendedKeyUsage,
                                new DEROctetString(new DERSequence(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.2")))
                            }),
                            new DERSequence(Extension.keyUsage)
                        })))));
        PKCS10CertificationRequest request = request(wanted);
        assertThat(wanted.wantsLinking()).isFalse();
        assertThat(request.getSubject().toString()).isEqualTo("O=Acme,CN=dev1");
        Extensions extensions = request.getRequestedExtensions();
        assertThat(extensions.getExtensionOIDs())
                .containsExactlyInAnyOrder(Extension.extendedKeyUsage, Extension.keyUsage);
        assertThat(extensions.getExtension(Extension.keyUsage).getExtnValue().getOctets())
                .containsExactly(0x03, 0x02, 0x07, 0x80);
    }

    @Test
    void item_20_a_template_that_wants_RSA_stops_clearly() throws Exception {
        CsrAttributes wanted = read(template(
                new DERTaggedObject(false, 0, new DERSequence(new DERSequence(new ASN1Encodable[] {
                    PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE
                }))),
                attributes()));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> request(wanted))
                .withMessageContaining("a key of algorithm 1.2.840.113549.1.1.1");
    }

    @Test
    void item_20_a_gap_in_a_template_is_filled_from_our_names_or_stops_clearly() throws Exception {
        GeneralNames gaps = new GeneralNames(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[0])));
        CsrAttributes wanted =
                read(template(attributes(attribute(EXTENSIONS, new DERSequence(new DERSequence(new ASN1Encodable[] {
                    Extension.subjectAlternativeName, new DEROctetString(gaps.getEncoded())
                }))))));
        RequestedNames ours = RequestedNames.of(
                new javax.security.auth.x500.X500Principal("CN=dev1"), List.of("IP:192.0.2.7", "DNS:dev1.example"));
        assertThat(GeneralNames.fromExtensions(
                                request(RequestPlan.of(ours).wanting(wanted)).getRequestedExtensions(),
                                Extension.subjectAlternativeName)
                        .getNames())
                .hasSize(2);
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> request(wanted))
                .withMessageContaining("a value for extension 2.5.29.17");
        CsrAttributes serial = read(template(rdn(BCStyle.SERIALNUMBER), attributes()));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> request(serial))
                .withMessageContaining("a value for 2.5.4.5 in the subject");
    }

    @Test
    void item_21_challengePassword_is_sent_when_asked_for_and_the_newer_attribute_in_its_place_when_known()
            throws Exception {
        PKCS10CertificationRequest old = request(read(PKCSObjectIdentifiers.pkcs_9_at_challengePassword));
        assertThat(types(old)).containsExactly("1.2.840.113549.1.9.7");
        assertThat(old.getAttributes()[0].getAttributeValues()[0]).hasToString("AAAAAAAAAAAAAAAA");
        assertThat(types(request(read(LINKING, PKCSObjectIdentifiers.pkcs_9_at_challengePassword))))
                .containsExactly(LINKING.getId());
    }

    @Test
    void item_21_unasked_the_binding_is_sent_only_where_that_is_the_rule() throws Exception {
        RequestPlan plan = RequestPlan.of(RequestedNames.endpoint("dev1")).over(Optional.of(BINDING));
        assertThat(types(request(plan))).isEmpty();
        assertThat(types(request(plan.linkingUnasked()))).containsExactly("1.2.840.113549.1.9.7");
        assertThat(types(request(plan.over(Optional.empty()).linkingUnasked()))).isEmpty();
    }

    @Test
    void item_24_a_link_that_is_demanded_and_cannot_be_had_stops_clearly() throws Exception {
        RequestPlan plan = RequestPlan.of(RequestedNames.endpoint("dev1"))
                .wanting(read(PKCSObjectIdentifiers.pkcs_9_at_challengePassword));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> request(plan))
                .withMessageContaining("this connection has none");
    }

    @Test
    void item_34_a_list_that_contradicts_itself_is_unreadable() {
        DERSequence empty = new DERSequence();
        DERSequence twice = new DERSequence(
                new ASN1Encodable[] {new DERSequence(Extension.keyUsage), new DERSequence(Extension.keyUsage)});
        List<ASN1Encodable[]> bad = List.of(
                new ASN1Encodable[] {
                    attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, empty),
                    attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, empty)
                },
                new ASN1Encodable[] {attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, twice)},
                new ASN1Encodable[] {template()},
                new ASN1Encodable[] {template(attributes()), template(attributes())},
                new ASN1Encodable[] {new DERUTF8String("challengePassword")});
        for (ASN1Encodable[] wishes : bad) {
            assertThatExceptionOfType(EstException.Unreadable.class)
                    .isThrownBy(() -> read(wishes))
                    .withMessageContaining("no proper list of attributes");
        }
    }

    @Test
    void item_34_damaged_lists_are_read_or_refused_and_nothing_else() {
        Random random = new Random(9908);
        List<byte[]> sound = List.of(
                Base64.getDecoder().decode(RFC7030),
                Base64.getDecoder().decode(RFC9908),
                Base64.getDecoder().decode(SERVERS_NAME));
        for (int i = 0; i < 900; i++) {
            byte[] damaged = Damage.to(sound.get(i % sound.size()), random);
            try {
                request(CsrAttributes.of(SOURCE, damaged));
            } catch (EstException.Unreadable | EstException.Refused clean) {
                assertThat(clean.getMessage()).startsWith("csrattrs at");
            } catch (SignatureException | RuntimeException other) {
                throw new AssertionError("seed 9908, round " + i, other);
            } catch (Exception other) {
                throw new AssertionError(other);
            }
        }
    }
}
