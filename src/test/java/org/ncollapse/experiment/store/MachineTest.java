package org.ncollapse.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ncollapse.network.device.CudaDevice;

class MachineTest {

    private static final CudaDevice CARD = new CudaDevice(
            1,
            "GPU-1",
            "NVIDIA A100",
            new CudaDevice.ComputeCapability(8, 0),
            40536,
            new CudaDevice.DriverVersion(535, 183));

    @Test
    void namesTheCardWithItsMemoryAndDriverAndNoneOnTheProcessor() throws IOException {
        JsonMapper mapper = new JsonMapper();
        assertThat(mapper.valueToTree(Machine.of(CARD)).get("card").asText())
                .isEqualTo("NVIDIA A100 (compute capability 8.0, 40536 MiB, driver 535.183)");
        assertThat(mapper.valueToTree(Machine.current()).has("card")).isFalse();
        assertThat(mapper.readValue(mapper.writeValueAsString(Machine.current()), Machine.class))
                .isEqualTo(Machine.current());
        assertThat(mapper.readValue(mapper.writeValueAsString(Machine.of(CARD)), Machine.class))
                .isEqualTo(Machine.of(CARD));
    }

    @Test
    void computesAsOneWithTheSameProcessorAndCard() {
        Machine processor = Machine.current();
        assertThat(processor.hasSameHardwareAs(new Machine("other", "other", processor.processor(), 64, 1, null)))
                .isTrue();
        assertThat(processor.hasSameHardwareAs(new Machine("other", "other", "another", 64, 1, null)))
                .isFalse();
        assertThat(processor.hasSameHardwareAs(Machine.of(CARD))).isFalse();
        assertThat(Machine.of(CARD).hasSameHardwareAs(processor)).isFalse();
        assertThat(Machine.of(CARD).hasSameHardwareAs(Machine.of(CARD))).isTrue();
    }
}
