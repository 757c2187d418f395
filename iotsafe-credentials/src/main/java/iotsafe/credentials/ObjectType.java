package iotsafe.credentials;

/** The four kinds of container of an IoT SAFE applet (GSMA IoT.05, object model), by the names that {@link CredentialUri} uses. */
public enum ObjectType {
    /** A private key. */
    PRIVATE("private"),
    /** A public key. */
    PUBLIC("public"),
    /** A transparent file, such as a certificate. */
    FILE("file"),
    /** A secret key, such as a PSK. */
    SECRET("secret");

    private final String word;

    ObjectType(String word) {
        this.word = word;
    }

    /** The value of the {@code type} attribute in a URI. */
    public String word() {
        return word;
    }
}
