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
    void sameHardwareMeansSameProcessorAndGpu() {
        Machine processor = Machine.current();
        assertThat(processor.hasSameHardwareAs(new Machine("other", "other", processor.processor(), 64, 1, null)))
                .isTrue();
        assertThat(processor.hasSameHardwareAs(new Machine("other", "other", "another", 64, 1, null)))
                .isFalse();
        assertThat(processor.hasSameHardwareAs(Machine.of(GPU))).isFalse();
        assertThat(Machine.of(GPU).hasSameHardwareAs(processor)).isFalse();
        assertThat(Machine.of(GPU).hasSameHardwareAs(Machine.of(GPU))).isTrue();
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
