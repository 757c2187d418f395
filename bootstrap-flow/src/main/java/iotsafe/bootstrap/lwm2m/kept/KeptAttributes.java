package iotsafe.bootstrap.lwm2m.kept;

import java.util.List;
import java.util.Map;

/**
 * What servers have written with Write-Attributes, as it is kept.
 *
 * @param accounts each with what its server wrote
 */
public record KeptAttributes(List<OfAccount> accounts) {
    /** Copies the list. */
    public KeptAttributes {
        accounts = List.copyOf(accounts);
    }

    /**
     * Those of one account.
     *
     * @param server short server id
     * @param uri of the server
     * @param since when a bootstrap made the account (/1/x/12); empty if that is not known
     * @param attributes by path, written as in a query (OMA LwM2M Core 6.3.4)
     */
    public record OfAccount(long server, String uri, String since, Map<String, String> attributes) {
        /** Copies the map. */
        public OfAccount {
            attributes = Map.copyOf(attributes);
        }
    }

    /** For a {@link iotsafe.bootstrap.ServerMemory}. */
    public String print() {
        return KeptJson.print(this);
    }

    /**
     * Reads what {@link #print} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static KeptAttributes read(String text) {
        return KeptJson.read(text, KeptAttributes.class);
    }
}
