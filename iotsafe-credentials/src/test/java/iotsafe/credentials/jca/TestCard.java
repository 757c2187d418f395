package iotsafe.credentials.jca;

import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.dtls.TestPki;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A card in memory with the commands that the provider needs (GSMA IoT.05): enough for keys, certificates, signatures, key pairs and random
 * numbers. Ids are of one byte; a private and a public container of one id and label are a pair.
 */
final class TestCard implements ApduTransport {
    private static final String NONE = "-";

    /** One pair of containers. */
    record Pair(String label, KeyPair keys, boolean publicReadable) {}

    /** One file. */
    record Contents(String label, Bytes content) {}

    final Map<String, Pair> pairs = new TreeMap<>();
    final Map<String, Contents> files = new TreeMap<>();
    final Map<Integer, Integer> commands = new TreeMap<>();
    boolean pulledOut;
    private String signing = "";

    /** A pair of containers; label {@code -} for none. */
    TestCard pair(String id, String label, KeyPair keys) {
        pairs.put(id, new Pair(label, keys, true));
        return this;
    }

    /** A pair whose public half may not be read, as on a real card. */
    TestCard closedPair(String id, String label, KeyPair keys) {
        pairs.put(id, new Pair(label, keys, false));
        return this;
    }

    /** A file; label {@code -} for none. */
    TestCard file(String id, String label, byte[]... parts) {
        Bytes content = Bytes.EMPTY;
        for (byte[] part : parts) {
            content = Bytes.concat(content, Bytes.of(part));
        }
        files.put(id, new Contents(label, content));
        return this;
    }

    IotSafeApplet applet() {
        return new IotSafeApplet(() -> CardConnection.over("the test card", this));
    }

    /** How often a command arrived, by INS. */
    int count(int ins) {
        return commands.getOrDefault(ins, 0);
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        if (pulledOut) {
            throw new IOException("card was removed");
        }
        int ins = command[1] & 0xFF;
        commands.merge(ins, 1, Integer::sum);
        HexFormat hex = HexFormat.of().withUpperCase();
        String body =
                command.length > 5 ? hex.formatHex(command, 5, Math.min(command.length, 5 + (command[4] & 0xFF))) : "";
        return Bytes.ofHex(answer(ins, command, body)).toArray();
    }

    private String answer(int ins, byte[] command, String body) {
        int p1 = command[2] & 0xFF;
        return switch (ins) {
            case 0x70 -> p1 == 0 ? "01 9000" : closed();
            case 0xA4 -> "9000";
            case 0xCB -> p1 == 1 ? list() + "9000" : "6A88";
            case 0xB0 -> content(idIn(body), (p1 << 8) | (command[3] & 0xFF));
            case 0xCD ->
                pairAt(idIn(body)).publicReadable() ? point(pairAt(idIn(body)).keys()) + "9000" : "6985";
            case 0x2A -> {
                signing = idIn(body);
                yield "9000";
            }
            case 0x2B -> "330040" + signature(Bytes.ofHex(body.substring(4))) + "9000";
            case 0x84 -> "A5".repeat(command[4] == 0 ? 256 : command[4] & 0xFF) + "9000";
            case 0xB9 -> generated(idIn(body));
            default -> "6D00";
        };
    }

    /** On standard error, where the parent of a JVM sees it. */
    private static String closed() {
        System.err.println("test card: channel closed");
        return "9000";
    }

    private String list() {
        StringBuilder list = new StringBuilder();
        pairs.forEach((id, pair) -> list.append(label("74", pair.label()))
                .append("8401" + id + "4A0101 4B0113 610107")
                .append(label("75", pair.label()))
                .append("8501" + id + "4A0101 4B0113 610107"));
        files.forEach((id, file) -> list.append(label("73", file.label()))
                .append("8301" + id + "4A0101 2002")
                .append("%04X".formatted(file.content().length())));
        return list.toString();
    }

    private static String label(String tag, String label) {
        byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
        return label.equals(NONE)
                ? ""
                : tag + "%02X".formatted(text.length) + HexFormat.of().formatHex(text);
    }

    private String content(String id, int offset) {
        Bytes content = Objects.requireNonNull(files.get(id)).content();
        if (offset >= content.length()) {
            return content.isEmpty() ? "6985" : "9000";
        }
        return content.slice(offset, Math.min(content.length(), offset + 256)).toHex() + "9000";
    }

    private String generated(String id) {
        Pair old = pairs.get(id);
        if (old == null) {
            return "6A88";
        }
        pairs.put(id, new Pair(old.label(), TestPki.newKeys(), old.publicReadable()));
        return "8401" + id + "8501" + id + point(pairAt(id).keys()) + "9000";
    }

    private String signature(Bytes hash) {
        return TestPki.signRaw(pairAt(signing).keys(), hash).toHex();
    }

    private static String point(KeyPair keys) {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return "34454943864104"
                + "%064X%064X".formatted(key.getW().getAffineX(), key.getW().getAffineY());
    }

    private Pair pairAt(String id) {
        return Objects.requireNonNull(pairs.get(id));
    }

    private static String idIn(String body) {
        return body.substring(4, 6);
    }

    /** Writes all of it, private keys included: this card protects nothing. */
    void write(Path file) throws IOException {
        HexFormat hex = HexFormat.of();
        Properties out = new Properties();
        pairs.forEach((id, pair) -> out.setProperty(
                "pair." + id,
                String.join(
                        "|",
                        pair.label(),
                        hex.formatHex(pair.keys().getPrivate().getEncoded()),
                        hex.formatHex(pair.keys().getPublic().getEncoded()))));
        files.forEach((id, held) -> out.setProperty(
                "file." + id, held.label() + "|" + held.content().toHex()));
        try (Writer writer = Files.newBufferedWriter(file)) {
            out.store(writer, null);
        }
    }

    static TestCard read(Path file) throws IOException {
        Properties in = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            in.load(reader);
        }
        TestCard card = new TestCard();
        for (String name : in.stringPropertyNames()) {
            String[] fields = in.getProperty(name).split("\\|", -1);
            String id = name.substring("pair.".length());
            if (name.startsWith("pair.")) {
                card.pair(id, fields[0], keys(fields[1], fields[2]));
            } else {
                card.file(id, fields[0], Bytes.ofHex(fields[1]).toArray());
            }
        }
        return card;
    }

    private static KeyPair keys(String pkcs8, String x509) throws IOException {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            HexFormat hex = HexFormat.of();
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(hex.parseHex(x509))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(hex.parseHex(pkcs8))));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
