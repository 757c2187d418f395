package iotsafe.testbed.bootstrap;

import iotsafe.testbed.bootstrap.Nonsense.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.CoapStackFactory;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.CoapUdpStack;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;

/**
 * Bootstrap sessions in a row, in each of which one request, another one each time, is nonsense; then they are good. For one device at a time:
 * the requests of a session are told by their order.
 */
final class NonsenseSessions {
    /** The order in which the server sends: it deletes /0 and /1, then it writes /0/1 and /1/0. */
    private static final int REQUESTS_OF_A_KIND = 2;

    private final List<Case> left;
    private Optional<Case> now = Optional.empty();
    private int seen;

    /** So many, or all if there are fewer. */
    NonsenseSessions(int sessions) {
        List<Case> all = all();
        left = new ArrayList<>(all.subList(0, Math.min(sessions, all.size())));
    }

    /**
     * What goes wrong in a session.
     *
     * @param nonsense what
     * @param part of what kind of requests
     * @param nth which of them, from 0; of no meaning for all accounts together
     */
    record Case(Nonsense nonsense, Part part, int nth) {
        /** {@code TRUNCATED WRITE 1}. */
        @Override
        public String toString() {
            return part == Part.ACCOUNTS ? nonsense.toString() : "%s %s %d".formatted(nonsense, part, nth + 1);
        }
    }

    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (Nonsense nonsense : Nonsense.values()) {
            for (Part part : Part.values()) {
                int requests = part == Part.ACCOUNTS ? 1 : REQUESTS_OF_A_KIND;
                for (int nth = 0; nonsense.isFor(part) && nth < requests; nth++) {
                    all.add(new Case(nonsense, part, nth));
                }
            }
        }
        return all;
    }

    /** A session begins with these accounts, which it may spoil; tells what goes wrong in it, if anything does. */
    synchronized Optional<Case> begin(BootstrapConfig config) {
        now = left.isEmpty() ? Optional.empty() : Optional.of(left.remove(0));
        seen = 0;
        now.filter(one -> one.part() == Part.ACCOUNTS)
                .ifPresent(one -> one.nonsense().spoil(config));
        return now;
    }

    private synchronized void pass(Request request) {
        if (now.isPresent()
                && now.get().part() != Part.ACCOUNTS
                && Nonsense.is(now.get().part(), request)
                && seen++ == now.get().nth()) {
            now.get().nonsense().spoil(request);
        }
    }

    /** What the server's requests go through before they are cut into blocks. */
    @SuppressWarnings("deprecation") // what took its place has this method beside another one
    CoapStackFactory stack() {
        return (protocol, tag, configuration, outbox, unused) -> new CoapUdpStack(tag, configuration, outbox) {
            @Override
            public void sendRequest(Exchange exchange, Request request) {
                pass(request);
                super.sendRequest(exchange, request);
            }
        };
    }
}
