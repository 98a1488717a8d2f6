package org.ncollapse.experiment.doctor;

import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.network.device.Card;
import org.ncollapse.network.device.Cards;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Experiment;

/** The machine's graphics cards, and which of them runs could take. */
final class CardCheck {

    private static final String ON_THE_CPU = "runs take the CPU, which compute.device: cpu says by itself";

    private CardCheck() {}

    /** @param cuda whether this build holds ND4J's CUDA backend */
    static List<Finding> of(Cards cards, boolean cuda) {
        if (cards.visible().isEmpty()) {
            return List.of(Finding.ok(
                    "cards",
                    "no card (" + cards.trouble() + "); runs take the CPU"
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
    static Finding of(Experiment experiment, Cards cards, boolean cuda) {
        try {
            Card card = cards.usable(experiment.compute().device().card());
            return cuda
                    ? Finding.ok(experiment.name(), "runs on " + card + "; how long is not foretold for a card")
                    : Finding.problem(
                            experiment.name(),
                            "asks for " + experiment.compute().device() + ", and this build has no CUDA in it",
                            "mvn -Pcuda -Dmaven.test.skip=true package, or take compute.device: cpu");
        } catch (BadInputException e) {
            return Finding.problem(
                    experiment.name(), e.getMessage(), "take compute.device: cpu, or a card that can run");
        }
    }

    private static Finding of(int number, Card card, boolean cuda) {
        String name = "card cuda:" + number;
        if (card.refusal() != null) {
            return Finding.warning(name, card + " cannot run: " + card.refusal(), ON_THE_CPU);
        }
        return cuda
                ? Finding.ok(name, card + " can run")
                : Finding.warning(
                        name,
                        card + " could run, but this build has no CUDA in it",
                        "mvn -Pcuda -Dmaven.test.skip=true package; until then " + ON_THE_CPU);
    }
}
