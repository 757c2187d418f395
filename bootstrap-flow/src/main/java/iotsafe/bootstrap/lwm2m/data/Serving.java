package iotsafe.bootstrap.lwm2m.data;

import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.notification.NotificationManager;
import org.eclipse.leshan.client.request.DownlinkRequestReceiver;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.transport.californium.client.endpoint.ServerIdentityExtractor;
import org.eclipse.leshan.transport.californium.identity.IdentityHandlerProvider;

/** What the CoAP resources of the device work with. */
record Serving(
        LwM2mObjectTree tree,
        DownlinkRequestReceiver receiver,
        ClientEndpointToolbox tools,
        IdentityHandlerProvider identities,
        ServerIdentityExtractor servers,
        NotificationManager library,
        ObserveRequests requests,
        Observations observations,
        WrittenAttributes attributes) {}
