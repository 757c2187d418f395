package iotsafe.bootstrap.lwm2m.data;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;

/** Queue mode (OMA LwM2M Core 6.5): after a time without any message the device counts as asleep, until it says something itself. */
final class AwakeTimer implements MessageInterceptor {
    private final Agenda agenda;
    private final Optional<Duration> awake;
    private final Runnable awoke;
    private volatile long lastMessage;

    /** {@code awoke} is done on the agenda; without {@code awake} the device never sleeps. */
    AwakeTimer(Agenda agenda, Optional<Duration> awake, Runnable awoke) {
        this.agenda = agenda;
        this.awake = awake;
        this.awoke = awoke;
        this.lastMessage = agenda.now();
    }

    boolean isAwake() {
        return awake.isEmpty() || agenda.now() - lastMessage < awake.get().toNanos();
    }

    private void message() {
        boolean slept = !isAwake();
        lastMessage = agenda.now();
        if (slept) {
            agenda.run(awoke);
        }
    }

    @Override
    public void sendRequest(Request request) {
        message();
    }

    @Override
    public void sendResponse(Response response) {
        message();
    }

    @Override
    public void sendEmptyMessage(EmptyMessage message) {
        message();
    }

    @Override
    public void receiveRequest(Request request) {
        message();
    }

    @Override
    public void receiveResponse(Response response) {
        message();
    }

    @Override
    public void receiveEmptyMessage(EmptyMessage message) {
        message();
    }
}
