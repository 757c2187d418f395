package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Tlv;
import iotsafe.sim.crypto.RawPair;
import java.util.Map;

/** GENERATE KEY PAIR and READ PUBLIC KEY (interface reference 3.6 and 3.7). */
final class KeyPairs {
    private final Profile profile;
    private final ObjectStore objects;
    private final Sessions sessions;

    KeyPairs(Profile profile, ObjectStore objects, Sessions sessions) {
        this.profile = profile;
        this.objects = objects;
        this.sessions = sessions;
    }

    /** Preconditions of 2.6, each refused with 6985; that the public key be readable is not one, a published trace shows. */
    Answer generate(Command command) throws Refusal {
        command.requireP1P2(0, 0);
        Fields fields = Fields.read(command.body());
        KeyContainer privateKey = objects.key(ObjectKind.PRIVATE, fields);
        fields.end();
        KeyContainer publicKey = objects.publicOf(privateKey);
        requireGenerable(privateKey);
        requireGenerable(publicKey);
        ObjectStore.require(privateKey.type() == publicKey.type());
        RawPair pair = privateKey.algorithm().generate();
        KeyContainer newPrivate = renamed(privateKey).withValue(pair.privateKey());
        KeyContainer newPublic = renamed(publicKey).withValue(pair.publicKey());
        objects.replace(Map.of(privateKey, newPrivate, publicKey, newPublic));
        Octets data = PublicKeyData.of(pair.publicKey());
        if (profile.has(Quirk.BARE_KEY_PAIR)) {
            return Answer.of(data);
        }
        Octets ids = Octets.join(
                Tlv.of(ObjectKind.PRIVATE.idTag(), newPrivate.id()), Tlv.of(ObjectKind.PUBLIC.idTag(), newPublic.id()));
        return Answer.of(profile.has(Quirk.KEY_PAIR_IDS_ONLY) ? ids : Octets.join(ids, data));
    }

    Answer readPublicKey(Command command) throws Refusal {
        command.requireP1P2(0, 0);
        Fields fields = Fields.read(command.body());
        KeyContainer key = objects.key(ObjectKind.PUBLIC, fields);
        fields.end();
        boolean readable = key.allows(Container.READ) && !profile.has(Quirk.PUBLIC_KEY_UNREADABLE);
        ObjectStore.require(key.activated() && readable && key.algorithm().isCurve());
        return Answer.of(profile.has(Quirk.BARE_POINT) ? key.value() : PublicKeyData.of(key.value()));
    }

    private void requireGenerable(KeyContainer key) throws Refusal {
        ObjectStore.require(key.serves(KeyFunction.GENERATE)
                && key.allows(Container.UPDATE)
                && key.algorithm().isCurve()
                && !sessions.use(key));
    }

    private KeyContainer renamed(KeyContainer key) {
        return profile.has(Quirk.IDS_CHANGE) ? key.withId(objects.freeId(key.kind(), key.id())) : key;
    }
}
