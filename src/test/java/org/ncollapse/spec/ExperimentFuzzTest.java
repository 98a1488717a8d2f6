package org.ncollapse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;

/** Reading a corrupted file gives an experiment or one line, never another exception and never a hang. */
class ExperimentFuzzTest {

    private static final int CASES = 1_000;
    private static final String CHARACTERS =
            "{}[]:,-&*!|>'\"%@`#?~.= \t\n\r\\/0919eExXnaNé\u0000\u0085\u2028\ufeff\ud83d";
    private static final List<String> WORDS = List.of(
            "null",
            "1e400",
            "-1",
            "99999999999",
            ".inf",
            "true",
            "<<: ",
            "!!set ",
            "&a ",
            "*a ",
            "--- ",
            "? ",
            "{kind: mlp}",
            "[1, [2]]",
            "training: ",
            "1/3",
            "\n  ",
            "!!java.net.URL ");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void corruptedFileIsReadOrRejectedInOneLine(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < CASES; i++) {
                String text = ExperimentText.FULL;
                for (int corruptions = random.nextInt(1, 5); corruptions > 0; corruptions--) {
                    text = corrupt(text, random);
                }
                read[0] += outcome(text, List.of());
            }
        });
        assertThat(read[0])
                .as("a few corruptions are harmless, in a comment or in notes")
                .isBetween(CASES / 100, CASES / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void corruptedOverrideIsAcceptedOrRejectedInOneLine(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] accepted = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < CASES; i++) {
                accepted[0] += outcome(
                        ExperimentText.FULL,
                        List.of(
                                corrupt("optimizer.milestones=[1/4, 1/2]", random),
                                corrupt("training={epochs: 3}", random)));
            }
        });
        assertThat(accepted[0]).isBetween(CASES / 100, CASES / 2);
    }

    private static int outcome(String text, List<String> overrides) {
        try {
            assertThat(ExperimentReader.read("file.yaml", text, overrides)).isNotNull();
            return 1;
        } catch (BadInputException e) {
            assertThat(e.getMessage())
                    .doesNotContainPattern("[\\p{Cntrl}\u0085\u2028\u2029]")
                    .doesNotContain("Exception")
                    .isNotBlank();
            return 0;
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "expected a BadInputException, not " + e + " for\n" + text + "\nwith " + overrides, e);
        }
    }

    private static String corrupt(String text, SplittableRandom random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(1, 9));
        if (text.isEmpty()) {
            return text;
        }
        List<String> lines = new ArrayList<>(text.lines().toList());
        switch (random.nextInt(8)) {
            case 0 -> {
                return text.substring(0, from);
            }
            case 1 -> {
                return text.substring(0, from) + text.substring(to);
            }
            case 2 -> {
                return text.substring(0, from) + text.substring(from, to).repeat(3) + text.substring(to);
            }
            case 3 -> {
                return text.substring(0, from)
                        + new StringBuilder(text.substring(from, to)).reverse()
                        + text.substring(to);
            }
            case 4 -> {
                return text.substring(0, from) + WORDS.get(random.nextInt(WORDS.size())) + text.substring(to);
            }
            case 5 -> Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
            case 6 -> lines.remove(random.nextInt(lines.size()));
            default -> {
                return text.substring(0, from)
                        + CHARACTERS.charAt(random.nextInt(CHARACTERS.length()))
                        + text.substring(from);
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
