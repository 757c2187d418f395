package iotsafe.client.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iotsafe.client.config.Printable;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.pcsc.PcscReaders;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code card list}. */
@Command(
        name = "list",
        description = "Lists the PC/SC readers, by the names that card.reader takes.",
        mixinStandardHelpOptions = true)
final class CardListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Override
    public Integer call() throws CardException {
        List<PcscReaders.Slot> slots;
        try {
            slots = PcscReaders.list();
        } catch (IOException e) {
            throw new CardException.Unreachable(String.valueOf(e.getMessage()));
        }
        if (slots.isEmpty()) {
            throw new CardException.Unreachable("no PC/SC reader is connected: plug one in");
        }
        if (json) {
            System.out.println(Json.text(json(slots)));
        } else {
            slots.forEach(CardListCommand::print);
        }
        return ExitCode.DONE.code();
    }

    private static void print(PcscReaders.Slot slot) {
        String card = slot.atr().map(atr -> "ATR " + atr).orElse(slot.cardPresent() ? "a card without ATR" : "no card");
        System.out.printf("pcsc:%s  %s%n", Printable.of(slot.name()), card);
    }

    static ObjectNode json(List<PcscReaders.Slot> slots) {
        ObjectNode list = Json.document();
        ArrayNode readers = list.putArray("readers");
        for (PcscReaders.Slot slot : slots) {
            ObjectNode reader = readers.addObject();
            reader.put("address", "pcsc:" + slot.name());
            reader.put("cardPresent", slot.cardPresent());
            slot.atr().map(Bytes::toHex).ifPresent(atr -> reader.put("atr", atr));
        }
        return list;
    }
}
