package iotsafe.testbed.cli;

import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.Issuance;
import iotsafe.testbed.ca.Pem;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ca", description = "Makes a certificate authority, or certificates of one.")
final class CaCommand {
    @Command(name = "create", description = "Makes a CA and both servers' certificates.")
    int create(@Parameters(paramLabel = "DIR", description = "New or empty folder.") Path folder) throws IOException {
        Banner.print();
        CaFolder unused = CaFolder.create(folder, Clock.systemUTC());
        return 0;
    }

    @Command(name = "revoke", description = "Adds certificates to the CA's list of revoked ones, ca.crl in its folder.")
    int revoke(
            @Parameters(index = "0", paramLabel = "DIR", description = "Folder made by \"ca create\".") Path folder,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Certificates, PEM or DER.")
                    List<Path> certificates)
            throws IOException {
        CaFolder.open(folder, Clock.systemUTC()).revoke(certificates);
        return 0;
    }

    @Command(name = "issue", description = "Issues a device certificate, DER.")
    int issue(
            @Parameters(paramLabel = "DIR", description = "Folder made by \"ca create\".") Path folder,
            @Option(
                            names = "--cn",
                            required = true,
                            paramLabel = "ENDPOINT",
                            description = "The device's endpoint name.")
                    String commonName,
            @Option(
                            names = "--public-key",
                            required = true,
                            paramLabel = "FILE",
                            description = "The device's public key: SubjectPublicKeyInfo, PEM or DER.")
                    Path publicKey,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the certificate goes.")
                    Path out,
            @Option(
                            names = "--valid-days",
                            paramLabel = "N",
                            defaultValue = "365",
                            description = "Days from now; default ${DEFAULT-VALUE}.")
                    int validDays,
            @Option(
                            names = "--weather",
                            paramLabel = "NAME",
                            description = "Something wrong with the certificate; may be repeated.")
                    List<String> weather)
            throws IOException {
        Forecast forecast = Forecast.parse(weather == null ? new ArrayList<>() : weather);
        forecast.requireOnly(Kind.CERTIFICATE);
        CertificateAuthority authority =
                CaFolder.open(folder, Clock.systemUTC()).authority();
        try {
            Files.write(
                    out,
                    Issuance.issue(
                                    authority,
                                    authority.device(
                                            commonName, Pem.readPublicKey(publicKey), Duration.ofDays(validDays)),
                                    forecast)
                            .getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate just made always has an encoding", e);
        }
        return 0;
    }
}
