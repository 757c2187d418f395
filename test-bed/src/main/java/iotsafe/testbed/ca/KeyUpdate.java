package iotsafe.testbed.ca;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The four certificates of a CA that changes its key, all of one name (RFC 4210 §4.4).
 *
 * @param oldWithOld the anchor devices have
 * @param newWithOld lets them accept the next
 * @param oldWithNew lets who has the next accept what the old key signed
 * @param newWithNew the next anchor, valid longest
 */
public record KeyUpdate(
        X509Certificate oldWithOld,
        X509Certificate newWithOld,
        X509Certificate oldWithNew,
        X509Certificate newWithNew) {
    /** With a fresh next key. */
    public static KeyUpdate of(CertificateAuthority old) {
        CertificateAuthority next = old.successor();
        return new KeyUpdate(
                old.certificate(),
                old.vouchFor(next.certificate()),
                next.vouchFor(old.certificate()),
                next.certificate());
    }

    /** All four, in another order each time (RFC 7030 §4.1.3: the bag has none). */
    public List<X509Certificate> inAnyOrder() {
        List<X509Certificate> all = new ArrayList<>(List.of(oldWithOld, newWithOld, oldWithNew, newWithNew));
        Collections.shuffle(all);
        return List.copyOf(all);
    }
}
