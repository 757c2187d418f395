package iotsafe.client.e2e;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/** The test bed's commands that end by themselves, without a process for each: in a class loader of their own, for its libraries clash with ours. */
final class TestBedCommands {
    private static final Method RUN = load();

    private TestBedCommands() {}

    /** Runs one to its end, which has to be a good one. */
    static void run(String... arguments) throws IOException {
        try {
            Object exit = RUN.invoke(null, (Object) arguments);
            if (!Integer.valueOf(0).equals(exit)) {
                throw new IOException("%s: exit code %s".formatted(List.of(arguments), exit));
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IOException(List.of(arguments) + " failed", e);
        }
    }

    /** Once for all tests of this JVM, and as long as it lives. */
    @SuppressWarnings("resource")
    private static Method load() {
        try {
            return new URLClassLoader(Programs.testBedJars().toArray(URL[]::new), ClassLoader.getPlatformClassLoader())
                    .loadClass("iotsafe.testbed.cli.TestBedCommand")
                    .getMethod("run", String[].class);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("the test bed cannot be run", e);
        }
    }
}
