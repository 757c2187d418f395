package iotsafe.est.https;

import iotsafe.est.EstContentType;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of content over HTTP (RFC 7030 §3.2.4), compared as servers in the field send them. */
final class MediaType {
    private static final Pattern SMIME_TYPE = Pattern.compile(";\\s*smime-type\\s*=\\s*\"?([^\";\\s]*)\"?");

    private MediaType() {}

    /** As this client sends it. */
    static String of(EstContentType type) {
        return switch (type) {
            case CERTS_ONLY -> "application/pkcs7-mime";
            case CSR_ATTRS -> "application/csrattrs";
            case PKCS10 -> "application/pkcs10";
            case CERTIFICATE -> "application/pkix-cert";
        };
    }

    /** Type and subtype without regard to case; of the parameters only smime-type counts, and only if it is there (libest leaves it out). */
    static boolean matches(EstContentType type, String field) {
        String text = field.toLowerCase(Locale.ROOT);
        int end = text.indexOf(';');
        if (!(end < 0 ? text : text.substring(0, end)).strip().equals(of(type))) {
            return false;
        }
        Matcher smime = SMIME_TYPE.matcher(text);
        return !smime.find() || smime.group(1).equals("certs-only");
    }
}
