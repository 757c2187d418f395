package iotsafe.bootstrap;

import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a certificate is renewed: from the later of a share of its lifetime and a time before its end, in a bounded number of attempts that are
 * spread over what is left. Where within its part of that time an attempt lies follows from the certificate itself, so that devices of one
 * make do not all come at once, and a restart changes nothing.
 *
 * @param share of the lifetime, from 0 to 1, before which nothing is done
 * @param margin before the end, earlier than which nothing is done
 * @param attempts at least 1
 * @param factoryFallback whether the factory identity may ask for the renewal if the certificate in force is refused by the EST server
 */
public record RenewalPolicy(double share, Duration margin, int attempts, boolean factoryFallback) {
    /** From 80 % of the lifetime or 30 days before its end, whichever is later, in ten attempts. */
    public static final RenewalPolicy USUAL = new RenewalPolicy(0.8, Duration.ofDays(30), 10, true);

    private static final Duration LONGEST_AFTER_THE_END = Duration.ofHours(6);
    private static final Duration LONGEST_PUT_OFF = Duration.ofDays(1);
    private static final Duration SHORTEST_PART = Duration.ofMillis(1);

    /** Refuses a share that is none, a negative margin and no attempt. */
    public RenewalPolicy {
        if (!(share >= 0 && share <= 1) || margin.isNegative() || attempts < 1) {
            throw new IllegalArgumentException("no renewal at %s of the lifetime, %s before its end, in %d attempts"
                    .formatted(share, margin, attempts));
        }
    }

    /** From when on {@code certificate} is renewed. */
    public Instant begin(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        Duration lifetime = Duration.between(from, end);
        Instant byShare = from.plusMillis((long) (lifetime.toMillis() * share));
        Instant byMargin = end.minus(margin);
        return byShare.isAfter(byMargin) ? byShare : byMargin;
    }

    /**
     * When to try next; in the past if that is due. After the last attempt comes the certificate's end, and from then on a try every so often.
     *
     * @param now tries and promises of a clock that was ahead of it are not believed
     */
    public Instant nextTry(X509Certificate certificate, RenewalHistory history, Instant now) {
        Optional<Instant> putOff =
                history.notBefore().filter(until -> until.isAfter(now) && !until.isAfter(now.plus(LONGEST_PUT_OFF)));
        if (putOff.isPresent()) {
            return putOff.get();
        }
        Instant begin = begin(certificate);
        Instant end = certificate.getNotAfter().toInstant();
        Duration part = Duration.between(begin, end).dividedBy(attempts);
        part = part.compareTo(SHORTEST_PART) < 0 ? SHORTEST_PART : part;
        Instant first = begin.plusMillis((long) (part.toMillis() * jitter(certificate)));
        Optional<Instant> last = history.lastTry().filter(time -> !time.isAfter(now));
        if (last.isEmpty() || last.get().isBefore(first)) {
            return first;
        }
        long done = Duration.between(first, last.get()).dividedBy(part) + 1;
        if (done < attempts) {
            return first.plus(part.multipliedBy(done));
        }
        if (last.get().isBefore(end)) {
            return end;
        }
        return last.get().plus(part.compareTo(LONGEST_AFTER_THE_END) < 0 ? part : LONGEST_AFTER_THE_END);
    }

    /** From 0 to below 1, evenly over all certificates. */
    private static double jitter(X509Certificate certificate) {
        try {
            Bytes digest = Sha256.of(certificate.getEncoded());
            return (ByteBuffer.wrap(digest.toArray()).getInt() & 0xFFFF_FFFFL) / (double) (1L << 32);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that cannot be hashed", e);
        }
    }
}
