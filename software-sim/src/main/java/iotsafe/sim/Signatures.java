package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.apdu.Tlv;

/**
 * COMPUTE SIGNATURE and VERIFY SIGNATURE (interface reference 3.9 and 3.10). A refused block leaves the session open, so
 * that the client must close it.
 */
final class Signatures {
    private static final int SIGNATURE = 0x33;
    private static final int RAW_SIZE = 64;

    private final Profile profile;
    private final ObjectStore objects;
    private final Sessions sessions;

    Signatures(Profile profile, ObjectStore objects, Sessions sessions) {
        this.profile = profile;
        this.objects = objects;
        this.sessions = sessions;
    }

    private abstract static class OnDigest extends Session {
        private final DigestInput input;

        OnDigest(KeyContainer key, DigestInput input) {
            super(key);
            this.input = input;
        }

        DigestInput input() {
            return input;
        }
    }

    private static final class Computation extends OnDigest {
        Computation(KeyContainer key, DigestInput input) {
            super(key, input);
        }
    }

    private static final class Verification extends OnDigest {
        Verification(KeyContainer key, DigestInput input) {
            super(key, input);
        }
    }

    Answer computeInit(Command command, int channel) throws Refusal {
        if (!Sessions.opens(command)) {
            sessions.close(channel, command.p2(), Computation.class);
            return Answer.DONE;
        }
        Fields fields = Fields.read(command.body());
        KeyContainer key = objects.keyFor(KeyFunction.SIGN, ObjectKind.PRIVATE, fields);
        DigestInput input = DigestInput.read(fields, key, profile);
        sessions.requireFree(channel, command.p2());
        sessions.open(channel, command.p2(), new Computation(key, input));
        return Answer.DONE;
    }

    Answer computeUpdate(Command command, int channel) throws Refusal {
        boolean last = Sessions.isLast(command);
        Computation session = sessions.running(channel, command.p2(), Computation.class);
        Fields fields = Fields.read(command.body());
        if (!last) {
            session.input().more(fields);
            return Answer.DONE;
        }
        Octets hash = session.input().last(fields);
        session.finish();
        KeyAlgorithm algorithm = session.key().algorithm();
        Octets signature = algorithm.sign(session.key().value(), hash, isDer());
        return Answer.of(algorithm.isCurve() ? inForm(signature) : wide(signature));
    }

    Answer verifyInit(Command command, int channel) throws Refusal {
        if (!Sessions.opens(command)) {
            sessions.close(channel, command.p2(), Verification.class);
            return Answer.DONE;
        }
        Fields fields = Fields.read(command.body());
        KeyContainer key = objects.keyFor(KeyFunction.SIGN, ObjectKind.PUBLIC, fields);
        ObjectStore.require(key.algorithm().isCurve()); // 256 bytes of signature do not fit a command
        DigestInput input = DigestInput.read(fields, key, profile);
        sessions.requireFree(channel, command.p2());
        sessions.open(channel, command.p2(), new Verification(key, input));
        return Answer.DONE;
    }

    /** The signature is r and s, behind the length form that this card gives itself; a malformed body is 6985 (3.10). */
    Answer verifyUpdate(Command command, int channel) throws Refusal {
        boolean last = Sessions.isLast(command);
        Verification session = sessions.running(channel, command.p2(), Verification.class);
        try {
            Fields fields = Fields.read(command.body(), verifiesWideLength() ? SIGNATURE : -1);
            if (!last) {
                session.input().more(fields);
                return Answer.DONE;
            }
            Octets signature = fields.take(SIGNATURE);
            ObjectStore.require(signature.size() == RAW_SIZE);
            Octets hash = session.input().last(fields);
            session.finish();
            boolean valid = session.key().algorithm().verifies(session.key().value(), hash, signature);
            return valid ? Answer.DONE : Answer.of(Status.SIGNATURE_MISMATCH);
        } catch (Refusal refusal) {
            throw refusal.status() == Status.WRONG_DATA ? new Refusal(Status.CONDITIONS) : refusal;
        }
    }

    private Octets inForm(Octets signature) {
        if (profile.has(Quirk.SIGNATURE_FORM_E)) {
            return Octets.join(Octets.of(SIGNATURE, 0x81, signature.size()), signature);
        }
        return hasWideLength() ? wide(signature) : Tlv.of(SIGNATURE, signature);
    }

    /** The only form that a signature of 256 bytes has. */
    private static Octets wide(Octets signature) {
        return Octets.join(Octets.of(SIGNATURE, signature.size() >> 8, signature.size()), signature);
    }

    private boolean isDer() {
        return profile.has(Quirk.SIGNATURE_FORM_C) || profile.has(Quirk.SIGNATURE_FORM_D);
    }

    private boolean hasWideLength() {
        return !profile.has(Quirk.SIGNATURE_FORM_B)
                && !profile.has(Quirk.SIGNATURE_FORM_C)
                && !profile.has(Quirk.SIGNATURE_FORM_E);
    }

    private boolean verifiesWideLength() {
        return profile.has(Quirk.VERIFY_LENGTH_2) || (hasWideLength() && !profile.has(Quirk.VERIFY_LENGTH_1));
    }
}
