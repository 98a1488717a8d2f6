// The head in double precision, as HeadEvaluator computes it, for the check for zero training error.
#pragma once
#include "training.cuh"

#define MAX_CLASSES_AT_ONCE 8

/** A row a warp. Classes are taken 8 at a time, so that a feature is read once for 8 of them. */
NC_ENTRY head_predictions(
    const float *features, const float *weights, const float *bias, int *predictions, const int *batchIndex,
    int batchSize, int rows, int width, int classes
) {
    int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
    if (row >= rows) {
        return;
    }
    const float *x = features + (long long)row * width;
    double largest = 0;
    int predicted = -1;
    bool finite = true;
    for (int first = 0; first < classes; first += MAX_CLASSES_AT_ONCE) {
        int count = min(MAX_CLASSES_AT_ONCE, classes - first);
        double sums[MAX_CLASSES_AT_ONCE] = {0, 0, 0, 0, 0, 0, 0, 0};
        for (int j = lane; j < width; j += WARP) {
            double feature = x[j];
#pragma unroll
            for (int k = 0; k < MAX_CLASSES_AT_ONCE; k++) {
                if (k < count) {
                    sums[k] = fma(feature, (double)weights[(long long)(first + k) * width + j], sums[k]);
                }
            }
        }
#pragma unroll
        for (int k = 0; k < MAX_CLASSES_AT_ONCE; k++) {
            if (k < count) {
                double logit = sum_over_warp(sums[k]) + (bias ? bias[first + k] : 0.f);
                finite = finite && logit - logit == 0;
                if (predicted < 0 || logit > largest) {
                    largest = logit;
                    predicted = first + k;
                }
            }
        }
    }
    if (lane == 0) {
        predictions[(long long)*batchIndex * batchSize + row] = finite ? predicted : -1;
    }
}

NC_ENTRY count_errors(const int *predictions, const int *labels, int *errors, int count) {
    NC_SHARED int shared[32];
    int wrong = 0;
    for (int i = threadIdx.x; i < count; i += blockDim.x) {
        wrong += predictions[i] != labels[i];
    }
    wrong = sum_over_block(wrong, shared);
    if (threadIdx.x == 0) {
        *errors = wrong;
    }
}

/** The number of values that are not finite, a block's at its own place. */
NC_ENTRY count_not_finite(const float *values, int *counts, int count) {
    NC_SHARED int shared[32];
    int bad = 0;
#pragma unroll 4
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
        bad += !(values[i] - values[i] == 0.f);
    }
    bad = sum_over_block(bad, shared);
    if (threadIdx.x == 0) {
        counts[blockIdx.x] = bad;
    }
}
