package org.ncollapse.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.faults.FileCorruption;

/** Image folders with corrupted images, odd names, links and pipes are read or rejected in one line. */
class ImageFolderFuzzTest {

    private static final int CORRUPTED_IMAGES = 1_100;
    private static final int LAYOUTS = 400;

    private static final List<PillowImage> IMAGES = PillowImage.all();
    private static final byte[] VALID = PillowImage.readable().get(0).file();

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void createValidFolder() throws IOException {
        root = folder.resolve("images");
        write("train/a/0.png");
        write("test/a/0.png");
    }

    private Path write(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, VALID);
    }

    private ImageFolderData read() {
        return new ImageFolder(root, folder.resolve("cache")).read(warning -> {});
    }

    @Test
    void corruptedImages() {
        SplittableRandom random = new SplittableRandom(11);
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CORRUPTED_IMAGES; i++) {
                PillowImage image = IMAGES.get(random.nextInt(IMAGES.size()));
                byte[] damaged = FileCorruption.corrupt(image.file(), random);
                Files.write(root.resolve("train/a/0.png"), damaged);
                byte[][] pixels = {null};
                read[0] += FileCorruption.isReadOrRejected(
                                () -> pixels[0] = read().train().pixels(), damaged)
                        ? 1
                        : 0;
                // Its checksums find every change of a PNG. The other formats have none: a changed pixel is still a
                // pixel.
                if (pixels[0] != null && image.name().endsWith(".png") && image.planes() != null) {
                    assertThat(image.hasPlanes(pixels[0]))
                            .as("%s, case %d", image, i)
                            .isTrue();
                }
            }
        });
        assertThat(read[0]).isBetween(1, CORRUPTED_IMAGES / 3);
    }

    /**
     * What may lie in a folder: harmless things, with which the folder is read, and others, for which it is rejected.
     */
    private enum Entry {
        LEFTOVER(true) {
            @Override
            void create(Path at) throws IOException {
                Files.write(at.resolveSibling("Thumbs.db"), new byte[3]);
            }
        },
        RESOURCE_FORK(true) {
            @Override
            void create(Path at) throws IOException {
                Files.write(at.resolveSibling("._" + at.getFileName()), new byte[3]);
            }
        },
        MAC_FOLDER(true) {
            @Override
            void create(Path at) throws IOException {
                Files.write(
                        Files.createDirectories(at.resolveSibling("__MACOSX")).resolve("x.png"), new byte[3]);
            }
        },
        EMPTY_FOLDER(true) {
            @Override
            void create(Path at) throws IOException {
                Files.createDirectories(at);
            }
        },
        LINK_TO_IMAGE(true) {
            @Override
            void create(Path at) throws IOException {
                Path image = Files.write(at.resolveSibling(".target"), VALID);
                Files.createSymbolicLink(at, image.getFileName());
            }
        },
        TEXT(false) {
            @Override
            void create(Path at) throws IOException {
                Files.write(at.resolveSibling(at.getFileName() + ".txt"), new byte[3]);
            }
        },
        NO_IMAGE(false) {
            @Override
            void create(Path at) throws IOException {
                Files.write(at, new byte[3]);
            }
        },
        DEEP_FOLDER(false) {
            @Override
            void create(Path at) throws IOException {
                Files.createDirectories(at.resolve("x/y"));
            }
        },
        LINK_TO_ITSELF(false) {
            @Override
            void create(Path at) throws IOException {
                Files.createSymbolicLink(at, at.getFileName());
            }
        },
        LINK_TO_PARENT(false) {
            @Override
            void create(Path at) throws IOException {
                Files.createSymbolicLink(at, Path.of(".."));
            }
        },
        LINK_TO_DEVICE(false) {
            @Override
            void create(Path at) throws IOException {
                Files.createSymbolicLink(at, Path.of("/dev/zero"));
            }
        },
        PIPE(false) {
            @Override
            void create(Path at) throws IOException {
                try {
                    new ProcessBuilder("mkfifo", at.toString()).start().waitFor();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };

        private final boolean harmless;

        Entry(boolean harmless) {
            this.harmless = harmless;
        }

        /** Creates it at a path that does not exist, or next to it. */
        abstract void create(Path at) throws IOException;
    }

    @Test
    void namesLinksAndPipes() {
        SplittableRandom random = new SplittableRandom(12);
        List<String> names = List.of(
                "1.png",
                "a b.png",
                "new\nline.png",
                "-rf.PNG",
                "\u202egnp.png",
                "\u00e9\u4e16.JPEG",
                "x".repeat(240) + ".png",
                "%41;#.gif");
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < LAYOUTS; i++) {
                delete(root);
                createValidFolder();
                boolean harmless = true;
                for (int entries = random.nextInt(1, 4); entries > 0; entries--) {
                    Entry entry = Entry.values()[random.nextInt(Entry.values().length)];
                    Path at = root.resolve(random.nextBoolean() ? "train/a" : "test/a")
                            .resolve(names.get(random.nextInt(names.size())));
                    if (Files.notExists(at, LinkOption.NOFOLLOW_LINKS)) {
                        entry.create(at);
                        harmless &= entry.harmless;
                    }
                }
                assertThat(FileCorruption.isReadOrRejected(this::read, new byte[0]))
                        .as("case %d: %s", i, files())
                        .isEqualTo(harmless);
            }
        });
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
