package iotsafe.client.firmware;

/** Values of Update Result (/5/0/5). */
public enum UpdateResult {
    /** None yet. */
    INITIAL(0),
    /** Firmware updated successfully. */
    SUCCESS(1),
    /** Not enough flash memory for the new firmware package. */
    NOT_ENOUGH_FLASH(2),
    /** Out of RAM during downloading process. */
    OUT_OF_RAM(3),
    /** Connection lost during downloading process. */
    CONNECTION_LOST(4),
    /** Integrity check failure for new downloaded package. */
    INTEGRITY_FAILURE(5),
    /** Unsupported package type. */
    UNSUPPORTED_PACKAGE(6),
    /** Invalid URI. */
    INVALID_URI(7),
    /** Firmware update failed. */
    FAILED(8),
    /** Unsupported protocol. */
    UNSUPPORTED_PROTOCOL(9),
    /** Firmware update cancelled. */
    CANCELLED(10);

    private final int code;

    UpdateResult(int code) {
        this.code = code;
    }

    /** As a server reads it. */
    public int code() {
        return code;
    }
}
