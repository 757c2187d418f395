package iotsafe.bootstrap;

/** Which management accounts get a certificate over a key generated on the SIM. */
public enum EnrolmentPolicy {
    /** Those whose Security Mode is 4, certificate mode with EST (OMA LwM2M Core, /0/x/2). */
    MODE_4,
    /** Every account, whatever its mode: for bootstrap servers that cannot write mode 4. */
    ALL;

    /** Whether this account is one of them. */
    boolean includes(ServerAccount account) {
        return account.mode() == ServerAccount.Mode.EST || this == ALL;
    }
}
