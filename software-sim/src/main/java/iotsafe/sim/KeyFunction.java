package iotsafe.sim;

/** What a key may be used for: the bits of tag 61 (interface reference 2.3). */
public enum KeyFunction {
    /** Sign or verify. */
    SIGN(1),
    /** Be generated on the card. */
    GENERATE(2),
    /** Key agreement. */
    AGREE(4),
    /** Key derivation. */
    DERIVE(8);

    private final int bit;

    KeyFunction(int bit) {
        this.bit = bit;
    }

    /** Its bit in tag 61. */
    public int bit() {
        return bit;
    }

    static int bits(KeyFunction... functions) {
        int bits = 0;
        for (KeyFunction function : functions) {
            bits |= function.bit;
        }
        return bits;
    }
}
