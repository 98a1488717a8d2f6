package org.ncollapse.spec;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What each run of a sweep asks Slurm for, beside the processors and the memory that follow from its experiment.
 *
 * @param partition null for the cluster's own choice
 * @param gpus cards a run; null for one where its experiment asks for a card, and none where not
 * @param timeLimit limit of a job, as {@code sbatch --time} takes it; null for the partition's. A run that needs longer
 *     is requeued
 * @param sbatchOptions further options of {@code sbatch}, each as {@code --account=x}; the last word is theirs
 */
public record SlurmSpec(String partition, Integer gpus, String timeLimit, List<String> sbatchOptions) {

    private static final int MOST_GPUS = 64;
    private static final int SHORTEST_MINUTES = 10;
    private static final Pattern TIME = Pattern.compile("\\d+(:\\d\\d){0,2}|\\d+-\\d+(:\\d\\d){0,2}");
    private static final Pattern OWN =
            Pattern.compile("--(array|clusters?|job-name|no-requeue|parsable|test-only|wait|wrap)(=|$)|-[aMJW]");
    private static final Pattern FLAG = Pattern.compile("--?[A-Za-z][^\\s\\p{Cntrl}]*");

    public SlurmSpec {
        sbatchOptions = sbatchOptions == null ? List.of() : List.copyOf(sbatchOptions);
        InvalidValueException.throwUnless(
                partition == null || partition.matches("[\\w.,@+-]+"),
                "partition",
                partition,
                "a partition's name, or several with commas between");
        InvalidValueException.throwUnless(
                gpus == null || gpus >= 0 && gpus <= MOST_GPUS,
                "gpus",
                gpus,
                "a number of cards from 0 to " + MOST_GPUS);
        InvalidValueException.throwUnless(
                timeLimit == null || TIME.matcher(timeLimit).matches() && minutes(timeLimit) >= SHORTEST_MINUTES,
                "timeLimit",
                timeLimit,
                "a time such as 30 (minutes), 02:00:00 or 1-12:00:00, of " + SHORTEST_MINUTES
                        + " minutes at least: some of it goes to beginning and to saving");
        InvalidValueException.throwUnless(
                sbatchOptions.stream().allMatch(flag -> FLAG.matcher(flag).matches()),
                "sbatchOptions",
                sbatchOptions,
                "options of sbatch such as [--account=vision, --constraint=a100]");
        InvalidValueException.throwUnless(
                sbatchOptions.stream().noneMatch(flag -> OWN.matcher(flag).lookingAt()),
                "sbatchOptions",
                sbatchOptions,
                "none of --array, --clusters, --job-name, --no-requeue, --parsable, --test-only, --wait and --wrap, by which a sweep's jobs would be lost");
    }

    /** Minutes, minutes:seconds, hours:minutes:seconds; behind days hours, hours:minutes, hours:minutes:seconds. */
    private static double minutes(String time) {
        String[] days = time.split("-");
        String[] parts = days[days.length - 1].split(":");
        double[] inMinutes =
                days.length == 2 || parts.length == 3 ? new double[] {60, 1, 1 / 60.0} : new double[] {1, 1 / 60.0};
        double minutes = days.length == 2 ? Double.parseDouble(days[0]) * 24 * 60 : 0;
        for (int i = 0; i < parts.length; i++) {
            minutes += Double.parseDouble(parts[i]) * inMinutes[i];
        }
        return minutes;
    }
}
