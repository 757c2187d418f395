package iotsafe.credentials.jca;

import iotsafe.credentials.CardObject;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a key store shows of a card. */
sealed interface CardEntry {
    /** The container that gives the entry its name. */
    CardObject container();

    /** The certificate that a caller sees first. */
    X509Certificate certificate();

    /**
     * A private key and who it is.
     *
     * @param container the key's
     * @param chain the key's own certificate first; never empty
     */
    record Own(CardObject container, KeyOnCard key, List<X509Certificate> chain) implements CardEntry {
        @Override
        public X509Certificate certificate() {
            return chain.get(0);
        }
    }

    /**
     * An authority.
     *
     * @param container the file it stands in
     * @param position from 0, among the certificates of the file
     */
    record Authority(CardObject container, int position, X509Certificate certificate) implements CardEntry {}
}
