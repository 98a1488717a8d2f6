// The criterion and the optimizer's step.
#pragma once
#include "sums.cuh"

/** ½‖z − e_y‖² of a row and its gradient z − e_y, by the lanes of a warp; the sum is correct in every lane. */
NC_DEVICE double squared_error(float *z, int classes, int label, int lane) {
    double loss = 0;
    for (int k = lane; k < classes; k += WARP) {
        float residual = k == label ? z[k] - 1.f : z[k];
        z[k] = residual;
        loss += 0.5 * residual * residual;
    }
    return sum_over_warp(loss);
}

/** log Σ exp z − z_y and its gradient softmax(z) − e_y. */
NC_DEVICE double cross_entropy(float *z, int classes, int label, float largest, int lane) {
    double target = z[label], sum = 0;
    for (int k = lane; k < classes; k += WARP) {
        sum += exp((double)z[k] - largest);
    }
    sum = sum_over_warp(sum);
    // All lanes have read the target before one of them overwrites it.
    __syncwarp();
    for (int k = lane; k < classes; k += WARP) {
        float probability = (float)(exp((double)z[k] - largest) / sum);
        z[k] = k == label ? probability - 1.f : probability;
    }
    return log(sum) + largest - target;
}

/** The index of the largest value, the lower one of equals. NaN is never larger, and nothing is larger than a NaN at 0. */
template <class V> NC_DEVICE int largest_index(const V *z, int classes, int lane) {
    int best = lane < classes ? lane : 0;
    for (int k = lane + WARP; k < classes; k += WARP) {
        best = z[k] > z[best] || z[best] != z[best] ? k : best;
    }
    for (int distance = 16; distance > 0; distance /= 2) {
        int other = __shfl_xor_sync(ALL_LANES, best, distance);
        bool better = z[other] > z[best] || (z[other] == z[best] && other < best) || (z[best] != z[best] && z[other] == z[other]);
        best = better ? other : best;
    }
    return z[0] != z[0] ? 0 : best;
}

/**
 * One block of 8 warps, a row a warp at a time; the losses of rows are added in a fixed order. Advances the step: the
 * kernels before it in a step read counters[0], those after it counters[1].
 */
NC_ENTRY criterion(float *logits, const int *labels, double *losses, int *errors, int *counters, int rows, int classes, int crossEntropy) {
    NC_SHARED double lossesOfWarps[8];
    NC_SHARED int errorsOfWarps[8];
    int warp = threadIdx.x / WARP, lane = threadIdx.x % WARP;
    double loss = 0;
    int wrong = 0;
    for (int row = warp; row < rows; row += 8) {
        float *z = logits + (long long)row * classes;
        int predicted = largest_index(z, classes, lane), label = labels[row];
        float largest = z[predicted];
        __syncwarp();
        wrong += predicted != label;
        loss += crossEntropy ? cross_entropy(z, classes, label, largest, lane) : squared_error(z, classes, label, lane);
    }
    if (lane == 0) {
        lossesOfWarps[warp] = loss;
        errorsOfWarps[warp] = wrong;
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        loss = 0;
        wrong = 0;
        for (int i = 0; i < 8; i++) {
            loss += lossesOfWarps[i];
            wrong += errorsOfWarps[i];
        }
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

/** v ← μv + (g/B + λw), w ← w − ηv, rounded operation by operation as on the host; w ← w − g for what is not trained. */
NC_ENTRY sgd(
    float *__restrict__ parameters, const float *__restrict__ gradients, float *__restrict__ velocity, const int *slices, const float *rates,
    const int *counters, float inverseBatchSize, float momentum) {
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
