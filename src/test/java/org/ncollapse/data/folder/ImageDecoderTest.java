package org.ncollapse.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.ServiceLoader;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with Pillow, which PyTorch's data sets use. */
class ImageDecoderTest {

    @TempDir
    private Path folder;

    private byte[] decode(byte[] file) throws IOException {
        return ImageDecoder.planes(ImageDecoder.open(Files.write(folder.resolve("0.png"), file)));
    }

    @ParameterizedTest
    @MethodSource("org.ncollapse.data.folder.PillowImage#all")
    void readsPillowsValuesOrRefuses(PillowImage image) throws IOException {
        if (image.refusal() == null) {
            assertThat(image.hasPlanes(decode(image.file()))).isTrue();
        } else {
            assertThatThrownBy(() -> decode(image.file()))
                    .isInstanceOf(InvalidImageException.class)
                    .hasMessageContaining(image.refusal());
        }
    }

    @Test
    void truncatedFileIsRefusedUnlessItsPixelsAreComplete() throws IOException {
        for (PillowImage image : PillowImage.readable()) {
            for (int length = 0; length < image.file().length; length += 1 + length / 8) {
                boolean isRight;
                try {
                    isRight = image.hasPlanes(decode(Arrays.copyOf(image.file(), length)));
                } catch (InvalidImageException e) {
                    isRight = true;
                }
                assertThat(isRight).as("%s, %d bytes", image, length).isTrue();
            }
        }
    }

    @Test
    void refusesFileLargerThanAnyImage() throws IOException {
        Path large = folder.resolve("large.png");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(1L << 32);
        }
        assertThatThrownBy(() -> ImageDecoder.open(large))
                .isInstanceOf(InvalidImageException.class)
                .hasMessageContaining("4294967296 bytes");
    }

    @Test
    void classPathHasNoReadersOfLibraries() {
        assertThat(ServiceLoader.load(ImageReaderSpi.class, ImageReaderSpi.class.getClassLoader()).stream())
                .isEmpty();
        assertThat(ServiceLoader.load(ImageReaderSpi.class).stream()).isEmpty();
    }

    @Test
    void readersOfLibrariesAreNeverCalled() throws IOException {
        GreedySpi greedy = new GreedySpi();
        IIORegistry registry = IIORegistry.getDefaultInstance();
        registry.registerServiceProvider(greedy, ImageReaderSpi.class);
        try {
            registry.getServiceProviders(ImageReaderSpi.class, provider -> provider != greedy, false)
                    .forEachRemaining(other -> registry.setOrdering(ImageReaderSpi.class, greedy, other));
            for (PillowImage image : PillowImage.readable()) {
                assertThat(image.hasPlanes(decode(image.file())))
                        .as(image.name())
                        .isTrue();
            }
        } finally {
            registry.deregisterServiceProvider(greedy, ImageReaderSpi.class);
        }
        assertThat(greedy.calls).isZero();
    }

    /** A provider that claims every format. */
    private static final class GreedySpi extends ImageReaderSpi {
        private int calls;

        @Override
        public String[] getFormatNames() {
            return new String[] {"png", "jpeg", "gif", "bmp"};
        }

        @Override
        public boolean canDecodeInput(Object source) {
            calls++;
            return true;
        }

        @Override
        public ImageReader createReaderInstance(Object extension) {
            calls++;
            throw new IllegalStateException("this reader must not be used");
        }

        @Override
        public String getDescription(Locale locale) {
            return "greedy";
        }
    }
}
