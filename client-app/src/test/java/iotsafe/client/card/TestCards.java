package iotsafe.client.card;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.FileContainer;
import iotsafe.sim.KeyAlgorithm;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Software SIMs as factories and field engineers know them. */
public final class TestCards {
    /** The ICCID of each. */
    public static final String ICCID = "8949020000012345678";
    /** 00 to 0F, as published examples have it. */
    public static final byte[] TEST_PSK =
            Bytes.ofHex("000102030405060708090A0B0C0D0E0F").toArray();

    private static final char[] PASSWORD = "changeit".toCharArray();

    private TestCards() {}

    /** A key that the platform made, and a certificate over it that it signed itself. */
    public record Holder(PrivateKey key, X509Certificate certificate) {}

    /**
     * Made by the platform's own tool.
     *
     * @param folder for its key store
     * @param options {@code -keyalg EC -groupname secp256r1} and so on
     */
    public static Holder holder(Path folder, String name, String... options) throws Exception {
        Path store = Files.createTempDirectory(folder, "store").resolve("store.p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString(),
                "-dname",
                "CN=" + name));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return read(store);
    }

    private static Holder read(Path store) throws GeneralSecurityException, IOException {
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(store)) {
            read.load(content, PASSWORD);
        }
        return new Holder((PrivateKey) read.getKey("one", PASSWORD), (X509Certificate) read.getCertificate("one"));
    }

    /** A device's P-256 key, valid for 30 days. */
    public static Holder device(Path folder) throws Exception {
        return holder(folder, "device", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30");
    }

    /** Nothing on it. */
    public static SimMemory blank(String profile) {
        return SimMemory.blank(Profile.named(profile)).iccid(ICCID);
    }

    /** Factory key 01 and its certificate 02, an empty pair 05, a container for peers 0A, the test PSK in 07. */
    public static SimMemory complete(String profile, Holder device) throws GeneralSecurityException {
        return blank(profile)
                .addKeyPair("factory", id("01"), id("01"), KeyFunction.SIGN, KeyFunction.AGREE)
                .loadPrivateKey(id("01"), device.key())
                .addFile(id("02"), "certificate", device.certificate().getEncoded(), FileContainer.CERTIFICATE)
                .addKeyPair("operational", id("05"), id("05"), KeyFunction.values())
                .addKeyPair("operational 2", id("06"), id("06"), KeyFunction.values())
                .addPublicKey("peer", id("0A"), KeyFunction.AGREE)
                .addSecret(id("07"), "psk", TEST_PSK);
    }

    /** A key of another kind than P-256, made by the card: 01. */
    public static SimMemory with(KeyAlgorithm algorithm) {
        return blank("standard")
                .addKeyPair(algorithm, "other", id("01"), id("01"), KeyFunction.values())
                .generateKeyPair(id("01"));
    }

    /** A file that may not be read: 02. */
    public static SimMemory locked(SimMemory memory) {
        return memory.add(new FileContainer(
                Octets.of("locked".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                id("0B"),
                0,
                FileContainer.GENERAL,
                Octets.of(new byte[20])));
    }

    /** The applet on it. */
    public static IotSafeApplet applet(SimMemory memory) {
        SoftwareSim sim = SoftwareSim.inMemory(memory);
        return new IotSafeApplet(() -> CardConnection.over("the test SIM", sim::process));
    }

    /** As the SIM writes it. */
    public static Octets id(String hex) {
        return Octets.hex(hex);
    }
}
