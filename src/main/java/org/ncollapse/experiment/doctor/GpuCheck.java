package org.ncollapse.experiment.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.spec.Experiment;

/** The machine's graphics cards, and which of them runs could take. */
final class GpuCheck {

    private static final String ON_THE_CPU = "runs take the CPU, which compute.device: cpu says by itself";

    private GpuCheck() {}

    /** @param cuda whether this build holds ND4J's CUDA backend */
    static List<CheckResult> of(CudaDevices cards, boolean cuda) {
        if (cards instanceof CudaDevices.Unavailable none) {
            return List.of(CheckResult.ok(
                    "cards",
                    "no card (" + none.reason() + "); runs take the CPU"
                            + (cuda ? "" : ", and this build has no CUDA in it")));
        }
        return IntStream.range(0, cards.visible().size())
                .mapToObj(number -> of(number, cards.visible().get(number), cuda))
                .toList();
    }

    /**
     * Whether an experiment can have the card that it asks for. It is not timed: a process computes on processors or on
     * a card, and this one on processors.
     *
     * @param experiment whose {@code compute.device} is a card
     */
    static CheckResult of(Experiment experiment, CudaDevices cards, boolean cuda) {
        try {
            CudaDevice card = cards.require(experiment.compute().device().cudaIndex());
            return cuda
                    ? CheckResult.ok(experiment.name(), "runs on " + card + "; how long is not foretold for a card")
                    : CheckResult.problem(
                            experiment.name(),
                            "asks for " + experiment.compute().device() + ", and this build has no CUDA in it",
                            "mvn -Pcuda -Dmaven.test.skip=true package, or take compute.device: cpu");
        } catch (BadInputException e) {
            return CheckResult.problem(
                    experiment.name(), e.getMessage(), "take compute.device: cpu, or a card that can run");
        }
    }

    private static CheckResult of(int number, CudaDevice card, boolean cuda) {
        String name = "card cuda:" + number;
        Optional<String> unsupported = card.unsupportedReason();
        if (unsupported.isPresent()) {
            return CheckResult.warning(name, card + " cannot run: " + unsupported.get(), ON_THE_CPU);
        }
        return cuda
                ? CheckResult.ok(name, card + " can run")
                : CheckResult.warning(
                        name,
                        card + " could run, but this build has no CUDA in it",
                        "mvn -Pcuda -Dmaven.test.skip=true package; until then " + ON_THE_CPU);
    }
}
