package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A second user of a token in this process, who does what the agent never does. */
final class Raw implements AutoCloseable {
    private static final long CKA_CERTIFICATE_TYPE = 0x80;
    private static final long CKA_SUBJECT = 0x101;
    private static final int MOST_SESSIONS = 200;

    final Cryptoki library;
    final TokenSession session;

    private Raw(Cryptoki library, TokenSession session) {
        this.library = library;
        this.session = session;
    }

    /** Logged in, if the agent is or not. */
    static Raw on(String label) throws Exception {
        Cryptoki library = Cryptoki.load(SoftHsm.LIBRARY, new AtomicLong());
        long slot = TokenFinder.slot(library, new TokenChoice.ByLabel(label), "SoftHSM");
        TokenSession session = TokenSession.open(library, slot);
        try (Pin pin = SoftHsm.here().token(label).pin().read(label)) {
            library.login(session.handle(), pin);
        }
        return new Raw(library, session);
    }

    void store(X509Certificate certificate, Bytes id, String label) throws Exception {
        Map<Long, Object> attributes = new LinkedHashMap<>();
        attributes.put(Ck.CKA_CLASS, Ck.CKO_CERTIFICATE);
        attributes.put(CKA_CERTIFICATE_TYPE, 0L);
        attributes.put(Ck.CKA_TOKEN, true);
        attributes.put(CKA_SUBJECT, certificate.getSubjectX500Principal().getEncoded());
        attributes.put(Ck.CKA_VALUE, certificate.getEncoded());
        attributes.put(Ck.CKA_ID, id.toArray());
        attributes.put(Ck.CKA_LABEL, label.getBytes(StandardCharsets.UTF_8));
        library.call("C_CreateObject", session.handle(), Wrapper.open().template(attributes));
    }

    void rename(OnCard object, Bytes id) throws Exception {
        Object attributes = Wrapper.open().template(Map.of(Ck.CKA_ID, id.toArray()));
        library.call("C_SetAttributeValue", session.handle(), session.only(object), attributes);
    }

    void logOut() throws CryptokiException {
        library.call("C_Logout", session.handle());
    }

    /** Those of the whole process: SoftHSM numbers them from 1. */
    void closeAllSessions() {
        for (long handle = 1; handle <= MOST_SESSIONS; handle++) {
            try {
                library.closeSession(handle);
            } catch (CryptokiException notOpen) {
                // the numbers have gaps
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
