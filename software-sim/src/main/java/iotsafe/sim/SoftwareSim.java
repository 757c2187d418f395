package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UICC with the IoT SAFE applet, in software: it behaves like a card and protects nothing. Safe for use by several threads,
 * one command at a time.
 *
 * @see "IoT SAFE interface reference, sections 1 to 4; ETSI TS 102 221; ISO/IEC 7816-3 and 7816-4"
 */
public final class SoftwareSim implements Card {
    private static final Logger LOG = LoggerFactory.getLogger(SoftwareSim.class);
    private static final int SELECT = 0xA4;
    private static final int BY_NAME = 0x04;
    private static final int MANAGE_CHANNEL = 0x70;
    private static final int GET_RESPONSE = 0xC0;

    private final SimMemory memory;
    private final Channels channels = new Channels();
    private final UiccFiles files;
    private final IotSafeApplet applet;
    private final AnswerFitting fitting;

    private SoftwareSim(SimMemory memory, Durability durability, String where) {
        this.memory = memory;
        this.files = new UiccFiles(memory.iccid());
        this.applet = new IotSafeApplet(memory, durability);
        this.fitting = new AnswerFitting(memory.protocol());
        LOG.warn(
                "SOFTWARE SIM opened ({}): its keys lie in the clear, it protects NOTHING; never use it in production",
                where);
    }

    /**
     * A card whose memory is a file, brought up to date before each answer that says so.
     *
     * @throws IOException one sentence, if there is no such file or it is not the whole memory of a software SIM
     */
    public static SoftwareSim open(Path memoryFile) throws IOException {
        FileStamp stamp = new FileStamp(memoryFile);
        stamp.renew();
        SimMemory memory = SimMemory.load(memoryFile);
        Durability durability = () -> {
            stamp.requireUnchanged();
            memory.save(memoryFile);
            stamp.renew();
        };
        return new SoftwareSim(memory, durability, memoryFile.toString());
    }

    /** A card that forgets when the program ends. It changes {@code memory}, which is not to be used elsewhere meanwhile. */
    public static SoftwareSim inMemory(SimMemory memory) {
        return new SoftwareSim(memory, () -> {}, "in memory");
    }

    @Override
    public synchronized byte[] process(byte[] apdu) {
        try {
            return answer(apdu).toBytes();
        } catch (Refusal refusal) {
            return Answer.of(refusal.status()).toBytes();
        } catch (RuntimeException bug) {
            LOG.error("software SIM: a defect of its own, answered 6F00; please report it", bug);
            return Answer.of(Status.OTHER).toBytes();
        }
    }

    @Override
    public byte[] atr() {
        return Atr.of(memory.protocol()).toArray();
    }

    @Override
    public synchronized void reset() {
        channels.reset();
        fitting.forget();
        applet.reset();
        memory.forgetVolatileKeys();
    }

    private Answer answer(byte[] apdu) throws Refusal {
        boolean continues = apdu.length > 1 && (apdu[1] & 0xFF) == GET_RESPONSE;
        if (!continues) {
            fitting.forget(); // ISO/IEC 7816-4, GET RESPONSE: only directly after the command it belongs to
        }
        Command command = Command.read(apdu, memory.protocol(), memory.profile().leAfterBody());
        ClassByte cla = ClassByte.of(command.cla());
        Channel channel = channels.opened(cla.channel());
        if (continues) {
            return fitting.next(command, cla.channel());
        }
        return fitting.fit(command, cla.channel(), dispatch(command, cla, channel));
    }

    private Answer dispatch(Command command, ClassByte cla, Channel channel) throws Refusal {
        if (!cla.proprietary() && command.ins() == MANAGE_CHANNEL) {
            return manageChannel(command);
        }
        if (!cla.proprietary() && command.ins() == SELECT && command.p1() == BY_NAME) {
            return select(command, channel);
        }
        return channel.appletSelected() ? applet.process(command, cla) : files.process(command, cla, channel);
    }

    /** Interface reference 1.4; a name may be cut short to the 5 bytes of its RID or more (ISO/IEC 7816-4, SELECT). */
    private Answer select(Command command, Channel channel) throws Refusal {
        if (command.p2() != 0) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        Octets name = command.body();
        if (name.size() < 5 || !memory.aid().startsWith(name)) {
            throw new Refusal(Status.NOT_FOUND);
        }
        channel.selectApplet();
        applet.leave(channel.number()); // a selection begins anew: sessions of the channel are closed
        return Answer.DONE;
    }

    /** Interface reference 1.2. */
    private Answer manageChannel(Command command) throws Refusal {
        command.requireNoBody();
        switch (command.p1()) {
            case 0x00 -> {
                command.requireP1P2(0x00, 0x00);
                AnswerFitting.requireLength(memory.protocol(), command, 1);
                return Answer.of(Octets.of(channels.open()));
            }
            case 0x80 -> {
                channels.close(command.p2());
                applet.leave(command.p2());
                return Answer.DONE;
            }
            default -> throw new Refusal(Status.WRONG_P1P2);
        }
    }
}
