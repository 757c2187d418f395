package iotsafe.bootstrap;

import iotsafe.credentials.CardException;

/** The card's applet answers. What the device saved says where to go on: a certificate that nobody has seen yet is tried before the old one. */
record CardReady() implements DeviceState {
    @Override
    public DeviceState next(Outside outside) throws CardException, StateException {
        Memory memory = outside.store().load();
        if (memory.managed().isEmpty()) {
            return outside.factoryServer()
                    .account(outside.card())
                    .<DeviceState>map(FromFactory::new)
                    .orElseGet(Bootstrapping::new);
        }
        SavedState saved = memory.managed().get();
        if (memory.silentUntil().isPresent()) {
            return new Disabled(saved, memory.silentUntil().get());
        }
        return memory.candidate()
                .<DeviceState>map(candidate -> new Switching(saved, candidate))
                .orElseGet(() -> new Registering(saved));
    }

    @Override
    public String sentence() {
        return "the card's IoT SAFE applet is selected";
    }
}
