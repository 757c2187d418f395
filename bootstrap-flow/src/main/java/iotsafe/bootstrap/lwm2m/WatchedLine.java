package iotsafe.bootstrap.lwm2m;

import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.californium.scandium.DtlsHealth;

/** Passes on to a {@link LineWatch} what Californium and Scandium tell of one endpoint. */
final class WatchedLine implements DtlsHealth, MessageInterceptor {
    private final LineWatch watch;

    WatchedLine(LineWatch watch) {
        this.watch = watch;
    }

    @Override
    public void sendRequest(Request request) {
        if (request.isDuplicate()) {
            watch.repeated();
        } else {
            request.addMessageObserver(new MessageObserverAdapter() {
                @Override
                public void onDtlsRetransmission(int flight) {
                    watch.repeated();
                }
            });
        }
    }

    @Override
    public boolean isEnabled() {
        return true;
    }

    @Override
    public void endHandshake(boolean success) {
        watch.handshake(success);
    }

    @Override
    public void receivingRecord(boolean drop) {
        watch.received();
    }

    @Override
    public void sendingRecord(boolean drop) {
        if (!drop) {
            watch.sent();
        }
    }

    @Override
    public void startHandshake() {
        // its end tells more
    }

    @Override
    public void dump() {
        // nothing is logged here
    }

    @Override
    public void setMaxConnections(int maxConnections) {
        // there is one
    }

    @Override
    public void setConnections(int count) {
        // as above
    }

    @Override
    public void receivingMacError() {
        // its record is counted as received
    }

    @Override
    public void setPendingIncomingJobs(int count) {
        // nobody wants to know
    }

    @Override
    public void setPendingOutgoingJobs(int count) {
        // as above
    }

    @Override
    public void setPendingHandshakeJobs(int count) {
        // as above
    }

    @Override
    public void applicationAuthorizationRejected(boolean bySecurity) {
        // a server's business
    }
}
