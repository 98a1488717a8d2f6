package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Deeplearning4j's own layers. Finished networks are saved with them, so that plain Deeplearning4j restores them. Tests
 * and benchmarks compare ours with them. They are not used for training.
 *
 * @param loss the loss of the head
 */
public record Dl4jLayerFactory(Loss loss) implements LayerFactory {

    @Override
    public CNN2DFormat format() {
        return CNN2DFormat.NCHW;
    }

    @Override
    public Layer conv2d(int outChannels, int kernelSize, int stride) {
        return new ConvolutionLayer.Builder(kernelSize, kernelSize)
                .stride(stride, stride)
                .padding(Conv2dShape.padding(kernelSize), Conv2dShape.padding(kernelSize))
                .nOut(outChannels)
                .activation(Activation.IDENTITY)
                .hasBias(false)
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
    }

    @Override
    public Layer batchNorm(double epsilon, double decay) {
        BatchNormalization norm =
                new BatchNormalization.Builder().eps(epsilon).decay(decay).build();
        // The default stores log10 of the standard deviation, which drifts away from the variance.
        norm.setUseLogStd(false);
        return norm;
    }

    @Override
    public Layer relu() {
        return new ActivationLayer.Builder().activation(Activation.RELU).build();
    }

    @Override
    public GraphVertex residualAdd() {
        return new ElementWiseVertex(ElementWiseVertex.Op.Add);
    }

    @Override
    public Layer globalAvgPool() {
        return new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
    }

    @Override
    public Layer hiddenLinear(int outputs, boolean bias, FusedActivation activation) {
        return new DenseLayer.Builder()
                .nOut(outputs)
                .weightInit(WeightInit.RELU)
                .activation(activation == FusedActivation.RELU ? Activation.RELU : Activation.IDENTITY)
                .hasBias(bias)
                .build();
    }

    /** With half the squared error, or the cross-entropy of a softmax, as its loss. */
    @Override
    public Layer head(int classes, boolean bias) {
        OutputLayer.Builder head = loss == Loss.MSE
                ? new OutputLayer.Builder(new LossL2(Nd4j.valueArrayOf(new long[] {1, classes}, 0.5)))
                        .activation(Activation.IDENTITY)
                : new OutputLayer.Builder(new LossMCXENT()).activation(Activation.SOFTMAX);
        return head.weightInit(WeightInit.UNIFORM).nOut(classes).hasBias(bias).build();
    }
}
