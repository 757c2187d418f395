package iotsafe.credentials.smartcard;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.apdu.StatusWord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** Finds and reads EF(LwM2M_Bootstrap) on a channel of its own (OMA LwM2M Core, G.2; ETSI TS 102 221 11.1.1 and 11.1.3). */
public final class BootstrapFile {
    private static final Bytes PKCS_15 = Bytes.ofHex("A000000063504B43532D3135");
    private static final Bytes ODF = Bytes.ofHex("5031");
    private static final Bytes THIS_APPLICATION = Bytes.ofHex("7FFF");
    private static final Bytes MASTER_FILE = Bytes.ofHex("3F00");
    private static final int FILE_ID = 2;

    private static final int READ_BINARY = 0xB0;
    private static final int BY_NAME = 0x04;
    private static final int BY_PATH_FROM_MF = 0x08;
    private static final int RETURN_FCP = 0x04;
    private static final int FCP = 0x62;
    private static final int FILE_SIZE = 0x80;
    /** The offset of READ BINARY has 15 bits. */
    private static final int LARGEST = 0x7FFF;

    private static final int NOT_FOUND = 0x6A82;
    private static final int BEYOND_THE_END = 0x6B00;

    private final ApduTransport channel;

    private BootstrapFile(ApduTransport channel) {
        this.channel = channel;
    }

    /**
     * Reads it.
     *
     * @param channel a logical channel on which this may select what it likes, GET RESPONSE done below
     * @return the file as far as it is used; empty if the card has no PKCS#15 application, or no such file in it
     * @throws CardException.Refused if the file is there and may not be read
     */
    public static Optional<Bytes> read(ApduTransport channel) throws CardException {
        return new BootstrapFile(channel).find();
    }

    private Optional<Bytes> find() throws CardException {
        if (!isSelected()) {
            return Optional.empty();
        }
        Optional<Bytes> odf = file("EF(ODF)", ODF, false);
        if (odf.isEmpty()) {
            return Optional.empty();
        }
        for (Bytes directory : Pkcs15.dataObjectDirectories(odf.get())) {
            Optional<Bytes> dodf = file("EF(DODF)", directory, false);
            Optional<Bytes> path = dodf.isEmpty() ? Optional.empty() : Pkcs15.bootstrapFile(dodf.get());
            if (path.isPresent()) {
                return file("EF(LwM2M_Bootstrap)", path.get(), true);
            }
        }
        return Optional.empty();
    }

    /** A card that does not know the name, or takes no names, has no such application. */
    private boolean isSelected() throws CardException {
        CommandApdu select = CommandApdu.answering(0, Instruction.SELECT.code(), BY_NAME, RETURN_FCP, PKCS_15);
        return send("SELECT PKCS#15", select).status().isSuccess();
    }

    private Optional<Bytes> file(String name, Bytes path, boolean tellsItsSize) throws CardException {
        ResponseApdu selected = send(
                "SELECT " + name,
                CommandApdu.answering(
                        0, Instruction.SELECT.code(), BY_PATH_FROM_MF, RETURN_FCP, fromMasterFile(name, path)));
        if (selected.status().value() == NOT_FOUND) {
            return Optional.empty();
        }
        require("SELECT " + name, selected.status());
        int end = size(selected.data());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (content.size() < end) {
            ResponseApdu block = send("READ BINARY " + name, readAt(content.size(), end));
            if (block.status().value() == BEYOND_THE_END && content.size() > 0) {
                break;
            }
            require("READ BINARY " + name, block.status());
            if (block.data().isEmpty()) {
                break;
            }
            content.writeBytes(block.data().toArray());
            if (tellsItsSize) {
                end = Math.min(end, BootstrapObject.usedLength(Bytes.of(content.toByteArray())));
            }
        }
        Bytes all = Bytes.of(content.toByteArray());
        return Optional.of(all.slice(0, Math.min(end, all.length())));
    }

    private static CommandApdu readAt(int offset, int end) {
        return CommandApdu.answering(0, READ_BINARY, offset >> 8, offset & 0xFF, Bytes.EMPTY)
                .withLe(Math.min(CommandApdu.MOST, end - offset));
    }

    /** A path counts from the master file, where it does not begin there from this application, whose directory is its last file but one. */
    private static Bytes fromMasterFile(String name, Bytes path) throws CardException.Unreadable {
        if (path.length() < FILE_ID || path.length() % FILE_ID != 0 || path.length() > 8) {
            throw new CardException.Unreadable("path of " + name, 0, "\"" + path + "\" is no path of 1 to 4 file ids");
        }
        return path.slice(0, FILE_ID).equals(MASTER_FILE) && path.length() > FILE_ID
                ? path.slice(FILE_ID, path.length())
                : Bytes.concat(THIS_APPLICATION, path.slice(path.length() - FILE_ID, path.length()));
    }

    /** What the file's control parameters say; as much as can be read if they say nothing. */
    private static int size(Bytes parameters) throws CardException.Unreadable {
        Optional<Bytes> template = Ber.first(Ber.readAll("file control parameters", parameters), FCP);
        Optional<Bytes> size = template.isEmpty()
                ? Optional.empty()
                : Ber.first(Ber.readAll("file control parameters", template.get()), FILE_SIZE);
        if (size.isEmpty() || size.get().isEmpty() || size.get().length() > Short.BYTES) {
            return LARGEST;
        }
        int said = 0;
        for (int i = 0; i < size.get().length(); i++) {
            said = said << 8 | size.get().u8(i);
        }
        return Math.min(said, LARGEST);
    }

    private static void require(String what, StatusWord status) throws CardException.Refused {
        if (!status.isSuccess()) {
            throw new CardException.Refused(
                    what, status, "the card lists bootstrap data that may not be read; have its issuer allow it");
        }
    }

    private ResponseApdu send(String what, CommandApdu command) throws CardException.Unreachable {
        try {
            return ResponseApdu.of(channel.exchange(command.toBytes()));
        } catch (IOException e) {
            throw new CardException.Unreachable(what, e);
        }
    }
}
