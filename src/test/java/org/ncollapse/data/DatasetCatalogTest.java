package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ncollapse.io.BadInputException;

class DatasetCatalogTest {

    private final DatasetCatalog catalog = DatasetCatalog.builtIn();

    @Test
    void containsFourDataSets() {
        assertThat(catalog.entries())
                .extracting(CatalogEntry::name)
                .containsExactly("mnist", "fashion-mnist", "cifar10", "cifar100");
        assertThat(catalog.entry("cifar100").classes()).hasSize(100).isSorted().doesNotHaveDuplicates();
        assertThat(catalog.entries().subList(0, 3))
                .allSatisfy(entry -> assertThat(entry.classes()).hasSize(10));
    }

    @Test
    void digestsAreValidAndDistinct() {
        HashSet<String> seen = new HashSet<>();
        catalog.entries().stream()
                .flatMap(entry -> Stream.concat(entry.downloads().stream(), entry.files().stream()))
                .map(CatalogFile::sha256)
                .filter(digest -> digest != null)
                .forEach(digest -> {
                    assertThat(digest).matches("[0-9a-f]{64}");
                    assertThat(seen.add(digest)).as(digest).isTrue();
                });
        assertThat(seen).hasSize(10 + 4 + 8);
    }

    @Test
    void mirrorsAreHttpsFolders() {
        assertThat(catalog.entries())
                .allSatisfy(entry -> assertThat(entry.mirrors())
                        .isNotEmpty()
                        .allSatisfy(mirror -> assertThat(mirror.toString())
                                .startsWith("https://")
                                .endsWith("/")));
    }

    @Test
    void sizesMatchTheFormats() {
        CatalogEntry mnist = catalog.entry("mnist");
        assertThat(mnist.files())
                .extracting(CatalogFile::bytes)
                .containsExactly(16L + 60_000 * 784, 8L + 60_000, 16L + 10_000 * 784, 8L + 10_000);
        assertThat(catalog.entry("cifar10").files())
                .hasSize(6)
                .allSatisfy(file -> assertThat(file.bytes()).isEqualTo(10_000L * 3073));
        assertThat(catalog.entry("cifar100").files())
                .extracting(CatalogFile::bytes)
                .containsExactly(50_000L * 3074, 10_000L * 3074);
    }

    @Test
    void rejectsUnknownNameWithAvailableOnes() {
        assertThatThrownBy(() -> catalog.entry("minst"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'minst'")
                .hasMessageContaining("digits, mnist, fashion-mnist, cifar10, cifar100");
    }
}
