package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.dtls.ServerTrust;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.ValidityClock;

/**
 * The two sides of an association.
 *
 * @param identity who we are
 * @param trust who the server has to be
 * @param clock judges its certificate
 */
record Party(ClientIdentity identity, ServerTrust trust, ValidityClock clock) {}
