package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionPageTest {

    private static final String HOSTILE = "<script>alert('&\"')</script>";
    private static final String SVG = "<svg xmlns='http://www.w3.org/2000/svg'><text>&lt;</text></svg>";

    @TempDir
    private Path folder;

    private String page(ReproducedModel... models) throws IOException {
        Path file = folder.resolve("index.html");
        ReproductionPage.write(
                file, "title " + HOSTILE, "introduction " + HOSTILE, List.of(models), "provenance " + HOSTILE);
        return Files.readString(file);
    }

    private ReproducedModel model() throws IOException {
        Path figure = Files.writeString(folder.resolve("figure.svg"), SVG);
        return new ReproducedModel(
                "name " + HOSTILE,
                "settings " + HOSTILE,
                "notes " + HOSTILE,
                "theorem " + HOSTILE,
                List.of("finding " + HOSTILE),
                figure,
                List.of(
                        new ReproducedModel.Row("row " + HOSTILE, 0.5, -0.25, 1.5e-3),
                        new ReproducedModel.Row("open", Double.NaN, 2, Double.NaN)));
    }

    @Test
    void everyTextIsEscaped() throws IOException {
        String page = page(model());
        assertThat(page).doesNotContain("<script", "alert('&\"");
        for (String text : List.of(
                "title", "introduction", "provenance", "name", "settings", "notes", "theorem", "finding", "row")) {
            assertThat(page).contains(text + " &lt;script&gt;alert('&amp;&quot;')&lt;/script&gt;");
        }
    }

    @Test
    void pageMakesNoRequests() throws IOException {
        String page = page(model(), model());
        assertThat(page)
                .doesNotContainIgnoringCase("http:", "https:", "//", "url(", "@import", "<link", "<script", "<iframe");
        Matcher source = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
        int images = 0;
        while (source.find()) {
            assertThat(source.group(1)).startsWith("data:image/svg+xml;base64,");
            String data = source.group(1).substring("data:image/svg+xml;base64,".length());
            assertThat(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
                    .isEqualTo(SVG);
            images++;
        }
        assertThat(images).isEqualTo(2);
    }

    @Test
    void rowHasPredictedAndSimulatedValuesOrNotDetermined() throws IOException {
        assertThat(page(model()))
                .contains(
                        "<td>0.5</td><td>\u22120.25</td><td>0.0015</td></tr>",
                        "<tr><td>open</td><td>not determined</td><td>2</td><td></td></tr>");
    }
}
