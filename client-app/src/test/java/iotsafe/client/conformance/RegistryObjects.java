package iotsafe.client.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Objects of the OMA registry that the demo server knows, with a file behind each resource: Set Point (3308) for numbers and strings, Light
 * Control (3311) for a Boolean, Portfolio (16) for a resource with instances, Audio Clip (3339) for an opaque one. A {@link Gauge} makes Temperature
 * (3303), which is looked at every second.
 *
 * @param folder takes their models and files
 */
record RegistryObjects(Path folder) {
    private record Item(int id, String name, String type, boolean multiple, boolean mandatory, String value) {}

    /** Puts the models and the first values in place. */
    static RegistryObjects in(Path folder) throws IOException {
        RegistryObjects made = new RegistryObjects(folder);
        made.model(
                3308,
                "Set Point",
                List.of(
                        new Item(5900, "Set Point Value", "Float", false, true, "20.5"),
                        new Item(5706, "Colour", "String", false, false, "red"),
                        new Item(5750, "Application Type", "String", false, false, "boiler")));
        made.model(3311, "Light Control", List.of(new Item(5850, "On/Off", "Boolean", false, true, "0")));
        made.model(16, "Portfolio", List.of(new Item(0, "Identity", "String", true, true, "host\nmaker\nmodel")));
        made.model(3339, "Audio Clip", List.of(new Item(5522, "Clip", "Opaque", false, true, "\1\2\3")));
        return made;
    }

    /** With a temperature as well. */
    String yaml(Gauge gauge) throws IOException {
        model(3303, "Temperature", List.of(new Item(5700, "Sensor Value", "Float", false, true, "")));
        return yaml() + """
                  - {id: 3303, model: "%s/3303.xml", instances: {0: {5700: {socket: "%s", observe: 1s}}}}
                """.formatted(folder, gauge.socket());
    }

    /** For the agent's configuration. */
    String yaml() {
        return """
                objects:
                  - {id: 3308, model: "%1$s/3308.xml", instances: {0: {5900: {file: "%1$s/3308-5900"}, 5706: {file: "%1$s/3308-5706"}, 5750: {file: "%1$s/3308-5750"}}}}
                  - {id: 3311, model: "%1$s/3311.xml", instances: {0: {5850: {file: "%1$s/3311-5850"}}}}
                  - {id: 16, model: "%1$s/16.xml", instances: {0: {0: {file: "%1$s/16-0"}}}}
                  - {id: 3339, model: "%1$s/3339.xml", instances: {0: {5522: {file: "%1$s/3339-5522"}}}}
                """.formatted(folder);
    }

    private void model(int object, String name, List<Item> items) throws IOException {
        StringBuilder resources = new StringBuilder();
        for (Item item : items) {
            resources.append("""
                    <Item ID="%d"><Name>%s</Name><Operations>RW</Operations><MultipleInstances>%s</MultipleInstances>
                    <Mandatory>%s</Mandatory><Type>%s</Type><RangeEnumeration/><Units/><Description/></Item>
                    """.formatted(
                            item.id(),
                            item.name(),
                            item.multiple() ? "Multiple" : "Single",
                            item.mandatory() ? "Mandatory" : "Optional",
                            item.type()));
            Files.writeString(folder.resolve(object + "-" + item.id()), item.value());
        }
        Files.writeString(folder.resolve(object + ".xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <LWM2M xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.openmobilealliance.org/tech/profiles/LWM2M-v1_1.xsd">
                <Object ObjectType="MODefinition"><Name>%s</Name><Description1/><ObjectID>%d</ObjectID>
                <ObjectURN>urn:oma:lwm2m:ext:%d</ObjectURN><LWM2MVersion>1.1</LWM2MVersion><ObjectVersion>1.0</ObjectVersion>
                <MultipleInstances>Multiple</MultipleInstances><Mandatory>Optional</Mandatory>
                <Resources>%s</Resources><Description2/></Object></LWM2M>
                """.formatted(name, object, object, resources));
    }
}
