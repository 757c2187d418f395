package iotsafe.credentials;

import java.security.interfaces.ECPublicKey;

/**
 * A key pair that the card has just made (GSMA IoT.05 2.11). A card may change the containers' ids at generation: the names here are the ones to use.
 *
 * @param publicKey on its curve, checked
 * @param privateKeyUri names the private half from now on
 */
public record GeneratedKeyPair(ECPublicKey publicKey, CredentialUri.OnCard privateKeyUri) {}
