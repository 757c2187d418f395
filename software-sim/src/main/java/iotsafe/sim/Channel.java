package iotsafe.sim;

/** A logical channel: which application answers on it, and which file of the default one is current. */
final class Channel {
    private final int number;
    private boolean appletSelected;
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
    }

    /** As after MANAGE CHANNEL. */
    void selectDefault() {
        appletSelected = false;
        currentFile = UiccFiles.MASTER_FILE;
    }

    int currentFile() {
        return currentFile;
    }

    void currentFile(int fileId) {
        currentFile = fileId;
    }
}
