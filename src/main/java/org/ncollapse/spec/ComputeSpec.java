package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * The device and libraries that a run computes with.
 *
 * @param device default CPU; a run that requests a GPU never falls back to the CPU
 * @param threads native threads, by default one for each processor of this machine; results depend on the number
 * @param kernels the library that computes the layers; default onednn on the CPU, cuda on a GPU
 * @param precision the precision of matrix products in training steps; default float32, and others only with the
 *     kernels cuda
 */
public record ComputeSpec(Device device, Integer threads, KernelLibrary kernels, Precision precision) {

    private static final int MAX_THREADS = 1024;

    /** The libraries that can compute the layers. */
    public enum KernelLibrary {
        /** oneDNN, called directly: the fastest on CPUs, not available on GPUs. */
        @JsonProperty("onednn")
        ONEDNN,
        /** ND4J's operations, on CPUs and, in a build of its own, on GPUs of compute capability 3.7 to 8.9. */
        @JsonProperty("nd4j")
        ND4J,
        /** This project's kernels for NVIDIA GPUs of compute capability 7.0 and later. */
        @JsonProperty("cuda")
        CUDA;

        /** Returns the name in experiment files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The precision of the factors of matrix products. Sums are of float32, and so is everything else. */
    public enum Precision {
        /** Factors as they are. */
        @JsonProperty("float32")
        FLOAT32,
        /** Factors rounded to 10 bits of mantissa. */
        @JsonProperty("tf32")
        TF32,
        /** Factors rounded to bfloat16, with 7 bits of mantissa. */
        @JsonProperty("bf16")
        BF16;

        /** Returns the name in experiment files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ComputeSpec {
        device = device == null ? Device.CPU : device;
        threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        InvalidValueException.throwUnless(
                threads > 0 && threads <= MAX_THREADS,
                "threads",
                threads,
                "a number of threads from 1 to " + MAX_THREADS);
        KernelLibrary byDefault = device.isCuda() ? KernelLibrary.CUDA : KernelLibrary.ONEDNN;
        kernels = kernels == null ? byDefault : kernels;
        InvalidValueException.throwUnless(
                !(device.isCuda() && kernels == KernelLibrary.ONEDNN),
                "kernels",
                kernels,
                "cuda or nd4j where compute.device is " + device + ": oneDNN runs on CPUs only");
        InvalidValueException.throwUnless(
                device.isCuda() || kernels != KernelLibrary.CUDA,
                "kernels",
                kernels,
                "onednn or nd4j where compute.device is cpu; for a GPU, set compute.device to cuda:0");
        precision = precision == null ? Precision.FLOAT32 : precision;
        InvalidValueException.throwUnless(
                precision == Precision.FLOAT32 || kernels == KernelLibrary.CUDA,
                "precision",
                precision,
                "float32 where compute.kernels is " + kernels + ": only cuda computes in other precisions");
    }

    /** The usual settings for a device, with a number of threads and a library; null stands for a default. */
    public ComputeSpec(Device device, Integer threads, KernelLibrary kernels) {
        this(device, threads, kernels, null);
    }
}
