package iotsafe.est.coap;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may differ from one EST-coaps server to another.
 *
 * @param limits of time and size
 * @param association which association will do
 * @param label the CA or profile to ask for, one path segment below the root (RFC 7030 §3.2.2); empty if the server needs none
 * @param otherHosts names or addresses that a discovered resource may be on besides the server asked; normally none
 * @param linking tells the channel binding; null if requests need not be linked
 */
public record CoapEstSettings(
        CoapEstLimits limits,
        AssociationCheck association,
        Optional<String> label,
        Set<String> otherHosts,
        @Nullable TlsUnique linking) {
    /** As RFC 9148 has it: certificates on both sides, no label, no other host; not linked. */
    public static final CoapEstSettings USUAL =
            new CoapEstSettings(CoapEstLimits.USUAL, AssociationCheck.CERTIFICATE, Optional.empty(), Set.of(), null);

    /** Operation names, which a label must not be (RFC 7030 §3.2.2), and their short forms. */
    private static final Set<String> RESERVED = Set.of(
            "cacerts",
            "simpleenroll",
            "simplereenroll",
            "fullcmc",
            "serverkeygen",
            "csrattrs",
            "crts",
            "sen",
            "sren",
            "att",
            "skg",
            "skc");

    /** Refuses a label that is an operation's name or no path segment. */
    public CoapEstSettings {
        otherHosts = Set.copyOf(otherHosts);
        if (label.isPresent() && (RESERVED.contains(label.get()) || !label.get().matches("[A-Za-z0-9._~-]{1,64}"))) {
            throw new IllegalArgumentException(
                    "EST label \"%s\" has to be 1 to 64 letters, digits or . _ ~ - and no operation's name"
                            .formatted(label.get()));
        }
    }

    /** With other limits. */
    public CoapEstSettings within(CoapEstLimits other) {
        return new CoapEstSettings(other, association, label, otherHosts, linking);
    }

    /** With another rule for the association. */
    public CoapEstSettings over(AssociationCheck other) {
        return new CoapEstSettings(limits, other, label, otherHosts, linking);
    }

    /** For one CA or profile of the server. */
    public CoapEstSettings labelled(String name) {
        return new CoapEstSettings(limits, association, Optional.of(name), otherHosts, linking);
    }

    /** With more hosts that a discovered resource may be on. */
    public CoapEstSettings following(Set<String> hosts) {
        return new CoapEstSettings(limits, association, label, hosts, linking);
    }

    /** With the channel binding at hand. */
    public CoapEstSettings linkedBy(TlsUnique binding) {
        return new CoapEstSettings(limits, association, label, otherHosts, binding);
    }
}
