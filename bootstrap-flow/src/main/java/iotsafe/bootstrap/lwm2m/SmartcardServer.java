package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.FactoryAccount;
import iotsafe.bootstrap.FactoryServer;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.credentials.smartcard.BootstrapObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.codec.CodecException;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.request.ContentFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bootstrap from Smartcard (OMA LwM2M Core 6.1.3.2 and appendix G): the SIM's issuer has put the account into a file beside the applet. What
 * is in the file and of no use is told, and is no reason not to bootstrap.
 */
public final class SmartcardServer implements FactoryServer {
    private static final Logger LOG = LoggerFactory.getLogger(SmartcardServer.class);
    private static final Set<Integer> BOOTSTRAPPED =
            Set.of(LwM2mId.SECURITY, LwM2mId.SERVER, LwM2mId.ACCESS_CONTROL, LwM2mId.OSCORE);

    private final LwM2mModel model = new StaticModel(ObjectLoader.loadDefault());
    private final DefaultLwM2mDecoder decoder = new DefaultLwM2mDecoder();
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
        try {
            Optional<Bytes> file = card.bootstrapFile();
            return file.isEmpty() ? Optional.empty() : account(BootstrapObject.readAll(file.get()));
        } catch (CardException.Unreadable | CardException.Refused e) {
            LOG.warn("the bootstrap data on the card is not used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<FactoryAccount> account(List<BootstrapObject> objects) throws CardException.Unreadable {
        Map<LwM2mPath, LwM2mObjectInstance> instances = new TreeMap<>();
        for (BootstrapObject object : objects) {
            if (BOOTSTRAPPED.contains(object.objectId())) {
                instances.putAll(decoded(object));
            } else {
                LOG.warn(
                        "object {} in the bootstrap data on the card is none that a bootstrap writes",
                        object.objectId());
            }
        }
        AccountReader reader = AccountReader.read(of(instances, LwM2mId.SECURITY), of(instances, LwM2mId.SERVER), psks);
        reader.problems().forEach(problem -> LOG.warn("the bootstrap data on the card: {}", problem));
        Optional<Account> usable = reader.accounts().stream()
                .filter(account -> account.server().mode() != ServerAccount.Mode.EST)
                .findFirst();
        if (usable.isEmpty()) {
            LOG.info("the bootstrap data on the card holds no account that can be used without a bootstrap server");
            return Optional.empty();
        }
        String text = ObjectsSnapshot.ofInstances(instances).withoutKeysOf(psks).toText(model);
        return Optional.of(new FactoryAccount(
                usable.get().server(), text, usable.get().psk().map(AccountPsk::identity)));
    }

    private Map<LwM2mPath, LwM2mObjectInstance> decoded(BootstrapObject object) throws CardException.Unreadable {
        try {
            LwM2mObject read = decoder.decode(
                    object.instances().toArray(),
                    ContentFormat.TLV,
                    null,
                    new LwM2mPath(object.objectId()),
                    model,
                    LwM2mObject.class);
            Map<LwM2mPath, LwM2mObjectInstance> found = new TreeMap<>();
            read.getInstances().forEach((id, instance) -> found.put(new LwM2mPath(object.objectId(), id), instance));
            return found;
        } catch (CodecException | IllegalArgumentException | IllegalStateException e) {
            throw new CardException.Unreadable(
                    "object %d in EF(LwM2M_Bootstrap)".formatted(object.objectId()),
                    0,
                    "no LwM2M TLV: " + e.getMessage());
        }
    }

    private static List<LwM2mObjectInstance> of(Map<LwM2mPath, LwM2mObjectInstance> instances, int object) {
        return instances.entrySet().stream()
                .filter(each -> each.getKey().getObjectId() == object)
                .map(Map.Entry::getValue)
                .toList();
    }
}
