package iotsafe.bootstrap.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The state as text: one line {@code iotsafe-agent-state VERSION DIGEST}, then JSON. The digest is SHA-256 over version and JSON. */
final class StateText {
    private static final String MARK = "iotsafe-agent-state";
    private static final int VERSION = 1;

    /** In the place of a key: the account is used with a pre-shared key. */
    private static final String NO_KEY = "";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private StateText() {}

    private record Body(
            String card,
            String endpoint,
            int shortServerId,
            String uri,
            ServerAccount.Mode mode,
            String objects,
            String key,
            List<String> chain,
            List<String> anchors) {
        Body {
            if (Collections.frequency(chain, null) + Collections.frequency(anchors, null) > 0) {
                throw new IllegalArgumentException("a certificate is missing");
            }
        }
    }

    static String of(SavedState state) {
        try {
            String body = JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(new Body(
                            state.card().value(),
                            state.endpoint(),
                            state.server().shortServerId(),
                            state.server().uri().toString(),
                            state.server().mode(),
                            state.objects(),
                            state.privateKey().map(Object::toString).orElse(NO_KEY),
                            encoded(state.chain()),
                            encoded(state.anchors())));
            return ofVersion(VERSION, body);
        } catch (JsonProcessingException | CertificateEncodingException e) {
            throw new IllegalStateException("a state that cannot be written down", e);
        }
    }

    /** A text of any version: what a newer agent writes looks like this too. */
    static String ofVersion(int version, String body) {
        return "%s %d %s\n%s\n".formatted(MARK, version, digest(String.valueOf(version), body), body);
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @throws DamagedStateException if it is something else
     * @throws IOException if a newer agent wrote it
     */
    static SavedState read(String text) throws IOException {
        String[] parts = text.split("\n", 2);
        String[] head = parts[0].split(" ", -1);
        if (parts.length != 2 || head.length != 3 || !head[0].equals(MARK)) {
            throw new DamagedStateException("its first line is not \"" + MARK + " VERSION DIGEST\"");
        }
        String body = parts[1].stripTrailing();
        if (!head[2].equals(digest(head[1], body))) {
            throw new DamagedStateException("its digest does not fit");
        }
        if (!head[1].equals(String.valueOf(VERSION))) {
            throw new IOException("its version is %s, this agent knows %d".formatted(head[1], VERSION));
        }
        try {
            Body content = JSON.readValue(body, Body.class);
            if (content == null) {
                throw new DamagedStateException("it says null");
            }
            return state(content);
        } catch (JsonProcessingException | IllegalArgumentException | CardException e) {
            throw new DamagedStateException(String.valueOf(e.getMessage()));
        }
    }

    private static SavedState state(Body body) throws CardException {
        return new SavedState(
                new CardIdentity(body.card()),
                body.endpoint(),
                new ServerAccount(body.shortServerId(), URI.create(body.uri()), body.mode()),
                body.objects(),
                privateKey(body.key()),
                decoded("chain", body.chain()),
                decoded("anchors", body.anchors()));
    }

    private static Optional<CredentialUri.OnCard> privateKey(String uri) {
        if (uri.equals(NO_KEY)) {
            return Optional.empty();
        }
        if (CredentialUri.parse(uri) instanceof CredentialUri.OnCard key) {
            return Optional.of(key);
        }
        throw new IllegalArgumentException("key " + uri + " is not on a card");
    }

    private static List<String> encoded(List<X509Certificate> certificates) throws CertificateEncodingException {
        List<String> all = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            all.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
        }
        return all;
    }

    private static List<X509Certificate> decoded(String what, List<String> certificates) throws CardException {
        List<X509Certificate> all = new ArrayList<>();
        for (String certificate : certificates) {
            all.addAll(CertificateSource.parse(what, Base64.getDecoder().decode(certificate)));
        }
        return all;
    }

    /** The version is in it: one flipped bit there must not look like the file of a newer agent, which nobody may touch. */
    private static String digest(String version, String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest((version + '\n' + body).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java run-time has no SHA-256", e);
        }
    }
}
