package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A reader for tests: commands and answers in hex, spaces as one likes. */
final class Reader {
    static final String SELECT = "00 A4 04 00 07 A0000005590010";

    private final Card card;

    Reader(Card card) {
        this.card = card;
    }

    /** On the basic channel, with the applet selected. */
    static Reader selected(SimMemory memory) {
        Reader reader = new Reader(SoftwareSim.inMemory(memory));
        reader.send(SELECT);
        return reader;
    }

    /** The answer in hex without spaces. */
    String send(String command) {
        try {
            return Octets.of(card.process(Octets.hex(command).toArray())).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data of an answer that must end in 9000. */
    Octets data(String command) {
        String answer = send(command);
        if (!answer.endsWith("9000")) {
            throw new AssertionError(command + " was answered " + answer);
        }
        return Octets.hex(answer.substring(0, answer.length() - 4));
    }

    /** The object list, all its parts (3.2.2). */
    Octets wholeList() {
        Octets list = Octets.EMPTY;
        String answer = send("80 CB 01 00 00");
        while (answer.endsWith("6300")) {
            list = Octets.join(list, Octets.hex(answer.substring(0, answer.length() - 4)));
            answer = send("80 CB 01 01 00");
        }
        return Octets.join(list, Octets.hex(answer.replaceFirst("9000$", "")));
    }

    static String hex(String spaced) {
        return spaced.replace(" ", "").toUpperCase(Locale.ROOT);
    }
}
