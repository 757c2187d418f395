package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.apdu.StatusWord;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells one card from another: by its printed number (ICCID), or by what the applet says of itself. */
final class IdentityReader {
    private static final Bytes MASTER_FILE = Bytes.ofHex("3F00");
    private static final Bytes EF_ICCID = Bytes.ofHex("2FE2");
    private static final int ICCID_LENGTH = 10;
    private static final int NO_DATA_WANTED = 0x0C;

    /** No such file, no such command or class or channel, or no right to it (ISO/IEC 7816-4, status bytes). */
    private static final Set<Integer> LASTING =
            Set.of(0x6700, 0x6881, 0x6981, 0x6982, 0x6985, 0x6986, 0x6A81, 0x6A82, 0x6A86, 0x6B00, 0x6D00, 0x6E00);

    private final AppletSession session;

    private IdentityReader(AppletSession session) {
        this.session = session;
    }

    static CardIdentity read(AppletSession session) throws CardException {
        IdentityReader reader = new IdentityReader(session);
        Optional<CardIdentity> iccid = reader.iccid();
        return iccid.isPresent() ? iccid.get() : reader.digest();
    }

    /** EF ICCID (ETSI TS 102 221 13.2), on the basic channel where the SIM's own files are; empty if it cannot be read there. */
    private Optional<CardIdentity> iccid() throws CardException {
        if (!select(MASTER_FILE) || !select(EF_ICCID)) {
            return Optional.empty();
        }
        ResponseApdu answer = session.sendOnBasicChannel(
                "READ BINARY EF ICCID",
                CommandApdu.answering(0, Instruction.READ_FILE.code(), 0, 0, Bytes.EMPTY)
                        .withLe(ICCID_LENGTH));
        boolean read = isThere("READ BINARY EF ICCID", answer.status())
                && answer.data().length() == ICCID_LENGTH;
        return read ? digits(answer.data()).map(number -> new CardIdentity("iccid:" + number)) : Optional.empty();
    }

    private boolean select(Bytes file) throws CardException {
        StatusWord status = session.sendOnBasicChannel(
                        "SELECT " + file, CommandApdu.silent(0, Instruction.SELECT.code(), 0, NO_DATA_WANTED, file))
                .status();
        return isThere("SELECT " + file, status);
    }

    /**
     * Whether the card has what was asked for. Only a word that will be the same the next time means no: after a passing one the same card
     * would be told by something else than before, and look like another.
     */
    private static boolean isThere(String command, StatusWord status) throws CardException.Refused {
        if (status.isSuccess()) {
            return true;
        }
        if (LASTING.contains(status.value())) {
            return false;
        }
        throw new CardException.Refused(command, status, "who the card is cannot be told now; it is asked again later");
    }

    /** Two decimal digits a byte, the low half first, filled up with F; empty for anything else. */
    private static Optional<String> digits(Bytes coded) {
        StringBuilder swapped = new StringBuilder();
        for (int at = 0; at < coded.length(); at++) {
            swapped.append(HexFormat.of().toHexDigits((byte) ((coded.u8(at) << 4) | (coded.u8(at) >>> 4))));
        }
        String number = swapped.toString().replaceFirst("f+$", "");
        return number.matches("[0-9]+") ? Optional.of(number) : Optional.empty();
    }

    /** Only what stays the same when keys are generated: states, and even ids, may change then; labels may not. */
    private CardIdentity digest() throws CardException {
        Optional<ApplicationData> application = application();
        List<CardObject> objects = GetData.objectList(session);
        if (application.isEmpty() && objects.isEmpty()) {
            throw new CardException.Refused(
                    "the card in %s does not tell who it is: neither its ICCID nor the applet's data can be read; use another card"
                            .formatted(session.place()));
        }
        String containers = objects.stream()
                .map(object -> object.uri().type().word() + " "
                        + object.label().or(object::id).orElse(Bytes.EMPTY) + "\n")
                .sorted()
                .collect(Collectors.joining());
        Bytes digest = Sha256.of(
                application.map(ApplicationData::raw).orElse(Bytes.EMPTY).toArray(),
                containers.getBytes(StandardCharsets.US_ASCII));
        return new CardIdentity("applet:" + HexFormat.of().formatHex(digest.toArray()));
    }

    /** Informative only: a card that says it in a way of its own is told by its containers. */
    private Optional<ApplicationData> application() throws CardException {
        try {
            return GetData.application(session);
        } catch (CardException.Unreadable e) {
            return Optional.empty();
        }
    }
}
