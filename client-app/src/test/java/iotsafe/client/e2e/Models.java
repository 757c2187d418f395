package iotsafe.client.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models of objects that tests configure, as the OMA registry has them. */
final class Models {
    private static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <LWM2M xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.openmobilealliance.org/tech/profiles/LWM2M-v1_1.xsd">
            <Object ObjectType="MODefinition"><Name>%2$s</Name><Description1/><ObjectID>%1$d</ObjectID>
            <ObjectURN>urn:oma:lwm2m:x:%1$d</ObjectURN><LWM2MVersion>1.1</LWM2MVersion><ObjectVersion>1.0</ObjectVersion>
            <MultipleInstances>Multiple</MultipleInstances><Mandatory>Optional</Mandatory>
            <Resources><Item ID="%3$d"><Name>%4$s</Name><Operations>%5$s</Operations>
            <MultipleInstances>Single</MultipleInstances><Mandatory>Mandatory</Mandatory><Type>%6$s</Type>
            <RangeEnumeration/><Units/><Description/></Item></Resources><Description2/></Object></LWM2M>
            """;

    private Models() {}

    /** Object 26241, whose resource 1 is a text that a server reads and writes. */
    static Path setting(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("26241.xml"), XML.formatted(26241, "Setting", 1, "Value", "RW", "String"));
    }

    /** Object 3303, whose resource 5700 is a number that a server reads. */
    static Path temperature(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("3303.xml"), XML.formatted(3303, "Temperature", 5700, "Sensor Value", "R", "Float"));
    }
}
