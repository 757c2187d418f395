package iotsafe.credentials.pcsc;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.smartcardio.Card;
import javax.smartcardio.TerminalFactory;

/**
 * A Java program of its own that uses our PC/SC classes, since a JVM finds a private pcscd only by an environment variable that must be
 * there when it starts, and keeps its connection for life. A line on its input is an order, a line on its output the outcome.
 */
final class PcscClient implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    private PcscClient(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static PcscClient start(Path socket, String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(PcscClient.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PCSCLITE_CSOCK_NAME", socket.toString());
        return new PcscClient(builder.start());
    }

    /** Gives an order and waits for its outcome. */
    String order(String order) throws IOException {
        begin(order);
        return outcome();
    }

    void begin(String order) throws IOException {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    String outcome() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the client ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        answers.close();
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Orders state = new Orders();
        String order = orders.readLine();
        while (order != null) {
            System.out.println(state.carryOut(order));
            order = orders.readLine();
        }
    }

    /** What the program can be told to do. */
    private static final class Orders {
        private static final Duration IMPATIENCE = Duration.ofMillis(500);

        private CardConnection connection = CardConnection.over("none", command -> new byte[0]);
        private IotSafeApplet applet = new IotSafeApplet(PcscReader.at("pcsc:"));

        private Optional<Card> held = Optional.empty();

        /** As another program has it, past our own classes. */
        private Card card() throws Exception {
            if (held.isEmpty()) {
                held = Optional.of(TerminalFactory.getInstance("PC/SC", null)
                        .terminals()
                        .list()
                        .get(0)
                        .connect("*"));
            }
            return held.get();
        }

        @SuppressWarnings("CatchAndPrintStackTrace") // the outcome, whatever it is, is what the test looks at
        String carryOut(String order) {
            String[] words = order.split(" ", 2);
            try {
                return switch (words[0]) {
                    case "list" ->
                        PcscReaders.list().stream()
                                .map(slot -> slot.name() + "=" + slot.cardPresent()
                                        + slot.atr().map(atr -> "/" + atr).orElse(""))
                                .collect(Collectors.joining(";"));
                    case "open" -> {
                        connection = PcscReader.at(words[1]).open();
                        yield connection.name();
                    }
                    case "send" ->
                        Bytes.of(connection.exchange(Bytes.ofHex(words[1]).toArray()))
                                .toHex();
                    case "close" -> {
                        connection.close();
                        yield "closed";
                    }
                    case "applet" -> {
                        applet = new IotSafeApplet(PcscReader.at(words[1]));
                        yield "ready";
                    }
                    case "impatient" -> {
                        applet = new IotSafeApplet(PcscReader.at(words[1]), Optional.empty(), ins -> IMPATIENCE);
                        yield "ready";
                    }
                    case "threads" ->
                        String.valueOf(Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getName().equals("iotsafe-card"))
                                .count());
                    case "hold" -> {
                        card().beginExclusive();
                        yield "held";
                    }
                    case "free" -> {
                        held.orElseThrow().endExclusive();
                        yield "free";
                    }
                    case "reset" -> {
                        card().disconnect(true);
                        held = Optional.empty();
                        yield "reset";
                    }
                    case "random" -> applet.random(Integer.parseInt(words[1])) + " after " + applet.exchanges();
                    default -> "unknown order";
                };
            } catch (Exception e) {
                return e.getClass().getSimpleName() + ": " + e.getMessage();
            }
        }
    }
}
