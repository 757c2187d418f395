package iotsafe.sim;

import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.crypto.Hash;
import iotsafe.sim.crypto.Sha256Tail;
import java.security.MessageDigest;

/**
 * How the hash to sign or verify comes to the card: the modes of operation, tag A1 (interface reference 3.9.1 to 3.9.4).
 * Anything amiss in the body is refused with 6A80.
 */
abstract sealed class DigestInput {
    private static final int FULL_TEXT = 1;
    private static final int LAST_BLOCK = 2;
    private static final int HASH_GIVEN = 3;

    /** Reads A1, 91 and 92 of INIT, for a key and a card that must allow them. */
    static DigestInput read(Fields init, KeyContainer key, Profile profile) throws Refusal {
        int mode = init.takeNumber(0xA1, 1);
        int hashBit = init.takeNumber(0x91, 2);
        int algorithm = init.takeNumber(0x92, 1);
        init.end();
        Hash hash = Hash.of(hashBit).orElseThrow(() -> new Refusal(Status.WRONG_DATA));
        boolean known =
                algorithm == key.algorithm().signatureBit() && (key.algorithm().isCurve() || hash == Hash.SHA_256);
        if (!known || (key.hashes() & hashBit) == 0 || (key.signatures() & algorithm) == 0) {
            throw new Refusal(Status.WRONG_DATA);
        }
        if (mode != HASH_GIVEN && profile.has(Quirk.MODE_03_ONLY)) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return switch (mode) {
            case FULL_TEXT -> new FullText(hash);
            case LAST_BLOCK -> lastBlock(hash);
            case HASH_GIVEN -> new HashGiven(hash);
            default -> throw new Refusal(Status.WRONG_DATA);
        };
    }

    /** Takes a block that is not the last; 6A86 in a mode that has only one. */
    void more(Fields update) throws Refusal {
        throw new Refusal(Status.WRONG_P1P2);
    }

    /** Takes the last block and gives the hash. A refusal leaves the input as it was. */
    abstract Octets last(Fields update) throws Refusal;

    private static LastBlock lastBlock(Hash hash) throws Refusal {
        if (hash != Hash.SHA_256) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return new LastBlock();
    }

    private static Octets sized(Octets value, int least, int most) throws Refusal {
        if (value.size() < least || value.size() > most) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return value;
    }

    /** 3.9.3: each block has its own tag 9B, whose length is one byte. */
    private static final class FullText extends DigestInput {
        private final MessageDigest digest;

        FullText(Hash hash) {
            this.digest = hash.begin();
        }

        @Override
        void more(Fields update) throws Refusal {
            Octets text = update.take(0x9B);
            update.end();
            digest.update(text.toArray());
        }

        @Override
        Octets last(Fields update) throws Refusal {
            more(update);
            return Octets.of(digest.digest());
        }
    }

    /** 3.9.4: the last 0 to 128 bytes, the chaining value before them and how many bytes it covers. */
    private static final class LastBlock extends DigestInput {
        @Override
        Octets last(Fields update) throws Refusal {
            Octets tail = sized(update.take(0x9A), 0, 0x80);
            Octets chaining = sized(update.take(0x9C), 32, 32);
            Octets hashed = sized(update.take(0x9D), 4, 4);
            update.end();
            if (hashed.number() % 64 != 0) {
                throw new Refusal(Status.WRONG_DATA);
            }
            return Octets.of(Sha256Tail.finish(chaining.toArray(), hashed.number(), tail.toArray()));
        }
    }

    /** 3.9.2: the hash itself; for ECDSA nothing is padded. */
    private static final class HashGiven extends DigestInput {
        private final Hash hash;

        HashGiven(Hash hash) {
            this.hash = hash;
        }

        @Override
        Octets last(Fields update) throws Refusal {
            Octets value = sized(update.take(0x9E), hash.size(), hash.size());
            update.end();
            return value;
        }
    }
}
