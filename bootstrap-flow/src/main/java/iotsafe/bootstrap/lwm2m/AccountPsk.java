package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.PskName;
import iotsafe.credentials.CardException;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.CardPsks;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.eclipse.californium.scandium.dtls.pskstore.PskStore;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;

/** The pre-shared key of an account, wherever it is. */
sealed interface AccountPsk {
    /** What the server knows it by. */
    String identity();

    /** Whether both are the same key under the same identity. */
    boolean isSameAs(AccountPsk other);

    /**
     * For one connector.
     *
     * @throws CardException if it is on the card, and the card can do nothing with it
     */
    PskStore store(CardPsks cards) throws CardException;

    /** Its name on the card, or where else it is; one word. */
    String place();

    /** Tells two keys of one place apart, as far as that can be told. */
    Bytes mark();

    /**
     * On the card, where it stays.
     *
     * @param name of identity and container
     */
    record OnCard(PskName name) implements AccountPsk {
        @Override
        public String identity() {
            return name.identity();
        }

        @Override
        public boolean isSameAs(AccountPsk other) {
            return equals(other);
        }

        @Override
        public PskStore store(CardPsks cards) throws CardException {
            return cards.store(name.identity(), name.key());
        }

        @Override
        public String place() {
            return name.key().toString();
        }

        @Override
        public Bytes mark() {
            return Bytes.EMPTY;
        }
    }

    /**
     * Written into the account by the bootstrap server (/0/x/5), which is how most of them work. No card has a command to take it.
     *
     * @param identity /0/x/3
     * @param key /0/x/5
     */
    record Written(String identity, Secret key) implements AccountPsk {
        @Override
        public boolean isSameAs(AccountPsk other) {
            return other instanceof Written written
                    && identity.equals(written.identity())
                    && MessageDigest.isEqual(key.toArray(), written.key().toArray());
        }

        @Override
        public PskStore store(CardPsks cards) {
            byte[] copy = key.toArray();
            try {
                return new SinglePskStore(identity, copy);
            } finally {
                Arrays.fill(copy, (byte) 0);
            }
        }

        @Override
        public String place() {
            return "account:/0/x/5";
        }

        @Override
        public Bytes mark() {
            return Fingerprint.of(List.of(Bytes.of(key.toArray())));
        }
    }
}
