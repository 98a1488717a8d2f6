package org.ncollapse.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ncollapse.network.device.Card;

class MachineTest {

    private static final Card CARD =
            new Card(1, "GPU-1", "NVIDIA A100", new Card.Capability(8, 0), 40536, new Card.Version(535, 183));

    @Test
    void namesTheCardWithItsMemoryAndDriverAndNoneOnTheProcessor() throws IOException {
        JsonMapper mapper = new JsonMapper();
        assertThat(mapper.valueToTree(Machine.with(CARD)).get("card").asText())
                .isEqualTo("NVIDIA A100 (compute capability 8.0, 40536 MiB, driver 535.183)");
        assertThat(mapper.valueToTree(Machine.present()).has("card")).isFalse();
        assertThat(mapper.readValue(mapper.writeValueAsString(Machine.present()), Machine.class))
                .isEqualTo(Machine.present());
        assertThat(mapper.readValue(mapper.writeValueAsString(Machine.with(CARD)), Machine.class))
                .isEqualTo(Machine.with(CARD));
    }

    @Test
    void computesAsOneWithTheSameProcessorAndCard() {
        Machine processor = Machine.present();
        assertThat(processor.computesAs(new Machine("other", "other", processor.processor(), 64, 1, null)))
                .isTrue();
        assertThat(processor.computesAs(new Machine("other", "other", "another", 64, 1, null)))
                .isFalse();
        assertThat(processor.computesAs(Machine.with(CARD))).isFalse();
        assertThat(Machine.with(CARD).computesAs(processor)).isFalse();
        assertThat(Machine.with(CARD).computesAs(Machine.with(CARD))).isTrue();
    }
}
