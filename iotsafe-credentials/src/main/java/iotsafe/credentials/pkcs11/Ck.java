package iotsafe.credentials.pkcs11;

import iotsafe.credentials.ObjectType;
import java.util.Set;

/** Numbers of OASIS PKCS#11 2.40 that this package uses, by their names there. */
final class Ck {
    static final long CKA_CLASS = 0x000;
    static final long CKA_TOKEN = 0x001;
    static final long CKA_PRIVATE = 0x002;
    static final long CKA_LABEL = 0x003;
    static final long CKA_VALUE = 0x011;
    static final long CKA_CERTIFICATE_TYPE = 0x080;
    static final long CKA_ISSUER = 0x081;
    static final long CKA_SERIAL_NUMBER = 0x082;
    static final long CKA_KEY_TYPE = 0x100;
    static final long CKA_SUBJECT = 0x101;
    static final long CKA_ID = 0x102;
    static final long CKA_SENSITIVE = 0x103;
    static final long CKA_SIGN = 0x108;
    static final long CKA_VERIFY = 0x10A;
    static final long CKA_DERIVE = 0x10C;
    static final long CKA_VALUE_LEN = 0x161;
    static final long CKA_EXTRACTABLE = 0x162;
    static final long CKA_EC_PARAMS = 0x180;
    static final long CKA_EC_POINT = 0x181;

    static final long CKO_CERTIFICATE = 1;
    static final long CKO_PUBLIC_KEY = 2;
    static final long CKO_PRIVATE_KEY = 3;
    static final long CKO_SECRET_KEY = 4;

    static final long CKC_X_509 = 0;
    static final long CKK_EC = 3;
    static final long CKK_GENERIC_SECRET = 0x10;

    static final long CKM_EC_KEY_PAIR_GEN = 0x1040;
    static final long CKM_ECDSA = 0x1041;
    static final long CKM_ECDH1_DERIVE = 0x1050;
    static final long CKD_NULL = 1;

    static final long CKU_USER = 1;
    static final long CKS_RO_USER_FUNCTIONS = 1;
    static final long CKS_RW_USER_FUNCTIONS = 3;

    static final long CKF_OS_LOCKING_OK = 2;
    static final long CKF_RW_SESSION = 2;
    static final long CKF_SERIAL_SESSION = 4;
    static final long CKF_LOGIN_REQUIRED = 0x4;
    static final long CKF_TOKEN_INITIALIZED = 0x400;
    static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
    static final long CKF_USER_PIN_LOCKED = 0x40000;

    static final long CKR_ATTRIBUTE_SENSITIVE = 0x11;
    static final long CKR_ATTRIBUTE_TYPE_INVALID = 0x12;
    static final long CKR_USER_ALREADY_LOGGED_IN = 0x100;

    /** PIN incorrect, invalid, of a wrong length, expired, locked. */
    static final Set<Long> ABOUT_THE_PIN = Set.of(0xA0L, 0xA1L, 0xA2L, 0xA3L, 0xA4L);

    /**
     * The token is gone, or the session is, or what it held: device error or removed; host memory, general error, function failed;
     * key or object handle invalid; session closed or invalid; token not present or not recognised; user not logged in; not initialised.
     */
    static final Set<Long> NO_ANSWER =
            Set.of(0x30L, 0x32L, 0x02L, 0x05L, 0x06L, 0x60L, 0x82L, 0xB0L, 0xB3L, 0xE0L, 0xE1L, 0x101L, 0x190L);

    private Ck() {}

    /** The object class, CKO_…, of what the agent calls by this type: its files are a token's certificates. */
    static long classOf(ObjectType type) {
        return switch (type) {
            case PRIVATE -> CKO_PRIVATE_KEY;
            case PUBLIC -> CKO_PUBLIC_KEY;
            case FILE -> CKO_CERTIFICATE;
            case SECRET -> CKO_SECRET_KEY;
        };
    }
}
