package org.ncollapse.data;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.ncollapse.io.BadInputException;

/**
 * The data sets that can be downloaded by name.
 *
 * @param entries the data sets, in the order of {@code data list}
 */
public record DatasetCatalog(List<CatalogEntry> entries) {

    private static final String RESOURCE = "catalog.yaml";

    /** Copies the list. */
    public DatasetCatalog {
        entries = List.copyOf(entries);
    }

    /** Returns the catalog of the program. */
    public static DatasetCatalog builtIn() {
        try (InputStream in = DatasetCatalog.class.getResourceAsStream(RESOURCE)) {
            return new DatasetCatalog(new YAMLMapper().readValue(in, new TypeReference<List<CatalogEntry>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " of this program cannot be read", e);
        }
    }

    /**
     * Returns the data set with a name.
     *
     * @throws BadInputException if there is none
     */
    public CatalogEntry entry(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("unknown dataset '" + name + "'; available: "
                        + DatasetStore.DIGITS + ", "
                        + String.join(
                                ", ", entries.stream().map(CatalogEntry::name).toList())
                        + "; for an image folder set dataset.folder"));
    }
}
