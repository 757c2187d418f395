package iotsafe.client.objects;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/**
 * A program of the host behind a Unix socket. Each request is a connection of its own: {@code read PATH}, {@code write PATH VALUE} or
 * {@code execute PATH ARGUMENTS} and a line feed; the answer is {@code ok}, {@code ok VALUE} or {@code error WHY} and a line feed. In a
 * value {@code \n} stands for a line feed and {@code \\} for a backslash; an opaque one is in Base64.
 */
record SocketSource(Path socket, Duration limit, String path, boolean opaque) implements ResourceSource {
    private static final int LONGEST_LINE = 1 << 17;

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean isExecutable() {
        return true;
    }

    @Override
    public byte[] read() throws SourceException {
        String answer = ask("read " + path);
        try {
            return opaque
                    ? Base64.getDecoder().decode(answer)
                    : unescaped(answer).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SourceException("%s: its value is no Base64".formatted(socket), e);
        }
    }

    @Override
    public void write(byte[] value) throws SourceException {
        ask("write " + path + " "
                + (opaque
                        ? Base64.getEncoder().encodeToString(value)
                        : escaped(new String(value, StandardCharsets.UTF_8))));
    }

    @Override
    public void execute(String arguments) throws SourceException {
        ask(arguments.isEmpty() ? "execute " + path : "execute " + path + " " + escaped(arguments));
    }

    private String ask(String request) throws SourceException {
        long until = System.nanoTime() + limit.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket)); // at once, or not at all
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer line = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                await(selector, until);
                channel.write(line);
            }
            key.interestOps(SelectionKey.OP_READ);
            return value(answer(channel, selector, until));
        } catch (IOException | IllegalArgumentException e) {
            throw new SourceException("%s does not answer (%s)".formatted(socket, e.getMessage()), e);
        }
    }

    private String answer(SocketChannel channel, Selector selector, long until) throws IOException, SourceException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(4096);
        while (line.size() <= LONGEST_LINE) {
            await(selector, until);
            if (channel.read(some) < 0) {
                throw new SourceException("%s ended in the middle of a line".formatted(socket));
            }
            some.flip();
            while (some.hasRemaining()) {
                byte next = some.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            some.clear();
        }
        throw new SourceException("%s answers with more than %d bytes".formatted(socket, LONGEST_LINE));
    }

    private void await(Selector selector, long until) throws IOException, SourceException {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0 || selector.select(left) == 0) {
            throw new SourceException("%s did not answer within %s".formatted(socket, limit));
        }
        selector.selectedKeys().clear();
    }

    private String value(String answer) throws SourceException {
        if (answer.equals("ok")) {
            return "";
        }
        if (answer.startsWith("ok ")) {
            return answer.substring("ok ".length());
        }
        throw new SourceException("%s answers \"%s\"".formatted(socket, answer.replaceAll("\\p{Cntrl}", "?")));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                plain.append(text.charAt(at) == 'n' ? '\n' : text.charAt(at));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
