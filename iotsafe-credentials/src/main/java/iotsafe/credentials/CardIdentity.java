package iotsafe.credentials;

/**
 * Tells one card from another.
 *
 * @param value printable, at most 80 characters, such as {@code iccid:8949…} or a digest of what the applet says of itself; never secret
 */
public record CardIdentity(String value) {}
