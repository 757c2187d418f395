package iotsafe.sim.apdu;

/** The transmission protocol that a card speaks with its reader (ISO/IEC 7816-3). */
public enum Protocol {
    /** Characters: a command has a body or an answer, never both; 61xx announces the answer of a case 4 command. */
    T0,
    /** Blocks: a command carries body and Le, the answer comes back whole. */
    T1
}
