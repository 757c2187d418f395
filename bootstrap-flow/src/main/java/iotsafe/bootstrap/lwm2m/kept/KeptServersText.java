package iotsafe.bootstrap.lwm2m.kept;

import iotsafe.credentials.apdu.Bytes;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of servers in the shape of its JSON: what there may be one of is a list of none or one.
 *
 * @param observe the last number of a notification that an earlier process can have used
 * @param servers by short server id
 */
record KeptServersText(int observe, Map<Long, Server> servers) {
    KeptServersText {
        servers = Map.copyOf(servers);
    }

    record Server(KeptRegistration registration, List<Observed> observations) {
        Server {
            observations = List.copyOf(observations);
        }
    }

    /** {@code request} in base64. */
    record Observed(String request, List<Last> told) {
        Observed {
            told = List.copyOf(told);
        }

        static Observed of(KeptObservation kept, Optional<KeptObservation.Told> told) {
            return new Observed(
                    Base64.getEncoder().encodeToString(kept.request().toArray()),
                    told.stream()
                            .map(last -> new Last(last.at().toString(), last.values()))
                            .toList());
        }

        KeptObservation observation() {
            return new KeptObservation(
                    Bytes.of(Base64.getDecoder().decode(request)),
                    told.stream()
                            .findFirst()
                            .map(last -> new KeptObservation.Told(Instant.parse(last.at()), last.values())));
        }
    }

    record Last(String at, String values) {}

    String print() {
        return KeptJson.print(this);
    }

    /**
     * Reads what {@link #print} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static KeptServersText read(String text) {
        return KeptJson.read(text, KeptServersText.class);
    }
}
