package org.ncollapse.report.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A text resource of this package with placeholders {@code @NAMES@}. */
record Template(String text) {

    static Template of(String resource) {
        try (InputStream file = Template.class.getResourceAsStream(resource)) {
            return new Template(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the built-in " + resource, e);
        }
    }

    Template replace(String name, String value) {
        return new Template(text.replace("@" + name + "@", value));
    }
}
