package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import java.util.Optional;

/**
 * The applet as it is reached now.
 *
 * @param place how messages call the way to the card: {@code reader "ACS ACR39U 00 00"}
 * @param aid the application identifier that it was selected by
 * @param channel the logical channel, 1 to 19
 * @param atr the card's answer to reset; empty where the way to it does not show it, as modems do not
 * @param protocol {@code T=0} or {@code T=1}; empty as before
 */
public record SelectedApplet(String place, Bytes aid, int channel, Optional<Bytes> atr, Optional<String> protocol) {}
