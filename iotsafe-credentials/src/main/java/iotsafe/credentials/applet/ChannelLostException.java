package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.StatusWord;
import java.io.IOException;

/**
 * What answered was not the applet any more: a modem was reset, or another program closed the channel or selected something else on it. So
 * the command was not done, and may be sent again on a fresh session, whatever it is.
 */
final class ChannelLostException extends IOException {
    private static final long serialVersionUID = 1L;

    ChannelLostException(StatusWord status) {
        super("the applet is no longer selected on its channel, " + status
                + ": another program may be using this card, stop it if this stays so");
    }
}
