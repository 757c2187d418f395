package iotsafe.credentials.smartcard;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The two directories of a PKCS#15 application that lead to the bootstrap file (ISO/IEC 7816-15; OMA LwM2M Core, G.2 and G.3). */
final class Pkcs15 {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    /** In EF(ODF): where data objects are listed. */
    private static final int DATA_OBJECTS = 0xA7;
    /** In EF(DODF): a data object told by an object identifier. */
    private static final int NAMED_BY_OID = 0xA1;

    private static final int TYPE_ATTRIBUTES = 0xA1;

    /** 2.23.43.9.1; and the same with tag and length twice, as the example of LwM2M 1.0 to 1.2 had it and live SIMs carry it. */
    private static final Set<Bytes> BOOTSTRAP_OIDS = Set.of(Bytes.ofHex("672B0901"), Bytes.ofHex("0604672B0901"));

    private Pkcs15() {}

    /** Where data objects are listed, in the order in which they count; each a path. */
    static List<Bytes> dataObjectDirectories(Bytes odf) throws CardException.Unreadable {
        List<Bytes> paths = new ArrayList<>();
        for (Ber entry : Ber.readAll("EF(ODF)", odf)) {
            if (entry.tag() == DATA_OBJECTS) {
                path("EF(ODF)", entry.value()).ifPresent(paths::add);
            }
        }
        return List.copyOf(paths);
    }

    /** The path of the bootstrap file; empty if this directory lists none. Other applications' objects may stand beside it. */
    static Optional<Bytes> bootstrapFile(Bytes dodf) throws CardException.Unreadable {
        for (Ber entry : Ber.readAll("EF(DODF)", dodf)) {
            Optional<Bytes> attributes = entry.tag() == NAMED_BY_OID
                    ? Ber.first(Ber.readAll("EF(DODF) entry", entry.value()), TYPE_ATTRIBUTES)
                    : Optional.empty();
            if (attributes.isEmpty()) {
                continue;
            }
            Bytes sequence = Ber.first(Ber.readAll("type attributes", attributes.get()), SEQUENCE)
                    .orElse(Bytes.EMPTY);
            Optional<Bytes> oid = Ber.first(Ber.readAll("oidDO", sequence), OBJECT_IDENTIFIER);
            if (oid.filter(BOOTSTRAP_OIDS::contains).isPresent()) {
                return path("oidDO", sequence);
            }
        }
        return Optional.empty();
    }

    /** Path ::= SEQUENCE { path OCTET STRING, … }. */
    private static Optional<Bytes> path(String what, Bytes around) throws CardException.Unreadable {
        Optional<Bytes> sequence = Ber.first(Ber.readAll(what, around), SEQUENCE);
        return sequence.isEmpty()
                ? Optional.empty()
                : Ber.first(Ber.readAll("path in " + what, sequence.get()), OCTET_STRING);
    }
}
