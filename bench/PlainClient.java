import static org.eclipse.leshan.core.LwM2mId.DEVICE;
import static org.eclipse.leshan.core.LwM2mId.SECURITY;
import static org.eclipse.leshan.core.LwM2mId.SERVER;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.LeshanClientBuilder;
import org.eclipse.leshan.client.object.Device;
import org.eclipse.leshan.client.object.Security;
import org.eclipse.leshan.client.object.Server;
import org.eclipse.leshan.client.observer.LwM2mClientObserverAdapter;
import org.eclipse.leshan.client.resource.ObjectsInitializer;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointsProvider;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientProtocolProvider;

/** What {@code bench/start} compares with: Leshan's client as its documentation has it, with a key in a file. */
public final class PlainClient {
    private PlainClient() {}

    /**
     * Registers, says so in a line, and stays.
     *
     * @param arguments endpoint, server's URI, and files: certificate (DER), key (PKCS#8, DER), server's certificate (PEM)
     */
    public static void main(String[] arguments) throws Exception {
        byte[] server;
        try (var in = Files.newInputStream(Path.of(arguments[4]))) {
            server = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
        }
        ObjectsInitializer objects = new ObjectsInitializer();
        objects.setInstancesForObject(
                SECURITY,
                Security.x509(arguments[1], 1, Files.readAllBytes(Path.of(arguments[2])), Files.readAllBytes(Path.of(arguments[3])), server));
        objects.setInstancesForObject(SERVER, new Server(1, 300));
        objects.setInstancesForObject(DEVICE, new Device("Example", "Plain", "1"));
        LeshanClientBuilder builder = new LeshanClientBuilder(arguments[0]);
        builder.setObjects(objects.createAll());
        builder.setEndpointsProviders(
                new CaliforniumClientEndpointsProvider.Builder(new CoapsClientProtocolProvider()).build());
        LeshanClient client = builder.build();
        client.addObserver(new LwM2mClientObserverAdapter() {
            @Override
            public void onRegistrationSuccess(LwM2mServer to, RegisterRequest request, String id) {
                System.out.println("registered");
            }
        });
        client.start();
    }
}
