package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a card as a key store: each private key with its certificate, then each authority. A key without a certificate is no entry, for
 * the JCA has none such; neither is a certificate that is no authority's and belongs to no key here.
 */
final class CardEntries {
    private final SecureElement card;
    private final List<CardObject> objects;
    private final List<CertificateFile> files;

    private CardEntries(SecureElement card, List<CardObject> objects, List<CertificateFile> files) {
        this.card = card;
        this.objects = objects;
        this.files = files;
    }

    /**
     * All entries, in the card's order: one exchange for the list, some for each file, and one or two for each private key.
     *
     * @throws CardException.Unreachable if the card is gone; a file or key that it does not show is left out
     */
    static List<CardEntry> read(SecureElement card) throws CardException {
        List<CardObject> objects = card.objects();
        return new CardEntries(card, objects, certificateFiles(card, objects)).all();
    }

    private List<CardEntry> all() throws CardException.Unreachable {
        List<CardEntry.Own> own = new ArrayList<>();
        for (CardObject key : filled(objects, ObjectType.PRIVATE)) {
            own(key).ifPresent(own::add);
        }
        List<X509Certificate> owned =
                own.stream().map(CardEntry.Own::certificate).toList();
        Stream<CardEntry> authorities =
                files.stream().filter(file -> !owned.contains(file.first())).flatMap(CardEntries::authorities);
        return Stream.concat(own.stream(), authorities).toList();
    }

    private Optional<CardEntry.Own> own(CardObject key) throws CardException.Unreachable {
        List<PublicKey> certified = files.stream()
                .map(file -> file.first().getPublicKey())
                .distinct()
                .toList();
        List<PublicKey> matching = new KeyOwner(card, objects).matching(key, certified);
        // after a renewal with the same key there may be two: the newer one counts
        return files.stream()
                .filter(file -> matching.contains(file.first().getPublicKey()))
                .max(Comparator.comparing(file -> file.first().getNotBefore()))
                .map(file -> new CardEntry.Own(
                        key,
                        CardKeys.of(card, key.uri(), file.first().getPublicKey()),
                        CertificateFile.chain(file.first(), known())));
    }

    private List<X509Certificate> known() {
        return files.stream().flatMap(file -> file.certificates().stream()).toList();
    }

    private static Stream<CardEntry> authorities(CertificateFile file) {
        return Stream.iterate(0, at -> at < file.certificates().size(), at -> at + 1)
                .filter(at -> CertificateFile.isAuthority(file.certificates().get(at)))
                .map(at -> new CardEntry.Authority(
                        file.file(), at, file.certificates().get(at)));
    }

    private static List<CertificateFile> certificateFiles(SecureElement card, List<CardObject> objects)
            throws CardException.Unreachable {
        List<CertificateFile> found = new ArrayList<>();
        for (CardObject file : filled(objects, ObjectType.FILE)) {
            certificateFile(card, file).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    /** Empty for a file of another kind, or one that may not be read. */
    private static Optional<CertificateFile> certificateFile(SecureElement card, CardObject file)
            throws CardException.Unreachable {
        try {
            return Optional.of(new CertificateFile(
                    file, CertificateSource.onCard(file.uri()).read(card)));
        } catch (CardException.Unreachable e) {
            throw e;
        } catch (CardException e) {
            return Optional.empty();
        }
    }

    private static List<CardObject> filled(List<CardObject> objects, ObjectType type) {
        return objects.stream()
                .filter(object -> object.uri().type() == type)
                .filter(object -> object.filled().orElse(true))
                .toList();
    }
}
