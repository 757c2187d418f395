package iotsafe.client.objects;

import java.util.List;
import java.util.OptionalLong;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.response.ReadResponse;

/**
 * Connectivity Monitoring (/4): bearer, addresses and routers of the interface that traffic leaves by. What belongs to a
 * cellular network (7 to 12) is absent: the kernel does not know it.
 *
 * @see "OMA LwM2M Core 1.1, E.5"
 */
public final class ConnectivityMonitoringObject extends BaseInstanceEnabler {
    /**
     * The resource is mandatory and the specification has no value for a wire, nor for a signal that nobody measured.
     * 0 dBm is a milliwatt at the antenna: no radio receives that, so it cannot be mistaken for a measurement.
     */
    private static final long NO_SIGNAL_KNOWN = 0;

    /** The bearer of a host without any network; {@link Network#bearer(String)} says why 44. */
    private static final long NO_BEARER_KNOWN = 44;

    private final ResourceTable resources;

    /** Reads {@code host} anew at each request. */
    public ConnectivityMonitoringObject(Host host) {
        Network network = new Network(host);
        this.resources = new ResourceTable()
                .integer(0, () -> OptionalLong.of(bearer(network)))
                .integers(1, () -> ResourceTable.numbered(bearers(network)))
                .integer(2, () -> OptionalLong.of(signal(network)))
                .texts(4, () -> network.current().map(network::addresses).orElse(List.of()))
                .texts(5, network::routers);
    }

    /** 4.04 for a resource that the host has no value for. */
    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        return resources.read(resourceId);
    }

    /** Those that have a value now. */
    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        return resources.available();
    }

    private static long bearer(Network network) {
        return network.current().map(network::bearer).orElse(NO_BEARER_KNOWN);
    }

    private static List<Long> bearers(Network network) {
        List<Long> bearers = network.bearers();
        return bearers.isEmpty() ? List.of(NO_BEARER_KNOWN) : bearers;
    }

    private static long signal(Network network) {
        return network.current()
                .map(network::signal)
                .orElse(OptionalLong.empty())
                .orElse(NO_SIGNAL_KNOWN);
    }
}
