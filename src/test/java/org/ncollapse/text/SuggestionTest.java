package org.ncollapse.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    private static final List<String> COMMANDS = List.of("run", "resume", "report", "status");

    @Test
    void findsNearWordsOnly() {
        assertThat(Suggestion.nearest("statsu", COMMANDS)).contains("status");
        assertThat(Suggestion.nearest("resune", COMMANDS)).contains("resume");
        assertThat(Suggestion.nearest("mnist", COMMANDS)).isEmpty();
        assertThat(Suggestion.nearest("run", List.of())).isEmpty();
        assertThat(Suggestion.advice("statsu", COMMANDS, "see the list"))
                .isEqualTo("; did you mean 'status'? See the list");
        assertThat(Suggestion.advice("mnist", COMMANDS, "see the list")).isEqualTo("; see the list");
    }
}
