package iotsafe.sim;

/** One operation of several commands on one key. It ends with its last UPDATE; its number is then free again. */
abstract class Session {
    private final KeyContainer key;
    private boolean finished;

    Session(KeyContainer key) {
        this.key = key;
    }

    KeyContainer key() {
        return key;
    }

    boolean isRunning() {
        return !finished;
    }

    void finish() {
        finished = true;
    }

    boolean isOn(KeyContainer other) {
        return key.kind() == other.kind() && key.id().equals(other.id());
    }
}
