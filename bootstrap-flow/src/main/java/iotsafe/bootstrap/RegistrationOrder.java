package iotsafe.bootstrap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose turn it is to register (OMA LwM2M Core 1.1, E.2: /1/x/13 and 15). The flow's own server always is the first to be tried; who has no
 * place in the order comes right after it. Who has one comes after those before have been tried, and registered where they block.
 */
final class RegistrationOrder {
    private List<OtherServers.Place> places = List.of();
    /** By short server id: whether the last attempt worked. */
    private final Map<Integer, Boolean> tried = new HashMap<>();

    private int main;

    /** Begins anew with these accounts, none of which has been tried. */
    synchronized void begin(List<OtherServers.Place> accounts, ServerAccount first) {
        places = List.copyOf(accounts);
        main = first.shortServerId();
        tried.keySet()
                .retainAll(places.stream()
                        .map(place -> place.account().shortServerId())
                        .toList());
        notifyAll();
    }

    /** An attempt to register has ended. */
    synchronized void tried(ServerAccount account, boolean worked) {
        tried.put(account.shortServerId(), worked);
        notifyAll();
    }

    /** Nobody has been tried yet. */
    synchronized void forget() {
        tried.clear();
    }

    /** Waits for an account's turn. */
    synchronized void await(ServerAccount account) throws InterruptedException {
        while (!isTurnOf(account)) {
            wait();
        }
    }

    synchronized boolean isTurnOf(ServerAccount account) {
        if (!tried.containsKey(main)) {
            return false;
        }
        boolean isOrdered = places.stream()
                .anyMatch(place -> place.isOrdered() && place.account().shortServerId() == account.shortServerId());
        return !isOrdered
                || places.stream()
                        .takeWhile(place -> place.account().shortServerId() != account.shortServerId())
                        .filter(OtherServers.Place::isOrdered)
                        .allMatch(before -> lets(before));
    }

    private boolean lets(OtherServers.Place before) {
        Boolean worked = tried.get(before.account().shortServerId());
        return worked != null && (worked || !before.blocks());
    }
}
