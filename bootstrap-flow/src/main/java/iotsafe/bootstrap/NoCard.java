package iotsafe.bootstrap;

import iotsafe.credentials.CardException;

/** The start: nothing is known of the card. */
public record NoCard() implements DeviceState {
    @Override
    public DeviceState next(Outside outside) throws CardException {
        outside.card().connect();
        return new CardReady();
    }

    @Override
    public String sentence() {
        return "looking for the card";
    }
}
