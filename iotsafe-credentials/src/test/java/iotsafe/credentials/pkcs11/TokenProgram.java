package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java program of its own that uses one token: a line on its input is an order, a line on its output the outcome. */
final class TokenProgram implements AutoCloseable {
    static final String ADD_EXPORTS = "--add-exports=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED";

    private final Process process;
    private final BufferedReader answers;

    private TokenProgram(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts it for the token of this label, the PIN in a file, or asked for at the terminal. */
    static TokenProgram start(SoftHsm hsm, String label, String... jvmOptions) throws IOException {
        return start(hsm, command(label, hsm.pinFile().toString(), jvmOptions));
    }

    /** Starts it at a terminal of its own, where it asks for the PIN. */
    static TokenProgram startAtTerminal(SoftHsm hsm, String label) throws IOException {
        String inner = String.join(" ", command(label, "terminal", ADD_EXPORTS));
        return start(hsm, List.of("script", "--quiet", "--echo", "never", "--command", inner, "/dev/null"));
    }

    private static TokenProgram start(SoftHsm hsm, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(SoftHsm.CONFIGURATION, hsm.configuration().toString());
        return new TokenProgram(builder.start());
    }

    private static List<String> command(String label, String pin, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(TokenProgram.class.getName(), label, pin));
        return command;
    }

    /** Gives an order and waits for its outcome. */
    String order(String order) throws IOException {
        say(order);
        return heard();
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    String heard() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the program ended");
        }
        return line;
    }

    /** Up to a question, which no line end follows. */
    String heardAtPrompt() throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\": ")) {
            int next = answers.read();
            if (next < 0) {
                throw new IOException("the program ended after " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        answers.close();
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        PinSource pin = arguments[1].equals("terminal")
                ? new PinSource.AtTerminal()
                : new PinSource.InFile(Path.of(arguments[1]));
        TokenAddress address = new TokenAddress(SoftHsm.LIBRARY, new TokenChoice.ByLabel(arguments[0]), pin);
        try (Pkcs11Element token = new Pkcs11Element(address)) {
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String order = orders.readLine();
            while (order != null) {
                System.out.println(carryOut(token, order));
                order = orders.readLine();
            }
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // the outcome, whatever it is, is what the test looks at
    private static String carryOut(Pkcs11Element token, String order) {
        CredentialUri.OnCard key = CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.ofHex("05"));
        try {
            return switch (order) {
                case "generate" ->
                    Bytes.of(token.generateKeyPair(key).publicKey().getEncoded())
                            .toHex();
                case "key" -> Bytes.of(token.publicKey(key).getEncoded()).toHex();
                case "sign" -> token.sign(key, Bytes.of(new byte[32])).toHex();
                case "identity" -> token.identity().value();
                default -> "unknown order";
            };
        } catch (Exception e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }
}
