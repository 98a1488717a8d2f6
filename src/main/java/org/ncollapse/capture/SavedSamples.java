package org.ncollapse.capture;

import java.util.Arrays;

/** What a file contains of the samples of one split: their features, or the class moments of these. */
public abstract sealed class SavedSamples permits SavedFeatures, SavedMoments {

    SavedSamples() {}

    /** Returns N, the number of samples of the measured classes. */
    public abstract int rows();

    /** Returns d, the width of the features. */
    public abstract int width();

    /** Returns the type of the features' elements in numpy's notation, or {@code moments}. */
    public abstract String dtype();

    /** Returns the uncompressed bytes that one pass reads. */
    public abstract long bytes();

    /** Returns the number of samples of each of the first measured classes. */
    public abstract int[] samplesPerClass(int classCount);

    /** Returns the labels that have samples. */
    abstract SavedLabels labels();

    /** Returns the name of the array that says which classes have samples, for messages. */
    abstract String labelsArray();

    /** Returns these samples with other labels, of which the given ones are measured, as classes 0, 1, … in order. */
    abstract SavedSamples withClasses(SavedLabels newLabels, int[] measured);

    /** Returns whether other samples have the same labels; moments only have their numbers. */
    boolean hasSameLabelsAs(SavedSamples other, int classCount) {
        return this instanceof SavedFeatures own && other instanceof SavedFeatures features
                ? Arrays.equals(own.classesOfSamples(), features.classesOfSamples())
                : Arrays.equals(samplesPerClass(classCount), other.samplesPerClass(classCount));
    }
}
