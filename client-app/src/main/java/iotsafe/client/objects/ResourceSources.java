package iotsafe.client.objects;

import iotsafe.client.command.CommandException;
import iotsafe.client.command.HostCommand;
import iotsafe.client.config.ManagedObjects.Source;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the sources that the configuration names. */
final class ResourceSources {
    private ResourceSources() {}

    /**
     * The source of one resource.
     *
     * @param path of the resource, which a socket is told: {@code /3303/0/5700}
     * @param opaque whether its value is bytes, which a socket gets and gives in Base64
     */
    static ResourceSource of(Source source, String path, boolean opaque) {
        if (source instanceof Source.Constant constant) {
            return new Constant(constant.value());
        }
        if (source instanceof Source.InFile file) {
            return new FileSource(file.file());
        }
        if (source instanceof Source.OnSocket socket) {
            return new SocketSource(socket.socket(), socket.limit(), path, opaque);
        }
        return new ByCommands((Source.Commands) source);
    }

    private record Constant(String value) implements ResourceSource {
        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public boolean isWritable() {
            return false;
        }

        @Override
        public boolean isExecutable() {
            return false;
        }

        @Override
        public byte[] read() {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void write(byte[] written) throws SourceException {
            throw new SourceException("it never changes");
        }

        @Override
        public void execute(String arguments) throws SourceException {
            throw new SourceException("it is a value");
        }
    }

    private record ByCommands(
            Optional<HostCommand> reader, Optional<HostCommand> writer, Optional<HostCommand> executor)
            implements ResourceSource {
        ByCommands(Source.Commands commands) {
            this(commands.read(), commands.write(), commands.execute());
        }

        @Override
        public boolean isReadable() {
            return reader.isPresent();
        }

        @Override
        public boolean isWritable() {
            return writer.isPresent();
        }

        @Override
        public boolean isExecutable() {
            return executor.isPresent();
        }

        @Override
        public byte[] read() throws SourceException, InterruptedException {
            return run(reader, new byte[0]);
        }

        @Override
        public void write(byte[] value) throws SourceException, InterruptedException {
            run(writer, value);
        }

        @Override
        public void execute(String arguments) throws SourceException, InterruptedException {
            run(executor, arguments.getBytes(StandardCharsets.UTF_8));
        }

        private static byte[] run(Optional<HostCommand> command, byte[] input)
                throws SourceException, InterruptedException {
            if (command.isEmpty()) {
                throw new SourceException("there is no command for it");
            }
            try {
                return command.get().run(input);
            } catch (CommandException e) {
                throw new SourceException(String.valueOf(e.getMessage()), e);
            }
        }
    }
}
