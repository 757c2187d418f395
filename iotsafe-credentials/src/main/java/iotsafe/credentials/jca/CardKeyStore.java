package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A card as a key store, for reading: entries are those of {@link CardEntries} as the card was at {@code load}, under the names of
 * {@link Aliases}. Passwords are ignored, for the applet's keys have none.
 */
final class CardKeyStore extends KeyStoreSpi {
    private static final String READ_ONLY = "a key store of type " + IotSafeProvider.KEY_STORE
            + " shows what is on the card and changes nothing there: ";
    private static final String NO_KEY = READ_ONLY
            + "a key pair is made by KeyPairGenerator with a CardKeyGenParameterSpec; no key can be brought in";

    private final CardSource configured;
    private Map<String, CardEntry> entries = Map.of();

    CardKeyStore(CardSource configured) {
        this.configured = configured;
    }

    @Override
    public void engineLoad(@Nullable InputStream stream, char @Nullable [] password) throws IOException {
        if (stream != null) {
            throw new IOException(
                    "a key store of type %s is a card, not a file: load it from null (keytool: -keystore NONE)"
                            .formatted(IotSafeProvider.KEY_STORE));
        }
        load(configured);
    }

    @Override
    public void engineLoad(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
        load(parameter instanceof CardLoadStoreParameter given ? given::card : configured);
    }

    @Override
    public @Nullable Key engineGetKey(String alias, char @Nullable [] password) {
        return entries.get(alias) instanceof CardEntry.Own own ? own.key() : null;
    }

    @Override
    public Certificate @Nullable [] engineGetCertificateChain(String alias) {
        return entries.get(alias) instanceof CardEntry.Own own ? chain(own) : null;
    }

    @Override
    public @Nullable Certificate engineGetCertificate(String alias) {
        CardEntry entry = entries.get(alias);
        return entry == null ? null : entry.certificate();
    }

    /** The first day of the certificate: a card keeps no other date. */
    @Override
    public @Nullable Date engineGetCreationDate(String alias) {
        CardEntry entry = entries.get(alias);
        return entry == null ? null : entry.certificate().getNotBefore();
    }

    /** With or without a protection parameter: nothing here is protected by one. */
    @Override
    public KeyStore.@Nullable Entry engineGetEntry(String alias, KeyStore.@Nullable ProtectionParameter protection) {
        CardEntry entry = entries.get(alias);
        if (entry == null) {
            return null;
        }
        return entry instanceof CardEntry.Own own
                ? new KeyStore.PrivateKeyEntry(own.key(), chain(own))
                : new KeyStore.TrustedCertificateEntry(entry.certificate());
    }

    @Override
    public Enumeration<String> engineAliases() {
        return Collections.enumeration(entries.keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return entries.containsKey(alias);
    }

    @Override
    public int engineSize() {
        return entries.size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return entries.get(alias) instanceof CardEntry.Own;
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return entries.get(alias) instanceof CardEntry.Authority;
    }

    @Override
    public @Nullable String engineGetCertificateAlias(Certificate certificate) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().certificate().equals(certificate))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        throw new KeyStoreException(NO_KEY);
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        throw new KeyStoreException(NO_KEY);
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        throw new KeyStoreException(READ_ONLY + "files are written by the card's issuer or remote administration");
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        throw new KeyStoreException(READ_ONLY + "containers are removed by the card's issuer or remote administration");
    }

    /** {@code KeyStoreSpi} has no {@code KeyStoreException} here. */
    @Override
    public void engineStore(OutputStream stream, char[] password) throws IOException {
        throw new IOException(READ_ONLY + "there is nothing to store");
    }

    @Override
    public void engineStore(KeyStore.LoadStoreParameter parameter) throws IOException {
        throw new IOException(READ_ONLY + "there is nothing to store");
    }

    private void load(CardSource source) throws IOException {
        try {
            entries = Aliases.name(CardEntries.read(source.card()));
        } catch (CardException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Certificate[] chain(CardEntry.Own own) {
        return own.chain().toArray(Certificate[]::new);
    }
}
