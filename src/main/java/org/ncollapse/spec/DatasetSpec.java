package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * The images that the network is trained and tested on.
 *
 * @param name {@code digits} (built in), {@code mnist}, {@code fashion-mnist}, {@code cifar10}, {@code cifar100}, or,
 *     with {@code folder}, any name
 * @param folder an image folder {@code train/CLASS/*.png} and {@code test/CLASS/*.png}, in which {@code $HOME} and
 *     {@code $USER} are replaced; null for a known data set
 * @param samplesPerClass number of training images of each class, the first ones in the data set's order: empty for
 *     all, one number for every class, or one for each class (imbalance)
 * @param shuffleLabels whether the labels of the training images are permuted at random (Zhang et al. 2017)
 */
public record DatasetSpec(
        String name,
        String folder,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Integer> samplesPerClass,

        Boolean shuffleLabels) {

    private static final String NAMES = "a data set: digits, mnist, fashion-mnist, cifar10 or cifar100";

    public DatasetSpec {
        InvalidValueException.throwIfMissing("name", name, NAMES);
        InvalidValueException.throwUnless(!name.isBlank(), "name", name, NAMES);
        folder = FilePath.absolute("folder", folder, "a folder with train/ and test/ in it");
        samplesPerClass = samplesPerClass == null ? List.of() : List.copyOf(samplesPerClass);
        InvalidValueException.throwUnless(
                samplesPerClass.stream().allMatch(n -> n >= 0)
                        && (samplesPerClass.isEmpty()
                                || samplesPerClass.stream().anyMatch(n -> n > 0)),
                "samplesPerClass",
                samplesPerClass,
                "a number of images above 0, or a list of one number for each class");
        shuffleLabels = shuffleLabels != null && shuffleLabels;
    }

    /** Returns all images of a data set of the catalog, or the built-in digits. */
    public static DatasetSpec of(String name) {
        return new DatasetSpec(name, null, null, null);
    }

    /** Returns whether the images come from a folder instead of the catalog. */
    @JsonIgnore
    public boolean isImageFolder() {
        return folder != null;
    }
}
