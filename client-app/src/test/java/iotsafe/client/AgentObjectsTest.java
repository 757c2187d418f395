package iotsafe.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.junit.jupiter.api.Test;

class AgentObjectsTest {
    @Test
    void the_definitions_read_at_the_start_are_the_ones_that_the_library_takes_by_default() {
        assertThat(AgentObjects.definitions().stream().map(one -> one.id)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        List<String> byDefault =
                ObjectLoader.loadDefault().stream().map(Object::toString).toList();
        assertThat(AgentObjects.definitions()).map(Object::toString).isSubsetOf(byDefault);
    }
}
