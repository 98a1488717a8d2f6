package org.ncollapse.spec;

import java.util.List;

/**
 * The images to train on.
 *
 * @param name     {@code digits} (built in), {@code mnist}, {@code fashion-mnist}, {@code cifar10}, {@code cifar100}, or,
 *                 with {@code folder}, any name for the reader's benefit
 * @param folder   an image folder {@code train/CLASS/*.png} and {@code test/CLASS/*.png}; null for a known data set
 * @param perClass training images taken of each class, the first ones in the data set's order: empty for all,
 *                 one number for every class, or one for each (imbalance)
 */
public record DatasetSpec(String name, String folder, List<Integer> perClass) {
}
