package org.ncollapse.report.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share a browser, which is started before the first one. */
abstract class BrowserTest {

    /** For pages. */
    @TempDir
    static Path folder;

    @TempDir
    private static Path profile;

    static HeadlessChromium browser;

    @BeforeAll
    static void startBrowser() throws Exception {
        assumeTrue(HeadlessChromium.installed().isPresent(), "Chromium is not installed");
        browser = HeadlessChromium.start(profile);
    }

    @AfterAll
    static void stopBrowser() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
    }
}
