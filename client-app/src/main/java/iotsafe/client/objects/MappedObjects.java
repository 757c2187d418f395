package iotsafe.client.objects;

import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ConfigProblem;
import iotsafe.client.config.ManagedObjects.MappedInstance;
import iotsafe.client.config.ManagedObjects.MappedObject;
import iotsafe.client.config.ManagedObjects.MappedResource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.core.model.DDFFileParser;
import org.eclipse.leshan.core.model.DefaultDDFFileValidatorFactory;
import org.eclipse.leshan.core.model.InvalidDDFFileException;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects that the configuration describes itself, each with its model in the XML of OMA. */
public final class MappedObjects implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MappedObjects.class);
    private static final long LARGEST_MODEL = 1 << 20;

    private final List<LwM2mObjectEnabler> enablers = new ArrayList<>();
    private final List<Looked> looked = new ArrayList<>();
    private final ScheduledExecutorService looking;

    private record Looked(MappedInstanceEnabler instance, MappedResource resource) {}

    /**
     * Reads the models and holds the configuration against them.
     *
     * @throws ConfigException with all that does not fit, by its place in the configuration
     */
    public MappedObjects(List<MappedObject> objects) throws ConfigException {
        List<ConfigProblem> problems = new ArrayList<>();
        for (MappedObject object : objects) {
            model(object, problems).ifPresent(model -> enablers.add(enabler(object, model, problems)));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        this.looking = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "mapped-objects");
            thread.setDaemon(true);
            return thread;
        });
        for (Looked one : looked) {
            long period = one.resource().observe().orElseThrow().toMillis();
            var unused = looking.scheduleWithFixedDelay(() -> look(one), period, period, TimeUnit.MILLISECONDS);
        }
    }

    /** One an object. */
    public List<LwM2mObjectEnabler> enablers() {
        return List.copyOf(enablers);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private static void look(Looked one) {
        try {
            one.instance().look(one.resource().id());
        } catch (RuntimeException e) { // the library's, or a bug; the next look is due all the same
            LOG.error("a resource could not be looked at", e);
        }
    }

    private LwM2mObjectEnabler enabler(MappedObject object, ObjectModel model, List<ConfigProblem> problems) {
        if (!model.multiple && object.instances().size() > 1) {
            problems.add(object.written()
                    .problem(
                            "object %d has %d instances; its model allows one"
                                    .formatted(object.id(), object.instances().size()),
                            "leave instance 0"));
        }
        Map<Integer, MappedInstanceEnabler> instances = new LinkedHashMap<>();
        for (MappedInstance instance : object.instances()) {
            instances.put(instance.id(), instance(object, instance, model, problems));
        }
        return new FixedObject(model, instances);
    }

    private MappedInstanceEnabler instance(
            MappedObject object, MappedInstance instance, ObjectModel model, List<ConfigProblem> problems) {
        SortedMap<Integer, ResourceSource> sources = new TreeMap<>();
        List<MappedResource> observed = new ArrayList<>();
        for (MappedResource resource : instance.resources()) {
            ResourceModel of = model.resources.get(resource.id());
            if (of == null) {
                problems.add(resource.written()
                        .problem(
                                "object %d has no resource %d".formatted(object.id(), resource.id()),
                                "%s has %s".formatted(object.model(), new TreeMap<>(model.resources).keySet())));
                continue;
            }
            ResourceSource source = ResourceSources.of(
                    resource.source(),
                    "/%d/%d/%d".formatted(object.id(), instance.id(), resource.id()),
                    of.type == ResourceModel.Type.OPAQUE);
            mismatch(of, source)
                    .ifPresent(sentence -> problems.add(resource.written()
                            .problem(
                                    sentence,
                                    "resource %d is \"%s\" in %s".formatted(of.id, of.name, object.model()))));
            sources.put(resource.id(), source);
            if (resource.observe().isPresent() && of.operations.isReadable()) {
                observed.add(resource);
            }
        }
        model.resources.values().stream()
                .filter(resource -> resource.mandatory && !sources.containsKey(resource.id))
                .forEach(resource -> problems.add(object.written()
                        .problem(
                                "instance %d of object %d lacks resource %d, \"%s\", which is mandatory"
                                        .formatted(instance.id(), object.id(), resource.id, resource.name),
                                "map it, to a value if it never changes")));
        MappedInstanceEnabler enabler = new MappedInstanceEnabler(sources);
        observed.forEach(resource -> looked.add(new Looked(enabler, resource)));
        return enabler;
    }

    private static Optional<String> mismatch(ResourceModel model, ResourceSource source) {
        if (model.operations.isExecutable()) {
            return source.isExecutable()
                    ? Optional.empty()
                    : Optional.of("resource %d is executed, and nothing here can be".formatted(model.id));
        }
        if (!ValueText.isKnown(model.type)) {
            return Optional.of("resource %d is of type %s, which cannot be mapped".formatted(model.id, model.type));
        }
        if (model.operations.isReadable() && !source.isReadable()) {
            return Optional.of("resource %d is read, and nothing here can be".formatted(model.id));
        }
        return model.operations.isReadable() || source.isWritable()
                ? Optional.empty()
                : Optional.of("resource %d is written, and nothing here can be".formatted(model.id));
    }

    private static Optional<ObjectModel> model(MappedObject object, List<ConfigProblem> problems) {
        try {
            if (Files.size(object.model()) > LARGEST_MODEL) {
                throw new IOException("it is larger than " + LARGEST_MODEL + " bytes");
            }
            List<ObjectModel> models = new DDFFileParser(new DefaultDDFFileValidatorFactory())
                    .parse(object.model().toFile());
            Optional<ObjectModel> found =
                    models.stream().filter(model -> model.id == object.id()).findFirst();
            if (found.isEmpty()) {
                problems.add(object.written()
                        .problem(
                                "%s is not the model of object %d".formatted(object.model(), object.id()),
                                "it is of object "
                                        + models.stream()
                                                .map(model -> model.id.toString())
                                                .toList()));
            }
            return found;
        } catch (IOException e) {
            problems.add(object.written()
                    .problem(
                            "model %s cannot be read (%s)".formatted(object.model(), reason(e)),
                            "name a file that the agent's user may read"));
        } catch (InvalidDDFFileException e) {
            problems.add(object.written()
                    .problem(
                            "model %s is none: %s".formatted(object.model(), reason(e)),
                            "an object of the OMA registry is such a file"));
        }
        return Optional.empty();
    }

    private static String reason(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName().replace("Exception", "") + ": " + deepest.getMessage();
    }
}
