package iotsafe.testbed.relay;

/** What becomes of one datagram. */
public enum Fate {
    /** It arrives. */
    PASS,
    /** It is lost. */
    LOSE,
    /** It arrives twice. */
    REPEAT,
    /** It arrives after the one that follows it the same way; for ever too late if none does. */
    OVERTAKEN
}
