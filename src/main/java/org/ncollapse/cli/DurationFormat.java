package org.ncollapse.cli;

import java.util.Locale;

/** Lengths of time as people read them. */
final class DurationFormat {

    private DurationFormat() {}

    /** "45 s", "12 min 5 s" or "3 h 20 min". */
    static String format(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %d min", whole / 3600, whole / 60 % 60);
    }
}
