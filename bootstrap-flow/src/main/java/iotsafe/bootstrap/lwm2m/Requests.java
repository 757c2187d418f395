package iotsafe.bootstrap.lwm2m;

import java.util.Map;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.eclipse.leshan.core.request.DeregisterRequest;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.request.UpdateRequest;
import org.eclipse.leshan.core.request.UplinkRequest;

/** What OMA calls the requests of a client (LwM2M Core 6.1 and 6.2). */
final class Requests {
    private static final Map<Class<?>, String> NAMES = Map.of(
            BootstrapRequest.class, "Bootstrap-Request",
            RegisterRequest.class, "Register",
            UpdateRequest.class, "Update",
            DeregisterRequest.class, "De-register");

    private Requests() {}

    static String name(UplinkRequest<?> request) {
        return NAMES.getOrDefault(request.getClass(), request.getClass().getSimpleName());
    }
}
