package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import java.util.List;
import java.util.Optional;

/**
 * The account works with a pre-shared key: there is nothing to enrol for, and it is saved as it is.
 *
 * @param session still open
 * @param account the management server
 * @param endpoint the endpoint client name
 */
record NeedPskStorage(BootstrapSession session, ServerAccount account, String endpoint)
        implements DeviceState.InSession {
    @Override
    public DeviceState next(Outside outside) throws CardException, StateException {
        SavedState state = new SavedState(
                outside.card().identity(),
                endpoint,
                account,
                session.objects(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        outside.store().save(Memory.of(state));
        return Registering.first(state);
    }

    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        return failure instanceof StateException ? this : DeviceState.InSession.super.afterFailure(failure, outside);
    }

    @Override
    public String sentence() {
        return "bootstrapped: the account of %s is known, with a pre-shared key".formatted(account.uri());
    }
}
