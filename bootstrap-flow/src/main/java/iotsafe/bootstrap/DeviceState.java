package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.time.Duration;
import java.util.Optional;

/**
 * How far the device has come. Each state holds what is known by then; {@link #next} does its one piece of work. None is final: the work of
 * {@link Managed} is to stay registered.
 */
public sealed interface DeviceState
        permits NoCard,
                CardReady,
                FromFactory,
                Bootstrapping,
                DeviceState.InSession,
                Registering,
                CertificateEnded,
                Managed,
                Disabled,
                Renewing,
                Switching {
    /**
     * Does this state's work and gives the state after it. On an exception nothing has moved.
     *
     * @throws InterruptedException if the agent is to stop
     */
    DeviceState next(Outside outside)
            throws CardException, EstException, ServerException, StateException, InterruptedException;

    /** The state to try from after a failure: this one, unless the failure shows that it leads nowhere. */
    default DeviceState afterFailure(Exception failure, Outside outside) {
        return this;
    }

    /** How long this state, after a failure, is left alone before its work; empty: as long as is usual after that failure. */
    default Optional<Duration> pause() {
        return Optional.empty();
    }

    /** Goes on after somebody has called for the flow while it waited in this state ({@link Bell}). */
    default DeviceState called(Outside outside) {
        return this;
    }

    /** What a person reads when the device gets here. */
    String sentence();

    /** A state within a bootstrap session: a failure undoes what the session brought. */
    sealed interface InSession extends DeviceState
            permits NeedTrustAnchors, NeedKeyPair, NeedCertificate, NeedStorage, NeedPskStorage {
        /** The session. */
        BootstrapSession session();

        @Override
        default DeviceState afterFailure(Exception failure, Outside outside) {
            session().rollback();
            return new CardReady();
        }
    }
}
