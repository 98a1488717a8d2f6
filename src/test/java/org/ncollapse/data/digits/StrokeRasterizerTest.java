package org.ncollapse.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import org.junit.jupiter.api.Test;

class StrokeRasterizerTest {
    private static final int SIDE = 28;

    /**
     * Compares pixels with the distance that {@link Line2D} computes. The minimum radius is 0.75·0.7 and the widest
     * edge is 2, so within 0.1 of the line the level is at least 0.79 of 190, less six standard deviations of the
     * noise. The maximum radius plus half an edge is 1.75·1.3 + 2/2 pixels; farther away there is only noise.
     */
    @Test
    void onlyPixelsOnTheLineAreBright() {
        Line2D line = new Line2D.Double(6.5, 5.5, 20.5, 22.5);
        Path2D way = new Path2D.Double(line);
        for (int sample = 0; sample < 300; sample++) {
            byte[] image = new byte[SIDE * SIDE];
            new StrokeRasterizer(new SampleRandom(1, 0, sample)).rasterize(way, SIDE, image, 0);
            for (int i = 0; i < image.length; i++) {
                double distance = line.ptSegDist(i % SIDE + 0.5, Math.floorDiv(i, SIDE) + 0.5);
                if (distance < 0.1) {
                    assertThat(image[i] & 0xff).isGreaterThan(78);
                } else if (distance > 3.3) {
                    assertThat(image[i] & 0xff).isLessThan(72);
                }
            }
        }
    }

    @Test
    void writesOnlyThePixelsOfTheImage() {
        Path2D way = new Path2D.Double(new Line2D.Double(8, 8, 20, 20));
        byte[] alone = new byte[SIDE * SIDE];
        byte[] among = new byte[3 * SIDE * SIDE];
        new StrokeRasterizer(new SampleRandom(4, 0, 0)).rasterize(way, SIDE, alone, 0);
        new StrokeRasterizer(new SampleRandom(4, 0, 0)).rasterize(way, SIDE, among, SIDE * SIDE);
        for (int i = 0; i < among.length; i++) {
            boolean within = i >= SIDE * SIDE && i < 2 * SIDE * SIDE;
            assertThat(among[i]).isEqualTo(within ? alone[i - SIDE * SIDE] : 0);
        }
    }
}
