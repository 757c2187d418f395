package iotsafe.credentials.apdu;

/**
 * What a card answered (ISO/IEC 7816-4, command-response pairs).
 *
 * @param data what stands before the status word, which may itself look like one
 */
public record ResponseApdu(Bytes data, StatusWord status) {
    /**
     * Splits an answer before its last two bytes.
     *
     * @param answer at least 2 bytes, as every {@link ApduTransport} gives
     */
    public static ResponseApdu of(byte[] answer) {
        return new ResponseApdu(Bytes.of(answer, 0, answer.length - 2), StatusWord.of(answer));
    }
}
