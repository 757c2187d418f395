package iotsafe.credentials.pcsc;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.TerminalFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader service (pcscd), as Java reaches it, with two of Java's defects cured: {@code TerminalFactory.getDefault()} decides once
 * for all whether there is a service, so it is never asked; and the connection to the service is made once in a JVM's life, so a
 * restarted service is never reached again unless that connection is thrown away by reflection.
 */
final class PcscService {
    private static final Logger LOG = LoggerFactory.getLogger(PcscService.class);

    private static final String NO_SERVICE =
            "no PC/SC service answers on this machine: install and start pcscd (apt install pcscd; systemctl start pcscd)";
    private static final String OPEN_PACKAGE = "--add-opens java.smartcardio/sun.security.smartcardio=ALL-UNNAMED";
    /** What the service's absence looks like, by the only name that Java lets out: the text of an internal exception. */
    private static final Set<String> CONNECTION_LOST = Set.of(
            "SCARD_E_NO_SERVICE",
            "SCARD_E_SERVICE_STOPPED",
            "SCARD_E_INVALID_HANDLE",
            "SCARD_F_COMM_ERROR",
            "WINDOWS_ERROR_INVALID_HANDLE");

    static {
        // read by Java once, before the first exchange: 61xx and 6Cxx then come back as they are, for our own layer,
        // which counts
        // each exchange and replaces Le where Java would overwrite the last byte of a body
        setUnlessSet("sun.security.smartcardio.t0GetResponse");
        setUnlessSet("sun.security.smartcardio.t1GetResponse");
    }

    private PcscService() {}

    /**
     * All readers, with or without a card.
     *
     * @throws IOException if the service cannot be reached; the message says what to do
     */
    static List<CardTerminal> terminals() throws IOException {
        try {
            return list();
        } catch (CardException e) {
            if (!CONNECTION_LOST.contains(reason(e))) {
                throw new IOException("the PC/SC service does not list its readers: " + reason(e), e);
            }
            LOG.info("the connection to the PC/SC service is lost ({}): connecting anew", reason(e));
            reconnect(e);
        }
        try {
            return list();
        } catch (CardException e) {
            throw new IOException("the PC/SC service was restarted and does not list its readers: " + reason(e), e);
        }
    }

    /** The name of a failure inside PC/SC, such as {@code SCARD_W_REMOVED_CARD}, or Java's own words. */
    static String reason(Exception e) {
        Throwable inner = e.getCause() == null ? e : e.getCause();
        return inner.getMessage() == null ? inner.toString() : inner.getMessage();
    }

    private static List<CardTerminal> list() throws IOException, CardException {
        try {
            return TerminalFactory.getInstance("PC/SC", null).terminals().list();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(NO_SERVICE, e);
        } catch (CardException e) {
            if (reason(e).equals("SCARD_E_NO_READERS_AVAILABLE")) {
                return List.of();
            }
            throw e;
        }
    }

    private static void reconnect(CardException lost) throws IOException {
        try {
            Class<?> terminals = Class.forName("sun.security.smartcardio.PCSCTerminals");
            Field context = accessible(terminals.getDeclaredField("contextId"));
            Field known = accessible(terminals.getDeclaredField("terminals"));
            Method connect = terminals.getDeclaredMethod("initContext");
            connect.setAccessible(true);
            context.setLong(null, 0);
            ((Map<?, ?>) known.get(null)).clear();
            connect.invoke(null);
        } catch (InvocationTargetException e) {
            throw new IOException(NO_SERVICE, e);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            lost.addSuppressed(e);
            throw new IOException(
                    "the PC/SC service was stopped or restarted, and Java does not reach a restarted one again: start pcscd, then this program; started with %s it recovers by itself"
                            .formatted(OPEN_PACKAGE),
                    lost);
        }
    }

    private static Field accessible(Field field) {
        field.setAccessible(true);
        return field;
    }

    private static void setUnlessSet(String property) {
        @Nullable String chosen = System.getProperty(property);
        if (chosen == null) {
            System.setProperty(property, "false");
        }
    }
}
