package org.ncollapse;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The dependency graph between the packages, and the uses that are limited to one of them. */
@AnalyzeClasses(packages = "org.ncollapse", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageDependencyTest {

    /** Each package and those of ours that it may use, in the order in which data flows. */
    static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    /** The subpackages of experiment, from the lowest to the highest, and the other packages that each may use. */
    static final Map<String, List<String>> EXPERIMENT_MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("text", List.of());
        MAY_USE.put("io", List.of("text"));
        MAY_USE.put("spec", List.of("text", "io"));
        MAY_USE.put("stats", List.of("text"));
        MAY_USE.put("data", List.of("text", "io", "spec"));
        MAY_USE.put("network", List.of("text", "io", "spec", "stats"));
        MAY_USE.put("training", List.of("text", "io", "spec", "stats", "data", "network"));
        MAY_USE.put("capture", List.of("text", "io", "spec", "stats", "data", "network", "training"));
        MAY_USE.put("metrics", List.of("text", "stats"));
        MAY_USE.put("ufm", List.of("text", "io", "spec", "stats", "metrics"));
        MAY_USE.put("report", List.of("text", "io", "spec", "stats", "metrics", "ufm"));
        MAY_USE.put(
                "experiment",
                List.of(
                        "text",
                        "io",
                        "spec",
                        "stats",
                        "data",
                        "network",
                        "training",
                        "capture",
                        "metrics",
                        "ufm",
                        "report"));
        MAY_USE.put(
                "cli",
                List.of(
                        "text",
                        "io",
                        "spec",
                        "stats",
                        "data",
                        "network",
                        "training",
                        "capture",
                        "metrics",
                        "ufm",
                        "report",
                        "experiment"));

        EXPERIMENT_MAY_USE.put("store", List.of());
        EXPERIMENT_MAY_USE.put("results", List.of("store"));
        EXPERIMENT_MAY_USE.put("run", List.of("store", "results"));
        EXPERIMENT_MAY_USE.put("simulation", List.of("store", "results"));
        EXPERIMENT_MAY_USE.put("measurement", List.of("store", "results"));
        EXPERIMENT_MAY_USE.put("estimate", List.of("run"));
        EXPERIMENT_MAY_USE.put("doctor", List.of("store", "estimate"));
        EXPERIMENT_MAY_USE.put("sweep", List.of("store", "results", "estimate"));
    }

    @ArchTest
    static final ArchRule every_class_is_in_a_package_of_the_design =
            classes().should().resideInAnyPackage(patterns(List.copyOf(MAY_USE.keySet())));

    @ArchTest
    static final ArchRule every_class_of_experiment_is_in_one_of_its_subpackages = classes()
            .that()
            .resideInAPackage("org.ncollapse.experiment..")
            .should()
            .resideInAnyPackage(patterns(inExperiment(List.copyOf(EXPERIMENT_MAY_USE.keySet()))));

    @ArchTest
    static final ArchRule packages_use_only_those_that_the_design_allows =
            CompositeArchRule.of(MAY_USE.entrySet().stream()
                    .map(entry -> imports(entry.getKey(), "org.ncollapse..", entry.getValue()))
                    .toList());

    @ArchTest
    static final ArchRule experiments_subpackages_use_only_those_that_the_design_allows =
            CompositeArchRule.of(EXPERIMENT_MAY_USE.entrySet().stream()
                    .map(entry -> imports(
                            "experiment." + entry.getKey(),
                            "org.ncollapse.experiment..",
                            inExperiment(entry.getValue())))
                    .toList());

    private static List<String> inExperiment(List<String> names) {
        return names.stream().map(name -> "experiment." + name).toList();
    }

    private static ArchRule imports(String name, String ours, List<String> allowed) {
        return noClasses()
                .that()
                .resideInAPackage(pattern(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ours)
                        .and(DescribedPredicate.not(resideInAnyPackage(patterns(allowed))))
                        .and(DescribedPredicate.not(resideInAPackage(pattern(name))))
                        .as("are in " + ours + " and outside " + allowed));
    }

    @ArchTest
    static final ArchRule packages_have_no_cycle =
            slices().matching("org.ncollapse.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_science_needs_no_network_library = noClasses()
            .that()
            .resideInAnyPackage(patterns(List.of("stats", "metrics", "spec", "ufm")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.datavec..");

    @ArchTest
    static final ArchRule training_does_not_know_who_listens = noClasses()
            .that()
            .resideInAPackage(pattern("training"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(patterns(List.of("capture", "metrics", "ufm", "report")));

    @ArchTest
    static final ArchRule only_the_command_line_prints =
            noClasses().that().resideOutsideOfPackage(pattern("cli")).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule only_the_command_line_prints_stack_traces = noClasses()
            .that()
            .resideOutsideOfPackage(pattern("cli"))
            .should()
            .callMethodWhere(target(name("printStackTrace")));

    @ArchTest
    static final ArchRule exceptions_say_what_they_are = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule no_second_logging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    /**
     * Arrays on a GPU have no elements at such an address. oneDNN's kernels run on the CPU only;
     * {@code platformAddress} is the address on the device.
     */
    @ArchTest
    static final ArchRule only_onednn_kernels_use_addresses_of_arrays = noClasses()
            .that()
            .resideOutsideOfPackage("org.ncollapse.network.kernel.onednn..")
            .should()
            .callMethodWhere(target(owner(assignableTo(DataBuffer.class)))
                    .and(target(nameMatching("pointer|address|addressPointer|opaqueBuffer|indexer|asNio.*|asBytes"))));

    @ArchTest
    static final ArchRule only_onednn_kernels_use_javacpp = noClasses()
            .that()
            .resideInAnyPackage("org.ncollapse.network..", "org.ncollapse.training..")
            .and()
            .resideOutsideOfPackage("org.ncollapse.network.kernel.onednn..")
            .and()
            .doNotHaveSimpleName("Backend")
            .and(DescribedPredicate.not(nameMatching(".*\\.DeviceArray(\\$.*)?")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule only_the_driver_package_calls_native_functions = noClasses()
            .that()
            .resideOutsideOfPackage("org.ncollapse.network.kernel.cuda.driver..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    /**
     * Between layers no element is copied from or to the host: each copy would make a GPU wait. Allowed are both ends
     * of a step (images and features in {@code Nd4jKernels}, the criterion's labels and its two sums) and what is saved
     * and restored. {@code CudaKernels} copies the initial parameters.
     */
    @ArchTest
    static final ArchRule no_element_is_copied_to_the_host_between_layers = noClasses()
            .that()
            .resideInAnyPackage("org.ncollapse.network.layer..", "org.ncollapse.network.kernel..")
            .and()
            .resideOutsideOfPackage("org.ncollapse.network.kernel.onednn..")
            .and()
            .doNotHaveSimpleName("Nd4jKernels")
            .and()
            .doNotHaveSimpleName("Nd4jCriterion")
            .and()
            .doNotHaveSimpleName("Nd4jFloatVector")
            .and()
            .doNotHaveSimpleName("CudaKernels")
            .should()
            .callMethodWhere(
                    target(owner(assignableTo(INDArray.class)))
                            .and(
                                    target(
                                            nameMatching(
                                                    "get(Double|Float|Int|Long|Number)|to(Double|Float|Int|Long)(Vector|Matrix)|.*Number|putScalar|element"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(DataBuffer.class))).and(target(nameMatching("as.*|get.*|put"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Nd4j.class))).and(target(nameMatching("createFromArray"))));

    @ArchTest
    static final ArchRule the_command_lines_libraries_stay_there =
            stays("cli", "picocli..", "me.tongfei.progressbar..");

    @ArchTest
    static final ArchRule the_figures_libraries_stay_there = stays(
            "report",
            "org.jfree..",
            "org.apache.batik..",
            "org.apache.pdfbox..",
            "de.rototor..",
            "org.apache.commons.csv..");

    private static ArchRule stays(String name, String... libraries) {
        DescribedPredicate<JavaClass> library = resideInAnyPackage(libraries);
        return noClasses()
                .that()
                .resideOutsideOfPackage(pattern(name))
                .should()
                .dependOnClassesThat(library)
                .as(Arrays.toString(libraries) + " should be used in " + name + " only");
    }

    private static String pattern(String name) {
        return "org.ncollapse." + name + "..";
    }

    private static String[] patterns(List<String> names) {
        return names.stream().map(PackageDependencyTest::pattern).toArray(String[]::new);
    }
}
