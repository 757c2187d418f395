package iotsafe.sim.cli;

import iotsafe.sim.FaultyCard;
import iotsafe.sim.vpcd.VpcdFace;
import java.io.IOException;
import java.util.function.Consumer;

/** Where a card is put in and pulled out. */
interface Slot {
    void insert() throws IOException;

    void remove();

    /** The slot of a virtual reader, which tells itself what happens. */
    static Slot of(VpcdFace face) {
        return new Slot() {
            @Override
            public void insert() throws IOException {
                face.insert();
            }

            @Override
            public void remove() {
                face.remove();
            }
        };
    }

    /** The slot of a modem. */
    static Slot of(FaultyCard card, Consumer<String> print) {
        return new Slot() {
            @Override
            public void insert() {
                card.insert();
                print.accept("inserted");
            }

            @Override
            public void remove() {
                card.remove();
                print.accept("removed");
            }
        };
    }
}
