package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.SessionMemory;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.DtlsSession;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DTLS session with the management server, for the next line to it. It is resumed only between the parties that it was made by, and for a
 * day: a resumption does not look at the server's certificate again.
 */
final class KeptSession {
    private static final Logger LOG = LoggerFactory.getLogger(KeptSession.class);
    /** RFC 5246 F.1.4: an upper limit of 24 hours is suggested. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final String MARK = "iotsafe-agent-dtls-session";
    private static final String VERSION = "1";
    private static final int FIELDS = 6;

    private final SessionMemory memory;
    private final Clock clock;
    private @Nullable Kept kept;
    private boolean isRead;

    /**
     * One session.
     *
     * @param parties whom it is between, see {@link Fingerprint}
     * @param since when its full handshake was
     */
    private record Kept(Bytes parties, Instant since, DtlsSession session) {
        String print() {
            byte[] content = session.content().toArray();
            try {
                return String.join(
                        " ",
                        MARK,
                        VERSION,
                        parties.toHex(),
                        since.toString(),
                        session.id().toHex(),
                        Base64.getEncoder().encodeToString(content));
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }

        /**
         * Reads what {@link #print} wrote.
         *
         * @throws IllegalArgumentException if it is something else, or of another version
         */
        static Kept of(String text) {
            String[] fields = text.strip().split(" ", -1);
            if (fields.length != FIELDS || !fields[0].equals(MARK) || !fields[1].equals(VERSION)) {
                throw new IllegalArgumentException("it does not begin with \"%s %s\"".formatted(MARK, VERSION));
            }
            byte[] content = Base64.getDecoder().decode(fields[5]);
            try {
                return new Kept(
                        Bytes.ofHex(fields[2]),
                        Instant.parse(fields[3]),
                        new DtlsSession(Bytes.ofHex(fields[4]), Secret.of(content)));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("its time is none: " + fields[3], e);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }
    }

    KeptSession(SessionMemory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** What can be gone on with, between these parties. */
    Optional<DtlsSession> between(Bytes parties) {
        Kept now = kept();
        if (now == null) {
            return Optional.empty();
        }
        Duration age = Duration.between(now.since(), clock.instant());
        boolean isBetweenOthers = !now.parties().equals(parties);
        if (isBetweenOthers || age.isNegative() || age.compareTo(LONGEST) > 0) {
            LOG.debug(
                    "the DTLS session of {} is not resumed: {}",
                    now.since(),
                    isBetweenOthers
                            ? "the server, the certificate or the trust is another"
                            : "it is not of the last 24 hours");
            forget();
            return Optional.empty();
        }
        return Optional.of(now.session());
    }

    /** The session that is in use now; one that is known already keeps its age. */
    void keep(Bytes parties, DtlsSession session) {
        Kept now = kept();
        if (now != null && now.parties().equals(parties) && now.session().id().equals(session.id())) {
            session.content().destroy();
            return;
        }
        Kept next = new Kept(parties, clock.instant(), session);
        replace(next);
        memory.write(next.print());
    }

    /** It is of no use any more: the next handshake is a full one. */
    void forget() {
        if (kept() != null) {
            replace(null);
            memory.delete();
        }
    }

    private @Nullable Kept kept() {
        if (!isRead) {
            isRead = true;
            kept = memory.read().flatMap(KeptSession::read).orElse(null);
        }
        return kept;
    }

    private static Optional<Kept> read(String text) {
        try {
            return Optional.of(Kept.of(text));
        } catch (IllegalArgumentException e) {
            LOG.info("the DTLS session that was kept is not used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void replace(@Nullable Kept next) {
        Kept former = kept;
        kept = next;
        if (former != null) {
            former.session().content().destroy();
        }
    }
}
