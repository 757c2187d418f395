package iotsafe.client.cli;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.ServerAccount;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One structured line for each change of state, for a daemon's log. */
final class StepLogger implements FlowListener {
    private static final Logger LOG = LoggerFactory.getLogger("iotsafe.flow");

    @Override
    public void reached(DeviceState reached, Duration took, long exchanges) {
        LOG.atInfo()
                .addKeyValue("state", reached.getClass().getSimpleName())
                .addKeyValue("milliseconds", took.toMillis())
                .addKeyValue("exchanges", exchanges)
                .log(reached.sentence());
    }

    @Override
    public void failed(DeviceState next, Throwable failure, Duration pause) {
        LOG.atWarn()
                .addKeyValue("next", next.getClass().getSimpleName())
                .addKeyValue("pauseSeconds", pause.toSeconds())
                .setCause(failure instanceof RuntimeException ? failure : null)
                .log(failure.getMessage());
    }

    @Override
    public void registered(ServerAccount account, String location) {
        LOG.atInfo()
                .addKeyValue("server", account.uri())
                .log("also registered with %s at %s".formatted(account.uri(), location));
    }

    @Override
    public void failed(ServerAccount account, Throwable failure, Duration pause) {
        LOG.atWarn()
                .addKeyValue("server", account.uri())
                .addKeyValue("pauseSeconds", pause.toSeconds())
                .setCause(failure instanceof RuntimeException ? failure : null)
                .log(failure.getMessage());
    }

    @Override
    public void left(ServerAccount account, String sentence) {
        LOG.atInfo().addKeyValue("server", account.uri()).log(account.uri() + ": " + sentence);
    }
}
