package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.credentials.apdu.Bytes;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.request.UpdateRequest;

/** What a Register tells a server (OMA LwM2M Core 6.2.1), in the form that is kept over a restart. */
final class RegisteredAs {
    private RegisteredAs() {}

    static KeptRegistration of(RegisterRequest request, String location, URI server, Party party) {
        List<Bytes> terms = Stream.of(
                        Fingerprint.of(server, party).toHex(),
                        request.getEndpointName(),
                        request.getLwVersion(),
                        String.valueOf(request.getBindingMode()),
                        String.valueOf(request.getQueueMode()))
                .map(Fingerprint::text)
                .toList();
        return new KeptRegistration(
                location, Fingerprint.of(terms).toHex(), request.getLifetime(), digest(request.getObjectLinks()));
    }

    static String digest(Link... links) {
        return Fingerprint.of(Stream.of(links)
                        .map(link -> Fingerprint.text(link.toCoreLinkFormat()))
                        .toList())
                .toHex();
    }

    /** Tells the server what has changed since. */
    static UpdateRequest update(KeptRegistration former, KeptRegistration now, RegisterRequest request) {
        return new UpdateRequest(
                former.location(),
                former.lifetime() == now.lifetime() ? null : request.getLifetime(),
                null,
                null,
                former.links().equals(now.links()) ? null : request.getObjectLinks(),
                null);
    }
}
