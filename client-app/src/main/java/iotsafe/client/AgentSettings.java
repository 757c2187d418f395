package iotsafe.client;

import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.lwm2m.LwM2mSettings;
import iotsafe.client.config.AgentConfig;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import java.util.ArrayList;
import java.util.List;

/** Translates the configuration into what the flow and its LwM2M side want to be told. */
final class AgentSettings {
    private AgentSettings() {}

    static Settings flow(AgentConfig config) throws UnusableFileException {
        AgentConfig.Bootstrap bootstrap = config.bootstrap();
        return new Settings(
                config.endpoint(),
                bootstrap.uri(),
                bootstrap.key(),
                sources("bootstrap.certificate", bootstrap.certificate()),
                sources("bootstrap.trust", bootstrap.trust()),
                config.enrolment().key(),
                switch (config.enrolment().accounts()) {
                    case MODE_4 -> EnrolmentPolicy.MODE_4;
                    case ALL -> EnrolmentPolicy.ALL;
                },
                config.enrolment().waitAtMost());
    }

    static LwM2mSettings lwm2m(AgentConfig config) {
        return new LwM2mSettings(
                config.bootstrap().uri(),
                config.bootstrap().serverName(),
                config.enrolment().path(),
                config.lwm2m().requestTimeout(),
                config.lwm2m().bootstrapSessionTimeout());
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
