package org.ncollapse.report.page;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Opens the page of a synthetic run with a fit in a browser before each test. */
abstract class RunPageInBrowser extends BrowserTest {

    static Path page;

    @BeforeAll
    static void writePage() throws Exception {
        page = SyntheticRunPage.write(folder, "run", SyntheticRunPage.fit());
    }

    @BeforeEach
    void open() throws Exception {
        browser.setViewport(1400, 900, false);
        browser.open(page.toUri());
    }

    /** The figure under a caption. */
    static String figure(String caption) {
        return "[...document.querySelectorAll('figure')].find(one => one.querySelector('figcaption').textContent === '"
                + caption + "')";
    }

    /** The plot under a caption. */
    static String plot(String caption) {
        return "echarts.getInstanceByDom(" + figure(caption) + ".querySelector('.plot'))";
    }

    static String text(String expression) throws Exception {
        return browser.evaluate(expression).asText();
    }

    static void pause(int milliseconds) throws Exception {
        browser.evaluate("new Promise(later => setTimeout(later, " + milliseconds + "))");
    }
}
