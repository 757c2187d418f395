package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.apdu.Tlv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
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
    private final Durability durability;
    private final Channels channels;
    private final UiccFiles files;
    private final Pkcs15Files pkcs15;
    private final IotSafeApplet applet;
    private final AnswerFitting fitting;
    private int successes;

    private SoftwareSim(SimMemory memory, Durability durability, String where) {
        this.memory = memory;
        this.durability = durability;
        this.channels = new Channels(memory.profile());
        this.files = new UiccFiles(memory.iccid());
        this.pkcs15 = new Pkcs15Files(memory);
        this.applet = new IotSafeApplet(memory, durability);
        this.fitting = new AnswerFitting(memory);
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
            return proactive(answer(apdu)).toBytes();
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
        successes = 0;
    }

    /**
     * Does what a remote server may do while the device runs (interface reference, section 4): changes objects. The next
     * success of the applet says so by 63CF.
     *
     * @throws IOException if the change could not be stored; it is then made all the same until the program ends
     */
    public synchronized void administer(Consumer<SimMemory> change) throws IOException {
        change.accept(memory);
        applet.administered();
        durability.store();
    }

    private Answer answer(byte[] apdu) throws Refusal {
        boolean continues = apdu.length > 1 && (apdu[1] & 0xFF) == GET_RESPONSE;
        if (!continues) {
            fitting.forget(); // ISO/IEC 7816-4, GET RESPONSE: only directly after the command it belongs to
        }
        Command command =
                Command.read(apdu, memory.protocol(), !memory.profile().has(Quirk.LE_REFUSED));
        ClassByte cla = ClassByte.of(command.cla());
        Channel channel = channels.opened(cla.channel());
        if (continues) {
            return fitting.next(command, cla);
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
        if (channel.appletSelected()) {
            return applet.process(command, cla);
        }
        return channel.pkcs15Selected() ? pkcs15.process(command, cla, channel) : files.process(command, cla, channel);
    }

    /** Interface reference 1.5: now and then a proactive command waits when a command has succeeded. */
    private Answer proactive(Answer answer) {
        int every = memory.profile().number(Quirk.SW_91_EVERY);
        if (every == 0 || answer.status() != Status.OK || ++successes % every != 0) {
            return answer;
        }
        return new Answer(answer.data(), Status.PROACTIVE);
    }

    /** Interface reference 1.4; a name may be cut short to the 5 bytes of its RID or more (ISO/IEC 7816-4, SELECT). */
    private Answer select(Command command, Channel channel) throws Refusal {
        if (pkcs15.isNamed(command.body())) {
            Answer selected = pkcs15.selectApplication(command);
            channel.selectPkcs15();
            applet.leave(channel.number());
            return selected;
        }
        if (command.p2() != 0) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        boolean noLe = memory.protocol() == Protocol.T1 && command.le() == Command.NO_LE;
        if (noLe && memory.profile().has(Quirk.SELECT_WITH_LE)) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        Octets name = command.body();
        if (name.startsWith(UiccFiles.USIM)) {
            channel.selectDefault();
            applet.leave(channel.number());
            return Answer.DONE;
        }
        boolean named = memory.profile().has(Quirk.AID_WHOLE)
                ? memory.aid().equals(name)
                : name.size() >= 5 && memory.aid().startsWith(name);
        if (!named) {
            throw new Refusal(Status.NOT_FOUND);
        }
        channel.selectApplet();
        applet.leave(channel.number()); // a selection begins anew: sessions of the channel are closed
        if (memory.profile().has(Quirk.SELECT_61)) {
            Octets template = Tlv.of(0x6F, Tlv.of(0x84, memory.aid())); // ISO/IEC 7816-4, file control information
            return fitting.hold(Answer.of(template), channel.number());
        }
        return memory.profile().has(Quirk.SELECT_91) ? Answer.of(Status.PROACTIVE) : Answer.DONE;
    }

    /** Interface reference 1.2. */
    private Answer manageChannel(Command command) throws Refusal {
        command.requireNoBody();
        switch (command.p1()) {
            case 0x00 -> {
                command.requireP1P2(0x00, 0x00);
                channels.requireOne();
                AnswerFitting.requireLength(memory, command, 1);
                int number = channels.open();
                return memory.profile().has(Quirk.NO_CHANNEL_NUMBER) ? Answer.DONE : Answer.of(Octets.of(number));
            }
            case 0x80 -> {
                requireForm(command);
                channels.close(command.p2());
                applet.leave(command.p2());
                return Answer.DONE;
            }
            default -> throw new Refusal(Status.WRONG_P1P2);
        }
    }

    private void requireForm(Command close) throws Refusal {
        Quirk refused = close.isBareHeader() ? Quirk.CLOSE_WITH_P3 : Quirk.CLOSE_WITHOUT_P3;
        if (memory.protocol() == Protocol.T1 && memory.profile().has(refused)) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
    }
}
