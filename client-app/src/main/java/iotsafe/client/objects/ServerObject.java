package iotsafe.client.objects;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.util.datatype.ULong;

/**
 * Server (/1). Disable (4) and Registration Update Trigger (8) are obeyed by {@link iotsafe.bootstrap.lwm2m.ServerAccounts} before they get here.
 *
 * @see "OMA LwM2M Core 1.1, E.2"
 */
public final class ServerObject extends BootstrappedObject {
    private static final int SHORT_SERVER_ID = 0;
    private static final int LIFETIME = 1;
    private static final int DEFAULT_MINIMUM_PERIOD = 2;
    private static final int DEFAULT_MAXIMUM_PERIOD = 3;
    private static final int DISABLE = 4;
    private static final int DISABLE_TIMEOUT = 5;
    private static final int BINDING = 7;
    private static final int REGISTRATION_UPDATE_TRIGGER = 8;
    private static final int BOOTSTRAP_REQUEST_TRIGGER = 9;
    private static final int ALERT_CODE = 11;
    private static final int PREFERRED_TRANSPORT = 22;

    private static final long HIGHEST_SHORT_SERVER_ID = 65534;
    /** The seconds that 32 bits hold, 136 years. */
    private static final long LONGEST_LIFETIME = 0xFFFF_FFFFL;

    private static final long HIGHEST_ALERT_CODE = 255;
    private static final ULong HIGHEST_ALERT = ULong.valueOf(HIGHEST_ALERT_CODE);

    /** Ranges by id; a resource that is not here takes every value of its type. */
    private static final Map<Integer, Predicate<Object>> RANGES = Map.of(
            SHORT_SERVER_ID, value -> (Long) value >= 1 && (Long) value <= HIGHEST_SHORT_SERVER_ID,
            LIFETIME, value -> (Long) value >= 1 && (Long) value <= LONGEST_LIFETIME,
            DEFAULT_MINIMUM_PERIOD, value -> (Long) value >= 0,
            DEFAULT_MAXIMUM_PERIOD, value -> (Long) value >= 0,
            DISABLE_TIMEOUT, value -> (Long) value >= 0,
            BINDING, value -> isBinding((String) value),
            ALERT_CODE, value -> ((ULong) value).compareTo(HIGHEST_ALERT) <= 0,
            PREFERRED_TRANSPORT, value -> ((String) value).length() == 1 && isBinding((String) value));

    /** An account with nothing in it yet, as the library needs it for a bootstrap server to fill. */
    public ServerObject() {
        super(RANGES);
    }

    /** Bootstrap on request of the server; 4.05 for what only an object that the flow obeys can do. */
    @Override
    public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
        switch (resourceId) {
            case BOOTSTRAP_REQUEST_TRIGGER -> {
                return getLwM2mClient().triggerClientInitiatedBootstrap(true)
                        ? ExecuteResponse.success()
                        : ExecuteResponse.badRequest("there is no bootstrap server account");
            }
            case DISABLE, REGISTRATION_UPDATE_TRIGGER -> {
                return ExecuteResponse.methodNotAllowed();
            }
            default -> {
                return ExecuteResponse.notFound();
            }
        }
    }

    /** Those that were written, and the three that can be executed. */
    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        List<Integer> available = written();
        available.addAll(List.of(DISABLE, REGISTRATION_UPDATE_TRIGGER, BOOTSTRAP_REQUEST_TRIGGER));
        available.sort(null);
        return available;
    }

    private static boolean isBinding(String text) {
        try {
            return !BindingMode.parse(text).isEmpty();
        } catch (IllegalArgumentException e) { // a letter that is none
            return false;
        }
    }
}
