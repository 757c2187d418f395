package iotsafe.credentials.dtls;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The software SIM with pre-shared keys: a key of its own in 0A, the public test key in 0F. */
final class PskSim {
    static final CredentialUri.OnCard KEY = secret("0A");
    static final CredentialUri.OnCard TEST_KEY = secret("0F");
    static final CredentialUri.OnCard NO_KEY = secret("77");
    static final String COUNTING = "000102030405060708090A0B0C0D0E0F";

    private PskSim() {}

    static CredentialUri.OnCard secret(String id) {
        return CredentialUri.OnCard.byId(ObjectType.SECRET, Bytes.ofHex(id));
    }

    /** Of this profile, with these bytes in 0A. */
    static IotSafeApplet card(String profile, Bytes content) {
        return card(profile, content, new AtomicBoolean());
    }

    /** As before; whoever sets {@code pulledOut} pulls it out. */
    static IotSafeApplet card(String profile, Bytes content, AtomicBoolean pulledOut) {
        SoftwareSim sim = SoftwareSim.inMemory(SimMemory.blank(Profile.named(profile))
                .addSecret(Octets.hex("0A"), "bootstrap", content.toArray())
                .addSecret(Octets.hex("0F"), "test", Bytes.ofHex(COUNTING).toArray()));
        ApduTransport reader = command -> {
            if (pulledOut.get()) {
                throw new IOException("card was removed");
            }
            return sim.process(command);
        };
        return new IotSafeApplet(() -> CardConnection.over("the software SIM", reader));
    }

    /** RFC 4279 section 2: as many zeros as the key is long, then the key, each with its length before it. */
    static Bytes preMaster(Bytes key) {
        Bytes length = Bytes.of((byte) 0, (byte) key.length());
        return Bytes.concat(length, Bytes.of(new byte[key.length()]), length, key);
    }
}
