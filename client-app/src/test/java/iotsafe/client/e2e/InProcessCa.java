package iotsafe.client.e2e;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;

/** The test bed's CA without a process for each certificate: its program in a class loader of its own, for its libraries clash with ours. */
final class InProcessCa implements AutoCloseable {
    private final TestBed bed;
    private final Path work;
    private final URLClassLoader loader;
    private final Method run;

    InProcessCa(TestBed bed, Path work) throws IOException, ReflectiveOperationException {
        this.bed = bed;
        this.work = work;
        this.loader =
                new URLClassLoader(Programs.testBedJars().toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        this.run = loader.loadClass("iotsafe.testbed.cli.TestBedCommand").getMethod("run", String[].class);
    }

    /** A device certificate, DER. */
    byte[] issue(String commonName, PublicKey publicKey) throws IOException {
        Path key = work.resolve(commonName + ".spki.pem");
        Path out = work.resolve(commonName + ".der");
        Files.writeString(
                key,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(publicKey.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        run(List.of(
                "ca",
                "issue",
                bed.folder().toString(),
                "--cn",
                commonName,
                "--public-key",
                key.toString(),
                "--out",
                out.toString()));
        return Files.readAllBytes(out);
    }

    /** The CA's own certificate, DER. */
    byte[] certificate() throws IOException {
        return Files.readAllBytes(bed.folder().resolve("ca.der"));
    }

    private void run(List<String> arguments) throws IOException {
        try {
            Object exit = run.invoke(null, (Object) arguments.toArray(String[]::new));
            if (!Integer.valueOf(0).equals(exit)) {
                throw new IOException("%s: exit code %s".formatted(arguments, exit));
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IOException(arguments + " failed", e);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
