package org.ncollapse.data;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.ncollapse.spec.BadInputException;

/**
 * The data sets that can be named in an experiment and fetched.
 *
 * @param entries one for each data set, in the order in which they are listed
 */
public record Catalogue(List<CatalogueEntry> entries) {

    private static final String RESOURCE = "catalogue.yaml";

    /** Copies the list. */
    public Catalogue {
        entries = List.copyOf(entries);
    }

    /** The catalogue that comes with the program. */
    public static Catalogue builtIn() {
        try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
            return new Catalogue(new YAMLMapper().readValue(in, new TypeReference<List<CatalogueEntry>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " of this program cannot be read", e);
        }
    }

    /**
     * The data set of a name.
     *
     * @throws BadInputException if there is none
     */
    public CatalogueEntry entry(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("dataset '" + name + "' is not known; known are "
                        + Datasets.DIGITS + ", "
                        + String.join(
                                ", ", entries.stream().map(CatalogueEntry::name).toList())
                        + "; an image folder needs its path as dataset.folder"));
    }
}
