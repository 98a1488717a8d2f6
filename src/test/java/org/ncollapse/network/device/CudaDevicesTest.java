package org.ncollapse.network.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;

/** What is made of nvidia-smi's answers; programs of that name stand in for it. */
class CudaDevicesTest {

    private static final String TWO = """
            0, GPU-5f1c0a2e-0000-1111-2222-333344445555, NVIDIA GeForce RTX 3090, 8.6, 24576, 535.183.01
            1, GPU-9b7d4c11-0000-1111-2222-333344445555, Tesla K80, 3.7, 11441, 470.57.02
            """;

    @TempDir
    private Path folder;

    private CudaDevices answered(String script, String visible) throws IOException {
        Path program = folder.resolve("nvidia-smi");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return CudaDevices.detect("/nowhere:" + folder + ":/usr/bin", visible);
    }

    private CudaDevices listed(String lines, String visible) throws IOException {
        Files.writeString(folder.resolve("cards.csv"), lines);
        return answered("cat " + folder.resolve("cards.csv"), visible);
    }

    @Test
    void readsWhatEachLineSays() throws IOException {
        CudaDevices cards = listed(TWO, null);
        assertThat(cards.unavailableReason()).isNull();
        assertThat(cards.visible())
                .containsExactly(
                        new CudaDevice(
                                0,
                                "GPU-5f1c0a2e-0000-1111-2222-333344445555",
                                "NVIDIA GeForce RTX 3090",
                                new CudaDevice.ComputeCapability(8, 6),
                                24576,
                                new CudaDevice.DriverVersion(535, 183)),
                        new CudaDevice(
                                1,
                                "GPU-9b7d4c11-0000-1111-2222-333344445555",
                                "Tesla K80",
                                new CudaDevice.ComputeCapability(3, 7),
                                11441,
                                new CudaDevice.DriverVersion(470, 57)));
        assertThat(cards.visible().get(0))
                .hasToString("NVIDIA GeForce RTX 3090 (compute capability 8.6, 24576 MiB, driver 535.183)");
    }

    @Test
    void asksForAllThatItReads() throws IOException {
        answered("echo \"$@\" > " + folder.resolve("asked"), null);
        assertThat(folder.resolve("asked"))
                .hasContent(
                        "--query-gpu=index,uuid,name,compute_cap,memory.total,driver_version --format=csv,noheader,nounits\n");
    }

    @Test
    void memoryThatTheDriverDoesNotSayIsUnknown() throws IOException {
        CudaDevice card = listed("0, GPU-1, NVIDIA GB10, 12.1, [N/A], 580.95.05", null)
                .visible()
                .get(0);
        assertThat(card.memoryMiB()).isZero();
        assertThat(card).hasToString("NVIDIA GB10 (compute capability 12.1, memory unknown, driver 580.95)");
    }

    @Test
    void withoutTheProgramThereAreNoCards() {
        assertThat(CudaDevices.detect("/nowhere", null)).isEqualTo(CudaDevices.detect(null, null));
        assertThat(CudaDevices.detect("/nowhere", null).visible()).isEmpty();
        assertThat(CudaDevices.detect("/nowhere", null).unavailableReason()).contains("nvidia-smi");
    }

    @Test
    void aFailureIsKeptAsTheReason() throws IOException {
        CudaDevices cards = answered(
                "echo \"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\"; exit 9", null);
        assertThat(cards.visible()).isEmpty();
        assertThat(cards.unavailableReason()).contains("ended with 9", "couldn't communicate with the NVIDIA driver");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 'No devices were found'",
                "echo hello, world",
                "cat /bin/ls",
                "true",
                "echo '0, GPU-1, NVIDIA A100, eight, 40960, 535.1'",
                "echo '0, GPU-1, NVIDIA A100, 8.0, 40960, 535.1'; echo 'and a warning'"
            })
    void babbleIsNoCard(String script) throws IOException {
        CudaDevices cards = answered(script, null);
        assertThat(cards.visible()).isEmpty();
        assertThat(cards.unavailableReason()).contains("lists no cards, it said");
    }

    @Test
    void aProgramThatCannotBeRunIsNoCard() throws IOException {
        Path program = folder.resolve("nvidia-smi");
        Files.writeString(program, "#!/nowhere/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(CudaDevices.detect(folder.toString(), null).unavailableReason())
                .contains("cannot be run");
    }

    /** NVIDIA's rules: the first that is no card ends the list, an empty list shows none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -              | 0 1
            0              | 0
            1              | 1
            1,0            | 1 0
            ' 1 , 0 '      | 1 0
            0,7,1          | 0
            0,0            | 0
            GPU-9b7d       | 1
            GPU-9b7d4c11-0000-1111-2222-333344445555,0 | 1 0
            ''             | ''
            -1             | ''
            NoDevFiles     | ''
            MIG-5f1c       | ''
            """)
    void cudasListOfVisibleCardsIsReadAsCudaReadsIt(String visible, String expected) throws IOException {
        CudaDevices cards = listed(TWO, visible);
        assertThat(String.join(
                        " ",
                        cards.visible().stream()
                                .map(card -> Integer.toString(card.index()))
                                .toList()))
                .isEqualTo(expected);
        if (expected.isEmpty()) {
            assertThat(cards.unavailableReason()).contains("CUDA_VISIBLE_DEVICES", "'" + visible + "'");
        } else {
            assertThat(cards.unavailableReason()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3.7", "5.0", "5.2", "5.3", "6.0", "6.1", "6.2", "7.0", "7.2", "7.5", "8.0", "8.6", "8.7", "8.9"
            })
    void theBuildsMachineCodeRunsOnTheSameMajorVersionAndALaterMinorOne(String capability) throws IOException {
        assertThat(listed("0, GPU-1, Card, " + capability + ", 1000, 535.1", null)
                        .require(0)
                        .unsupportedReason())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"2.1, old", "3.0, old", "3.5, old", "9.0, new", "10.0, new", "10.3, new", "12.0, new", "12.1, new"})
    void othersAreRefusedWithTheReason(String capability, String why) throws IOException {
        assertRefused(
                listed("0, GPU-1, NVIDIA Card, " + capability + ", 1000, 535.1", null),
                0,
                "compute.device: cuda:0",
                "NVIDIA Card",
                capability,
                "too " + why,
                "3.7",
                "8.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"390.157", "450.51.06"})
    void anOlderDriverThanCudaElevensIsRefused(String driver) throws IOException {
        assertRefused(listed("0, GPU-1, NVIDIA Card, 7.0, 1000, " + driver, null), 0, "driver", "450.80");
    }

    @Test
    void theOldestDriverIsNot() throws IOException {
        assertThat(listed("0, GPU-1, NVIDIA Card, 7.0, 1000, 450.80.02", null)
                        .require(0)
                        .driver())
                .isEqualTo(new CudaDevice.DriverVersion(450, 80));
    }

    @Test
    void aNumberThatNoCardHasIsRefused() throws IOException {
        assertRefused(listed(TWO, null), 2, "cuda:2 is not there", "cuda:0 to cuda:1");
        assertRefused(listed(TWO, "1"), 1, "cuda:1 is not there", "one card, cuda:0");
        assertRefused(answered("exit 1", null), 0, "cuda:0 is not there", "ended with 1", "compute.device=cpu");
        assertThat(listed(TWO, "1").require(0).name()).isEqualTo("Tesla K80");
    }

    private static void assertRefused(CudaDevices cards, int number, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> cards.require(number))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
    }
}
