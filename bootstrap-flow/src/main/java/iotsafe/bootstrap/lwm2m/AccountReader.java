package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.BootstrapAddress;
import iotsafe.bootstrap.OtherServers;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.Association;
import iotsafe.credentials.dtls.CertificateUsage;
import iotsafe.credentials.dtls.MatchingType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ReadRequest;

/** Reads accounts out of objects 0 and 1, and says of each resource that cannot be used why. */
final class AccountReader {
    /** The seconds that 32 bits hold, 136 years; more would overflow on the way to milliseconds in some library. */
    private static final long LONGEST_LIFETIME = 0xFFFF_FFFFL;

    private static final int URI_ = 0;
    private static final int IS_BOOTSTRAP = 1;
    private static final int SECURITY_MODE = 2;
    private static final int SERVER_CERTIFICATE = 4;
    private static final int SHORT_SERVER_ID = 10;
    private static final int MATCHING_TYPE = 13;
    private static final int SNI = 14;
    private static final int CERTIFICATE_USAGE = 15;
    private static final int PRIORITY = 13;
    private static final int FAILURE_BLOCK = 15;
    private static final int PSK_MODE = 0;
    private static final int CERTIFICATE_MODE = 2;
    private static final int EST_MODE = 4;
    private static final int HIGHEST_PORT = 65535;

    private final Psks psks;
    private final List<Account> accounts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    /** Registration Priority Order (/1/x/13) by short server id. */
    private final Map<Integer, Long> priorities = new HashMap<>();
    /** Short server ids of those whose Registration Failure Block (/1/x/15) is set. */
    private final Set<Integer> blocking = new HashSet<>();

    private AccountReader(Psks psks) {
        this.psks = psks;
    }

    /** Reads all management accounts; each has an instance of both objects. */
    static AccountReader read(Map<Integer, LwM2mObjectEnabler> objects, Psks psks) {
        return read(instances(objects, LwM2mId.SECURITY), instances(objects, LwM2mId.SERVER), psks);
    }

    /** As above, of instances that are in no tree yet. */
    static AccountReader read(List<LwM2mObjectInstance> securities, List<LwM2mObjectInstance> servers, Psks psks) {
        AccountReader reader = new AccountReader(psks);
        for (LwM2mObjectInstance security : securities) {
            if (!isBootstrapServer(security)) {
                reader.add(security, servers);
            }
        }
        reader.accounts.sort(reader.order());
        return reader;
    }

    /**
     * Where the bootstrap server is whose account is among {@code securities}; empty if there is none, or none that can be used.
     *
     * @param problem hears what cannot be used of it, a sentence each
     */
    static Optional<BootstrapAddress> bootstrapServer(List<LwM2mObjectInstance> securities, Consumer<String> problem) {
        for (LwM2mObjectInstance security : securities) {
            if (isBootstrapServer(security)) {
                try {
                    mode(security);
                    return Optional.of(new BootstrapAddress(uri(security), text(security, SNI)));
                } catch (UnusableException e) {
                    problem.accept(e.sentence());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The flow registers with the first of them: the one that the device is to enrol for, then in the order of /1/x/13, where none is last, then
     * the lowest short server id.
     */
    private Comparator<Account> order() {
        return Comparator.comparing((Account account) -> account.server().mode() != ServerAccount.Mode.EST)
                .thenComparing(
                        account -> priorities.getOrDefault(account.server().shortServerId(), Long.MAX_VALUE))
                .thenComparing(account -> account.server().shortServerId());
    }

    /** Those that can be used, the one to register with first. */
    List<Account> accounts() {
        return List.copyOf(accounts);
    }

    /** The same with their places in the order of registrations. */
    List<OtherServers.Place> places() {
        return accounts.stream()
                .map(Account::server)
                .map(server -> new OtherServers.Place(
                        server,
                        priorities.containsKey(server.shortServerId()),
                        blocking.contains(server.shortServerId())))
                .toList();
    }

    /** One sentence for each resource that cannot be used. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private void add(LwM2mObjectInstance security, List<LwM2mObjectInstance> servers) {
        try {
            int shortServerId = Math.toIntExact(integer(security, SHORT_SERVER_ID)
                    .filter(id -> id > 0 && id < 65535)
                    .orElseThrow(
                            () -> new UnusableException(security, SHORT_SERVER_ID, "is missing, or not 1 to 65534")));
            LwM2mObjectInstance server = servers.stream()
                    .filter(candidate -> integer(candidate, 0).equals(Optional.of((long) shortServerId)))
                    .findFirst()
                    .orElseThrow(() -> new UnusableException(
                            security,
                            SHORT_SERVER_ID,
                            "is %d, but no Server instance has that id in /1/x/0".formatted(shortServerId)));
            long lifetime = integer(server, 1)
                    .filter(seconds -> seconds > 0 && seconds <= LONGEST_LIFETIME)
                    .orElseThrow(() -> new UnusableException("/1/%d/1 (lifetime) is missing, or not 1 to %d"
                            .formatted(server.getId(), LONGEST_LIFETIME)));
            if (accounts.stream().anyMatch(account -> account.server().shortServerId() == shortServerId)) {
                throw new UnusableException(
                        security, SHORT_SERVER_ID, "is %d, which another account has".formatted(shortServerId));
            }
            integer(server, PRIORITY)
                    .filter(priority -> priority >= 0)
                    .ifPresent(priority -> priorities.put(shortServerId, priority));
            if (value(server, FAILURE_BLOCK).equals(Optional.of(true))) {
                blocking.add(shortServerId);
            }
            URI uri = uri(security);
            ServerAccount.Mode mode = mode(security);
            boolean certificates = mode != ServerAccount.Mode.PSK;
            accounts.add(new Account(
                    new ServerAccount(shortServerId, uri, mode),
                    lifetime,
                    usage(security),
                    certificates ? Optional.of(association(security)) : Optional.empty(),
                    text(security, SNI),
                    certificates ? Optional.empty() : Optional.of(AccountPskReader.read(security, psks))));
        } catch (UnusableException e) {
            problems.add(e.sentence());
        }
    }

    private static URI uri(LwM2mObjectInstance security) {
        String text = text(security, URI_).orElseThrow(() -> new UnusableException(security, URI_, "is missing"));
        try {
            URI uri = new URI(text);
            if ("coaps".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= HIGHEST_PORT) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new UnusableException(security, URI_, "is \"%s\", which is no URI".formatted(text));
        }
        throw new UnusableException(security, URI_, "is \"%s\"; a SIM's key needs coaps://host:port".formatted(text));
    }

    private static ServerAccount.Mode mode(LwM2mObjectInstance security) {
        long mode = integer(security, SECURITY_MODE)
                .orElseThrow(() -> new UnusableException(security, SECURITY_MODE, "is missing"));
        if (mode == PSK_MODE) {
            return ServerAccount.Mode.PSK;
        }
        if (mode == CERTIFICATE_MODE) {
            return ServerAccount.Mode.CERTIFICATE;
        }
        if (mode == EST_MODE) {
            return ServerAccount.Mode.EST;
        }
        throw new UnusableException(
                security,
                SECURITY_MODE,
                "is %d; this device can do 0 (pre-shared key), 2 (certificate) and 4 (certificate with EST)"
                        .formatted(mode));
    }

    private static CertificateUsage usage(LwM2mObjectInstance security) {
        return member(
                CertificateUsage.values(), CertificateUsage.DOMAIN_ISSUED_CERTIFICATE, security, CERTIFICATE_USAGE);
    }

    private static Association association(LwM2mObjectInstance security) {
        MatchingType type = member(MatchingType.values(), MatchingType.EXACT, security, MATCHING_TYPE);
        byte[] data = security.getResource(SERVER_CERTIFICATE) == null
                ? new byte[0]
                : (byte[]) security.getResource(SERVER_CERTIFICATE).getValue();
        if (data.length == 0) {
            throw new UnusableException(
                    security,
                    SERVER_CERTIFICATE,
                    "is empty, so that nothing says which certificate the server may have");
        }
        return new Association(type, Bytes.of(data));
    }

    private static <E> E member(E[] values, E absent, LwM2mObjectInstance security, int resource) {
        Optional<Object> value = value(security, resource);
        if (value.isEmpty()) {
            return absent;
        }
        long number = integer(security, resource).orElse(-1L);
        if (number < 0 || number >= values.length) {
            throw new UnusableException(
                    security, resource, "is %s; it can be 0 to %d".formatted(value.get(), values.length - 1));
        }
        return values[(int) number];
    }

    private static Optional<Long> integer(LwM2mObjectInstance instance, int resource) {
        return value(instance, resource).map(value -> value instanceof Number number ? number.longValue() : -1L);
    }

    private static Optional<String> text(LwM2mObjectInstance instance, int resource) {
        return value(instance, resource).map(Object::toString).filter(text -> !text.isEmpty());
    }

    private static Optional<Object> value(LwM2mObjectInstance instance, int resource) {
        LwM2mResource found = instance.getResource(resource);
        return found == null ? Optional.empty() : Optional.ofNullable(found.getValue());
    }

    private static boolean isBootstrapServer(LwM2mObjectInstance security) {
        return value(security, IS_BOOTSTRAP).equals(Optional.of(true));
    }

    /** Those of one object; none if there is no such object. */
    static List<LwM2mObjectInstance> instances(Map<Integer, LwM2mObjectEnabler> objects, int object) {
        LwM2mObjectEnabler enabler = objects.get(object);
        if (enabler == null) {
            return List.of();
        }
        LwM2mObject content = (LwM2mObject)
                enabler.read(LwM2mServer.SYSTEM, new ReadRequest(object)).getContent();
        return List.copyOf(content.getInstances().values());
    }

    /** A resource that cannot be used. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String sentence;

        UnusableException(LwM2mObjectInstance security, int resource, String problem) {
            this("/0/%d/%d %s".formatted(security.getId(), resource, problem));
        }

        UnusableException(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }
}
