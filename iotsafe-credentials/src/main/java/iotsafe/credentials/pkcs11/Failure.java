package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import java.io.IOException;
import java.util.Map;

/** What a return value of the library means for those who asked. */
final class Failure {
    private static final Map<Long, String> HINTS = Map.of(
            0x31L, "the token is full: delete objects that nobody needs",
            0x54L, "this library does not offer it: use another token",
            0x63L, "this key is of another kind: the agent needs one on P-256",
            0x68L, "the token does not let this key do it: look at its attributes with the tools of the token's maker",
            0x70L, "this token has no ECDSA on P-256: use another",
            0xB1L, "too many programs use the token: end one of them",
            0xE2L, "the token is write-protected: use one that can be written",
            0x102L, "the token has no user PIN yet: set one with the tools of the token's maker",
            0x121L, "this token has no random generator: use another");

    private Failure() {}

    /**
     * The error for a function that failed.
     *
     * @param what was being done: {@code sign with iotsafe:type=private;id=01}
     */
    static CardException of(String what, Token token, CryptokiException e) {
        String begun = "%s: %s: %s".formatted(token, what, e.rv());
        if (Ck.NO_ANSWER.contains(e.code())) {
            return new CardException.Unreachable(what, new IOException("%s: %s".formatted(token, e.rv())));
        }
        String hint = HINTS.getOrDefault(
                e.code(), "the token does not say why: repeat with the logger %s at DEBUG".formatted(Cryptoki.LOGGER));
        return new CardException.Refused(begun + "; " + hint);
    }
}
