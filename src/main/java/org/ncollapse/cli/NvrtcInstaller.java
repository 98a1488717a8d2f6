package org.ncollapse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.data.fetch.DownloadRequest;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.network.kernel.cuda.driver.NvrtcRelease;

/**
 * Installs NVRTC from a Maven repository. Only the archive's sections with NVRTC are downloaded. If the user's local
 * repository has the archive, nothing is.
 */
final class NvrtcInstaller {

    private static final int BUFFER = 1 << 16;

    private static final String OTHER_WAYS = "; 'mvn dependency:get -Dtransitive=false -Dartifact="
            + NvrtcRelease.ARTIFACT + "' downloads the whole archive (362 MB), after which this command needs no"
            + " network; or install NVRTC from elsewhere, for example with 'pip install nvidia-cuda-nvrtc-cu12'";

    private final List<URI> repositories;
    private final Path localRepository;
    private final Path folder;
    private final Downloader downloader;

    /**
     * @param repositories the addresses of Maven repositories, tried in turn
     * @param localRepository the user's local repository
     * @param folder where the libraries are put
     */
    NvrtcInstaller(List<URI> repositories, Path localRepository, Path folder, Downloader downloader) {
        this.repositories = repositories;
        this.localRepository = localRepository;
        this.folder = folder;
        this.downloader = downloader;
    }

    /**
     * Installs the libraries that are not there.
     *
     * @throws BadInputException if they cannot be downloaded, or differ from the originals
     */
    void install(List<NvrtcRelease.Library> libraries, long archiveBytes, DownloadProgress progress)
            throws IOException {
        Path archive = localRepository.resolve(NvrtcRelease.ARCHIVE);
        Files.createDirectories(folder);
        for (NvrtcRelease.Library library : libraries) {
            Path target = folder.resolve(library.name());
            if (Files.exists(target)) {
                continue;
            }
            if (Files.exists(archive)) {
                try (InputStream in = Files.newInputStream(archive)) {
                    in.skipNBytes(library.offset());
                    inflate(in, archive, library, target);
                }
            } else {
                Path section = folder.resolve(library.name() + ".deflated");
                download(library, archiveBytes, section, progress);
                try (InputStream in = Files.newInputStream(section)) {
                    inflate(in, section, library, target);
                }
                Files.delete(section);
            }
        }
    }

    private void download(NvrtcRelease.Library library, long archiveBytes, Path section, DownloadProgress progress) {
        List<URI> addresses = repositories.stream()
                .map(repository -> URI.create(repository + (repository.getPath().endsWith("/") ? "" : "/")))
                .map(repository -> repository.resolve(NvrtcRelease.ARCHIVE))
                .toList();
        try {
            downloader.fetch(
                    new DownloadRequest(
                            addresses,
                            section,
                            library.compressedBytes(),
                            library.compressedSha256(),
                            library.offset(),
                            archiveBytes),
                    progress);
        } catch (BadInputException e) {
            throw new BadInputException(e.getMessage() + OTHER_WAYS, e);
        }
    }

    /** Reads compressed data, writes the library, and checks it. */
    private static void inflate(InputStream compressed, Path from, NvrtcRelease.Library library, Path target)
            throws IOException {
        Path part = AtomicFile.uniqueTemporaryFileFor(target);
        Sha256 sha256 = new Sha256();
        Inflater inflater = new Inflater(true); // Without a header.
        try {
            try (OutputStream out = sha256.digesting(Files.newOutputStream(part))) {
                new InflaterInputStream(compressed, inflater, BUFFER).transferTo(out);
            }
            if (!sha256.hex().equals(library.sha256())) {
                throw new IOException("its SHA-256 differs from the original's");
            }
            AtomicFile.replace(part, target);
        } catch (IOException e) {
            throw new BadInputException(
                    library.name() + " of " + from + " cannot be written to " + target + " (" + e.getMessage()
                            + "); free disk space, or delete " + from + " if it is damaged, and repeat",
                    e);
        } finally {
            inflater.end();
            Files.deleteIfExists(part);
        }
    }
}
