package iotsafe.client;

import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.lwm2m.LwM2mSettings;
import iotsafe.bootstrap.lwm2m.data.DataSettings;
import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.RequestedNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** Translates the configuration into what the flow and its LwM2M side want to be told. */
final class AgentSettings {
    private static final int LARGEST_REQUEST = 1 << 16;

    /** A package that is written to /5/0/0 is in memory as a whole, several times over; larger ones can be pulled. */
    private static final int LARGEST_PUSH = 1 << 21;

    private AgentSettings() {}

    static Settings flow(AgentConfig config) throws UnusableFileException {
        AgentConfig.Bootstrap bootstrap = config.bootstrap();
        return new Settings(
                config.endpoint(),
                bootstrap.uri(),
                bootstrap.key(),
                sources("bootstrap.certificate", bootstrap.certificate()),
                sources("bootstrap.trust", bootstrap.trust()),
                config.enrolment().keys(),
                switch (config.enrolment().accounts()) {
                    case MODE_4 -> EnrolmentPolicy.MODE_4;
                    case ALL -> EnrolmentPolicy.ALL;
                },
                config.enrolment().waitAtMost(),
                renewal(config),
                bootstrapPsk(config),
                config.enrolment().overPsk(),
                RequestedNames.of(
                        config.enrolment().subject().orElse(new X500Principal("")),
                        config.enrolment().alternativeNames()));
    }

    static RenewalPolicy renewal(AgentConfig config) {
        return new RenewalPolicy(
                config.renewal().fromLifetime(),
                config.renewal().beforeExpiry(),
                config.renewal().attempts(),
                config.renewal().factoryIdentity());
    }

    static LwM2mSettings lwm2m(AgentConfig config) {
        return new LwM2mSettings(
                config.bootstrap().uri(),
                config.bootstrap().serverName(),
                config.enrolment().path(),
                config.lwm2m().requestTimeout(),
                config.lwm2m().bootstrapSessionTimeout(),
                psks(config),
                config.objects().firmware().isPresent() ? LARGEST_PUSH : LARGEST_REQUEST,
                data(config.data()));
    }

    private static DataSettings data(AgentConfig.Data config) {
        List<DataSettings.Send> sends = config.send().isEmpty()
                ? List.of()
                : List.of(new DataSettings.Send(
                        config.send(), config.sendEvery(), config.sendFormat() == AgentConfig.SendFormat.JSON));
        return new DataSettings(sends, config.storeAtMost(), config.whenFull(), config.awake());
    }

    /** What the card's secret containers are good for. */
    static CardPsks cardPsks(AgentConfig.Card config, SecureElement card) {
        return config.pskTest()
                .map(test -> CardPsks.testedBy(card, test))
                .orElseGet(() -> CardPsks.of(card, config.pskForm()));
    }

    static Optional<PskName> bootstrapPsk(AgentConfig config) {
        AgentConfig.Bootstrap bootstrap = config.bootstrap();
        return bootstrap.pskIdentity().map(identity -> new PskName(identity, bootstrap.key()));
    }

    /** An account may name the bootstrap's own key as well. */
    private static List<PskName> psks(AgentConfig config) {
        Optional<PskName> management = config.management().map(psk -> new PskName(psk.pskIdentity(), psk.key()));
        return Stream.concat(management.stream(), bootstrapPsk(config).stream()).toList();
    }

    static List<CertificateSource> sources(String key, List<CredentialUri> uris) throws UnusableFileException {
        List<CertificateSource> sources = new ArrayList<>();
        for (CredentialUri uri : uris) {
            sources.add(
                    uri instanceof CredentialUri.InFile file
                            ? CertificateSource.known(CertificateFile.read(key, file.path()))
                            : CertificateSource.onCard((CredentialUri.OnCard) uri));
        }
        return sources;
    }
}
