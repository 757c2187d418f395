package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent, the card answers two bytes or more, and never with a defect of its own (6F00). */
class RandomCommandsTest {
    private static final long SEED = 20261123;
    private static final List<String> VALID = List.of(
            Reader.SELECT,
            "00 70 00 00 01",
            "00 70 80 01 00",
            "00 A4 00 04 02 2FE2",
            "00 B0 00 00 0A",
            "80 CB 00 00 44",
            "80 CB 01 00 00",
            "80 CB 01 01 00",
            "80 CB C1 00 03 84 01 01 00",
            "80 CB C4 00 03 86 01 0A 00",
            "80 B0 00 00 03 83 01 02 00",
            "80 84 00 00 20",
            "80 B9 00 00 03 84 01 01 00",
            "80 CD 00 00 03 85 01 02 00",
            "80 24 00 02 03 85 01 05",
            "80 D8 80 02 47" + Published.PUBLIC_KEY_DATA,
            "80 24 01 02 00",
            "80 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 04",
            "80 2B 80 01 22 9E 20 66840DDA154E8A113C31DD0AD32F7F3A366A80E8136979D8F5A101D3D29D6F72 00",
            "80 2A 00 01 0D 84 01 01 A1 01 02 91 02 0001 92 01 04",
            "80 2B 80 01 2D 9A 03 404142 9C 20 FC99A2DF88F42A7A7BB9D18033CDC6A20256755F9D5B9A5044A9CC315ABE84A7 9D 04 00000040 00",
            "80 2A 01 01",
            "80 2C 00 01 0D 85 01 05 A1 01 01 91 02 0001 92 01 04",
            "80 2D 80 01 4D 9B 08 0102030405060708 33 0040 " + Published.SIGNATURE,
            "80 46 00 00 06 84 01 01 85 01 05 00",
            "80 48 01 00 0C 86 01 0A D2 04 01020304 D3 01 30",
            "80 48 02 00 0F 86 01 0A D4 01 01 D2 04 01020304 D3 01 30",
            "80 4A 00 00 0A D1 01 0B D5 01 00 91 02 0001 00",
            "80 C0 00 00 00");

    private static SoftwareSim card(Protocol protocol) {
        return card(protocol, "standard");
    }

    private static SoftwareSim card(Protocol protocol, String profile) {
        return SoftwareSim.inMemory(SimMemory.blank(Profile.named(profile))
                .protocol(protocol)
                .addKeyPair("k", Octets.hex("01"), Octets.hex("02"), KeyFunction.values())
                .addPublicKey("peer", Octets.hex("05"), KeyFunction.values())
                .addFile(Octets.hex("02"), "f", new byte[600], FileContainer.GENERAL)
                .addSecret(Octets.hex("0A"), "s", new byte[16])
                .generateKeyPair(Octets.hex("01")));
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void random_bytes(Protocol protocol) {
        Random random = new Random(SEED);
        SoftwareSim card = card(protocol);
        for (int round = 0; round < 2000; round++) {
            byte[] command = new byte[random.nextInt(300)];
            random.nextBytes(command);
            check(card, command, round);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void valid_commands_with_a_few_bytes_changed_cut_or_added(Protocol protocol) {
        Random random = new Random(SEED);
        SoftwareSim card = card(protocol);
        card.process(Octets.hex(Reader.SELECT).toArray());
        int successes = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] command = mutated(Octets.hex(VALID.get(random.nextInt(VALID.size()))), random);
            int sw1 = check(card, command, round);
            successes += sw1 == 0x90 || sw1 == 0x61 ? 1 : 0;
            if (round % 50 == 0) {
                card.reset();
                card.process(Octets.hex(Reader.SELECT).toArray());
            }
        }
        assertThat(successes).isGreaterThan(300); // else the mutants never got far
    }

    @ParameterizedTest
    @MethodSource("iotsafe.sim.Profile#names")
    void valid_commands_with_a_few_bytes_changed_to_a_card_with_a_quirk(String profile) {
        Random random = new Random(SEED);
        SoftwareSim card = card(Protocol.T1, profile);
        card.process(Octets.hex(Reader.SELECT).toArray());
        for (int round = 0; round < 100; round++) {
            check(card, mutated(Octets.hex(VALID.get(random.nextInt(VALID.size()))), random), round);
        }
    }

    private static byte[] mutated(Octets valid, Random random) {
        byte[] bytes = valid.toArray();
        switch (random.nextInt(5)) {
            case 0 -> {
                return bytes;
            }
            case 1 -> {
                return Octets.of(bytes).slice(0, random.nextInt(bytes.length)).toArray();
            }
            case 2 -> {
                return Octets.join(valid, Octets.of(random.nextInt())).toArray();
            }
            default -> {
                int hits = 1 + random.nextInt(2);
                for (int hit = 0; hit < hits; hit++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                return bytes;
            }
        }
    }

    private static int check(SoftwareSim card, byte[] command, int round) {
        byte[] answer = card.process(command);
        assertThat(answer)
                .as("seed %d, round %d: %s", SEED, round, Octets.of(command))
                .hasSizeBetween(2, 258);
        int sw1 = answer[answer.length - 2] & 0xFF;
        assertThat(sw1)
                .as("seed %d, round %d: %s", SEED, round, Octets.of(command))
                .isNotEqualTo(0x6F);
        return sw1;
    }
}
