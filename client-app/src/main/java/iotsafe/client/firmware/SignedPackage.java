package iotsafe.client.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataParser;
import org.bouncycastle.cms.CMSTypedStream;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A package that is CMS SignedData with the image inside, DER or BER, such as {@code openssl cms -sign -binary -nodetach -outform DER}
 * makes. One signature by one of the certificates of the configuration is needed; the certificate itself is what is trusted, so neither
 * its dates nor its issuer count, nor any certificate in the package.
 *
 * @see "RFC 5652, section 5"
 */
final class SignedPackage {
    private static final Set<String> DIGESTS = Set.of(
            NISTObjectIdentifiers.id_sha256.getId(),
            NISTObjectIdentifiers.id_sha384.getId(),
            NISTObjectIdentifiers.id_sha512.getId());

    private final List<X509Certificate> signers;

    SignedPackage(List<X509Certificate> signers) {
        this.signers = List.copyOf(signers);
    }

    /**
     * Takes the image out of the package, in one pass: neither is ever in memory as a whole.
     *
     * @throws DownloadException if the package is no such thing, nobody who is trusted has signed it, or the disk is full
     */
    void unpack(PackageStore store) throws DownloadException {
        try (InputStream in = Files.newInputStream(store.part())) {
            CMSSignedDataParser parser = opened(in);
            CMSTypedStream content = parser.getSignedContent();
            if (content == null) {
                throw unsupported("it holds a signature and no image; the image has to be inside", null);
            }
            copy(content, store);
            if (!isSigned(parser)) {
                throw DownloadException.lasting(
                        UpdateResult.INTEGRITY_FAILURE,
                        "the package bears no valid signature of a certificate in firmware.trust",
                        null);
            }
        } catch (CMSException | CertificateEncodingException | OperatorCreationException | IOException e) {
            throw damaged(e);
        } catch (RuntimeException e) { // what the library throws for nonsense within its structures
            throw damaged(e);
        }
    }

    private static CMSSignedDataParser opened(InputStream in) throws DownloadException, OperatorCreationException {
        try {
            return new CMSSignedDataParser(new JcaDigestCalculatorProviderBuilder().build(), in);
        } catch (CMSException | RuntimeException e) {
            throw unsupported("it is no CMS SignedData", e);
        }
    }

    private static void copy(CMSTypedStream content, PackageStore store) throws DownloadException, IOException {
        InputStream from = content.getContentStream();
        byte[] some = new byte[1 << 14];
        try (FileChannel file = store.createImage();
                OutputStream to = Channels.newOutputStream(file)) {
            for (int count = from.read(some); count >= 0; count = from.read(some)) {
                write(to, some, count);
            }
            file.force(true);
        }
        content.drain();
    }

    private static void write(OutputStream to, byte[] bytes, int count) throws DownloadException {
        try {
            to.write(bytes, 0, count);
        } catch (IOException e) {
            throw DownloadException.lasting(
                    UpdateResult.NOT_ENOUGH_FLASH, "the image cannot be written: " + e.getMessage(), e);
        }
    }

    private boolean isSigned(CMSSignedDataParser parser)
            throws CMSException, CertificateEncodingException, OperatorCreationException {
        for (SignerInformation signature : parser.getSignerInfos()) {
            for (X509Certificate signer : signers) {
                if (DIGESTS.contains(signature.getDigestAlgOID())
                        && signature.getSID().match(new JcaX509CertificateHolder(signer))
                        && signature.verify(new JcaSimpleSignerInfoVerifierBuilder().build(signer.getPublicKey()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static DownloadException unsupported(String why, @Nullable Exception cause) {
        return DownloadException.lasting(UpdateResult.UNSUPPORTED_PACKAGE, "the package cannot be used: " + why, cause);
    }

    private static DownloadException damaged(Exception cause) {
        return DownloadException.lasting(
                UpdateResult.INTEGRITY_FAILURE, "the package is damaged: " + cause.getMessage(), cause);
    }
}
