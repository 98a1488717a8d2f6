package org.ncollapse.report.figure;

import java.awt.Graphics2D;

/** A figure of a size in points, which draws itself, one unit of the graphics a point. */
interface Drawing {

    /** The files' name, without an ending. */
    String name();

    double width();

    double height();

    void draw(Graphics2D g2);
}
