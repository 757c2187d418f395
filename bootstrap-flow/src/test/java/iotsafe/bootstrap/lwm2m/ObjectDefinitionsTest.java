package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.junit.jupiter.api.Test;

class ObjectDefinitionsTest {
    @Test
    void accounts_are_read_by_the_definitions_that_the_library_takes_by_default() {
        List<String> byDefault =
                ObjectLoader.loadDefault().stream().map(Object::toString).toList();

        assertThat(ObjectDefinitions.ofAccounts().getObjectModels())
                .extracting((ObjectModel model) -> model.id)
                .containsExactlyInAnyOrder(0, 1, 2, 21);
        assertThat(ObjectDefinitions.ofAccounts().getObjectModels())
                .map(Object::toString)
                .isSubsetOf(byDefault);
    }
}
