package iotsafe.client;

import iotsafe.bootstrap.lwm2m.CoapFiles;
import iotsafe.client.config.ManagedObjects;
import iotsafe.client.firmware.FirmwareSettings;
import iotsafe.client.firmware.FirmwareUpdate;
import iotsafe.client.firmware.HttpsSource;
import iotsafe.client.firmware.PackageSource;
import iotsafe.client.objects.FirmwareUpdateObject;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The firmware update of a device whose configuration has one. */
final class FirmwareParts implements AutoCloseable {
    /** How long nothing may come from an HTTPS server. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Values of /5/0/8. */
    private static final long COAP = 0;

    private static final long COAPS = 1;
    private static final long HTTPS = 3;

    private final FirmwareUpdate update;
    private final CoapSource coap;
    private final List<Long> protocols;

    private FirmwareParts(FirmwareUpdate update, CoapSource coap, List<Long> protocols) {
        this.update = update;
        this.coap = coap;
        this.protocols = protocols;
    }

    /**
     * Reads the certificates that the configuration names; nothing is fetched or installed yet.
     *
     * @param restart what Reboot of the Device object does
     * @param boot which start of the machine this is
     */
    static FirmwareParts of(
            ManagedObjects.Firmware config,
            Path stateDir,
            Runnable restart,
            boolean reboots,
            Supplier<Optional<String>> boot)
            throws UnusableFileException {
        CoapSource coap = new CoapSource();
        Map<String, PackageSource> sources = new HashMap<>();
        List<Long> protocols = new ArrayList<>();
        if (!config.trust().isEmpty()) { // only a signature makes up for a way that anybody can write on
            sources.put("coap", coap);
            protocols.add(COAP);
        }
        sources.put("coaps", coap);
        sources.put("https", new HttpsSource(certificates("firmware.https-trust", config.httpsTrust()), PATIENCE));
        protocols.addAll(List.of(COAPS, HTTPS));
        FirmwareUpdate update = new FirmwareUpdate(
                new FirmwareSettings(
                        stateDir.resolve("firmware"),
                        config.install(),
                        config.confirm(),
                        config.describe(),
                        certificates("firmware.trust", config.trust()),
                        config.largest(),
                        FirmwareSettings.USUAL_PAUSES,
                        restart,
                        reboots,
                        boot),
                sources);
        return new FirmwareParts(update, coap, protocols);
    }

    /** Shows it to servers. */
    FirmwareUpdateObject object() {
        return new FirmwareUpdateObject(update, protocols);
    }

    /** Goes on with what was under way. */
    void start(CoapFiles files) {
        coap.use(files);
        update.start();
    }

    @Override
    public void close() {
        update.close();
    }

    private static List<X509Certificate> certificates(String key, List<Path> files) throws UnusableFileException {
        List<X509Certificate> all = new ArrayList<>();
        for (Path file : files) {
            all.addAll(CertificateFile.read(key, file));
        }
        return all;
    }
}
