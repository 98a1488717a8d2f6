package org.ncollapse.io.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads texts that numpy 1.24, PyTorch 1.13 and safetensors store next to arrays. */
class NamedTextsTest extends ArrayResources {

    private Optional<String> text(String file, String name) throws IOException {
        return NamedArrays.of(resource(file), "single").text(name);
    }

    @ParameterizedTest
    @CsvSource({
        "texts.npz, text, cross-entropy",
        "texts.npz, bytes, mse",
        "texts.npz, big_endian, größer",
        "texts.npz, one, mse",
        "texts.npz, empty, ''",
        "tensors.pt, text, resnet18",
        "tensors.safetensors, format, pt"
    })
    void readsTexts(String file, String name, String expected) throws IOException {
        assertThat(text(file, name)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "texts.npz, two",
        "texts.npz, number",
        "texts.npz, absent",
        "tensors.pt, number",
        "tensors.pt, names",
        "tensors.pt, nothing",
        "tensors.safetensors, F64"
    })
    void numbersAndSeveralTextsAreNone(String file, String name) throws IOException {
        assertThat(text(file, name)).isEmpty();
    }
}
