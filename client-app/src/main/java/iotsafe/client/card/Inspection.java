package iotsafe.client.card;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.applet.ApplicationData;
import iotsafe.credentials.applet.IotSafeApplet;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks at one card and changes nothing there. */
public final class Inspection {
    private final SecureElement card;
    private final Timings timings;
    private final KeyMatch match;

    private Inspection(SecureElement card, Timings timings) {
        this.card = card;
        this.timings = timings;
        this.match = new KeyMatch(card);
    }

    /**
     * Reads all that can be read: the list, each file, the public half of each key whose certificate is looked for.
     *
     * @param reader the card's address, for the report
     */
    public static CardReport of(String reader, SecureElement card, Clock clock) throws CardException {
        return of(reader, card, clock, new Timings());
    }

    static CardReport of(String reader, SecureElement card, Clock clock, Timings timings) throws CardException {
        return new Inspection(card, timings).report(reader, clock);
    }

    private CardReport report(String reader, Clock clock) throws CardException {
        long before = card.exchanges();
        timings.measure("open and select", () -> {
            card.connect();
            return true;
        });
        Optional<IotSafeApplet> applet =
                Optional.of(card).filter(IotSafeApplet.class::isInstance).map(IotSafeApplet.class::cast);
        Optional<ApplicationData> application = applet.isPresent() ? application(applet.get()) : Optional.empty();
        Capabilities declared = application.map(ApplicationData::capabilities).orElse(Capabilities.UNKNOWN);
        List<Inspected> objects = objects();
        return new CardReport(
                reader,
                card.identity(),
                applet.isPresent() ? Optional.of(applet.get().selected()) : Optional.empty(),
                application,
                declared,
                applet.map(IotSafeApplet::dialect).orElse(Dialect.UNKNOWN),
                objects,
                card.exchanges() - before,
                clock.instant());
    }

    /** Informative only: a card that says it in a way of its own has said nothing. */
    private Optional<ApplicationData> application(IotSafeApplet applet) throws CardException {
        try {
            return timings.measure("GET DATA", applet::application);
        } catch (CardException.Unreadable e) {
            return Optional.empty();
        }
    }

    private List<Inspected> objects() throws CardException {
        List<CardObject> listed = timings.measure("GET DATA", card::objects);
        List<CardObject> keys = listed.stream()
                .filter(object -> object.uri().type() == ObjectType.PRIVATE)
                .filter(object -> object.filled().orElse(true))
                .toList();
        List<Inspected> inspected = new ArrayList<>();
        for (CardObject object : listed) {
            boolean readable =
                    object.uri().type() == ObjectType.FILE && object.filled().orElse(true);
            inspected.add(readable ? file(object, keys) : Inspected.unread(object));
        }
        return inspected;
    }

    private Inspected file(CardObject file, List<CardObject> keys) throws CardException.Unreachable {
        try {
            Bytes content = timings.measure("READ FILE", () -> card.readFile(file.uri()));
            return new Inspected(
                    file, OptionalInt.of(content.length()), certificates(file.uri(), content, keys), Optional.empty());
        } catch (CardException.Unreachable e) {
            throw e;
        } catch (CardException e) {
            return new Inspected(file, OptionalInt.empty(), List.of(), Optional.ofNullable(e.getMessage()));
        }
    }

    private List<CertificateFacts> certificates(CredentialUri.OnCard file, Bytes content, List<CardObject> keys)
            throws CardException.Unreachable {
        List<X509Certificate> read;
        try {
            read = CertificateSource.parse(file.toString(), content.toArray());
        } catch (CardException.Unreadable anotherKindOfFile) {
            return List.of();
        }
        List<CertificateFacts> facts = new ArrayList<>();
        for (X509Certificate certificate : read) {
            facts.add(new CertificateFacts(certificate, owner(certificate, keys)));
        }
        return facts;
    }

    private Optional<CredentialUri.OnCard> owner(X509Certificate certificate, List<CardObject> keys)
            throws CardException.Unreachable {
        for (CardObject key : keys) {
            if (match.isPair(key, certificate.getPublicKey())) {
                return Optional.of(key.uri());
            }
        }
        return Optional.empty();
    }
}
