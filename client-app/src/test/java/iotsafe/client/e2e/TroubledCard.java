package iotsafe.client.e2e;

import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.sim.Fault;
import iotsafe.sim.Fault.Effect;
import iotsafe.sim.Fault.Moment;
import iotsafe.sim.FaultyCard;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A software SIM in a reader in memory, with which one thing goes wrong once, at a chosen exchange. */
final class TroubledCard implements CardReader {
    private static final int GENERATE_KEY_PAIR = 0xB9;
    /** On every channel that is open, as far as there is one. */
    private static final String[] USIM_ON_CHANNELS = {"01A40400", "02A40400", "03A40400"};

    private final FaultyCard card;
    private final Duration late;
    private final CountDownLatch pulled = new CountDownLatch(1);
    private Trouble trouble = Trouble.NONE;
    private int at;
    private int exchanges;
    private int keyPairs;
    private int absences;

    /** What goes wrong. */
    enum Trouble {
        NONE,
        PULLED_BEFORE,
        PULLED_AFTER,
        /** Out for so long that the first tries to reach it fail. */
        PULLED_FOR_LONG,
        RESET_BEFORE,
        RESET_AFTER,
        LATE,
        NEVER,
        GARBAGE,
        EMPTY_ANSWER,
        USIM_SELECTED,
        APPLET_SELECTED_AGAIN,
        CHANNEL_CLOSED,
        UNDER_ADMINISTRATION_6984,
        CHANGED_FROM_AFAR_6989,
        DONE_WITH_63CF
    }

    /** A card of this memory; {@code late} is more than its user waits. */
    TroubledCard(SimMemory memory, Duration late) {
        this.card = new FaultyCard(SoftwareSim.inMemory(memory));
        this.late = late;
    }

    /** From now on, at the {@code n}th exchange, 1 being the next. */
    void plan(Trouble next, int n) {
        trouble = next;
        at = exchanges + n;
    }

    /** Commands that it was sent. */
    int exchanges() {
        return exchanges;
    }

    /** How often it made a key pair. */
    int keyPairs() {
        return keyPairs;
    }

    /** Whether what was planned has happened. */
    boolean hadItsTrouble() {
        return exchanges >= at;
    }

    /** A person pulls out the card that is silent. */
    void isPulledOut() {
        pulled.countDown();
    }

    @Override
    public CardConnection open() throws IOException {
        if (!card.isInserted()) {
            absences++;
            if (trouble == Trouble.PULLED_FOR_LONG && absences < 4) {
                throw new IOException("no card in the reader: insert the SIM");
            }
            card.insert();
        }
        return new CardConnection() {
            @Override
            public String name() {
                return "the reader";
            }

            @Override
            public byte[] exchange(byte[] command) throws IOException {
                return spoiledOrDone(command);
            }

            /** Whatever channel is open is closed, as its contract says. */
            @Override
            public void close() {
                card.reset();
            }
        };
    }

    private byte[] spoiledOrDone(byte[] command) throws IOException {
        exchanges++;
        return exchanges == at ? spoiled(command) : done(command);
    }

    private byte[] done(byte[] command) throws IOException {
        byte[] answer = card.process(command);
        if ((command[1] & 0xFF) == GENERATE_KEY_PAIR && (answer[answer.length - 2] & 0xF0) != 0x60) {
            keyPairs++;
        }
        return answer;
    }

    private byte[] spoiled(byte[] command) throws IOException {
        switch (trouble) {
            case NONE -> {
                return done(command);
            }
            case PULLED_BEFORE, PULLED_FOR_LONG -> card.plan(Fault.atExchange(1, Moment.BEFORE, Effect.PULL));
            case PULLED_AFTER -> card.plan(Fault.atExchange(1, Moment.AFTER, Effect.PULL));
            case RESET_BEFORE -> card.plan(Fault.atExchange(1, Moment.BEFORE, Effect.POWER_CUT));
            case RESET_AFTER -> card.plan(Fault.atExchange(1, Moment.AFTER, Effect.POWER_CUT));
            case GARBAGE -> card.plan(Fault.atExchange(1, Moment.AFTER, Effect.GARBAGE));
            case EMPTY_ANSWER -> {
                done(command);
                return new byte[0];
            }
            case LATE -> {
                byte[] answer = done(command);
                takeTime();
                return answer;
            }
            case NEVER -> {
                done(command);
                untilPulledOut();
                card.remove();
                throw new IOException("pulled out");
            }
            case USIM_SELECTED -> {
                for (String select : USIM_ON_CHANNELS) {
                    other(select + "07A0000000871002");
                }
            }
            case APPLET_SELECTED_AGAIN -> other("01A4040007A0000005590010");
            case CHANNEL_CLOSED -> other("0070800100");
            case UNDER_ADMINISTRATION_6984 -> {
                return HexFormat.of().parseHex("6984");
            }
            case CHANGED_FROM_AFAR_6989 -> {
                return HexFormat.of().parseHex("6989");
            }
            case DONE_WITH_63CF -> {
                byte[] answer = done(command);
                if (answer[answer.length - 2] == (byte) 0x90) {
                    answer[answer.length - 2] = 0x63;
                    answer[answer.length - 1] = (byte) 0xCF;
                }
                return answer;
            }
        }
        return done(command);
    }

    /** A command of another program, whatever it brings. */
    private void other(String command) throws IOException {
        card.process(HexFormat.of().parseHex(command));
    }

    /** As native code: no interrupt ends it. */
    private void takeTime() {
        long end = System.nanoTime() + late.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private void untilPulledOut() {
        boolean waiting = true;
        while (waiting) {
            try {
                pulled.await();
                waiting = false;
            } catch (InterruptedException e) {
                // native code does not hear it
            }
        }
    }
}
