package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.cli.SimCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A software SIM, personalised by its own command line.
 *
 * @param file its memory
 */
public record Sim(Path file) {
    /** Without any object. */
    public static Sim blank(Path folder, String... options) {
        Sim sim = new Sim(folder.resolve("sim.json"));
        sim.does("create", options);
        return sim;
    }

    /** As it leaves the factory for {@code endpoint}: key 01, its certificate 02, the anchor 03, an empty key container 05. */
    public static Sim fromFactory(Path folder, TestBed bed, String endpoint) throws IOException {
        return blank(folder)
                .keyPair("01", "factory", "--generate")
                .keyPair("05", "operational")
                .certified("01", bed, endpoint)
                .anchoredIn(bed);
    }

    /** Adds containers for a key pair. */
    Sim keyPair(String id, String label, String... options) {
        List<String> all = new ArrayList<>(List.of("--id", id, "--label", label));
        all.addAll(List.of(options));
        does("add-key-pair", all.toArray(String[]::new));
        return this;
    }

    /** Puts a certificate over the key pair {@code id} of this SIM into file 02. */
    Sim certified(String id, TestBed bed, String endpoint, String... options) throws IOException {
        Path publicKey = file.resolveSibling("public-key.pem");
        Files.writeString(publicKey, does("public-key", "--id", id));
        return file("02", "certificate", bed.issue(endpoint, publicKey, options));
    }

    /** Puts a pre-shared key into a secret container. */
    public Sim secret(String id, String label, String hex) throws IOException {
        Path key = file.resolveSibling("secret-" + id + ".hex");
        Files.writeString(key, hex);
        does("load-secret", "--id", id, "--label", label, "--hex-file", key.toString());
        Files.delete(key);
        return this;
    }

    /** Puts the CA's certificate into file 03. */
    Sim anchoredIn(TestBed bed) {
        return file("03", "anchor", bed.authority());
    }

    /** Puts a certificate into a file. */
    Sim file(String id, String label, Path certificate) {
        does("load-file", certificate.toString(), "--id", id, "--label", label, "--certificate");
        return this;
    }

    /** Puts LwM2M bootstrap data beside the applet. */
    Sim bootstrapData(byte[] content) throws IOException {
        Path data = Files.write(file.resolveSibling("bootstrap-data"), content);
        does("load-bootstrap", data.toString());
        return this;
    }

    /** Another SIM with the same memory. */
    Sim copy(Path folder) throws IOException {
        return new Sim(Files.copy(file, folder.resolve("sim.json")));
    }

    /** The address under which the agent finds it without a reader. */
    public String address() {
        return "simulator:" + file;
    }

    /** The private key in a container: the scalar, 32 bytes; none if the container is empty. */
    byte[] privateKey(String id) throws IOException {
        return value("PRIVATE", id);
    }

    /** The public key in a container: 04, x, y; none if the container is empty. */
    byte[] publicKey(String id) throws IOException {
        return value("PUBLIC", id);
    }

    private byte[] value(String kind, String id) throws IOException {
        return Json.objects(Json.object(Files.readString(file)), "objects").stream()
                .filter(object -> kind.equals(object.get("kind")) && id.equals(String.valueOf(object.get("id"))))
                .map(object -> HexFormat.of().parseHex(String.valueOf(object.get("value"))))
                .findFirst()
                .orElseThrow();
    }

    private String does(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command, file.toString()));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = SimCommand.run(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        assertThat(exit).as("%s: %s", arguments, err).isZero();
        return out.toString();
    }
}
