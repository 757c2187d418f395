package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.crypto.Hash;
import iotsafe.sim.crypto.Hmac;

/** COMPUTE DH, COMPUTE PRF and COMPUTE HKDF (interface reference 3.11 to 3.13). Their answers have no tag. */
final class Derivations {
    private static final int SECRET_GIVEN = 0x00;
    private static final int PSK_PLAIN = 0x01;
    private static final int PSK_ECDHE = 0x02;

    private final Profile profile;
    private final ObjectStore objects;

    Derivations(Profile profile, ObjectStore objects) {
        this.profile = profile;
        this.objects = objects;
    }

    Answer diffieHellman(Command command) throws Refusal {
        command.requireP1P2(0, 0);
        Fields fields = Fields.read(command.body());
        KeyContainer own = objects.keyFor(KeyFunction.AGREE, ObjectKind.PRIVATE, fields);
        KeyContainer peer = objects.keyFor(KeyFunction.AGREE, ObjectKind.PUBLIC, fields);
        fields.end();
        ObjectStore.require(own.algorithm().isCurve() && own.algorithm() == peer.algorithm());
        return Answer.of(own.algorithm().agree(own.value(), peer.value()));
    }

    Answer prf(Command command) throws Refusal {
        int last = profile.has(Quirk.PRF_MODE_00_ONLY) ? SECRET_GIVEN : PSK_ECDHE;
        if (command.p1() > last) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        command.requireP1P2(command.p1(), 0);
        Fields fields = Fields.read(command.body());
        byte[] secret = prfSecret(command.p1(), fields);
        Octets labelAndSeed = fields.takeFilled(0xD2);
        int length = fields.takeNumber(0xD3, 1);
        fields.end();
        if (length == 0) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return Answer.of(Octets.of(Hmac.prf(secret, labelAndSeed.toArray(), length)));
    }

    /** RFC 5869, Extract. Input keying material and salt must both be there and not be empty. */
    Answer hkdfExtract(Command command) throws Refusal {
        command.requireP1P2(0, 0);
        Fields fields = Fields.read(command.body());
        Octets inputKeyingMaterial = fields.takeFilled(0xD1);
        Octets salt = fields.takeFilled(0xD5);
        int hash = fields.takeNumber(0x91, 2);
        fields.end();
        if (hash != Hash.SHA_256.bit()) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return Answer.of(Octets.of(Hmac.hkdfExtract(salt.toArray(), inputKeyingMaterial.toArray())));
    }

    private byte[] prfSecret(int mode, Fields fields) throws Refusal {
        if (mode == SECRET_GIVEN) {
            return fields.takeFilled(0xD1).toArray();
        }
        SecretContainer secret = (SecretContainer) objects.named(ObjectKind.SECRET, fields);
        boolean derives = (secret.functions() & KeyFunction.DERIVE.bit()) != 0;
        ObjectStore.require(secret.activated() && derives && (secret.derivations() & SecretContainer.PRF) != 0);
        byte[] psk = secret.value().toArray();
        Octets shared = mode == PSK_ECDHE ? fields.takeFilled(0xD4) : Octets.EMPTY;
        if (profile.has(Quirk.PRF_AS_IS)) {
            return Octets.join(shared, secret.value()).toArray();
        }
        return mode == PSK_PLAIN ? Hmac.pskPremaster(psk) : Hmac.ecdhePskPremaster(shared.toArray(), psk);
    }
}
