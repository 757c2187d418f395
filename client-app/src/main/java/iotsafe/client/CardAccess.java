package iotsafe.client;

import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ReaderAddress;
import iotsafe.client.health.TimedReader;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.TracedExchange;
import iotsafe.credentials.apdu.TracedReader;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.modem.ModemReader;
import iotsafe.credentials.pcsc.PcscReader;
import iotsafe.credentials.pkcs11.Pkcs11Element;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the way to the card that an address names. */
public final class CardAccess {
    private CardAccess() {}

    /** The applet on the card of the configuration, or the token in its place; nothing is opened yet. */
    public static SecureElement secureElement(AgentConfig.Card card) {
        return card.reader() instanceof ReaderAddress.Pkcs11 token
                ? new Pkcs11Element(token.address())
                : new IotSafeApplet(reader(card.reader()), card.applet());
    }

    /**
     * The applet on the card of the configuration, each exchange with it told to {@code listener}, secrets masked; nothing is opened yet.
     *
     * @return empty for a token, which is not spoken to in commands of a card
     */
    public static Optional<IotSafeApplet> traced(AgentConfig.Card card, Consumer<TracedExchange> listener) {
        return card.reader() instanceof ReaderAddress.Pkcs11
                ? Optional.empty()
                : Optional.of(new IotSafeApplet(new TracedReader(reader(card.reader()), listener), card.applet()));
    }

    /** The card of the configuration, for an agent that stays: what it learns of the card is kept beside its state. */
    static SecureElement remembered(AgentConfig config, Consumer<Duration> clock) {
        return config.card().reader() instanceof ReaderAddress.Pkcs11
                ? secureElement(config.card())
                : remembered(config, new TimedReader(reader(config.card().reader()), clock));
    }

    /** The same behind another reader. */
    static SecureElement remembered(AgentConfig config, CardReader reader) {
        return new IotSafeApplet(reader, config.card().applet(), new CardHabitsFile(config.stateDir()));
    }

    private static CardReader reader(ReaderAddress address) {
        if (address instanceof ReaderAddress.Simulator simulator) {
            return new SimulatorReader(simulator.file());
        }
        if (address instanceof ReaderAddress.Modem modem) {
            return new ModemReader(modem.at());
        }
        return PcscReader.at(address.toString());
    }
}
