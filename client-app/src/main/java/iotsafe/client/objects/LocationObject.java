package iotsafe.client.objects;

import iotsafe.client.command.CommandException;
import iotsafe.client.config.ManagedObjects.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.response.ReadResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Location (/6): where the file or command of the configuration says that the device is. As long as it says nothing that can be a place,
 * every resource is 4.04.
 *
 * @see "OMA LwM2M Core 1.1, E.7"
 */
public final class LocationObject extends BaseInstanceEnabler {
    private static final Logger LOG = LoggerFactory.getLogger(LocationObject.class);
    private static final int LATITUDE = 0;
    private static final int LONGITUDE = 1;
    private static final int ALTITUDE = 2;
    private static final int RADIUS = 3;
    private static final int TIMESTAMP = 5;
    private static final int LARGEST_FILE = 1024;
    private static final int MOST_NUMBERS = 4;
    private static final double HIGHEST_LATITUDE = 90;
    private static final double HIGHEST_LONGITUDE = 180;
    private static final Pattern BETWEEN = Pattern.compile("[\\s,;]+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,9}(\\.\\d{1,12})?");

    private final Location source;
    private final Clock clock;
    private final ResourceTable resources = new ResourceTable();
    private Optional<Fix> latest = Optional.empty();

    private record Fix(List<Double> numbers, Instant at) {}

    /** Asks {@code source} anew at each request. */
    public LocationObject(Location source, Clock clock) {
        this.source = source;
        this.clock = clock;
        for (int id : List.of(LATITUDE, LONGITUDE, ALTITUDE, RADIUS)) {
            resources.add(
                    id,
                    () -> now().filter(fix -> fix.numbers().size() > id)
                            .map(fix -> LwM2mSingleResource.newFloatResource(
                                    id, fix.numbers().get(id))));
        }
        resources.add(
                TIMESTAMP, () -> now().map(fix -> LwM2mSingleResource.newDateResource(TIMESTAMP, Date.from(fix.at()))));
    }

    /** 4.04 without a place, or for what the source does not tell. */
    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        return resources.read(resourceId);
    }

    /** Those that the source tells now. */
    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        return resources.available();
    }

    /** Tells observers of a new place. */
    public void tick() {
        Optional<Fix> before;
        synchronized (this) {
            before = latest;
        }
        Optional<Fix> now = now();
        if (!now.map(Fix::numbers).equals(before.map(Fix::numbers))) {
            fireResourcesChange(
                    new LwM2mPath(getModel().id, getId(), LATITUDE),
                    new LwM2mPath(getModel().id, getId(), LONGITUDE),
                    new LwM2mPath(getModel().id, getId(), TIMESTAMP));
        }
    }

    private synchronized Optional<Fix> now() {
        latest = source instanceof Location.InFile file ? inFile(file.file()) : said(((Location.Said) source));
        return latest;
    }

    private static Optional<Fix> inFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LARGEST_FILE), StandardCharsets.UTF_8);
            return fix(text, Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            LOG.debug("location: {} cannot be read ({})", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** A command that was asked less than a second ago is believed still: a read of the object asks for each resource. */
    private Optional<Fix> said(Location.Said command) {
        Instant now = clock.instant();
        if (latest.isPresent() && latest.get().at().plusSeconds(1).isAfter(now)) {
            return latest;
        }
        try {
            return fix(new String(command.command().run(), StandardCharsets.UTF_8), now);
        } catch (CommandException e) {
            LOG.warn("location: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static Optional<Fix> fix(String text, Instant at) {
        List<String> words =
                BETWEEN.splitAsStream(text.strip()).limit(MOST_NUMBERS).toList();
        if (words.size() < 2
                || !words.stream().allMatch(word -> NUMBER.matcher(word).matches())) {
            return Optional.empty();
        }
        List<Double> numbers = words.stream().map(Double::valueOf).toList();
        boolean isOnEarth = Math.abs(numbers.get(LATITUDE)) <= HIGHEST_LATITUDE
                && Math.abs(numbers.get(LONGITUDE)) <= HIGHEST_LONGITUDE;
        return isOnEarth ? Optional.of(new Fix(numbers, at)) : Optional.empty();
    }
}
