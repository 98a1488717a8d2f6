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
import org.ncollapse.spec.ComputeSpec.KernelLibrary;

/** Reads nvidia-smi's output. Scripts of that name replace it. */
class CudaDevicesTest {

    private static final String TWO_GPUS = """
            0, GPU-5f1c0a2e-0000-1111-2222-333344445555, NVIDIA GeForce RTX 3090, 8.6, 24576, 23100, 535.183.01
            1, GPU-9b7d4c11-0000-1111-2222-333344445555, Tesla K80, 3.7, 11441, 11441, 470.57.02
            """;

    @TempDir
    private Path folder;

    private CudaDevices query(String script, String visible) throws IOException {
        Path program = folder.resolve("nvidia-smi");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return NvidiaSmi.query("/nowhere:" + folder + ":/usr/bin", visible);
    }

    private CudaDevices queryListing(String lines, String visible) throws IOException {
        Files.writeString(folder.resolve("devices.csv"), lines);
        return query("cat " + folder.resolve("devices.csv"), visible);
    }

    @Test
    void readsAllFieldsOfEachLine() throws IOException {
        CudaDevices devices = queryListing(TWO_GPUS, null);
        assertThat(devices.visible())
                .containsExactly(
                        new CudaDevice(
                                0,
                                "GPU-5f1c0a2e-0000-1111-2222-333344445555",
                                "NVIDIA GeForce RTX 3090",
                                new CudaDevice.ComputeCapability(8, 6),
                                24576,
                                23100,
                                new CudaDevice.DriverVersion(535, 183)),
                        new CudaDevice(
                                1,
                                "GPU-9b7d4c11-0000-1111-2222-333344445555",
                                "Tesla K80",
                                new CudaDevice.ComputeCapability(3, 7),
                                11441,
                                11441,
                                new CudaDevice.DriverVersion(470, 57)));
        assertThat(devices.visible().get(0))
                .hasToString("NVIDIA GeForce RTX 3090 (compute capability 8.6, 24576 MiB, driver 535.183)");
    }

    @Test
    void queriesAllFieldsThatItReads() throws IOException {
        query("echo \"$@\" > " + folder.resolve("arguments"), null);
        assertThat(folder.resolve("arguments"))
                .hasContent("--query-gpu=index,uuid,name,compute_cap,memory.total,memory.free,driver_version"
                        + " --format=csv,noheader,nounits\n");
    }

    @Test
    void unreportedMemoryIsUnknown() throws IOException {
        CudaDevice device = queryListing("0, GPU-1, NVIDIA GB10, 12.1, [N/A], [N/A], 580.95.05", null)
                .visible()
                .get(0);
        assertThat(device.memoryMiB()).isZero();
        assertThat(device.freeMemoryMiB()).isZero();
        assertThat(device).hasToString("NVIDIA GB10 (compute capability 12.1, memory unknown, driver 580.95)");
    }

    @Test
    void noDevicesWithoutNvidiaSmi() {
        assertThat(NvidiaSmi.query("/nowhere", null)).isEqualTo(NvidiaSmi.query(null, null));
        assertUnavailable(NvidiaSmi.query("/nowhere", null), "nvidia-smi");
    }

    @Test
    void failureIsReportedAsReason() throws IOException {
        CudaDevices devices = query(
                "echo \"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\"; exit 9", null);
        assertUnavailable(devices, "ended with exit code 9", "couldn't communicate with the NVIDIA driver");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 'No devices were found'",
                "echo hello, world",
                "cat /bin/ls",
                "true",
                "echo '0, GPU-1, NVIDIA A100, eight, 40960, 40000, 535.1'",
                "echo '0, GPU-1, NVIDIA A100, 8.0, 40960, 40000, 535.1'; echo 'and a warning'"
            })
    void invalidOutputIsNoDevice(String script) throws IOException {
        CudaDevices devices = query(script, null);
        assertUnavailable(devices, "lists no GPUs; its output was");
    }

    @Test
    void programThatCannotBeRunListsNoDevice() throws IOException {
        Path program = folder.resolve("nvidia-smi");
        Files.writeString(program, "#!/nowhere/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertUnavailable(NvidiaSmi.query(folder.toString(), null), "cannot be run");
    }

    /** NVIDIA's rules: the first name that matches no device ends the list; an empty list selects none. */
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
    void cudaVisibleDevicesIsReadAsByCuda(String visible, String expected) throws IOException {
        CudaDevices devices = queryListing(TWO_GPUS, visible);
        assertThat(String.join(
                        " ",
                        devices.visible().stream()
                                .map(device -> Integer.toString(device.index()))
                                .toList()))
                .isEqualTo(expected);
        if (expected.isEmpty()) {
            assertUnavailable(devices, "CUDA_VISIBLE_DEVICES", "'" + visible + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3.7", "5.0", "5.2", "5.3", "6.0", "6.1", "6.2", "7.0", "7.2", "7.5", "8.0", "8.6", "8.7", "8.9"
            })
    void acceptsSameMajorAndLaterMinorCapability(String capability) throws IOException {
        assertThat(queryListing("0, GPU-1, Card, " + capability + ", 1000, 900, 535.1", null)
                        .require(0, KernelLibrary.ND4J)
                        .unsupportedReason(KernelLibrary.ND4J))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2.1, old", "3.0, old", "3.5, old", "9.0, new", "10.0, new", "10.3, new", "12.0, new", "12.1, new"})
    void rejectsOtherCapabilitiesWithReason(String capability, String why) throws IOException {
        assertRejected(
                queryListing("0, GPU-1, NVIDIA Card, " + capability + ", 1000, 900, 535.1", null),
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
    void rejectsDriverOlderThanCuda11Needs(String driver) throws IOException {
        assertRejected(queryListing("0, GPU-1, NVIDIA Card, 7.0, 1000, 900, " + driver, null), 0, "driver", "450.80");
    }

    @Test
    void acceptsOldestSupportedDriver() throws IOException {
        assertThat(queryListing("0, GPU-1, NVIDIA Card, 7.0, 1000, 900, 450.80.02", null)
                        .require(0, KernelLibrary.ND4J)
                        .driver())
                .isEqualTo(new CudaDevice.DriverVersion(450, 80));
    }

    @ParameterizedTest
    @CsvSource({"7.0, 525.60", "7.5, 535.1", "8.9, 550.1", "9.0, 580.1", "10.3, 580.1", "12.1, 580.1"})
    void ownKernelsRunFromVoltaOn(String capability, String driver) throws IOException {
        assertThat(queryListing("0, GPU-1, Card, " + capability + ", 1000, 900, " + driver, null)
                        .require(0, KernelLibrary.CUDA)
                        .unsupportedReason(KernelLibrary.CUDA))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6.1, 535.1, compute.kernels=nd4j", "2.1, 535.1, 7.0 is needed", "9.0, 515.43, 525 or later"})
    void ownKernelsRejectOlderGpusAndDrivers(String capability, String driver, String reason) throws IOException {
        assertThat(queryListing("0, GPU-1, Card, " + capability + ", 1000, 900, " + driver, null)
                        .visible()
                        .get(0)
                        .unsupportedReason(KernelLibrary.CUDA))
                .hasValueSatisfying(text -> assertThat(text).contains(reason));
    }

    @Test
    void rejectsIndexOfMissingDevice() throws IOException {
        assertRejected(queryListing(TWO_GPUS, null), 2, "cuda:2 is not available", "cuda:0 to cuda:1");
        assertRejected(queryListing(TWO_GPUS, "1"), 1, "cuda:1 is not available", "one GPU, cuda:0");
        assertRejected(
                query("exit 1", null), 0, "cuda:0 is not available", "ended with exit code 1", "compute.device=cpu");
        assertThat(queryListing(TWO_GPUS, "1").require(0, KernelLibrary.ND4J).name())
                .isEqualTo("Tesla K80");
    }

    private static void assertUnavailable(CudaDevices devices, String... parts) {
        assertThat(devices.visible()).isEmpty();
        assertThat(devices)
                .isInstanceOfSatisfying(
                        CudaDevices.Unavailable.class,
                        none -> assertThat(none.reason()).contains(parts));
    }

    private static void assertRejected(CudaDevices devices, int number, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> devices.require(number, KernelLibrary.ND4J))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
    }
}
