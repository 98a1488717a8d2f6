package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

    private static final List<String> MNIST = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    @TempDir
    private Path folder;

    private CommandResult data(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "data";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--datasets";
        all[words.length + 2] = folder.toString();
        return CommandResult.run(all);
    }

    @Test
    void listShowsStateAndFolderOfEveryDataSet() throws IOException {
        putMnist();
        CommandResult list = data("list");
        assertThat(list.code()).isZero();
        assertThat(list.out().lines().map(line -> line.split(" ")[0]))
                .containsExactly("digits", "mnist", "fashion-mnist", "cifar10", "cifar100");
        assertThat(list.out())
                .containsPattern("(?m)^mnist +present +" + folder.resolve("mnist") + "$")
                .containsPattern("(?m)^cifar10 +missing +" + folder)
                .containsPattern("(?m)^digits +built in ");
    }

    @Test
    void verifyListsMissingFilesAndExitsWith1() {
        CommandResult verify = data("verify", "mnist");
        assertThat(verify.code()).isEqualTo(1);
        assertThat(verify.out())
                .contains(folder.resolve("mnist").toString(), "missing")
                .contains(MNIST);
    }

    @Test
    void verifyListsModifiedFilesAndExitsWith1() throws IOException {
        putMnist();
        CommandResult verify = data("verify", "mnist");
        assertThat(verify.code()).isEqualTo(1);
        // SHA-256 of the three bytes "abc": FIPS 180-2, appendix B.1.
        assertThat(verify.out())
                .contains("modified")
                .containsPattern("modified +ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad +mnist/"
                        + MNIST.get(0));
    }

    private void putMnist() throws IOException {
        Path mnist = Files.createDirectories(folder.resolve("mnist"));
        for (String name : MNIST) {
            Files.writeString(mnist.resolve(name), "abc");
        }
    }

    @Test
    void builtInDigitsNeedNoFetchAndNoVerification() {
        for (String verb : List.of("fetch", "verify")) {
            CommandResult typed = data(verb, "digits");
            assertThat(typed.code()).isZero();
            assertThat(typed.out()).contains("built in").hasLineCount(1);
        }
    }

    @Test
    void unknownDataSetIsRejectedWithTheAvailableNames() {
        for (String verb : List.of("fetch", "verify")) {
            CommandResult typed = data(verb, "imagenet");
            assertThat(typed.code()).isEqualTo(2);
            assertThat(typed.err()).hasLineCount(1).contains("'imagenet'", "cifar100");
        }
    }
}
