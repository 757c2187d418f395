package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A reader of which a listener hears every exchange, in their order, masked as {@link Trace} does. */
public final class TracedReader implements CardReader {
    private final CardReader reader;
    private final Consumer<TracedExchange> listener;

    /** Around {@code reader}; {@code listener} is called by the thread that holds the card, and has to be quick. */
    public TracedReader(CardReader reader, Consumer<TracedExchange> listener) {
        this.reader = reader;
        this.listener = listener;
    }

    @Override
    public CardConnection open() throws IOException {
        CardConnection opened = reader.open();
        return new Traced(opened, new Trace(opened, listener));
    }

    @Override
    public List<CardReader> candidates() throws IOException {
        return reader.candidates().stream()
                .<CardReader>map(candidate -> new TracedReader(candidate, listener))
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

    private record Traced(CardConnection held, Trace trace) implements CardConnection {
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
            return trace.exchange(command);
        }

        @Override
        public void close() throws IOException {
            held.close();
        }
    }
}
