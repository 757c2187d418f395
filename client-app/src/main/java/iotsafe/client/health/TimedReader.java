package iotsafe.client.health;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A reader of which somebody hears how long each exchange took, answered or not.
 *
 * @param reader where the card is
 * @param clock is told, by the thread that holds the card
 */
public record TimedReader(CardReader reader, Consumer<Duration> clock) implements CardReader {
    @Override
    public CardConnection open() throws IOException {
        return new Timed(reader.open(), clock);
    }

    @Override
    public List<CardReader> candidates() throws IOException {
        return reader.candidates().stream()
                .<CardReader>map(candidate -> new TimedReader(candidate, clock))
                .toList();
    }

    @Override
    public String place() {
        return reader.place();
    }

    @Override
    public String remedy() {
        return reader.remedy();
    }

    private record Timed(CardConnection held, Consumer<Duration> clock) implements CardConnection {
        @Override
        public String name() {
            return held.name();
        }

        @Override
        public Optional<Bytes> atr() {
            return held.atr();
        }

        @Override
        public Optional<String> protocol() {
            return held.protocol();
        }

        @Override
        public byte[] exchange(byte[] command) throws IOException {
            long begin = System.nanoTime();
            try {
                return held.exchange(command);
            } finally {
                clock.accept(Duration.ofNanos(System.nanoTime() - begin));
            }
        }

        @Override
        public void close() throws IOException {
            held.close();
        }
    }
}
