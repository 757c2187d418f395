package iotsafe.client;

import iotsafe.bootstrap.FactoryAccount;
import iotsafe.bootstrap.FactoryServer;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.lwm2m.FactoryObjects;
import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.SecureElement;
import java.util.List;
import java.util.Optional;

/**
 * The management server that the configuration names.
 *
 * @param objects its account
 * @param psk the pre-shared key for it; empty for the bootstrap certificate
 * @param trust the anchor of the server's certificate is the first that stands there
 */
record ConfiguredServer(FactoryObjects objects, Optional<PskName> psk, CertificateSource trust)
        implements FactoryServer {
    /** The server of the configuration; {@link FactoryServer#NONE} if it names none. */
    static FactoryServer of(AgentConfig config) throws UnusableFileException {
        if (config.factoryServer().isEmpty()) {
            return NONE;
        }
        AgentConfig.FactoryServer server = config.factoryServer().get();
        List<CertificateSource> trust = server.trust().isEmpty()
                ? AgentSettings.sources("bootstrap.trust", config.bootstrap().trust())
                : AgentSettings.sources("management.trust", server.trust());
        Optional<PskName> psk = config.management()
                .map(key -> new PskName(key.pskIdentity(), key.key()))
                .or(() -> AgentSettings.bootstrapPsk(config));
        return new ConfiguredServer(
                new FactoryObjects(
                        server.shortServerId(),
                        server.uri(),
                        server.lifetime(),
                        server.serverName(),
                        config.bootstrap().uri()),
                psk,
                trust.get(0));
    }

    @Override
    public Optional<FactoryAccount> account(SecureElement card) throws CardException {
        return Optional.of(
                psk.isPresent()
                        ? objects.withPsk(psk.get())
                        : objects.withCertificate(trust.read(card).get(0)));
    }
}
