package iotsafe.client.objects;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The network as {@code /proc/net} and {@code /sys/class/net} tell it.
 *
 * @see "OMA LwM2M Core 1.1, E.5 (object 4), resource 0: values of a bearer"
 */
record Network(Host host) {
    private static final long CELLULAR_OF_UNTOLD_KIND = 8;
    private static final long WLAN = 21;
    private static final long BLUETOOTH = 22;
    private static final long IEEE_802_15_4 = 23;
    private static final long ETHERNET = 41;
    private static final long OTHER_WIRELINE = 44;

    /** Linux: include/uapi/linux/if_arp.h. */
    private static final long ARPHRD_ETHER = 1;

    private static final long ARPHRD_LOOPBACK = 772;
    private static final long ARPHRD_IEEE802154 = 804;
    private static final long ARPHRD_6LOWPAN = 825;

    private static final int RTF_UP_AND_GATEWAY = 3;
    private static final int HEX = 16;

    /**
     * The interface that traffic leaves by: that of the default route, else the first one up with an address, else the
     * loopback; empty on a host with no network at all.
     */
    Optional<String> current() {
        List<String> up = up();
        return defaultRoutes()
                .map(Route::network)
                .findFirst()
                .or(() -> up.stream()
                        .filter(name -> !isLoopback(name) && !addresses(name).isEmpty())
                        .findFirst())
                .or(() -> up.stream().filter(this::isLoopback).findFirst());
    }

    /** The values of all bearers that are up, the loopback left out unless there is no other. */
    List<Long> bearers() {
        List<Long> bearers = up().stream()
                .filter(name -> !isLoopback(name))
                .map(this::bearer)
                .distinct()
                .toList();
        return bearers.isEmpty() ? current().map(this::bearer).stream().toList() : bearers;
    }

    /**
     * The value of a bearer. The kernel knows that an interface is a cellular modem, not of which generation: 8, reserved
     * for other cellular networks, claims none. An interface of a kind that LwM2M does not list, the loopback too, is 44,
     * reserved for other wireline networks.
     */
    long bearer(String name) {
        long type = host.number(folder(name) + "type").orElse(-1);
        String kind = host.lines(folder(name) + "uevent").stream()
                .filter(line -> line.startsWith("DEVTYPE="))
                .map(line -> line.substring("DEVTYPE=".length()))
                .findFirst()
                .orElse("");
        if (kind.equals("wwan")) {
            return CELLULAR_OF_UNTOLD_KIND;
        }
        if (kind.equals("bluetooth")) {
            return BLUETOOTH;
        }
        if (kind.equals("wlan") || host.has(folder(name) + "wireless") || host.has(folder(name) + "phy80211")) {
            return WLAN;
        }
        if (type == ARPHRD_IEEE802154 || type == ARPHRD_6LOWPAN) {
            return IEEE_802_15_4;
        }
        return type == ARPHRD_ETHER ? ETHERNET : OTHER_WIRELINE;
    }

    /** The signal of a WLAN interface in dBm, from {@code /proc/net/wireless}; empty if it is none or its driver counts otherwise. */
    OptionalLong signal(String name) {
        return host.lines("proc/net/wireless").stream()
                .map(String::strip)
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.split("\\s+", -1))
                .filter(fields -> fields.length > 3 && fields[3].matches("-\\d{1,3}\\.?"))
                .mapToLong(fields -> Long.parseLong(fields[3].replace(".", "")))
                .findFirst();
    }

    /** The addresses of an interface, an IPv6 scope left out. */
    List<String> addresses(String name) {
        return host.addresses().apply(name).stream().map(Network::print).toList();
    }

    /** The next hops of the default routes, IPv4 first. */
    List<String> routers() {
        return Stream.concat(defaultRoutes(), defaultRoutes6())
                .filter(Route::hasGateway)
                .map(Route::gateway)
                .distinct()
                .toList();
    }

    private List<String> up() {
        return host.names("sys/class/net").stream()
                // the kernel says "unknown" for interfaces that have no carrier to lose, the loopback among them
                .filter(name -> host.text(folder(name) + "operstate")
                        .filter(state -> state.equals("up") || state.equals("unknown"))
                        .isPresent())
                .toList();
    }

    private boolean isLoopback(String name) {
        return host.number(folder(name) + "type").equals(OptionalLong.of(ARPHRD_LOOPBACK));
    }

    /** Lines of {@code /proc/net/route} for 0.0.0.0/0, the preferred first. */
    private Stream<Route> defaultRoutes() {
        List<Route> found = new ArrayList<>();
        for (String line : host.lines("proc/net/route")) {
            String[] fields = line.strip().split("\\s+", -1);
            boolean isDefault = fields.length > 7 && fields[1].equals("00000000") && fields[7].equals("00000000");
            if (isDefault && areHex(8, fields[2]) && areHex(4, fields[3]) && fields[6].matches("\\d{1,9}")) {
                // the kernel prints the address as a number of its own byte order
                byte[] address = ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(Integer.parseUnsignedInt(fields[2], HEX))
                        .array();
                found.add(new Route(
                        fields[0], print(address), Integer.parseInt(fields[3], HEX), Integer.parseInt(fields[6])));
            }
        }
        return found.stream().filter(Route::isUp).sorted(Comparator.comparingInt(Route::metric));
    }

    /** Lines of {@code /proc/net/ipv6_route} for ::/0. */
    private Stream<Route> defaultRoutes6() {
        List<Route> found = new ArrayList<>();
        for (String line : host.lines("proc/net/ipv6_route")) {
            String[] fields = line.strip().split("\\s+", -1);
            boolean isDefault = fields.length > 9 && fields[0].matches("0{32}") && fields[1].equals("00");
            if (isDefault && areHex(32, fields[4]) && areHex(8, fields[8])) {
                int flags = Integer.parseUnsignedInt(fields[8], HEX);
                found.add(new Route(fields[9], print(HexFormat.of().parseHex(fields[4])), flags, 0));
            }
        }
        return found.stream().filter(Route::isUp);
    }

    private static boolean areHex(int digits, String text) {
        return text.length() == digits && text.chars().allMatch(c -> Character.digit(c, HEX) >= 0);
    }

    private static String folder(String name) {
        return "sys/class/net/" + name + "/";
    }

    private static String print(byte[] address) {
        try {
            return print(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    private static String print(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    /** One line of a routing table. */
    private record Route(String network, String gateway, int flags, int metric) {
        boolean isUp() {
            return (flags & 1) != 0;
        }

        boolean hasGateway() {
            return (flags & RTF_UP_AND_GATEWAY) == RTF_UP_AND_GATEWAY;
        }
    }
}
