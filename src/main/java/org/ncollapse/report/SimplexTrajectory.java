package org.ncollapse.report;

import java.util.List;

/**
 * Three classes in the plane of their simplex, epoch after epoch: the picture by which the field knows neural collapse.
 * One plane serves all epochs, that of the last means, so that what moves is the network.
 *
 * @param classes the three's names
 * @param projections by ascending epoch
 */
public record SimplexTrajectory(List<String> classes, List<Projection> projections) {

    public SimplexTrajectory {
        classes = List.copyOf(classes);
        projections = List.copyOf(projections);
    }

    /**
     * One epoch. Places are (right, up), seen from the centre of the three means (of the three head vectors, for
     * those), in units of the means' root mean square distance from it (of the head vectors', for those): what shrinks
     * is the spread beside the triangle, as in NC1.
     *
     * @param samples a class's samples each
     * @param means of those samples, one a class
     * @param head one a class
     */
    public record Projection(int epoch, List<double[][]> samples, double[][] means, double[][] head) {
        public Projection {
            samples = List.copyOf(samples);
        }
    }
}
