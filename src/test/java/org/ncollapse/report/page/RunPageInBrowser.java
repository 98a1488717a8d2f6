package org.ncollapse.report.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page of a synthetic run with a fit in a browser before each test. */
abstract class RunPageInBrowser {

    @TempDir
    static Path folder;

    @TempDir
    private static Path profile;

    static HeadlessChromium browser;
    static Path page;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(HeadlessChromium.installed().isPresent(), "Chromium is not installed");
        page = SyntheticRunPage.write(folder, "run", SyntheticRunPage.fit());
        browser = HeadlessChromium.start(profile);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
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
