package iotsafe.sim;

/** A logical channel: which application answers on it, and which file of the default one is current. */
final class Channel {
    private final int number;
    private boolean appletSelected;
    private boolean pkcs15Selected;
    private int currentFile = UiccFiles.MASTER_FILE;

    Channel(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    boolean appletSelected() {
        return appletSelected;
    }

    void selectApplet() {
        appletSelected = true;
        pkcs15Selected = false;
    }

    boolean pkcs15Selected() {
        return pkcs15Selected;
    }

    void selectPkcs15() {
        appletSelected = false;
        pkcs15Selected = true;
        currentFile = UiccFiles.MASTER_FILE;
    }

    /** As after MANAGE CHANNEL. */
    void selectDefault() {
        appletSelected = false;
        pkcs15Selected = false;
        currentFile = UiccFiles.MASTER_FILE;
    }

    int currentFile() {
        return currentFile;
    }

    void currentFile(int fileId) {
        currentFile = fileId;
    }
}
