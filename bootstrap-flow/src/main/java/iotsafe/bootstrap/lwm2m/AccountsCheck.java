package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.lwm2m.access.AccessControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.client.bootstrap.BootstrapConsistencyChecker;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.core.LwM2mId;
import org.jspecify.annotations.Nullable;

/** The consistency check of Bootstrap-Finish (OMA LwM2M Core 6.1.7.6): what the server wrote must add up to accounts that can be used, and object 2 be clear. */
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
        List<String> problems = problems(objects);
        return problems.isEmpty() ? null : problems;
    }

    /** One sentence for each. */
    List<String> problems(Map<Integer, LwM2mObjectEnabler> objects) {
        AccountReader found = AccountReader.read(objects, psks);
        List<String> problems = new ArrayList<>(found.problems());
        problems.addAll(AccessControl.problems(AccountReader.instances(objects, LwM2mId.ACCESS_CONTROL)));
        if (problems.isEmpty() && inSession && found.accounts().isEmpty()) {
            problems.add("no management account was written to objects 0 and 1");
        }
        return problems;
    }
}
