package iotsafe.credentials.apdu;

/**
 * One way to reach cards, chosen by how an address begins. An implementation is named in
 * {@code META-INF/services/iotsafe.credentials.apdu.CardReaderProvider}, so that whoever has an address needs to know no more than that.
 */
public interface CardReaderProvider {
    /** What stands before the colon of the addresses this way understands: {@code pcsc}. Lower case, two characters or more. */
    String scheme();

    /**
     * The reader at an address; nothing is opened yet.
     *
     * @param address the whole of it, beginning with the scheme and a colon: {@code pcsc:ACS*}
     * @throws IllegalArgumentException if what follows the colon cannot be an address; the message is a sentence for the person who wrote it
     */
    CardReader at(String address);
}
