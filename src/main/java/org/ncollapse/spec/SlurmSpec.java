package org.ncollapse.spec;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The resources that each run of a sweep requests from Slurm. Processors and memory follow from the experiment.
 *
 * @param partition null for the cluster's default
 * @param gpus GPUs for each run; null for one if the experiment needs a GPU, otherwise none
 * @param timeLimit time limit of a job, as for {@code sbatch --time}; null for the partition's default. A run that
 *     needs longer is requeued
 * @param sbatchOptions further options of {@code sbatch}, each as {@code --account=x}; they override the others
 */
public record SlurmSpec(String partition, Integer gpus, String timeLimit, List<String> sbatchOptions) {

    private static final int MAX_GPUS = 64;
    private static final int MIN_MINUTES = 10;
    private static final Pattern TIME = Pattern.compile("\\d+(:\\d\\d){0,2}|\\d+-\\d+(:\\d\\d){0,2}");
    private static final Pattern RESERVED =
            Pattern.compile("--(array|clusters?|job-name|no-requeue|parsable|test-only|wait|wrap)(=|$)|-[aMJW]");
    private static final Pattern OPTION = Pattern.compile("--?[A-Za-z][^\\s\\p{Cntrl}]*");

    public SlurmSpec {
        sbatchOptions = sbatchOptions == null ? List.of() : List.copyOf(sbatchOptions);
        InvalidValueException.throwUnless(
                partition == null || partition.matches("[\\w.,@+-]+"),
                "partition",
                partition,
                "a partition's name, or several separated by commas");
        InvalidValueException.throwUnless(
                gpus == null || gpus >= 0 && gpus <= MAX_GPUS, "gpus", gpus, "a number of GPUs from 0 to " + MAX_GPUS);
        InvalidValueException.throwUnless(
                timeLimit == null || TIME.matcher(timeLimit).matches() && minutes(timeLimit) >= MIN_MINUTES,
                "timeLimit",
                timeLimit,
                "a time such as 30 (minutes), 02:00:00 or 1-12:00:00, of at least " + MIN_MINUTES
                        + " minutes: starting and saving take some of it");
        InvalidValueException.throwUnless(
                sbatchOptions.stream().allMatch(option -> OPTION.matcher(option).matches()),
                "sbatchOptions",
                sbatchOptions,
                "options of sbatch such as [--account=vision, --constraint=a100]");
        InvalidValueException.throwUnless(
                sbatchOptions.stream()
                        .noneMatch(option -> RESERVED.matcher(option).lookingAt()),
                "sbatchOptions",
                sbatchOptions,
                "none of --array, --clusters, --job-name, --no-requeue, --parsable, --test-only, --wait"
                        + " and --wrap, which the sweep sets itself");
    }

    /**
     * Parses minutes, minutes:seconds, hours:minutes:seconds; after days hours, hours:minutes, hours:minutes:seconds.
     */
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
