package org.ncollapse.report.sweep;

import java.util.Locale;

/** The scale on which values of several seeds are averaged. */
public enum AveragingScale {
    /** Arithmetic means. */
    LINEAR,
    /**
     * Means of the decimal logarithms, for quantities that tend to zero under neural collapse. The largest value would
     * dominate their arithmetic mean.
     */
    LOG10;

    double transform(double value) {
        return this == LINEAR ? value : Math.log10(value);
    }

    double inverse(double value) {
        return this == LINEAR ? value : Math.pow(10, value);
    }

    /** Returns the name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
