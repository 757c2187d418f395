package iotsafe.est.https;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes a body up to a size, and hangs up on more: by the announced length before the first byte, by the bytes themselves otherwise. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final int largest;
    private boolean tooLarge;
    private @Nullable Subscription source;

    private BoundedBody(int largest, boolean tooLarge) {
        this.largest = largest;
        this.tooLarge = tooLarge;
    }

    static BodyHandler<byte[]> of(int largest) {
        return answer -> new BoundedBody(largest, announced(answer) > largest);
    }

    private static long announced(HttpResponse.ResponseInfo answer) {
        return answer.headers().firstValueAsLong("content-length").orElse(0);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        if (tooLarge) {
            stop(subscription);
        } else {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (!tooLarge && taken.size() + buffer.remaining() <= largest) {
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                taken.writeBytes(piece);
            } else if (source != null) {
                stop(source);
            }
        }
    }

    private void stop(Subscription subscription) {
        tooLarge = true;
        whole.completeExceptionally(new TooLargeException());
        subscription.cancel();
    }

    @Override
    public void onError(Throwable broken) {
        whole.completeExceptionally(broken);
    }

    @Override
    public void onComplete() {
        whole.complete(taken.toByteArray());
    }

    /** There was more than asked for. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
