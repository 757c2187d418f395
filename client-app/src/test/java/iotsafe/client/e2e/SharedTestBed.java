package iotsafe.client.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands all test classes of a JVM one test bed with one management server: they start slowly, and no test disturbs another's device. */
public final class SharedTestBed implements ParameterResolver {
    /**
     * What is shared.
     *
     * @param stage where it runs
     * @param bed the CA
     * @param server bootstrap server of fair weather, mode 4, and management server
     */
    public record Shared(Stage stage, TestBed bed, TestBed.Server server) implements AutoCloseable {
        /** Its REST interface. */
        public LeshanRest management() {
            return new LeshanRest(server.web());
        }

        @Override
        public void close() throws IOException {
            stage.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Shared.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // the root's store would be a class's: Surefire hands a JVM one class at a time, each as a run of its own
        return context.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(SharedTestBed.class))
                .getOrComputeIfAbsent(Shared.class, unused -> start(), Shared.class);
    }

    /** Starts one; whoever asks for it closes it. */
    static Shared start() {
        try {
            Stage stage = new Stage();
            TestBed bed = new TestBed(stage, stage.newFolder());
            return new Shared(stage, bed, bed.serve("up"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
