package iotsafe.bootstrap.store;

import iotsafe.bootstrap.Candidate;
import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.RenewalHistory;
import iotsafe.bootstrap.RequestInHand;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.Pkcs10;
import iotsafe.est.TrustAnchors;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@link Memory} in the shape of its JSON: what there may be one of is a list of none or one. */
record Written(
        List<InForce> inForce,
        List<OnTrial> candidate,
        List<Asked> request,
        Tried renewal,
        List<String> silentUntil,
        Map<Integer, String> othersSilentUntil) {
    /** In the place of a key: the account is used with a pre-shared key. */
    private static final String NO_KEY = "";

    Written {
        requireAll(inForce);
        requireAll(candidate);
        requireAll(request);
        requireAll(silentUntil);
        requireAll(othersSilentUntil.values());
    }

    /** As version 3 had it: there was one server. */
    record OfVersion3(
            List<InForce> inForce,
            List<OnTrial> candidate,
            List<Asked> request,
            Tried renewal,
            List<String> silentUntil) {
        Written written() {
            return new Written(inForce, candidate, request, renewal, silentUntil, Map.of());
        }
    }

    /** As version 2 had it: no server had silenced a device, and no account came from a file on a card. */
    record OfVersion2(List<Bootstrapped> inForce, List<OnTrial> candidate, List<Asked> request, Tried renewal) {
        OfVersion2 {
            requireAll(inForce);
        }

        Written written() {
            return new Written(
                    inForce.stream().map(Bootstrapped::inForce).toList(),
                    candidate,
                    request,
                    renewal,
                    List.of(),
                    Map.of());
        }
    }

    /** {@link InForce} of version 2. */
    record Bootstrapped(
            String card,
            String endpoint,
            int shortServerId,
            String uri,
            ServerAccount.Mode mode,
            String objects,
            String key,
            List<String> chain,
            List<Anchor> trust) {
        InForce inForce() {
            return new InForce(card, endpoint, shortServerId, uri, mode, objects, key, chain, trust, List.of());
        }
    }

    record InForce(
            String card,
            String endpoint,
            int shortServerId,
            String uri,
            ServerAccount.Mode mode,
            String objects,
            String key,
            List<String> chain,
            List<Anchor> trust,
            List<String> cardFile) {
        InForce {
            requireAll(chain);
            requireAll(trust);
            requireAll(cardFile);
        }

        SavedState state() throws CardException {
            return new SavedState(
                    new CardIdentity(card),
                    endpoint,
                    new ServerAccount(shortServerId, URI.create(uri), mode),
                    objects,
                    key.equals(NO_KEY) ? Optional.empty() : Optional.of(onCard(key)),
                    decoded("chain", chain),
                    trust.isEmpty() ? Optional.empty() : Optional.of(trusted(trust)),
                    one(cardFile));
        }
    }

    /** As version 1 had it: its anchors had no kind, and were all explicit. */
    record OfVersion1(
            String card,
            String endpoint,
            int shortServerId,
            String uri,
            ServerAccount.Mode mode,
            String objects,
            String key,
            List<String> chain,
            List<String> anchors) {
        OfVersion1 {
            requireAll(chain);
            requireAll(anchors);
        }

        SavedState state() throws CardException {
            List<Anchor> trust = anchors.stream()
                    .map(certificate -> new Anchor(TrustAnchors.Kind.EXPLICIT, certificate))
                    .toList();
            return new Bootstrapped(card, endpoint, shortServerId, uri, mode, objects, key, chain, trust)
                    .inForce()
                    .state();
        }
    }

    record OnTrial(String key, List<String> chain, List<Anchor> trust) {
        OnTrial {
            requireAll(chain);
            requireAll(trust);
        }
    }

    record Anchor(TrustAnchors.Kind kind, String certificate) {}

    record Asked(String card, String endpoint, String key, String request) {}

    record Tried(
            List<String> lastTry,
            int failures,
            List<String> lastFailure,
            List<String> notBefore,
            int putOffs,
            List<String> anchorsAsked) {
        Tried {
            requireAll(lastTry);
            requireAll(lastFailure);
            requireAll(notBefore);
            requireAll(anchorsAsked);
        }
    }

    static Written of(Memory memory) throws CertificateEncodingException {
        List<InForce> inForce = new ArrayList<>();
        if (memory.managed().isPresent()) {
            SavedState state = memory.managed().get();
            inForce.add(new InForce(
                    state.card().value(),
                    state.endpoint(),
                    state.server().shortServerId(),
                    state.server().uri().toString(),
                    state.server().mode(),
                    state.objects(),
                    state.privateKey().map(Object::toString).orElse(NO_KEY),
                    encoded(state.chain()),
                    state.trust().isPresent() ? kept(state.trust().get()) : List.of(),
                    state.cardFile().stream().toList()));
        }
        List<OnTrial> candidate = new ArrayList<>();
        if (memory.candidate().isPresent()) {
            Candidate next = memory.candidate().get();
            candidate.add(new OnTrial(next.key().toString(), encoded(next.chain()), kept(next.trust())));
        }
        List<Asked> request = memory.request().stream()
                .map(asked -> new Asked(
                        asked.card().value(),
                        asked.endpoint(),
                        asked.key().toString(),
                        base64(asked.request().der())))
                .toList();
        RenewalHistory history = memory.history();
        return new Written(
                inForce,
                candidate,
                request,
                new Tried(
                        history.lastTry().map(Instant::toString).stream().toList(),
                        history.failures(),
                        history.lastFailure().stream().toList(),
                        history.notBefore().map(Instant::toString).stream().toList(),
                        history.putOffs(),
                        history.anchorsAsked().map(Instant::toString).stream().toList()),
                memory.silentUntil().map(Instant::toString).stream().toList(),
                silences(memory.othersSilentUntil()));
    }

    private static Map<Integer, String> silences(Map<Integer, Instant> until) {
        Map<Integer, String> written = new TreeMap<>();
        until.forEach((server, end) -> written.put(server, end.toString()));
        return written;
    }

    Memory memory() throws CardException {
        Optional<SavedState> managed = Optional.empty();
        if (one(inForce).isPresent()) {
            managed = Optional.of(one(inForce).get().state());
        }
        Optional<Candidate> next = Optional.empty();
        if (one(candidate).isPresent()) {
            OnTrial written = one(candidate).get();
            next = Optional.of(
                    new Candidate(onCard(written.key()), decoded("chain", written.chain()), trusted(written.trust())));
        }
        return new Memory(
                managed,
                next,
                one(request)
                        .map(asked -> new RequestInHand(
                                new CardIdentity(asked.card()),
                                asked.endpoint(),
                                onCard(asked.key()),
                                Pkcs10.of(Base64.getDecoder().decode(asked.request())))),
                new RenewalHistory(
                        one(renewal.lastTry()).map(Instant::parse),
                        renewal.failures(),
                        one(renewal.lastFailure()),
                        one(renewal.notBefore()).map(Instant::parse),
                        renewal.putOffs(),
                        one(renewal.anchorsAsked()).map(Instant::parse)),
                one(silentUntil).map(Instant::parse),
                othersSilentUntil.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> Instant.parse(each.getValue()))));
    }

    private static <T> Optional<T> one(List<T> noneOrOne) {
        if (noneOrOne.size() > 1) {
            throw new IllegalArgumentException("%d where there can be one".formatted(noneOrOne.size()));
        }
        return noneOrOne.stream().findFirst();
    }

    private static void requireAll(Collection<?> written) {
        if (written.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("something is missing");
        }
    }

    private static CredentialUri.OnCard onCard(String uri) {
        if (!(CredentialUri.parse(uri) instanceof CredentialUri.OnCard key)) {
            throw new IllegalArgumentException("key " + uri + " is not on a card");
        }
        return key;
    }

    private static List<String> encoded(List<X509Certificate> certificates) throws CertificateEncodingException {
        List<String> all = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            all.add(base64(certificate.getEncoded()));
        }
        return all;
    }

    private static List<Anchor> kept(TrustAnchors trust) throws CertificateEncodingException {
        List<Anchor> all = new ArrayList<>();
        for (TrustAnchors.Kept one : trust.kept()) {
            all.add(new Anchor(one.kind(), base64(one.certificate().getEncoded())));
        }
        return all;
    }

    private static TrustAnchors trusted(List<Anchor> anchors) throws CardException {
        List<TrustAnchors.Kept> kept = new ArrayList<>();
        for (Anchor anchor : anchors) {
            for (X509Certificate certificate : decoded("trust", List.of(anchor.certificate()))) {
                kept.add(new TrustAnchors.Kept(anchor.kind(), certificate));
            }
        }
        return TrustAnchors.ofKept(kept);
    }

    private static String base64(byte[] der) {
        return Base64.getEncoder().encodeToString(der);
    }

    private static List<X509Certificate> decoded(String what, List<String> certificates) throws CardException {
        List<X509Certificate> all = new ArrayList<>();
        for (String certificate : certificates) {
            all.addAll(CertificateSource.parse(what, Base64.getDecoder().decode(certificate)));
        }
        return all;
    }
}
