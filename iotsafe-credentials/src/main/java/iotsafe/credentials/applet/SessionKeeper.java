package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session with the applet alive: opened by the first command, rebuilt within the call when it breaks, once. From the first
 * {@link #identity()} on, a rebuilt session is used only if the card is still the same. One command at a time, for any number of threads.
 */
final class SessionKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);
    private static final int CHANGED_FROM_AFAR = 0x6989;

    private final AppletFinder finder;
    private final CardMemory memory;
    private final HabitStore habits;
    private @Nullable AppletSession session;
    private @Nullable CardIdentity identity;
    private boolean closed;

    SessionKeeper(AppletFinder finder, CardMemory memory, HabitStore habits) {
        this.finder = finder;
        this.memory = memory;
        this.habits = habits;
        habits.load().flatMap(CardHabits::read).ifPresent(memory::recall);
    }

    synchronized void connect() throws CardException {
        open();
    }

    synchronized CardIdentity identity() throws CardException {
        CardIdentity known = identity;
        if (known == null) {
            known = repeatable(IdentityReader::read);
            identity = known;
            keepHabits(known);
        }
        return known;
    }

    /**
     * For commands that may be done twice: done again on a fresh session, and again after remote administration (6989), once each.
     *
     * @throws CardException as the command does the last time
     */
    synchronized <T> T repeatable(Command<T> command) throws CardException {
        try {
            return onRebuiltSession(command);
        } catch (CardException.Refused e) {
            requireChangedFromAfar(e);
            return onRebuiltSession(command);
        }
    }

    /** For the command that destroys what was there before: done again only where the card says that it was not done. */
    synchronized <T> T destructive(Command<T> command) throws CardException {
        try {
            return once(command);
        } catch (CardException.Refused e) {
            requireChangedFromAfar(e);
            return once(command);
        }
    }

    private static void requireChangedFromAfar(CardException.Refused e) throws CardException.Refused {
        if (e.status() == null || e.status().value() != CHANGED_FROM_AFAR) {
            throw e;
        }
        LOG.info("{}: asked once more", e.getMessage());
    }

    private void keepHabits(CardIdentity card) {
        habits.save(memory.habitsOf(card).text());
    }

    /** Done again on a fresh session only if the applet that was asked is not the one that answered. */
    private <T> T once(Command<T> command) throws CardException {
        try {
            return onSession(command);
        } catch (CardException.Unreachable e) {
            if (!(e.getCause() instanceof ChannelLostException)) {
                throw e;
            }
            LOG.info("{}: trying on a fresh session", e.getMessage());
            return onSession(command);
        }
    }

    synchronized void close() {
        closed = true;
        CardIdentity known = identity;
        if (known != null) {
            keepHabits(known);
        }
        AppletSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    private <T> T onRebuiltSession(Command<T> command) throws CardException {
        open(); // what cannot be opened is not worth another try
        try {
            return onSession(command);
        } catch (CardException.Unreachable e) {
            LOG.info("{}: trying on a fresh session", e.getMessage());
            return onSession(command);
        }
    }

    private <T> T onSession(Command<T> command) throws CardException {
        AppletSession current = open();
        try {
            return command.on(current);
        } catch (CardException.Unreachable e) {
            abandon();
            throw e;
        } catch (CardException.Refused e) {
            if (current.isDoubtful()) {
                abandon();
            }
            throw e;
        }
    }

    private AppletSession open() throws CardException {
        if (closed) {
            throw new CardException.Unreachable("the card was let go of: this program is stopping");
        }
        AppletSession current = session;
        if (current == null) {
            if (identity == null) {
                memory.forgetDeclared();
            }
            current = finder.find();
            requireSameCard(current);
            session = current;
        }
        return current;
    }

    private void requireSameCard(AppletSession fresh) throws CardException {
        CardIdentity known = identity;
        if (known == null) {
            return;
        }
        boolean same = false;
        try {
            CardIdentity now = IdentityReader.read(fresh);
            same = now.equals(known);
            if (!same) {
                memory.forget();
                throw new CardException.Unreachable(
                        "the card in %s is now %s, it was %s; put the first one back, or restart the agent to use the new one"
                                .formatted(fresh.place(), now.value(), known.value()));
            }
        } finally {
            if (!same) {
                fresh.close();
            }
        }
    }

    private void abandon() {
        AppletSession broken = session;
        session = null;
        if (broken != null) {
            broken.abandon();
        }
    }

    /** One command of the applet, or a few that belong together. */
    @FunctionalInterface
    interface Command<T> {
        T on(AppletSession open) throws CardException;
    }
}
