package org.ncollapse.report.sweep;

import java.util.Locale;

/** How values of several seeds are averaged. */
public enum AveragingScale {
    /** As they are. */
    LINEAR,
    /**
     * By their decimal logarithms: for quantities that collapse sends towards zero, of which an arithmetic mean would
     * show the largest alone.
     */
    LOG10;

    double transform(double value) {
        return this == LINEAR ? value : Math.log10(value);
    }

    double inverse(double value) {
        return this == LINEAR ? value : Math.pow(10, value);
    }

    /** As files call it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
