package iotsafe.client;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.StateStore;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state, and puts an enrolled certificate beside its key on a token, under the name of the key: there other programs of the
 * device look for it. The agent itself needs it in the state only, so a token that takes none is told of and used.
 *
 * @param kept where the state is
 * @param token takes the certificate
 * @param factoryKey whose certificate is there already
 */
record CertificateOnToken(StateStore kept, SecureElement token, CredentialUri.OnCard factoryKey) implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateOnToken.class);

    @Override
    public Memory load() throws StateException {
        return kept.load();
    }

    @Override
    public void save(Memory memory) throws StateException {
        Optional<List<X509Certificate>> before = kept.load().managed().map(SavedState::chain);
        kept.save(memory);
        memory.managed()
                .filter(state -> !state.usesPsk() && !before.equals(Optional.of(state.chain())))
                .ifPresent(state -> put(state.key(), state.certificate()));
    }

    @Override
    public void requireWritable() throws StateException {
        kept.requireWritable();
    }

    @Override
    public void setAside() throws StateException {
        kept.setAside();
    }

    @Override
    public void forget() throws StateException {
        kept.forget();
    }

    private void put(CredentialUri.OnCard key, X509Certificate certificate) {
        if (key.equals(factoryKey)) {
            return;
        }
        try {
            token.putCertificate(beside(key), certificate);
        } catch (CardException e) {
            LOG.warn("the new certificate is saved and in use, but not on the token: {}", e.getMessage());
        }
    }

    private static CredentialUri.OnCard beside(CredentialUri.OnCard key) {
        return key.id()
                .map(id -> CredentialUri.OnCard.byId(ObjectType.FILE, id))
                .orElseGet(() -> CredentialUri.OnCard.byLabel(
                        ObjectType.FILE, key.label().orElseThrow()));
    }
}
