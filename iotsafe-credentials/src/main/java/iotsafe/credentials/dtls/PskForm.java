package iotsafe.credentials.dtls;

/**
 * What the value in a secret container is to COMPUTE PRF, modes 01 and 02. GSMA IoT.05 is read in two ways, and only a container whose
 * content is known tells which one a card follows.
 */
public enum PskForm {
    /** The pre-shared key: the card builds the pre-master secret around it (RFC 4279 section 2, RFC 5489 section 2). The usual reading. */
    KEY,
    /** A finished pre-master secret, used as it is. It has no place for a shared secret: ECDHE_PSK is then impossible. */
    PRE_MASTER
}
