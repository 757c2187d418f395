package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.BootstrapAddress;
import iotsafe.bootstrap.FactoryAccount;
import iotsafe.bootstrap.FactoryServer;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.CardPsks;
import java.util.Optional;
import org.eclipse.leshan.core.LwM2mId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bootstrap from Smartcard (OMA LwM2M Core 6.1.3.2 and appendix G): the SIM's issuer has put accounts into a file beside the applet, of a
 * management server, a bootstrap server, or both. What is in the file and of no use is told, and is no reason not to bootstrap. The secure
 * channel of appendix H (SCP03) is not offered.
 */
public final class SmartcardServer implements FactoryServer {
    private static final Logger LOG = LoggerFactory.getLogger(SmartcardServer.class);

    private final Psks psks;

    /**
     * Knows the pre-shared keys that an account may name.
     *
     * @param cardPsks uses the keys that the settings name
     */
    public SmartcardServer(LwM2mSettings settings, CardPsks cardPsks) {
        this.psks = new Psks(settings.psks(), cardPsks);
    }

    @Override
    public Optional<FactoryAccount> account(SecureElement card) throws CardException {
        Optional<CardFile> content = content(card);
        return content.isEmpty() ? Optional.empty() : account(content.get());
    }

    @Override
    public Optional<BootstrapAddress> bootstrapServer(SecureElement card) throws CardException {
        return content(card)
                .flatMap(content -> AccountReader.bootstrapServer(
                        content.of(LwM2mId.SECURITY),
                        problem -> LOG.warn("the bootstrap data on the card names a bootstrap server: {}", problem)));
    }

    /** What cannot be read now has not changed: an account that works is not given up for that. */
    @Override
    public boolean isStillThere(SavedState saved, SecureElement card) throws CardException {
        if (saved.cardFile().isEmpty()) {
            return true;
        }
        Optional<String> now;
        try {
            now = card.bootstrapFile().map(CardFile::digestOf);
        } catch (CardException.Unreadable | CardException.Refused e) {
            LOG.warn(
                    "whether the account of {} still is on the card cannot be told: {}",
                    saved.server().uri(),
                    e.getMessage());
            return true;
        }
        if (now.equals(saved.cardFile())) {
            return true;
        }
        LOG.warn(
                "the account of {} is no longer used: the card that is in {}",
                saved.server().uri(),
                now.isPresent() ? "has other bootstrap data than it came from" : "has no bootstrap data");
        return false;
    }

    private Optional<CardFile> content(SecureElement card) throws CardException {
        try {
            Optional<Bytes> file = card.bootstrapFile();
            return file.isEmpty() ? Optional.empty() : Optional.of(CardFile.read(file.get()));
        } catch (CardException.Unreadable | CardException.Refused e) {
            LOG.warn("the bootstrap data on the card is not used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<FactoryAccount> account(CardFile content) {
        AccountReader reader = AccountReader.read(content.of(LwM2mId.SECURITY), content.of(LwM2mId.SERVER), psks);
        reader.problems().forEach(problem -> LOG.warn("the bootstrap data on the card: {}", problem));
        Optional<Account> usable = reader.accounts().stream()
                .findFirst() // the one that is registered with
                .filter(account -> account.server().mode() != ServerAccount.Mode.EST);
        if (usable.isEmpty()) {
            LOG.info("the bootstrap data on the card holds no account that can be used without a bootstrap server");
            return Optional.empty();
        }
        String text = ObjectsSnapshot.ofInstances(content.instances())
                .withoutKeysOf(psks)
                .toText(ObjectDefinitions.ofAccounts());
        return Optional.of(new FactoryAccount(
                usable.get().server(),
                text,
                usable.get().psk().map(AccountPsk::identity),
                Optional.of(content.digest())));
    }
}
