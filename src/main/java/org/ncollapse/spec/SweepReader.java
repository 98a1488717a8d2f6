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

/** Reads a sweep's file and multiplies it out: grid × list × seeds, each with its experiment. */
public final class SweepReader {

    private static final SpecReader<SweepFile> READER =
            new SpecReader<>(SweepFile.class, new SpecReader.Example("experiment", "seeds=[1, 2, 3]"));

    private static final SpecReader<Sweep> KEPT = new SpecReader<>(Sweep.class, new SpecReader.Example("runs", ""));

    private static final int MOST_RUNS = 10_000;

    /** What the sweep itself gives every run. */
    private static final Set<String> ITS_OWN = Set.of("name", "notes", "seed");

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

    /** An experiment's file that a sweep names. */
    public record ExperimentSource(String source, String text) {}

    /** A value that a run has in place of the experiment's, and where it was written. */
    private record Override(String key, JsonNode value, String place) {}

    /**
     * Reads a sweep.
     *
     * @param source what the text is called in messages, a file's name
     * @param text YAML
     * @param experiment reads the file that is named in it
     * @throws BadInputException in one line: the place, the value, what was expected; for what does not suit the
     *     experiment, too
     */
    public static Sweep read(String source, String text, Function<String, ExperimentSource> experiment) {
        YamlTree tree = READER.parse(source, text);
        SweepFile file = READER.read(tree);
        ExperimentSource base = experiment.apply(file.experiment());
        return new SweepReader(source, tree, file, base.source(), base.text()).sweep();
    }

    /** Returns whether a YAML text is a sweep: only sweeps have the key {@code experiment}. */
    public static boolean isSweep(String source, String text) {
        return READER.parse(source, text).root().has("experiment");
    }

    /** The sweep as its folder keeps it, every run with every default filled in. */
    public static ObjectNode toJson(Sweep sweep) {
        return KEPT.toJson(sweep);
    }

    /**
     * A sweep that was kept.
     *
     * @param source what the JSON is called in messages
     * @throws BadInputException where it is none
     */
    public static Sweep fromJson(String source, JsonNode json) {
        return KEPT.fromJson(source, json);
    }

    private Sweep sweep() {
        List<Override> common = entry("set", file.set());
        refuseTooMany();
        List<List<Override>> settings = settings();
        List<String> keys = settings.stream()
                .flatMap(List::stream)
                .map(Override::key)
                .distinct()
                .toList();
        common.stream().filter(value -> keys.contains(value.key())).findFirst().ifPresent(value -> {
            throw new BadInputException(value.place() + ": '" + value.key()
                    + "' is set for all runs and varied, too; leave one of the two out");
        });
        SweepRunNames names = new SweepRunNames(file.name(), keys);
        Map<String, PlannedRun> runs = new HashMap<>();
        List<PlannedRun> planned = new ArrayList<>();
        for (List<Override> setting : settings) {
            for (Long seed : file.seeds().isEmpty() ? Collections.<Long>singletonList(null) : file.seeds()) {
                PlannedRun run = run(common, setting, keys, seed, names);
                PlannedRun twin = runs.put(run.name(), run);
                if (twin != null) {
                    throw new BadInputException(source + ": two runs would be called '" + run.name() + "', with " + keys
                            + " " + twin.values() + " and " + run.values()
                            + "; write values that differ in letters and digits");
                }
                planned.add(run);
            }
        }
        return new Sweep(file.name(), file.notes(), keys, planned, file.slurm());
    }

    /** Before they are multiplied out. */
    private void refuseTooMany() {
        double count = Math.max(1, file.seeds().size())
                * (double) Math.max(1, file.settings().size());
        for (JsonNode values : file.grid() == null
                ? List.<JsonNode>of()
                : List.copyOf(file.grid().valueStream().toList())) {
            count *= Math.max(1, values.size());
        }
        if (count > MOST_RUNS) {
            throw new BadInputException(
                    source + ": %.0f runs; a sweep has at most %d, make several of it".formatted(count, MOST_RUNS));
        }
    }

    private PlannedRun run(
            List<Override> common, List<Override> setting, List<String> keys, Long seed, SweepRunNames names) {
        YamlTree run = ExperimentReader.parse(experiment, text);
        common.forEach(value -> run.put(value.key(), value.value(), value.place()));
        setting.forEach(value -> run.put(value.key(), value.value(), value.place()));
        JsonNode threads = run.root().at("/compute/threads");
        if (threads.isMissingNode() || threads.isNull()) {
            // Not as many as the machine has: results should not depend on where the sweep is run.
            run.put("compute.threads", run.root().textNode("1"), source);
        }
        if (seed != null) {
            run.put("seed", run.root().textNode(seed.toString()), tree.location("seeds"));
        }
        List<String> values = keys.stream()
                .map(key -> setting.stream()
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
                    + "' cannot be in a sweep, which gives each run a card of its own to see; write cuda:0");
        }
        return new PlannedRun(values, planned);
    }

    /** Every combination of the grid's values with every entry of the list; the first key varies slowest. */
    private List<List<Override>> settings() {
        List<List<Override>> settings = new ArrayList<>(List.of(List.of()));
        for (Map.Entry<String, JsonNode> axis : file.grid() == null
                ? List.<Map.Entry<String, JsonNode>>of()
                : List.copyOf(file.grid().properties())) {
            String path = "grid." + axis.getKey();
            if (!axis.getValue().isArray() || axis.getValue().isEmpty()) {
                throw new BadInputException(tree.location(path) + ": " + path + ": " + YamlTree.quoted(axis.getValue())
                        + " cannot be: expected a list of values");
            }
            List<Override> values = new ArrayList<>();
            for (JsonNode value : axis.getValue()) {
                values.add(value(axis.getKey(), value, path + "[" + values.size() + "]"));
            }
            settings = product(settings, values.stream().map(List::of).toList());
        }
        List<List<Override>> entries = new ArrayList<>();
        for (ObjectNode entry : file.settings()) {
            entries.add(entry("settings[" + entries.size() + "]", entry));
        }
        return entries.isEmpty() ? settings : product(settings, entries);
    }

    private List<List<Override>> product(List<List<Override>> slow, List<List<Override>> fast) {
        List<List<Override>> all = new ArrayList<>();
        for (List<Override> before : slow) {
            for (List<Override> after : fast) {
                List<Override> both = new ArrayList<>(before);
                both.addAll(after);
                Set<String> keys = new LinkedHashSet<>();
                for (Override value : both) {
                    if (!keys.add(value.key())) {
                        throw new BadInputException(value.place() + ": '" + value.key()
                                + "' is in the grid and in the settings; leave one of the two out");
                    }
                }
                all.add(both);
            }
        }
        return all;
    }

    private List<Override> entry(String path, ObjectNode entry) {
        List<Override> values = new ArrayList<>();
        if (entry != null) {
            entry.properties()
                    .forEach(field -> values.add(value(field.getKey(), field.getValue(), path + "." + field.getKey())));
        }
        return values;
    }

    private Override value(String key, JsonNode value, String path) {
        if (ITS_OWN.contains(key)) {
            throw new BadInputException(tree.location(path) + ": '" + key
                    + "' cannot be set here: the sweep gives each run its name and notes, and 'seeds' its seed");
        }
        if (!key.matches("\\w+(\\.\\w+)*")) {
            throw new BadInputException(tree.location(path) + ": '" + key
                    + "' is no key of an experiment; expected one such as objective.weightDecay");
        }
        return new Override(key, value, tree.location(path));
    }
}
