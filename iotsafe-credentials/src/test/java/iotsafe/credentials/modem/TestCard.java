package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.LogicalChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A card with three logical channels besides the basic one, the applet's few commands and an ICCID. */
final class TestCard {
    static final String AID = "A0000005590010";
    static final String ICCID = "98440000000000001002";
    static final String SIGNATURE = "343A117BF21D74315B9D7C4EB3EAF0CAD125AD98FF0E14A02D9554C6274A663C"
            + "E3C0E9E19BEBFF3454694E95D7E1DA7AB79A9242FEE41F063245A2C6B2C91A9B";
    /** 600 bytes that say so themselves: 30 82 02 54. */
    static final Bytes FILE = Bytes.concat(
            Bytes.ofHex("30820254"),
            Bytes.ofHex(IntStream.range(0, 596)
                    .mapToObj(i -> "%02X".formatted(i & 0xFF))
                    .collect(Collectors.joining())));

    private static final int CHANNELS = 3;

    private final String aid;
    private final Set<Integer> open = new TreeSet<>();
    private final Set<Integer> selected = new TreeSet<>();
    private final List<String> received = new ArrayList<>();

    TestCard() {
        this(AID);
    }

    TestCard(String aid) {
        this.aid = aid;
    }

    /** What came, in hexadecimal. */
    List<String> received() {
        return received;
    }

    /** The logical channels that are open now. */
    Set<Integer> open() {
        return open;
    }

    /** As a reset does. */
    void reset() {
        open.clear();
        selected.clear();
    }

    Bytes process(Bytes command) {
        received.add(command.toHex());
        CommandApdu apdu = CommandApdu.of(command.toArray());
        int channel = LogicalChannel.of(apdu.cla());
        if (channel != 0 && !open.contains(channel)) {
            return Bytes.ofHex("6881");
        }
        if (apdu.ins() == 0x70) {
            return manageChannel(apdu);
        }
        if (channel == 0) {
            return apdu.ins() == 0xB0 ? Bytes.ofHex(ICCID + "9000") : Bytes.ofHex("9000");
        }
        if (apdu.ins() == 0xA4) {
            return select(channel, apdu);
        }
        return selected.contains(channel) ? applet(apdu) : Bytes.ofHex("6D00");
    }

    private Bytes manageChannel(CommandApdu apdu) {
        if (apdu.p1() == 0x80) {
            selected.remove(apdu.p2());
            return Bytes.ofHex(open.remove(apdu.p2()) ? "9000" : "6881");
        }
        for (int number = 1; number <= CHANNELS; number++) {
            if (open.add(number)) {
                return Bytes.ofHex("%02X9000".formatted(number));
            }
        }
        return Bytes.ofHex("6A81");
    }

    private Bytes select(int channel, CommandApdu apdu) {
        selected.remove(channel);
        if (!apdu.body().toHex().equals(aid)) {
            return Bytes.ofHex("6A82");
        }
        selected.add(channel);
        return Bytes.ofHex("9000");
    }

    private static Bytes applet(CommandApdu apdu) {
        return switch (apdu.ins()) {
            case 0x84 -> Bytes.ofHex("AB".repeat(apdu.le().orElse(1)) + "9000");
            case 0xB0 -> {
                int from = (apdu.p1() << 8) | apdu.p2();
                int to = Math.min(FILE.length(), from + apdu.le().orElse(256));
                yield Bytes.concat(FILE.slice(from, to), Bytes.ofHex("9000"));
            }
            case 0x2A -> Bytes.ofHex("9000");
            case 0x2B -> Bytes.ofHex("3340" + SIGNATURE + "9000");
            default -> Bytes.ofHex("6D00");
        };
    }
}
