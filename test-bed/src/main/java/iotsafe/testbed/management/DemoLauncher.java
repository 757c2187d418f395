package iotsafe.testbed.management;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * Runs in the management server's JVM, where of this project only the JDK may be assumed. Starts Leshan's demo server and
 * ends the JVM when standard input ends: that happens when the parent lets go of it, in whatever way the parent died.
 */
public final class DemoLauncher {
    private static final String DEMO = "org.eclipse.leshan.server.demo.LeshanServerDemo";

    private DemoLauncher() {}

    /**
     * Starts the demo server with its own arguments.
     *
     * @throws ReflectiveOperationException if it is not on the class path, or fails
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(DemoLauncher::endWithStandardInput, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(DEMO).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void endWithStandardInput() {
        try {
            while (System.in.read() >= 0) {
                // nobody has anything to say to us
            }
        } catch (IOException e) {
            // as good as an end
        }
        Runtime.getRuntime().halt(0);
    }
}
