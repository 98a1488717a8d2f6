package org.ncollapse.report;

import java.util.List;

/**
 * Three classes in the plane of their simplex, epoch after epoch: the picture by which the field knows neural collapse.
 * One plane serves all epochs, that of the last means, so that what moves is the network.
 *
 * @param classes the three's names
 * @param scenes by ascending epoch
 */
public record SimplexCourse(List<String> classes, List<Scene> scenes) {

    public SimplexCourse {
        classes = List.copyOf(classes);
        scenes = List.copyOf(scenes);
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
    public record Scene(int epoch, List<double[][]> samples, double[][] means, double[][] head) {
        public Scene {
            samples = List.copyOf(samples);
        }
    }
}
