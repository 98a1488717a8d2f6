// The criterion and the optimizer's step.
#pragma once
#include "sums.cuh"

/** A group of 8, 16 or 32 adjacent lanes that share a row. All groups of a warp call these functions together. */
struct RowGroup {
    int size, lane;

    template <class V> NC_DEVICE V sum(V value) const {
        for (int distance = size / 2; distance > 0; distance /= 2) {
            value += __shfl_xor_sync(ALL_LANES, value, distance);
        }
        return value;
    }

    /**
     * The index of the largest value, the lower one of equals. Nothing is larger than a NaN at 0; other NaNs are passed
     * over.
     */
    NC_DEVICE int largest_index(const float *z, int classes) const {
        float largest = z[0];
        int index = 0;
        for (int k = lane; k < classes; k += size) {
            if (z[k] > largest) {
                largest = z[k];
                index = k;
            }
        }
        for (int distance = size / 2; distance > 0; distance /= 2) {
            float other = __shfl_xor_sync(ALL_LANES, largest, distance);
            int otherIndex = __shfl_xor_sync(ALL_LANES, index, distance);
            if (other > largest || (other == largest && otherIndex < index)) {
                largest = other;
                index = otherIndex;
            }
        }
        return index;
    }
};

/** ½‖z − e_y‖² of a row and its gradient z − e_y, written if valid. */
NC_DEVICE double squared_error(float *z, int classes, int label, const RowGroup &group, bool valid) {
    double loss = 0;
    for (int k = group.lane; k < classes; k += group.size) {
        float residual = k == label ? z[k] - 1.f : z[k];
        if (valid) {
            z[k] = residual;
        }
        loss += 0.5 * residual * residual;
    }
    return group.sum(loss);
}

/** log Σ exp z − z_y and its gradient softmax(z) − e_y. */
NC_DEVICE double cross_entropy(float *z, int classes, int label, float largest, const RowGroup &group, bool valid) {
    double target = z[label], sum = 0;
    for (int k = group.lane; k < classes; k += group.size) {
        sum += exp((double)z[k] - largest);
    }
    // The lanes meet in the sum: all have read the target before one of them overwrites it.
    sum = group.sum(sum);
    for (int k = group.lane; k < classes && valid; k += group.size) {
        float probability = (float)(exp((double)z[k] - largest) / sum);
        z[k] = k == label ? probability - 1.f : probability;
    }
    return log(sum) + largest - target;
}

/**
 * One block; a row a group of lanes at a time. Losses and errors are added in a fixed order. Advances the step: the
 * kernels before it in a step read counters[0], those after it counters[1].
 */
NC_ENTRY __launch_bounds__(1024) criterion(
    float *logits, const int *labels, double *losses, int *errors, int *counters, int rows, int classes,
    int crossEntropy
) {
    NC_SHARED double sharedLosses[32];
    NC_SHARED int sharedErrors[32];
    RowGroup group;
    group.size = classes <= 8 ? 8 : classes <= 16 ? 16 : 32;
    group.lane = threadIdx.x % group.size;
    int groups = blockDim.x / group.size, wrong = 0;
    double loss = 0;
    for (int start = 0; start < rows; start += groups) {
        // A group past the end goes along with the last row, which may be changing, and keeps nothing: the lanes of its
        // warp meet.
        int row = start + threadIdx.x / group.size;
        bool valid = row < rows;
        row = valid ? row : rows - 1;
        float *z = logits + (long long)row * classes;
        int label = labels[row], predicted = group.largest_index(z, classes);
        float largest = z[predicted];
        __syncwarp();
        double rowLoss = crossEntropy ? cross_entropy(z, classes, label, largest, group, valid)
                                      : squared_error(z, classes, label, group, valid);
        if (valid && group.lane == 0) {
            loss += rowLoss;
            wrong += predicted != label;
        }
    }
    loss = sum_over_block(loss, sharedLosses);
    wrong = sum_over_block(wrong, sharedErrors);
    if (threadIdx.x == 0) {
        int step = counters[0];
        losses[step] = loss;
        errors[step] = wrong;
        counters[1] = step;
        counters[0] = step + 1;
    }
}

#define FLUSH_THRESHOLD 1e-20f

/** UpdateRule's flush: magnitudes below the threshold become zero, and a NaN stays. */
NC_DEVICE float flush_to_zero(float value) {
    float upper = value > FLUSH_THRESHOLD || value != value ? value : FLUSH_THRESHOLD;
    float lower = value < -FLUSH_THRESHOLD || value != value ? value : -FLUSH_THRESHOLD;
    return upper + lower;
}

#define SQUARE_FLUSH_THRESHOLD 1e-30f

/** The same for what is not negative. */
NC_DEVICE float flush_square_to_zero(float value) {
    float upper = value > SQUARE_FLUSH_THRESHOLD || value != value ? value : SQUARE_FLUSH_THRESHOLD;
    return __fsub_rn(upper, SQUARE_FLUSH_THRESHOLD);
}

/** The part of the flat vectors that a block updates, and how. */
struct ParameterSlice {
    int first, end;
    bool trained;
    /** λ where it is part of the gradient, else 0. */
    float penalty;
    /** The factor of the weights by decoupled weight decay: 1 − ηλ, else 1. */
    float shrinkage;

    NC_DEVICE ParameterSlice(const int *slice, float rate) {
        first = slice[0];
        end = slice[0] + slice[1];
        trained = slice[2] != 0;
        bool decoupled = slice[2] == 2;
        float decay = __int_as_float(slice[3]);
        penalty = decoupled ? 0.f : decay;
        shrinkage = decoupled ? (float)(1 - (double)rate * decay) : 1.f;
    }

    NC_DEVICE float gradient(float gradient, float inverseBatchSize, float weight) const {
        return __fadd_rn(__fmul_rn(gradient, inverseBatchSize), __fmul_rn(penalty, weight));
    }
};

/** w ← w − g for what is not trained. */
NC_DEVICE void subtract(float *parameters, const float *gradients, const ParameterSlice &slice) {
    for (int i = slice.first + threadIdx.x; i < slice.end; i += blockDim.x) {
        parameters[i] -= gradients[i];
    }
}

/** SGD with momentum, rounded operation by operation as on the host. */
NC_ENTRY sgd(
    float *__restrict__ parameters, const float *__restrict__ gradients, float *__restrict__ velocity,
    const int *slices, const float *rates, const int *counters, float inverseBatchSize, float momentum
) {
    float rate = rates[counters[1]];
    ParameterSlice slice(slices + 4 * blockIdx.x, rate);
    if (!slice.trained) {
        subtract(parameters, gradients, slice);
        return;
    }
#pragma unroll 4
    for (int i = slice.first + threadIdx.x; i < slice.end; i += blockDim.x) {
        float w = parameters[i];
        float v = flush_to_zero(
            __fadd_rn(__fmul_rn(momentum, velocity[i]), slice.gradient(gradients[i], inverseBatchSize, w))
        );
        velocity[i] = v;
        parameters[i] = flush_to_zero(__fsub_rn(__fmul_rn(slice.shrinkage, w), __fmul_rn(rate, v)));
    }
}

/** Adam, rounded operation by operation as on the host. */
NC_ENTRY adam(
    float *__restrict__ parameters, const float *__restrict__ gradients, float *__restrict__ average,
    float *__restrict__ squareAverage, const int *slices, const float *scalars, const int *counters,
    float inverseBatchSize, float keepAverage, float takeGradient, float keepSquare, float takeSquare, float epsilon
) {
    scalars += 3 * counters[1];
    ParameterSlice slice(slices + 4 * blockIdx.x, scalars[0]);
    if (!slice.trained) {
        subtract(parameters, gradients, slice);
        return;
    }
    float stepSize = scalars[1], rootCorrection = scalars[2];
#pragma unroll 2
    for (int i = slice.first + threadIdx.x; i < slice.end; i += blockDim.x) {
        float w = parameters[i], gradient = slice.gradient(gradients[i], inverseBatchSize, w);
        float m = flush_to_zero(__fadd_rn(__fmul_rn(keepAverage, average[i]), __fmul_rn(takeGradient, gradient)));
        float s = flush_square_to_zero(__fadd_rn(
            __fmul_rn(keepSquare, squareAverage[i]), __fmul_rn(__fmul_rn(takeSquare, gradient), gradient)
        ));
        average[i] = m;
        squareAverage[i] = s;
        float root = __fadd_rn(__fdiv_rn(__fsqrt_rn(s), rootCorrection), epsilon);
        parameters[i] =
            flush_to_zero(__fsub_rn(__fmul_rn(slice.shrinkage, w), __fmul_rn(stepSize, __fdiv_rn(m, root))));
    }
}
