package org.ncollapse.training;

import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.spec.ImageShape;

/** A split with its standardizer, as the kernels take it. */
record StandardizedImages(ImageSplit split, float[][] standardized) implements LabeledImages {

    StandardizedImages(ImageSplit split, Standardizer standardizer) {
        this(split, standardizer.table());
    }

    @Override
    public ImageShape shape() {
        return split.shape();
    }

    @Override
    public byte[] pixels() {
        return split.pixels();
    }

    @Override
    public int[] labels() {
        return split.labels();
    }
}
