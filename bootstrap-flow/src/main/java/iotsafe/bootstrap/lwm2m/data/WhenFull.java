package iotsafe.bootstrap.lwm2m.data;

/** What happens when more has to be stored than may be. */
public enum WhenFull {
    /** The oldest goes. The server gets the last stretch without a gap. */
    DROP_OLDEST,
    /** Every other one goes. The server gets the whole stretch, the coarser the longer it was. */
    THIN_OUT
}
