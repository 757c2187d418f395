package iotsafe.sim.modem;

import iotsafe.sim.FaultyCard;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The card as its modem holds it: sessions with a channel behind each, and what the modem does by itself (5.3). */
final class Uicc {
    private static final int MOST_ROUNDS = 40;
    private static final int FIRST_HANDLE = 5; // unlike any channel that is assigned first: the two are not the same
    private static final int SUCCESS = 0x90;
    private static final int PROACTIVE = 0x91;
    private static final int WAITING = 0x61;
    private static final int WAITING_2G = 0x9F;
    private static final int NOT_READY = 0x60;
    private static final int RIGHT_LE = 0x6C;
    private static final byte GET_RESPONSE = (byte) 0xC0;

    private final FaultyCard card;
    private final ModemProfile profile;
    private final Random random;
    private final Map<String, Integer> channels = new LinkedHashMap<>();
    private int nextHandle = FIRST_HANDLE;

    Uicc(FaultyCard card, ModemProfile profile) {
        this.card = card;
        this.profile = profile;
        this.random = new Random(profile.seed());
        if (profile.has(ModemQuirk.CHANNELS_LEFT_OPEN)) {
            leaveChannelsOpen();
        }
    }

    boolean isInserted() {
        return card.isInserted();
    }

    /** Resets the card: all channels are closed, all sessions are over. */
    void restart() {
        card.reset();
        channels.clear();
    }

    /** Opens a channel and selects the application on it; gives the session as it is to be written (AT+CCHO). */
    String open(Octets aid) throws AtError {
        byte[] opened = transmit(0x00, 0x70, 0x00, 0x00, 0x01);
        if (!succeeded(opened) || opened.length != 3) {
            throw new AtError(AtError.MEMORY_FULL);
        }
        int channel = opened[0] & 0xFF;
        Octets select = Octets.join(Octets.of(onChannel(0, channel), 0xA4, 0x04, 0x00, aid.size()), aid);
        byte[] selected = transmit(select.toArray());
        if (!succeeded(selected)) {
            transmit(0x00, 0x70, 0x80, channel, 0x00);
            throw new AtError(AtError.NOT_FOUND);
        }
        String handle = handle();
        channels.put(handle, channel);
        return handle;
    }

    /** Closes the channel of a session (AT+CCHC). */
    void close(String handle) throws AtError {
        int channel = channel(handle);
        channels.remove(handle);
        transmit(onChannel(0, channel), 0x70, 0x80, channel, 0x00);
    }

    /** Sends a command on the channel of a session (AT+CGLA). MANAGE CHANNEL and SELECT by name are the modem's. */
    byte[] exchange(String handle, byte[] apdu) throws AtError {
        int channel = channel(handle);
        boolean selectsByName = apdu[1] == (byte) 0xA4 && apdu[2] == 0x04;
        if (apdu[1] == 0x70 || selectsByName) {
            throw new AtError(AtError.NOT_ALLOWED);
        }
        byte[] patched = apdu.clone();
        patched[0] = (byte) onChannel(apdu[0], channel);
        return exchange(patched);
    }

    /** Sends a command as it is (AT+CSIM). */
    byte[] exchange(byte[] apdu) throws AtError {
        byte[] answer = transmit(apdu);
        return profile.has(ModemQuirk.HIDES_61XX) ? fetched(apdu, answer) : answer;
    }

    /** 9000, 91xx, 61xx or 9Fxx. */
    static boolean succeeded(byte[] answer) {
        return switch (sw1(answer)) {
            case SUCCESS, PROACTIVE, WAITING, WAITING_2G -> true;
            default -> false;
        };
    }

    private void leaveChannelsOpen() {
        try {
            while (succeeded(transmit(0x00, 0x70, 0x00, 0x00, 0x01))) {
                // until none is left
            }
        } catch (AtError e) {
            // no card: nobody has left anything open on it
        }
    }

    private byte[] fetched(byte[] apdu, byte[] first) throws AtError {
        Octets data = Octets.EMPTY;
        byte[] sent = apdu;
        byte[] answer = first;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            int sw1 = sw1(answer);
            int sw2 = answer[answer.length - 1] & 0xFF;
            boolean waits = sw1 == WAITING || sw1 == WAITING_2G;
            boolean notReady = sw1 == NOT_READY && sent[1] == GET_RESPONSE;
            boolean wrongLe = sw1 == RIGHT_LE && sent.length <= 5;
            if (!waits && !notReady && !wrongLe) {
                break;
            }
            if (waits) {
                data = Octets.join(data, Octets.of(answer).slice(0, answer.length - 2));
                sent = Octets.of(apdu[0] & 0x7F, GET_RESPONSE, 0x00, 0x00, sw2).toArray();
            } else if (wrongLe) {
                sent = Octets.of(sent[0], sent[1], sent[2], sent[3], sw2).toArray();
            }
            answer = transmit(sent);
        }
        return Octets.join(data, Octets.of(answer)).toArray();
    }

    private byte[] transmit(int... apdu) throws AtError {
        return transmit(Octets.of(apdu).toArray());
    }

    private byte[] transmit(byte[] apdu) throws AtError {
        try {
            return card.process(apdu);
        } catch (IOException gone) {
            channels.clear();
            throw new AtError(card.isInserted() ? AtError.SIM_FAILURE : AtError.NOT_INSERTED);
        }
    }

    private int channel(String handle) throws AtError {
        Integer channel = channels.get(handle);
        if (channel == null) {
            throw new AtError(AtError.WRONG_PARAMETERS);
        }
        return channel;
    }

    private String handle() {
        String handle = profile.has(ModemQuirk.OPAQUE_HANDLE)
                ? "%016x".formatted(random.nextInt() & 0x0FFFFFFF)
                : String.valueOf(nextHandle++);
        return profile.has(ModemQuirk.QUOTED_HANDLE) ? '"' + handle + '"' : handle;
    }

    /** Interface reference 1.3. */
    private static int onChannel(int cla, int channel) {
        return (cla & 0x80) | (channel < 4 ? channel : 0x40 | (channel - 4));
    }

    private static int sw1(byte[] answer) {
        return answer[answer.length - 2] & 0xFF;
    }
}
