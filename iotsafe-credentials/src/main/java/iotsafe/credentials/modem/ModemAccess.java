package iotsafe.credentials.modem;

/** By which AT commands the applet is reached. The SIM's own files, on the basic channel, are always read by AT+CSIM. */
public enum ModemAccess {
    /** AT+CCHO if the modem has it, else AT+CSIM: found out by the commands themselves, for their test forms ({@code =?}) are unreliable. */
    AUTO,
    /** A session that the modem keeps: AT+CCHO, AT+CGLA, AT+CCHC (TS 27.007 8.43 to 8.46). */
    CCHO,
    /** Every command as it is, the channel in its class byte: AT+CSIM (TS 27.007 8.17). */
    CSIM
}
