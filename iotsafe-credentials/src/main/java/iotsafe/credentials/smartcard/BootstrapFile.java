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
import java.util.Set;

/** Finds and reads EF(LwM2M_Bootstrap) on a channel of its own (OMA LwM2M Core, G.2; ETSI TS 102 221 11.1.1 and 11.1.3). */
public final class BootstrapFile {
    private static final Bytes PKCS_15 = Bytes.ofHex("A000000063504B43532D3135");
    private static final Bytes ODF = Bytes.ofHex("5031");
    private static final Bytes DIRECTORY = Bytes.ofHex("2F00");
    /** A card with more has the rest of its EF(DIR) not read: the number of exchanges stays bounded. */
    private static final int MOST_APPLICATIONS = 16;

    private static final Bytes THIS_APPLICATION = Bytes.ofHex("7FFF");
    private static final Bytes MASTER_FILE = Bytes.ofHex("3F00");
    private static final int FILE_ID = 2;

    private static final int READ_BINARY = 0xB0;
    private static final int READ_RECORD = 0xB2;
    private static final int BY_NUMBER = 0x04;
    private static final int BY_NAME = 0x04;
    private static final int BY_PATH_FROM_MF = 0x08;
    private static final int RETURN_FCP = 0x04;
    private static final int FCP = 0x62;
    private static final int FILE_SIZE = 0x80;
    private static final int FILE_DESCRIPTOR = 0x82;
    private static final int STRUCTURE = 0x07;
    private static final int LINEAR_FIXED = 0x02;
    private static final int RECORD_DESCRIPTOR_LENGTH = 5;
    /** The offset of READ BINARY has 15 bits. */
    private static final int LARGEST = 0x7FFF;

    /** No such application or file, no such way to select, no such command or class (ISO/IEC 7816-4, status bytes). */
    private static final Set<Integer> ABSENT = Set.of(0x6A82, 0x6A81, 0x6A86, 0x6999, 0x6D00, 0x6E00);

    private static final int BEYOND_THE_END = 0x6B00;
    private static final int NOT_ALLOWED = 0x6982;
    private static final int NO_SUCH_RECORD = 0x6A83;

    private final ApduTransport channel;

    private BootstrapFile(ApduTransport channel) {
        this.channel = channel;
    }

    /**
     * Reads it.
     *
     * @param channel a logical channel on which this may select what it likes, GET RESPONSE done below
     * @return the file as far as it is used; empty if the card has no PKCS#15 application, or no such file in it
     * @throws CardException.Refused if the file is there and may not be read, or the card does not say whether it is
     */
    public static Optional<Bytes> read(ApduTransport channel) throws CardException {
        return new BootstrapFile(channel).find();
    }

    private Optional<Bytes> find() throws CardException {
        Optional<Bytes> usual = isSelected(PKCS_15) ? file("EF(ODF)", ODF, false) : Optional.empty();
        Optional<Bytes> odf = usual.isPresent() ? usual : listedOdf();
        return odf.isEmpty() ? Optional.empty() : listedIn(odf.get());
    }

    private Optional<Bytes> listedIn(Bytes odf) throws CardException {
        for (Bytes directory : Pkcs15.dataObjectDirectories(odf)) {
            Optional<Bytes> dodf = file("EF(DODF)", directory, false);
            Optional<Bytes> path = dodf.isEmpty() ? Optional.empty() : Pkcs15.bootstrapFile(dodf.get());
            if (path.isPresent()) {
                return file("EF(LwM2M_Bootstrap)", path.get(), true);
            }
        }
        return Optional.empty();
    }

    /** G.2 has the application's name and place read from EF(DIR); most cards spare that. */
    private Optional<Bytes> listedOdf() throws CardException {
        Optional<ListedApplication> listed = listed();
        if (listed.isEmpty() || !isSelected(listed.get().name())) {
            return Optional.empty();
        }
        return file("EF(ODF)", listed.get().odf().orElse(ODF), false);
    }

    private Optional<ListedApplication> listed() throws CardException {
        Optional<Bytes> parameters = selected("EF(DIR)", DIRECTORY);
        if (parameters.isEmpty()) {
            return Optional.empty();
        }
        int records = records(parameters.get());
        if (records == 0) {
            return ListedApplication.in(content("EF(DIR)", size(parameters.get()), false), PKCS_15);
        }
        for (int number = 1; number <= Math.min(records, MOST_APPLICATIONS); number++) {
            ResponseApdu read =
                    send("READ RECORD EF(DIR)", CommandApdu.answering(0, READ_RECORD, number, BY_NUMBER, Bytes.EMPTY));
            if (read.status().value() == NO_SUCH_RECORD) {
                return Optional.empty();
            }
            require("READ RECORD EF(DIR)", read.status());
            Optional<ListedApplication> found = ListedApplication.in(read.data(), PKCS_15);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** A card that does not know the name, or takes no names, has no such application. */
    private boolean isSelected(Bytes name) throws CardException {
        CommandApdu select = CommandApdu.answering(0, Instruction.SELECT.code(), BY_NAME, RETURN_FCP, name);
        StatusWord status = send("SELECT PKCS#15", select).status();
        if (ABSENT.contains(status.value())) {
            return false;
        }
        require("SELECT PKCS#15", status);
        return true;
    }

    private Optional<Bytes> file(String name, Bytes path, boolean tellsItsSize) throws CardException {
        Optional<Bytes> parameters = selected(name, fromMasterFile(name, path));
        return parameters.isEmpty()
                ? Optional.empty()
                : Optional.of(content(name, size(parameters.get()), tellsItsSize));
    }

    /** Its control parameters; empty if there is no such file. */
    private Optional<Bytes> selected(String name, Bytes pathFromMasterFile) throws CardException {
        ResponseApdu selected = send(
                "SELECT " + name,
                CommandApdu.answering(0, Instruction.SELECT.code(), BY_PATH_FROM_MF, RETURN_FCP, pathFromMasterFile));
        if (ABSENT.contains(selected.status().value())) {
            return Optional.empty();
        }
        require("SELECT " + name, selected.status());
        return Optional.of(selected.data());
    }

    private Bytes content(String name, int size, boolean tellsItsSize) throws CardException {
        int end = size;
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
        return all.slice(0, Math.min(end, all.length()));
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

    private static Optional<Bytes> parameter(int tag, Bytes parameters) throws CardException.Unreadable {
        Optional<Bytes> template = Ber.first(Ber.readAll("file control parameters", parameters), FCP);
        return template.isEmpty()
                ? Optional.empty()
                : Ber.first(Ber.readAll("file control parameters", template.get()), tag);
    }

    /** How many records the file has; 0 if it is one row of bytes (ETSI TS 102 221 11.1.1.4.3: file descriptor, coding, length, number). */
    private static int records(Bytes parameters) throws CardException.Unreadable {
        Bytes descriptor = parameter(FILE_DESCRIPTOR, parameters).orElse(Bytes.EMPTY);
        boolean ofRecords = !descriptor.isEmpty() && (descriptor.u8(0) & STRUCTURE) == LINEAR_FIXED;
        if (!ofRecords) {
            return 0;
        }
        return descriptor.length() == RECORD_DESCRIPTOR_LENGTH
                ? descriptor.u8(RECORD_DESCRIPTOR_LENGTH - 1)
                : MOST_APPLICATIONS;
    }

    /** What the file's control parameters say; as much as can be read if they say nothing. */
    private static int size(Bytes parameters) throws CardException.Unreadable {
        Optional<Bytes> size = parameter(FILE_SIZE, parameters);
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
        if (status.value() == NOT_ALLOWED) {
            throw new CardException.Refused(
                    what,
                    status,
                    "the card's bootstrap data is guarded by a PIN or a secure channel, and this agent gives neither; have its issuer make it readable for all");
        }
        if (!status.isSuccess()) {
            throw new CardException.Refused(
                    what, status, "whether the card has bootstrap data for this device cannot be told");
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
