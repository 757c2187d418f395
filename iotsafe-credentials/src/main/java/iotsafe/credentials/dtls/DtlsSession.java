package iotsafe.credentials.dtls;

import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;

/**
 * A DTLS session that can be resumed (RFC 5246 7.3).
 *
 * @param id what the server calls it, 1 to 32 bytes; no secret
 * @param content the master secret among it, in Scandium's own form; whoever has it can go on with the session until the server forgets it
 */
public record DtlsSession(Bytes id, Secret content) {}
