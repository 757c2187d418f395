package iotsafe.credentials.pkcs11;

/** The library answered with something else than CKR_OK. */
final class CryptokiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long code;

    /**
     * What it answered.
     *
     * @param name as Java knows it, {@code CKR_PIN_INCORRECT}; the bare number for those it does not know
     */
    CryptokiException(long code, String name) {
        super(name);
        this.code = code;
    }

    /** The value of CK_RV. */
    long code() {
        return code;
    }

    /** Its name, such as {@code CKR_PIN_INCORRECT}. */
    String rv() {
        return String.valueOf(getMessage());
    }
}
