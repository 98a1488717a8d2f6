package org.ncollapse.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineTest {

    private static final Optional<String> GPU =
            Optional.of("NVIDIA A100 (compute capability 8.0, 40536 MiB, driver 535.183)");

    @Test
    void hasGpuWithMemoryAndDriverUnlessOnCpu() throws IOException {
        JsonMapper mapper = new JsonMapper();
        assertThat(mapper.valueToTree(Machine.of(GPU)).get("gpu").asText())
                .isEqualTo("NVIDIA A100 (compute capability 8.0, 40536 MiB, driver 535.183)");
        assertThat(mapper.valueToTree(Machine.current()).has("gpu")).isFalse();
        assertThat(mapper.readValue(mapper.writeValueAsString(Machine.current()), Machine.class))
                .isEqualTo(Machine.current());
        assertThat(mapper.readValue(mapper.writeValueAsString(Machine.of(GPU)), Machine.class))
                .isEqualTo(Machine.of(GPU));
    }

    @Test
    void differencesAreThoseOfProcessorAndGpu() {
        Machine machine = new Machine("host", "Linux", "EPYC", 8, 1, null);
        assertThat(machine.differencesFrom(new Machine("other", "other", "EPYC", 64, 2, null)))
                .isEmpty();
        assertThat(machine.differencesFrom(new Machine("host", "Linux", "Xeon", 8, 1, "H100")))
                .containsExactly("processor EPYC (was Xeon)", "GPU none (was H100)");
        assertThat(Machine.of(GPU).differencesFrom(Machine.of(GPU))).isEmpty();
    }

    @Test
    void hasNoHostNameUnlessAskedFor() {
        JsonMapper mapper = new JsonMapper();
        assertThat(mapper.valueToTree(Machine.of(Optional.empty(), Map.of())).has("host"))
                .isFalse();
        assertThat(Machine.of(Optional.empty(), Map.of("NCOLLAPSE_RECORD_HOST", "1"))
                        .host())
                .isEqualTo(Machine.hostName());
    }
}
