package org.ncollapse.ufm.fit;

/**
 * The fitted κ: how fast the features move compared with the weights. The gradient of the features is multiplied by it:
 * 1 for the free features of the model, 0 for frozen features.
 *
 * @param value κ
 * @param low the lower end of its profile interval; 0 where frozen features are inside
 * @param high the upper end; {@link FeatureRateSearch#MAX} where the interval is open
 */
record FeatureRate(double value, double low, double high) {

    /** Returns whether the data set no lower bound on κ: frozen features fit as well. */
    boolean isOpenBelow() {
        return low == 0;
    }

    /** Returns whether the data set no upper bound on κ within the searched range. */
    boolean isOpenAbove() {
        return high >= FeatureRateSearch.MAX;
    }
}
