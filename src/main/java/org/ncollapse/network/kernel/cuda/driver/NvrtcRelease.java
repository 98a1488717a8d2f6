package org.ncollapse.network.kernel.cuda.driver;

import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.UserCache;

/**
 * The release of NVRTC that can be installed for this program, in the user's cache folder. It is NVIDIA's, and knows
 * every compute capability from 5.0 to 12.1. Maven repositories have it in an archive of 362 MB, whose two sections
 * with NVRTC are 45 MB.
 */
public final class NvrtcRelease {

    /** The version of CUDA that it belongs to. */
    public static final String VERSION = "12.9";

    /** The command that installs it, in the project's folder. */
    public static final String INSTALL = "mvn -q -Pnvrtc -Dchecks=false process-classes";

    /** The archive, as Maven names it. */
    public static final String ARTIFACT = "org.bytedeco:cuda-redist:12.9-9.10-1.5.12:jar:linux-x86_64";

    /** The archive's path in a Maven repository. */
    public static final String ARCHIVE =
            "org/bytedeco/cuda-redist/12.9-9.10-1.5.12/cuda-redist-12.9-9.10-1.5.12-linux-x86_64.jar";

    /** The archive's size. */
    public static final long ARCHIVE_BYTES = 362_212_464;

    /** The libraries, the one that opens the others last. */
    public static final List<Library> LIBRARIES = List.of(
            new Library(
                    "libnvrtc-builtins.so.12.9",
                    252_419_494,
                    1_676_751,
                    "52b6844c023cf67f44e8c61408f619b6c332238cca4f9cb968ba7a245431f5a2",
                    "6507cf33450cfb22970c2c1e7aa8e7c0a33e39d864720277b05f61a92791e2e8"),
            new Library(
                    "libnvrtc.so.12",
                    2_849,
                    43_074_602,
                    "3b8348703bd9e49c14ccfc14246b74f54a27790a671947ce8c21e1f08c125097",
                    "c3430e8b6b0d8d3a74f5f839118a85e13e3ad6e4d6203ea1b6a27a0c0b4fe10a"));

    /**
     * A library in the archive, compressed by DEFLATE without a header.
     *
     * @param name its file name
     * @param offset where it starts in the archive, in bytes
     * @param compressedBytes its size in the archive
     * @param compressedSha256 SHA-256 of its bytes in the archive
     * @param sha256 its SHA-256
     */
    public record Library(String name, long offset, long compressedBytes, String compressedSha256, String sha256) {}

    private NvrtcRelease() {}

    /** The folder in which it is installed. */
    public static Path folder() {
        return UserCache.named("nvrtc-" + VERSION).folder();
    }
}
