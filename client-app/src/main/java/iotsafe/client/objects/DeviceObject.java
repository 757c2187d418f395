package iotsafe.client.objects;

import iotsafe.client.config.AgentConfig;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/**
 * Device (/3): what the configuration says of the device, else what the host knows; a resource that neither has is absent.
 *
 * @see "OMA LwM2M Core 1.1, E.4"
 */
public final class DeviceObject extends OneAtATime {
    private static final int MODEL_NUMBER = 1;
    private static final int SERIAL_NUMBER = 2;
    private static final int FIRMWARE_VERSION = 3;
    private static final int REBOOT = 4;
    private static final int FACTORY_RESET = 5;
    private static final int POWER_SOURCES = 6;
    private static final int POWER_VOLTAGE = 7;
    private static final int POWER_CURRENT = 8;
    private static final int BATTERY_LEVEL = 9;
    private static final int MEMORY_FREE = 10;
    private static final int ERROR_CODE = 11;
    private static final int RESET_ERROR_CODE = 12;
    private static final int CURRENT_TIME = 13;
    private static final int UTC_OFFSET = 14;
    private static final int TIMEZONE = 15;
    private static final int SUPPORTED_BINDING = 16;
    private static final int DEVICE_TYPE = 17;
    private static final int HARDWARE_VERSION = 18;
    private static final int SOFTWARE_VERSION = 19;
    private static final int BATTERY_STATUS = 20;
    private static final int MEMORY_TOTAL = 21;

    /** Values of /3/0/11. */
    private static final long LOW_BATTERY_POWER = 1;

    private static final long EXTERNAL_POWER_SUPPLY_OFF = 2;
    private static final long OUT_OF_MEMORY = 5;

    /** The value of /3/0/20 for a battery that is low. */
    private static final long LOW_BATTERY = 4;

    private static final List<Integer> EXECUTABLE = List.of(REBOOT, FACTORY_RESET, RESET_ERROR_CODE);

    /** Those that a tick tells observers of; the time changes always, the others are compared. */
    private static final List<Integer> CHANGING = List.of(BATTERY_LEVEL, MEMORY_FREE, ERROR_CODE, BATTERY_STATUS);

    private final ResourceTable resources;
    private final Actions actions;
    private final Host host;
    private final ErrorCodes errors;
    private final Map<Integer, Optional<LwM2mResource>> atLastTick = new HashMap<>();
    private volatile OptionalLong killedBefore;

    /**
     * What the object does to the world. Each is called before the answer to the server is sent, so it must return at once
     * and act afterwards.
     *
     * @param reboot /3/0/4
     * @param factoryReset /3/0/5
     * @param setClock sets the clock of the host to the time a server wrote to /3/0/13; empty if the agent may not,
     *     which makes such a write 4.05
     */
    public record Actions(Runnable reboot, Runnable factoryReset, Optional<Consumer<Instant>> setClock) {}

    /**
     * An object that reads {@code host} anew at each request.
     *
     * @param given what the configuration says of the device
     * @param agentVersion the agent's own version: the software, and the firmware of a host that names none
     * @param clock the time, and the time zone of the host
     */
    public DeviceObject(AgentConfig.Device given, String agentVersion, Host host, Clock clock, Actions actions) {
        this.actions = actions;
        this.host = host;
        this.killedBefore = host.killedForMemory();
        this.errors = new ErrorCodes()
                .when(
                        LOW_BATTERY_POWER,
                        () -> battery(host)
                                .filter(battery -> battery.batteryStatus() == LOW_BATTERY)
                                .isPresent())
                .when(EXTERNAL_POWER_SUPPLY_OFF, () -> PowerSupply.isMainsOff(host))
                .when(OUT_OF_MEMORY, this::isOutOfMemory);
        this.resources = new ResourceTable()
                .text(0, () -> given.manufacturer().or(host::manufacturer))
                .text(MODEL_NUMBER, () -> given.model().or(host::model))
                .text(SERIAL_NUMBER, () -> given.serialNumber().or(host::serialNumber))
                .text(
                        FIRMWARE_VERSION,
                        () -> given.firmwareVersion().or(host::system).or(() -> Optional.of(agentVersion)))
                .integers(POWER_SOURCES, () -> supplies(host, PowerSupply::source))
                .integers(POWER_VOLTAGE, () -> supplies(host, PowerSupply::voltage))
                .integers(POWER_CURRENT, () -> supplies(host, PowerSupply::current))
                .integer(
                        BATTERY_LEVEL,
                        () -> battery(host).map(PowerSupply::level).orElse(OptionalLong.empty()))
                .integer(MEMORY_FREE, () -> host.memory("MemAvailable"))
                .integers(ERROR_CODE, errors::now)
                .add(
                        CURRENT_TIME,
                        () -> Optional.of(
                                LwM2mSingleResource.newDateResource(CURRENT_TIME, Date.from(clock.instant()))))
                .text(UTC_OFFSET, () -> Optional.of(offset(clock)))
                .text(TIMEZONE, () -> Optional.of(clock.getZone()).map(ZoneId::getId))
                .text(SUPPORTED_BINDING, () -> Optional.of("U"))
                .text(DEVICE_TYPE, given::deviceType)
                .text(HARDWARE_VERSION, () -> given.hardwareVersion().or(host::hardwareVersion))
                .text(SOFTWARE_VERSION, () -> given.softwareVersion().or(() -> Optional.of(agentVersion)))
                .integer(
                        BATTERY_STATUS,
                        () -> battery(host)
                                .map(battery -> OptionalLong.of(battery.batteryStatus()))
                                .orElse(OptionalLong.empty()))
                .integer(MEMORY_TOTAL, () -> host.memory("MemTotal"));
    }

    /** 4.04 for a resource that has no value. */
    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        return resources.read(resourceId);
    }

    /** Sets the clock, if the agent may; 4.05 for all else: the agent does not move a host to another time zone. */
    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        if (resourceId != CURRENT_TIME || actions.setClock().isEmpty()) {
            return WriteResponse.methodNotAllowed();
        }
        if (value.getType() != ResourceModel.Type.TIME || value.isMultiInstances()) {
            return WriteResponse.badRequest("the current time is one time");
        }
        actions.setClock().get().accept(((Date) value.getValue()).toInstant());
        fireResourceChange(CURRENT_TIME);
        return WriteResponse.success();
    }

    /**
     * Reboot, factory reset and reset of the error codes, which are looked for anew then.
     *
     * @see "OMA LwM2M Core 1.1, E.4, resource 12"
     */
    @Override
    public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
        switch (resourceId) {
            case REBOOT -> actions.reboot().run();
            case FACTORY_RESET -> actions.factoryReset().run();
            case RESET_ERROR_CODE -> {
                killedBefore = host.killedForMemory();
                errors.reset();
                fireResourceChange(ERROR_CODE);
            }
            default -> {
                return ExecuteResponse.notFound();
            }
        }
        return ExecuteResponse.success();
    }

    /** Those that have a value now, and those that can be executed. */
    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        List<Integer> available = resources.available();
        available.addAll(EXECUTABLE);
        available.sort(null);
        return available;
    }

    /**
     * Tells observers of the time, and of the battery and the free memory if they changed since the last call. To be called
     * on a schedule, from one thread; the server's own minimum period thins out what is too often.
     */
    public void tick() {
        List<LwM2mPath> changed = new ArrayList<>();
        changed.add(getResourcePath(CURRENT_TIME));
        for (int id : CHANGING) {
            Optional<LwM2mResource> now = resources.get(id);
            Optional<LwM2mResource> before = atLastTick.put(id, now);
            if (!now.equals(before) && before != null) {
                changed.add(getResourcePath(id));
            }
        }
        fireResourcesChange(changed.toArray(LwM2mPath[]::new));
    }

    /** The kernel has killed a process since the agent started or the error was reset. */
    private boolean isOutOfMemory() {
        OptionalLong now = host.killedForMemory();
        return now.isPresent() && killedBefore.isPresent() && now.getAsLong() > killedBefore.getAsLong();
    }

    private static Map<Integer, Long> supplies(Host host, Function<PowerSupply, OptionalLong> value) {
        List<PowerSupply> supplies = PowerSupply.of(host);
        Map<Integer, Long> values = new TreeMap<>();
        for (int id = 0; id < supplies.size(); id++) {
            OptionalLong number = value.apply(supplies.get(id));
            if (number.isPresent()) {
                values.put(id, number.getAsLong());
            }
        }
        return values;
    }

    private static Optional<PowerSupply> battery(Host host) {
        return PowerSupply.of(host).stream()
                .filter(PowerSupply::isInternalBattery)
                .findFirst();
    }

    /** ISO 8601, always in digits: {@code +00:00} where Java says {@code Z}. */
    private static String offset(Clock clock) {
        String id = clock.getZone().getRules().getOffset(clock.instant()).getId();
        return id.equals("Z") ? "+00:00" : id;
    }
}
