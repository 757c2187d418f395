/** The LwM2M objects the agent serves: Server, Device, Connectivity Monitoring, with true values of the host or none. */
@NullMarked
package iotsafe.client.objects;

import org.jspecify.annotations.NullMarked;
