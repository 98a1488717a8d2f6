package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Sweep.PlannedRun;

/** Reads a sweep file and expands it into runs: grid × configurations × seeds, each with its experiment. */
public final class SweepReader {

    private static final SpecReader<SweepFile> FILE_READER =
            new SpecReader<>(SweepFile.class, new SpecReader.Example("experiment", "seeds=[1, 2, 3]"));

    private static final SpecReader<Sweep> JSON_READER =
            new SpecReader<>(Sweep.class, new SpecReader.Example("runs", ""));

    private static final int MAX_RUNS = 10_000;

    /** Keys that the sweep sets itself. */
    private static final Set<String> RESERVED = Set.of("name", "notes", "seed");

    private final String source;
    private final YamlTree tree;
    private final SweepFile file;
    private final String experiment;
    private final String text;

    private SweepReader(String source, YamlTree tree, SweepFile file, String experiment, String text) {
        this.source = source;
        this.tree = tree;
        this.file = file;
        this.experiment = experiment;
        this.text = text;
    }

    /** An experiment file: its name for messages, and its text. */
    public record ExperimentSource(String source, String text) {}

    /** A value that overrides the experiment's, and the place where it was written. */
    private record Assignment(String key, JsonNode value, String place) {}

    /**
     * Reads a sweep.
     *
     * @param source the file's name, for messages
     * @param text YAML
     * @param experiment reads the experiment file that the sweep names
     * @throws BadInputException in one line: the place, the value, what was expected; also if a value does not fit the
     *     experiment
     */
    public static Sweep read(String source, String text, Function<String, ExperimentSource> experiment) {
        YamlTree tree = FILE_READER.parse(source, text);
        SweepFile file = FILE_READER.read(tree);
        ExperimentSource base = experiment.apply(file.experiment());
        return new SweepReader(source, tree, file, base.source(), base.text()).expand();
    }

    /** Returns whether a YAML text is a sweep: only sweeps have the key {@code experiment}. */
    public static boolean isSweep(String source, String text) {
        return FILE_READER.parse(source, text).root().has("experiment");
    }

    /** Returns the sweep as JSON, every run with all defaults filled in. */
    public static ObjectNode toJson(Sweep sweep) {
        return JSON_READER.toJson(sweep);
    }

    /**
     * Reads a sweep from the JSON that {@link #toJson} returned.
     *
     * @param source the JSON's name, for messages
     * @throws BadInputException if it is not a sweep
     */
    public static Sweep fromJson(String source, JsonNode json) {
        return JSON_READER.fromJson(source, json);
    }

    private Sweep expand() {
        List<Assignment> common = toAssignments("set", file.set());
        rejectTooManyRuns();
        List<List<Assignment>> configurations = expandConfigurations();
        List<String> keys = configurations.stream()
                .flatMap(List::stream)
                .map(Assignment::key)
                .distinct()
                .toList();
        common.stream().filter(value -> keys.contains(value.key())).findFirst().ifPresent(value -> {
            throw new BadInputException(
                    value.place() + ": '" + value.key() + "' is in 'set' and also varied; remove it from one of them");
        });
        SweepRunNames names = new SweepRunNames(file.name(), keys);
        Map<String, PlannedRun> runs = new HashMap<>();
        List<PlannedRun> planned = new ArrayList<>();
        for (List<Assignment> configuration : configurations) {
            for (Long seed : file.seeds().isEmpty() ? Collections.<Long>singletonList(null) : file.seeds()) {
                PlannedRun run = planRun(common, configuration, keys, seed, names);
                PlannedRun duplicate = runs.put(run.name(), run);
                if (duplicate != null) {
                    throw new BadInputException(
                            source + ": two runs would have the name '" + run.name() + "', with " + keys
                                    + " " + duplicate.values() + " and " + run.values()
                                    + "; write values that differ in letters or digits");
                }
                planned.add(run);
            }
        }
        return new Sweep(file.name(), file.notes(), keys, planned, file.slurm());
    }

    /** Checks the number of runs before they are created. */
    private void rejectTooManyRuns() {
        double count = Math.max(1, file.seeds().size())
                * (double) Math.max(1, file.configurations().size());
        for (JsonNode values : file.grid() == null
                ? List.<JsonNode>of()
                : List.copyOf(file.grid().valueStream().toList())) {
            count *= Math.max(1, values.size());
        }
        if (count > MAX_RUNS) {
            throw new BadInputException(source
                    + ": %.0f runs, but a sweep has at most %d; split it into several sweeps"
                            .formatted(count, MAX_RUNS));
        }
    }

    private PlannedRun planRun(
            List<Assignment> common,
            List<Assignment> configuration,
            List<String> keys,
            Long seed,
            SweepRunNames names) {
        YamlTree run = ExperimentReader.parse(experiment, text);
        common.forEach(value -> run.put(value.key(), value.value(), value.place()));
        configuration.forEach(value -> run.put(value.key(), value.value(), value.place()));
        JsonNode threads = run.root().at("/compute/threads");
        if (threads.isMissingNode() || threads.isNull()) {
            // The default would depend on the machine, and results depend on the number of threads.
            run.put("compute.threads", run.root().textNode("1"), source);
        }
        if (seed != null) {
            run.put("seed", run.root().textNode(seed.toString()), tree.location("seeds"));
        }
        List<String> values = keys.stream()
                .map(key -> configuration.stream()
                        .filter(value -> value.key().equals(key))
                        .findFirst()
                        .map(value -> YamlTree.toFlowText(value.value()))
                        .orElse(""))
                .toList();
        run.put("name", run.root().textNode(names.name(values, seed)), tree.location("name"));
        if (!file.notes().isEmpty()) {
            run.put("notes", run.root().textNode(file.notes()), tree.location("notes"));
        }
        Experiment planned = ExperimentReader.read(run);
        if (planned.compute().device().isCuda() && planned.compute().device().cudaIndex() > 0) {
            throw new BadInputException(run.location("compute.device") + ": compute.device: '"
                    + planned.compute().device()
                    + "' is not possible in a sweep, where each run sees only its own GPU; write cuda:0");
        }
        return new PlannedRun(values, planned);
    }

    /** Returns every configuration of the grid, each combined with every listed one; the first key varies slowest. */
    private List<List<Assignment>> expandConfigurations() {
        List<List<Assignment>> configurations = new ArrayList<>(List.of(List.of()));
        for (Map.Entry<String, JsonNode> axis : file.grid() == null
                ? List.<Map.Entry<String, JsonNode>>of()
                : List.copyOf(file.grid().properties())) {
            String path = "grid." + axis.getKey();
            if (!axis.getValue().isArray() || axis.getValue().isEmpty()) {
                throw new BadInputException(tree.location(path) + ": " + path + ": invalid value "
                        + YamlTree.quoted(axis.getValue()) + "; expected a list of values");
            }
            List<Assignment> values = new ArrayList<>();
            for (JsonNode value : axis.getValue()) {
                values.add(toAssignment(axis.getKey(), value, path + "[" + values.size() + "]"));
            }
            configurations =
                    product(configurations, values.stream().map(List::of).toList());
        }
        List<List<Assignment>> entries = new ArrayList<>();
        for (ObjectNode entry : file.configurations()) {
            entries.add(toAssignments("configurations[" + entries.size() + "]", entry));
        }
        return entries.isEmpty() ? configurations : product(configurations, entries);
    }

    private List<List<Assignment>> product(List<List<Assignment>> outer, List<List<Assignment>> inner) {
        List<List<Assignment>> all = new ArrayList<>();
        for (List<Assignment> first : outer) {
            for (List<Assignment> second : inner) {
                List<Assignment> both = new ArrayList<>(first);
                both.addAll(second);
                Set<String> keys = new LinkedHashSet<>();
                for (Assignment value : both) {
                    if (!keys.add(value.key())) {
                        throw new BadInputException(value.place() + ": '" + value.key()
                                + "' is in 'grid' and in 'configurations'; remove it from one of them");
                    }
                }
                all.add(both);
            }
        }
        return all;
    }

    private List<Assignment> toAssignments(String path, ObjectNode entry) {
        List<Assignment> values = new ArrayList<>();
        if (entry != null) {
            entry.properties()
                    .forEach(field ->
                            values.add(toAssignment(field.getKey(), field.getValue(), path + "." + field.getKey())));
        }
        return values;
    }

    private Assignment toAssignment(String key, JsonNode value, String path) {
        if (RESERVED.contains(key)) {
            throw new BadInputException(tree.location(path) + ": '" + key
                    + "' cannot be varied: the sweep sets the name and the notes of each run, 'seeds' its seed");
        }
        if (!key.matches("\\w+(\\.\\w+)*")) {
            throw new BadInputException(tree.location(path) + ": '" + key
                    + "' is not a key of an experiment; expected a key such as objective.weightDecay");
        }
        return new Assignment(key, value, tree.location(path));
    }
}
