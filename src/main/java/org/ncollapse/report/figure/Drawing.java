package org.ncollapse.report.figure;

import java.awt.Graphics2D;

/** A figure with a size in points that draws itself. One unit of the graphics is one point. */
interface Drawing {

    /** Returns the name of the files, without an extension. */
    String name();

    double width();

    double height();

    void draw(Graphics2D g2);
}
