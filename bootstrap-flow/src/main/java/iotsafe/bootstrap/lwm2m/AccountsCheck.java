package iotsafe.bootstrap.lwm2m;

import java.util.List;
import java.util.Map;
import org.eclipse.leshan.client.bootstrap.BootstrapConsistencyChecker;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.jspecify.annotations.Nullable;

/** The consistency check of Bootstrap-Finish (OMA LwM2M Core 6.1.7.6): what the server wrote must add up to accounts that can be used. */
final class AccountsCheck implements BootstrapConsistencyChecker {
    private final Psks psks;
    private volatile boolean inSession;

    AccountsCheck(Psks psks) {
        this.psks = psks;
    }

    /** Within a bootstrap session at least one account is demanded; before, a new device has none. */
    void inSession(boolean started) {
        inSession = started;
    }

    /** The problems, or null if there are none, as Leshan wants it. */
    @Override
    public @Nullable List<String> checkconfig(Map<Integer, LwM2mObjectEnabler> objects) {
        AccountReader found = AccountReader.read(objects, psks);
        if (!found.problems().isEmpty()) {
            return found.problems();
        }
        if (inSession && found.accounts().isEmpty()) {
            return List.of("no management account was written to objects 0 and 1");
        }
        return null;
    }
}
