package org.ncollapse.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.data.fetch.ArchiveExtractor;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.data.fetch.DownloadRequest;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.io.BadInputException;

/**
 * Downloads the missing files of a data set of the catalog.
 *
 * @param folder the folder of all data sets
 */
record DatasetDownload(CatalogEntry entry, Path folder, Downloader downloader) {

    /** @throws BadInputException if no mirror has a file; the message explains the manual download */
    void fetch(DownloadProgress progress) {
        LocalDataset local = new LocalDataset(entry, folder);
        local.unextractedArchive().ifPresent(archive -> {
            throw new BadInputException("dataset " + entry.name() + ": found " + archive
                    + ", but not its files; extract it: tar -xzf " + archive + " -C " + folder);
        });
        try {
            if (entry.layout().isArchive()) {
                fetchArchive(local, progress);
            } else {
                fetchFiles(local, progress);
            }
        } catch (BadInputException e) {
            throw new BadInputException(
                    "dataset " + entry.name() + " is not in " + folder + ", and " + e.getMessage()
                            + ". To download it manually, " + entry.manualInstructions(folder),
                    e);
        }
    }

    private void fetchFiles(LocalDataset local, DownloadProgress progress) {
        List<String> missing = local.missing();
        for (int i = 0; i < entry.files().size(); i++) {
            if (missing.contains(entry.files().get(i).name())) {
                CatalogFile file = entry.downloadOf(i);
                downloader.fetch(download(file, local.folder().resolve(file.name())), progress);
            }
        }
    }

    private void fetchArchive(LocalDataset local, DownloadProgress progress) {
        if (local.missing().isEmpty()) {
            return;
        }
        CatalogFile file = entry.downloads().get(0);
        Path archive = folder.resolve(file.name());
        if (Files.notExists(archive)) {
            downloader.fetch(download(file, archive), progress);
        }
        Map<String, Long> sizes = new LinkedHashMap<>();
        entry.files().forEach(expected -> sizes.put(expected.name(), expected.bytes()));
        new ArchiveExtractor(entry.folder(), sizes).extractAll(archive, folder);
    }

    private DownloadRequest download(CatalogFile file, Path target) {
        return new DownloadRequest(
                entry.mirrors().stream()
                        .map(mirror -> mirror.resolve(file.name()))
                        .toList(),
                target,
                file.bytes(),
                file.sha256());
    }
}
