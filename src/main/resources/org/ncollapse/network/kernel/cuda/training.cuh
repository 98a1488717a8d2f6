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

/** HostSgdStep's flush: magnitudes below the threshold become zero, and a NaN stays. */
NC_DEVICE float flush_to_zero(float value) {
    float upper = value > FLUSH_THRESHOLD || value != value ? value : FLUSH_THRESHOLD;
    float lower = value < -FLUSH_THRESHOLD || value != value ? value : -FLUSH_THRESHOLD;
    return upper + lower;
}

/**
 * v ← μv + (g/B + λw), w ← w − ηv, rounded operation by operation as on the host; w ← w − g for what is not trained.
 */
NC_ENTRY sgd(
    float *__restrict__ parameters, const float *__restrict__ gradients, float *__restrict__ velocity,
    const int *slices, const float *rates, const int *counters, float inverseBatchSize, float momentum
) {
    const int *slice = slices + 4 * blockIdx.x;
    int end = slice[0] + slice[1];
    if (!slice[2]) {
        for (int i = slice[0] + threadIdx.x; i < end; i += blockDim.x) {
            parameters[i] -= gradients[i];
        }
        return;
    }
    float decay = __int_as_float(slice[3]), rate = rates[counters[1]];
#pragma unroll 4
    for (int i = slice[0] + threadIdx.x; i < end; i += blockDim.x) {
        float w = parameters[i];
        float pull = __fadd_rn(__fmul_rn(gradients[i], inverseBatchSize), __fmul_rn(decay, w));
        float v = flush_to_zero(__fadd_rn(__fmul_rn(momentum, velocity[i]), pull));
        velocity[i] = v;
        parameters[i] = flush_to_zero(__fsub_rn(w, __fmul_rn(rate, v)));
    }
}
