package iotsafe.est.https;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.Supplier;

/**
 * A body made when the HTTP client asks for its length, which it does once the connection stands and before it sends the headers (HTTP/1.1,
 * Java 17 to 25; a test watches it). Were it to ask earlier, there would be no tls-unique and nothing would be sent.
 */
final class LinkedBody implements BodyPublisher {
    private final Supplier<byte[]> maker;
    private BodyPublisher made = BodyPublishers.noBody();

    LinkedBody(Supplier<byte[]> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized long contentLength() {
        made = BodyPublishers.ofByteArray(maker.get());
        return made.contentLength();
    }

    @Override
    public synchronized void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        made.subscribe(subscriber);
    }
}
