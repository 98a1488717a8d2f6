package org.ncollapse.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.DatasetSpec;

class RedactionTest {

    private static final String HOME = System.getProperty("user.home");
    private static final String USER = System.getProperty("user.name");

    @Test
    void replacesHomeFolderAndUserNameInPaths() {
        assertThat(Redaction.redact(HOME + "/birds")).isEqualTo("$HOME/birds");
        assertThat(Redaction.redact("no space left: " + HOME)).isEqualTo("no space left: $HOME");
        assertThat(Redaction.redact("/scratch/" + USER + "/birds")).isEqualTo("/scratch/$USER/birds");
    }

    @Test
    void keepsOtherTexts() {
        for (String text :
                new String[] {HOME + "2/birds", "/scratch/" + USER + "2", "/scratch/x" + USER, USER, "birds"}) {
            assertThat(Redaction.redact(text)).isEqualTo(text);
        }
        assertThat(Redaction.redact((String) null)).isNull();
    }

    @Test
    void replacesTextsInTrees() throws IOException {
        JsonMapper mapper = new JsonMapper();
        assertThat(Redaction.redact(mapper.readTree("{\"a\": [1, null, \"" + HOME + "/b\"], \"c\": true}")))
                .isEqualTo(mapper.readTree("{\"a\": [1, null, \"$HOME/b\"], \"c\": true}"));
    }

    @Test
    void redactedFolderIsReadAsTheSameFolder() {
        for (String folder : new String[] {HOME + "/birds", "/scratch/" + USER + "/birds", "/data/birds"}) {
            assertThat(new DatasetSpec("birds", Redaction.redact(folder), null, null).folder())
                    .isEqualTo(folder);
        }
    }
}
