package iotsafe.est;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Carries one operation to the server and brings back its answer. One exchange at a time: a second caller waits for the first. */
@FunctionalInterface
public interface EstTransport {
    /**
     * Sends a request and waits for the answer, which may take minutes. It blocks, and returns early when the thread is interrupted: then
     * {@link EstException.Unreachable} is thrown and the interrupt flag is set again.
     *
     * <p>An answer that comes after the exchange has failed is dropped: whoever was refused or gave up is never handed a certificate.
     *
     * @param operation what is asked; the transport knows the path and the encoding
     * @param body DER of the operation's request type, without base64 or armour; empty for a GET
     * @return what the server said; a body in it is DER of at most {@link EstAnswer#MAX_BODY} bytes and of one of the operation's answer
     *     types, its content not looked at
     * @throws EstException.Unreachable if no answer came, or none that says anything about the request: the server may or may not have
     *     acted on it
     * @throws EstException.Refused if the way to the server does not give the security EST demands
     * @throws EstException.Unreadable if the answer is a success that cannot be what was asked for: wrong type, too large
     * @see "RFC 7030 §3.2, RFC 9148 §4"
     */
    EstAnswer exchange(EstOperation operation, byte[] body) throws EstException;

    /**
     * The same for a certification request that the transport has linked to the connection which carries it, once that stands: for a server that
     * demands it and closes its connections, there is none to link to beforehand.
     *
     * @param linker is called for a transport that {@link #linksRequests}; any other sends {@code request} as it is
     * @throws EstException as above, and what {@code linker} throws
     * @see "RFC 7030 §3.5, §4.2.3"
     */
    default EstAnswer exchange(EstOperation operation, Pkcs10 request, RequestLinker linker) throws EstException {
        return exchange(operation, request.der());
    }

    /** Whether requests are linked as they leave. */
    default boolean linksRequests() {
        return false;
    }

    /**
     * What binds a request to the present connection; it changes with every handshake.
     *
     * @return empty if there is no connection yet, or none of a kind that has a binding this transport can tell
     * @see "RFC 7030 §3.5; RFC 9148 §3"
     */
    default Optional<ChannelBinding> channelBinding() {
        return Optional.empty();
    }

    /**
     * Whether it makes sense to ask for an operation that no server need offer: not where asking costs much, and the server's own list of what
     * it has leaves it out.
     */
    default boolean suggests(EstOperation operation) {
        return true;
    }

    /**
     * The certificates by which the server of the present connection proved itself, its own first.
     *
     * @return empty if there is no connection yet, or the server has shown none
     */
    default List<X509Certificate> serverChain() {
        return List.of();
    }
}
