package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;

/** Opens an unpacked archive in Debian's Jupyter and LaTeX, if they are installed. */
class ExportToolsTest {

    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private static Path home;

    private static Path run;
    private static Path simulation;

    @BeforeAll
    static void export() throws IOException {
        // One of each kind: a run with two taps and two splits; a simulation with a fit and no test split.
        TinyRun.run(home, "name=tiny_run");
        ExportFixture.fittedSimulation(home);
        run = unpacked("tiny_run");
        simulation = unpacked("made");
    }

    private static Path unpacked(String name) throws IOException {
        RunFolders folders = new RunFolders(home, name);
        RunExporter.export(folders, warning -> {});
        return ExportFixture.unpack(folders.export().resolve(name + ".zip"), home.resolve("unpacked"));
    }

    /** The exit code and output of a command; code −1 if it is not installed. */
    private record ProcessOutput(int code, String text) {
        static ProcessOutput by(Path folder, String... command) throws IOException, InterruptedException {
            Path said = Files.createTempFile(home, "said", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
                List.of("JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR")
                        .forEach(key -> builder.environment()
                                .put(key, home.resolve("python").toString()));
                Process process = builder.start();
                assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
                return new ProcessOutput(process.exitValue(), Files.readString(said));
            } catch (IOException e) {
                return new ProcessOutput(-1, e.getMessage());
            }
        }
    }

    private static int executedFigures(Path folder, String name) throws IOException, InterruptedException {
        assumeTrue(
                ProcessOutput.by(folder, PYTHON, "-c", "import nbconvert, ipykernel, pandas, matplotlib")
                                .code()
                        == 0,
                "Debian's Jupyter with pandas is not installed");
        ProcessOutput said = ProcessOutput.by(
                folder,
                PYTHON,
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                name + ".ipynb",
                "--output",
                "executed.ipynb");
        assertThat(said.code()).as(said.text()).isZero();
        int figures = 0;
        for (JsonNode cell : JsonMapper.builder()
                .build()
                .readTree(folder.resolve("executed.ipynb").toFile())
                .get("cells")) {
            for (JsonNode output : cell.path("outputs")) {
                assertThat(output.path("output_type").asText()).isNotEqualTo("error");
                assertThat(output.path("name").asText()).as(output.toString()).isNotEqualTo("stderr");
                figures += output.at("/data").has("image/png") ? 1 : 0;
            }
        }
        return figures;
    }

    @Test
    void notebookOfRunDrawsFigures() throws IOException, InterruptedException {
        assertThat(executedFigures(run, "tiny_run")).isEqualTo(5);
    }

    @Test
    void notebookOfFittedSimulationDrawsModels() throws IOException, InterruptedException {
        assertThat(executedFigures(simulation, "made")).isEqualTo(6);
    }

    @Test
    void latexCompilesExampleWithoutWarnings() throws IOException, InterruptedException {
        for (Path folder : List.of(run, simulation)) {
            assumeTrue(
                    ProcessOutput.by(folder, "kpsewhich", "pgfplots.sty", "booktabs.sty")
                            .text()
                            .contains("booktabs.sty"),
                    "LaTeX with pgfplots is not installed");
            for (List<String> command : List.of(
                    List.of("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "example"),
                    List.of("bibtex", "example"),
                    List.of("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "example"))) {
                ProcessOutput said = ProcessOutput.by(folder, command.toArray(String[]::new));
                assertThat(said.code()).as(said.text()).isZero();
                assertThat(said.text())
                        .doesNotContain("Overfull", "Package pgfplots Warning", "Warning--", "error message");
            }
            assertThat(folder.resolve("example.pdf")).isNotEmptyFile();
        }
    }
}
