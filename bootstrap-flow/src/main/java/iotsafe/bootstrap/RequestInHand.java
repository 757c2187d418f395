package iotsafe.bootstrap;

import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.Pkcs10;

/**
 * A certification request that no certificate has come for yet. It is kept over a failed session and a restart: a request that waits for a
 * person's approval has to be asked for again with the same bytes (RFC 7030 4.2.3, RFC 9148 4.7), and a key that nobody has certified need not
 * be replaced.
 *
 * @param card the card that the key is on
 * @param endpoint the endpoint client name in it
 * @param key where the private half is
 * @param request signed by it
 */
public record RequestInHand(CardIdentity card, String endpoint, CredentialUri.OnCard key, Pkcs10 request) {}
