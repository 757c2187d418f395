package iotsafe.bootstrap;

/** The card's applet answers. What the device saved says where to go on. */
public record CardReady() implements DeviceState {
    @Override
    public DeviceState next(Outside outside) throws StateException {
        return outside.store().load().<DeviceState>map(Registering::new).orElseGet(Bootstrapping::new);
    }

    @Override
    public String sentence() {
        return "the card's IoT SAFE applet is selected";
    }
}
