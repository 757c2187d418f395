package iotsafe.credentials.pkcs11;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringJoiner;

/**
 * Where a token is and how one logs in to it.
 *
 * @param library the PKCS#11 library, an absolute path
 * @param choice which of its tokens
 * @param pin where the PIN comes from, should the token want one
 */
public record TokenAddress(Path library, TokenChoice choice, PinSource pin) {
    /** Refuses a path that depends on where the program is started. */
    public TokenAddress {
        if (!library.isAbsolute()) {
            throw new IllegalArgumentException("the path of the library is not absolute");
        }
    }

    /** {@code pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=T&pin-file=/etc/iotsafe-agent/pin}; it never holds the PIN. */
    @Override
    public String toString() {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (choice instanceof TokenChoice.ByLabel token) {
            query.add("token=" + encoded(token.label()));
        } else if (choice instanceof TokenChoice.BySlot slot) {
            query.add("slot-list-index=" + slot.index());
        }
        if (pin instanceof PinSource.InFile in) {
            query.add("pin-file=" + encoded(in.file().toString()));
        } else if (pin instanceof PinSource.InEnvironment in) {
            query.add("pin-env=" + encoded(in.variable()));
        }
        return "pkcs11:" + path() + query;
    }

    private String path() {
        try {
            return new URI(null, null, library.toString(), null).getRawPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("an absolute path is always a URI", e);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
