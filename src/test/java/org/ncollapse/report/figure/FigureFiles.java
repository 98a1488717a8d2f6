package org.ncollapse.report.figure;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Writes figures into a run's folder and reads them. */
record FigureFiles(Path runFolder) {

    private static final List<String> EXTENSIONS = List.of(".png", ".svg", ".pdf");

    void write(Optional<? extends Drawing> figure) throws IOException {
        FigureWriter.write(Files.createDirectories(folder()), figure.orElseThrow());
    }

    Path folder() {
        return runFolder.resolve("figures");
    }

    BufferedImage png(String name) throws IOException {
        return ImageIO.read(folder().resolve(name + ".png").toFile());
    }

    PDDocument pdf(String name) throws IOException {
        return Loader.loadPDF(folder().resolve(name + ".pdf").toFile());
    }

    Document svg(String name) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        return builder.parse(folder().resolve(name + ".svg").toFile());
    }

    /** Returns the texts of a figure's SVG. */
    List<String> texts(String name) throws Exception {
        NodeList elements = svg(name).getElementsByTagName("text");
        return IntStream.range(0, elements.getLength())
                .mapToObj(i -> elements.item(i).getTextContent())
                .toList();
    }

    /** Returns the number of images in a figure's SVG. */
    int imageCount(String name) throws Exception {
        return svg(name).getElementsByTagName("image").getLength();
    }

    /** Returns the contents of the PNG, the SVG and the PDF of each figure. */
    List<byte[]> contents(List<String> names) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (String name : names) {
            for (String extension : EXTENSIONS) {
                contents.add(Files.readAllBytes(folder().resolve(name + extension)));
            }
        }
        return contents;
    }
}
