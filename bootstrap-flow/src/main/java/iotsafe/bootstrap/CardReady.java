package iotsafe.bootstrap;

import java.util.Optional;

/**
 * The card's applet answers. What the device saved says where to go on.
 *
 * @param inHand a request of an earlier session
 */
record CardReady(Optional<RequestInHand> inHand) implements DeviceState {
    /** With no request yet. */
    CardReady() {
        this(Optional.empty());
    }

    @Override
    public DeviceState next(Outside outside) throws StateException {
        return outside.store().load().<DeviceState>map(Registering::new).orElseGet(() -> new Bootstrapping(inHand));
    }

    @Override
    public String sentence() {
        return "the card's IoT SAFE applet is selected";
    }
}
