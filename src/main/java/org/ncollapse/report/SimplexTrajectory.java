package org.ncollapse.report;

import java.util.List;

/**
 * Three classes in the plane of their simplex at several epochs, the common picture of neural collapse. The plane is
 * that of the last class means for all epochs.
 *
 * @param classes the names of the three classes
 * @param projections by ascending epoch
 */
public record SimplexTrajectory(List<String> classes, List<Projection> projections) {

    public SimplexTrajectory {
        classes = List.copyOf(classes);
        projections = List.copyOf(projections);
    }

    /**
     * One epoch. Positions are (right, up). Samples and means are relative to the center of the three means, in units
     * of the means' root mean square distance from it. Weight vectors are relative to their own center, in units of
     * their own root mean square distance. The plot thus shows within-class variability relative to between-class
     * variability, as NC1 does.
     *
     * @param samples some for each class
     * @param means of those samples, one for each class
     * @param head weight vectors, one for each class
     */
    public record Projection(int epoch, List<double[][]> samples, double[][] means, double[][] head) {
        public Projection {
            samples = List.copyOf(samples);
        }
    }
}
