package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.ParameterRange.Role;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.Fraction;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.OptimizerSpec.Kind;
import org.ncollapse.spec.OptimizerSpec.Schedule;
import org.ncollapse.spec.WeightDecay;

/**
 * The translations of docs/from-pytorch.md: training with PyTorch's settings on its scale, and with the translated ones
 * here, leads to the same weights. PyTorch 1.13.0 in double precision computed the expected numbers:
 *
 * <pre>
 * x = torch.tensor([[((5 * i + 3 * j) % 11 - 5) / 5 for j in range(4)] for i in range(5)])
 * y = torch.tensor([0, 1, 2, 1, 0])
 * model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.Linear(3, 3, bias=False))
 * for p, scale in zip(model.parameters(), (1, .2, 1)):
 *     p.copy_(torch.tensor([scale * ((7 * i) % 10 - 4.5) / 8 for i in range(p.numel())]).reshape(p.shape))
 * for step in range(4): optimizer.zero_grad(); loss(model(x), target).backward(); optimizer.step()
 * print(loss(model(x), target).item(), model[2].weight.flatten().tolist())
 * </pre>
 */
class FromPyTorchTest {

    private static final int[] LABELS = {0, 1, 2, 1, 0};
    private static final int CLASSES = 3;
    private static final int STEPS = 4;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    private static float[] images() {
        float[] images = new float[LABELS.length * 4];
        for (int i = 0; i < images.length; i++) {
            images[i] = ((5 * (i / 4) + 3 * (i % 4)) % 11 - 5) / 5f;
        }
        return images;
    }

    private static Network network(Loss loss) {
        Network network = TinyNetworks.build(TinyNetworks.mlp(false, false, 3), 1, 2, CLASSES, loss, 1);
        for (ParameterRange range : network.parameterRanges()) {
            for (int i = 0; i < range.length(); i++) {
                double scale = range.role() == Role.BIAS ? 0.2 : 1;
                network.parameters().putScalar(range.offset() + i, scale * ((7 * i) % 10 - 4.5) / 8);
            }
        }
        return network;
    }

    private static double meanLoss(Network network) {
        return network.computeGradients(images(), LABELS, LABELS.length).lossSum() / LABELS.length;
    }

    private static Network train(Loss loss, OptimizerSpec spec, double weightDecay) {
        Network network = network(loss);
        Optimizer optimizer = new Optimizer(
                network, new Objective(loss, WeightDecay.uniform(weightDecay), FeatureDecay.NONE), spec, 1);
        for (int step = 1; step <= STEPS; step++) {
            network.computeGradients(images(), LABELS, LABELS.length);
            optimizer.step(spec.learningRate(), LABELS.length, step);
        }
        return network;
    }

    private static double[] head(Network network) {
        ParameterRange head = network.parameterRanges().stream()
                .filter(range -> range.role() == Role.HEAD_WEIGHT)
                .findFirst()
                .orElseThrow();
        return IntStream.range(head.offset(), head.offset() + head.length())
                .mapToDouble(network.parameters()::getDouble)
                .toArray();
    }

    /** F.mse_loss(model(x), F.one_hot(y, 3)) and F.cross_entropy(model(x), y) before the first step. */
    @Test
    void mseIsHalfTheClassesTimesMseLoss() {
        assertThat(meanLoss(network(Loss.MSE))).isCloseTo(CLASSES / 2.0 * 0.32360359700520835, within(1e-7));
        assertThat(meanLoss(network(Loss.CROSS_ENTROPY))).isCloseTo(1.100347396738501, within(1e-7));
    }

    /** torch.optim.SGD(lr=.3, momentum=.9, weight_decay=.02) with mse_loss: 2η/K is .2, Kλ/2 is .03. */
    @Test
    void rateAndDecayOfMseLossAreScaled() {
        Network network = train(Loss.MSE, OptimizerSpec.sgd(0.2, 0.9, null, null, null), 0.03);
        assertThat(head(network))
                .containsExactly(
                        new double[] {
                            -0.5124339072911259,
                            0.41574218231503285,
                            0.0560233397068575,
                            -0.24607685911092672,
                            0.32906632518215967,
                            0.054644293184779896,
                            -0.29646915120170886,
                            0.5487755058145649,
                            0.15855630276358618
                        },
                        within(1e-6));
        assertThat(meanLoss(network)).isCloseTo(1.5 * 0.2680998846797365, within(1e-6));
    }

    /** torch.optim.Adam(lr=.01, weight_decay=.02, eps=1e-3) with mse_loss: η stays, Kλ/2 is .03, Kε/2 is 1.5e-3. */
    @Test
    void adamKeepsItsRate() {
        OptimizerSpec adam = new OptimizerSpec(Kind.ADAM, 0.01, null, null, 1.5e-3, null, null, null);
        assertThat(head(train(Loss.MSE, adam, 0.03)))
                .containsExactly(
                        new double[] {
                            -0.5246122723464716,
                            0.3514152133499716,
                            -0.023709339308820493,
                            -0.3981645839762786,
                            0.3991025372103753,
                            0.04416355486257065,
                            -0.2787393723824882,
                            0.5467197515608637,
                            0.1527808494659777
                        },
                        within(1e-6));
    }

    /** torch.optim.AdamW(lr=.01, weight_decay=.02, eps=1e-3) with mse_loss: η and λ stay, Kε/2 is 1.5e-3. */
    @Test
    void adamWKeepsItsRateAndDecay() {
        OptimizerSpec adamW = new OptimizerSpec(Kind.ADAMW, 0.01, null, null, 1.5e-3, null, null, null);
        assertThat(head(train(Loss.MSE, adamW, 0.02)))
                .containsExactly(
                        new double[] {
                            -0.5262134775676394,
                            0.35131488737836625,
                            -0.023560958358853683,
                            -0.39789395126250215,
                            0.3991154802891637,
                            0.05828072523707679,
                            -0.3059768789635069,
                            0.5971935033320355,
                            0.15279370667246028
                        },
                        within(1e-6));
    }

    /** torch.optim.SGD(lr=.3, momentum=.9, weight_decay=.02) with cross_entropy. */
    @Test
    void crossEntropyNeedsNoTranslation() {
        Network network = train(Loss.CROSS_ENTROPY, OptimizerSpec.sgd(0.3, 0.9, null, null, null), 0.02);
        assertThat(head(network))
                .containsExactly(
                        new double[] {
                            -0.638193174211829,
                            0.38773171176551563,
                            0.015801410462723806,
                            -0.1868661200653941,
                            0.230357066930747,
                            -0.0016381170640093429,
                            -0.41683140047377687,
                            0.6238019160547374,
                            0.16324966299428556
                        },
                        within(1e-6));
        assertThat(meanLoss(network)).isCloseTo(1.044707450661358, within(1e-6));
    }

    /** MultiStepLR(milestones=[40, 80], gamma=.1) of 120 epochs, and CosineAnnealingLR(T_max=30) after every step. */
    @Test
    void schedulesAreThoseOfPyTorch() {
        LearningRateSchedule multistep = new LearningRateSchedule(
                OptimizerSpec.sgd(0.05, 0.9, null, List.of(new Fraction(1, 3), new Fraction(2, 3)), 0.1), 120, 1);
        int[] epochs = {1, 40, 41, 80, 81, 120};
        double[] rates = {0.05, 0.05, 0.005, 0.005, 0.0005, 0.0005};
        for (int i = 0; i < epochs.length; i++) {
            assertThat(multistep.at(epochs[i] - 1)).isCloseTo(rates[i], within(1e-15));
        }
        LearningRateSchedule cosine =
                new LearningRateSchedule(OptimizerSpec.sgd(0.4, 0.9, Schedule.COSINE, null, null), 3, 10);
        int[] steps = {0, 7, 15, 29};
        double[] cosineRates = {0.4, 0.3486289650954788, 0.2, 0.00109562092634532};
        for (int i = 0; i < steps.length; i++) {
            assertThat(cosine.at(steps[i])).isCloseTo(cosineRates[i], within(1e-12));
        }
    }
}
