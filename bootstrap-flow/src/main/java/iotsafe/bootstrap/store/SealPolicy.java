package iotsafe.bootstrap.store;

/** When the state is sealed. What is sealed already can be read under each of them. */
public enum SealPolicy {
    /** If the card can; if it cannot, the state is written as it is, and the log says so. */
    AUTO,
    /** Always: a card that cannot is refused, and a state that somebody has put there unsealed is not believed. */
    REQUIRED,
    /** Never. */
    OFF
}
