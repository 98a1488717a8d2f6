package org.ncollapse.report.figure;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.DefaultExtensionHandler;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.ncollapse.io.AtomicFile;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes a drawing as PNG, SVG and PDF, with text as text in SVG and PDF. Each file is replaced atomically. Equal
 * drawings give equal bytes.
 */
final class FigureWriter {
    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final double METRES_PER_INCH = 0.0254;

    private FigureWriter() {}

    /** Writes {@code NAME.png}, {@code NAME.svg} and {@code NAME.pdf}. */
    static void write(Path folder, Drawing figure) throws IOException {
        double width = figure.width();
        double height = figure.height();
        replace(folder.resolve(figure.name() + ".png"), out -> png(out, width, height, figure::draw));
        replace(folder.resolve(figure.name() + ".svg"), out -> svg(out, width, height, figure::draw));
        replace(folder.resolve(figure.name() + ".pdf"), out -> pdf(out, width, height, figure::draw));
    }

    /** Returns the paths of a figure's files. */
    static List<Path> paths(Path folder, String name) {
        return Stream.of(".png", ".svg", ".pdf")
                .map(ending -> folder.resolve(name + ending))
                .toList();
    }

    /** Deletes the files of a figure that exist. */
    static void delete(Path folder, String name) throws IOException {
        for (Path file : paths(folder, name)) {
            Files.deleteIfExists(file);
        }
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void replace(Path file, Content content) throws IOException {
        AtomicFile.writeUnsynced(file, part -> {
            try (OutputStream out = Files.newOutputStream(part)) {
                content.writeTo(out);
            }
        });
    }

    private static void png(OutputStream out, double width, double height, Consumer<Graphics2D> drawing)
            throws IOException {
        double scale = FigureStyle.PNG_DOTS_PER_INCH / FigureStyle.POINTS_PER_INCH;
        BufferedImage image = new BufferedImage(
                (int) Math.round(width * scale), (int) Math.round(height * scale), BufferedImage.TYPE_INT_RGB);
        Graphics2D g2 = image.createGraphics();
        g2.scale(scale, scale);
        drawing.accept(g2);
        g2.dispose();

        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        String pixelsPerMetre = Long.toString(Math.round(FigureStyle.PNG_DOTS_PER_INCH / METRES_PER_INCH));
        IIOMetadataNode size = new IIOMetadataNode("pHYs");
        size.setAttribute("pixelsPerUnitXAxis", pixelsPerMetre);
        size.setAttribute("pixelsPerUnitYAxis", pixelsPerMetre);
        size.setAttribute("unitSpecifier", "meter");
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
        root.appendChild(size);
        metadata.mergeTree("javax_imageio_png_1.0", root);
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
    }

    private static void svg(OutputStream out, double width, double height, Consumer<Graphics2D> drawing)
            throws IOException {
        SVGGraphics2D g2 = new SVGGraphics2D(emptySvg(), new SvgImageEmbedder(), new DefaultExtensionHandler(), false);
        drawing.accept(g2);
        Element root = g2.getRoot();
        root.setAttribute("width", inches(width));
        root.setAttribute("height", inches(height));
        root.setAttribute("viewBox", String.format(Locale.ROOT, "0 0 %s %s", width, height));
        NodeList elements = root.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            makeFontReplaceable((Element) elements.item(i));
        }
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        g2.stream(root, writer);
        writer.flush();
    }

    /** Adds fallback fonts for viewers without ours, and the width that each text was laid out for. */
    private static void makeFontReplaceable(Element element) {
        if (element.getAttribute("font-family").contains(FigureStyle.FONT_NAME)) {
            element.setAttribute("font-family", FigureStyle.FONT_FAMILIES);
        }
        if (element.getTagName().equals("text")) {
            Element holder = element;
            while (!holder.hasAttribute("font-size")) {
                holder = (Element) holder.getParentNode();
            }
            float size = Float.parseFloat(holder.getAttribute("font-size").replace("px", ""));
            double length = FigureStyle.width(FigureStyle.TICK.deriveFont(size), element.getTextContent());
            element.setAttribute("textLength", String.format(Locale.ROOT, "%.3f", length));
            element.setAttribute("lengthAdjust", "spacingAndGlyphs");
        }
    }

    private static Document emptySvg() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no usable XML library", e);
        }
    }

    private static String inches(double points) {
        return String.format(Locale.ROOT, "%.4fin", points / FigureStyle.POINTS_PER_INCH);
    }

    private static void pdf(OutputStream out, double width, double height, Consumer<Graphics2D> drawing)
            throws IOException {
        try (PDDocument document = new PDDocument();
                InputStream font = FigureStyle.fontFile();
                PdfBoxGraphics2DFontTextDrawer text = new PdfBoxGraphics2DFontTextDrawer()) {
            // Otherwise the file's identifier is made from the clock.
            document.setDocumentId(0L);
            PDPage page = new PDPage(new PDRectangle((float) width, (float) height));
            document.addPage(page);
            text.registerFont(FigureStyle.FONT_NAME, font);
            PdfBoxGraphics2D g2 = new PdfBoxGraphics2D(document, (float) width, (float) height);
            g2.setFontTextDrawer(text);
            drawing.accept(g2);
            g2.dispose();
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawForm(g2.getXFormObject());
            }
            document.save(out);
        }
    }
}
