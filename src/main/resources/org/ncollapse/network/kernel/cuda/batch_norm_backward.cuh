// Batch normalization, backward: sums over the batch by blocks, their total in a fixed order, then the input's gradient.
//
// With x̂ = (x − mean)/σ and g the gradient after the mask: dβ = Σ g, dγ = Σ g·x̂, dx = γ/σ · (g − dβ/m − x̂·dγ/m).
#pragma once
#include "batch_norm.cuh"

#define RELU_RECOMPUTED 1
#define RELU_FROM_OUTPUT 2

/** The gradient of the normalization's output at one element. The recomputed mask uses the forward pass's own expression. */
NC_DEVICE float masked(float gradient, float normalized, float scale, float shift, float output, int reluMode) {
    bool passes = reluMode == RELU_RECOMPUTED ? fmaf(normalized, scale, shift) > 0.f : reluMode == RELU_FROM_OUTPUT ? output > 0.f : true;
    return passes ? gradient : 0.f;
}

/**
 * Sums of g and g·x̂ over rowsPerBlock rows and 32 channels a block. Thread = part·32 + channel, 8 parts, or fewer
 * channels and more parts where the layer is narrower, so that all threads have work.
 */
NC_ENTRY batch_norm_backward_partials(
    const float *input, const float *scaleAndShift, const float *mean, const float *inverseStd,
    const float *outputGradient, const float *output, float *maskedGradient, float *partials, int rows, int channels,
    int rowsPerBlock, int reluMode) {
    NC_SHARED float sums[2][256];
    int lanes = channels > 16 ? 32 : channels > 8 ? 16 : 8, parts = 256 / lanes;
    int lane = threadIdx.x % lanes, part = threadIdx.x / lanes, channel = blockIdx.y * 32 + lane;
    int firstRow = blockIdx.x * rowsPerBlock, endRow = min(rows, firstRow + rowsPerBlock);
    float sum = 0.f, product = 0.f;
    if (channel < channels) {
        float m = mean[channel], s = inverseStd[channel], scale = scaleAndShift[channel], shift = scaleAndShift[channels + channel];
        for (int start = firstRow + part; start < endRow; start += 4 * parts) {
            // All loads come before the first store, which might be to the same array.
            float x[4], g[4], y[4];
#pragma unroll
            for (int j = 0; j < 4; j++) {
                int row = start + j * parts;
                long long i = (long long)row * channels + channel;
                bool valid = row < endRow;
                x[j] = valid ? input[i] : m;
                g[j] = valid ? outputGradient[i] : 0.f;
                y[j] = valid && reluMode == RELU_FROM_OUTPUT ? output[i] : 0.f;
            }
#pragma unroll
            for (int j = 0; j < 4; j++) {
                int row = start + j * parts;
                float normalized = (x[j] - m) * s, gradient = masked(g[j], normalized, scale, shift, y[j], reluMode);
                if (maskedGradient && row < endRow) {
                    maskedGradient[(long long)row * channels + channel] = gradient;
                }
                sum += gradient;
                product = fmaf(gradient, normalized, product);
            }
        }
    }
    sums[0][threadIdx.x] = sum;
    sums[1][threadIdx.x] = product;
    __syncthreads();
    for (int half = parts / 2; half > 0; half /= 2) {
        if (part < half) {
            sums[0][threadIdx.x] += sums[0][threadIdx.x + half * lanes];
            sums[1][threadIdx.x] += sums[1][threadIdx.x + half * lanes];
        }
        __syncthreads();
    }
    if (part == 0 && channel < channels) {
        partials[(long long)blockIdx.x * 2 * channels + channel] = sums[0][lane];
        partials[((long long)blockIdx.x * 2 + 1) * channels + channel] = sums[1][lane];
    }
}

NC_ENTRY batch_norm_backward_finalize(
    const float *partials, int blocks, int rows, int channels, float *scaleAndShiftGradient, float *coefficients) {
    NC_SHARED double shared[512];
    int channel = blockIdx.x * 8 + threadIdx.x % 8, part = threadIdx.x / 8;
    double sum = 0, product = 0;
    if (channel < channels) {
#pragma unroll 4
        for (int block = part; block < blocks; block += 64) {
            const float *slot = partials + (long long)block * 2 * channels + channel;
            sum += slot[0];
            product += slot[channels];
        }
    }
    sum = sum_over_parts(sum, shared);
    product = sum_over_parts(product, shared);
    if (part == 0 && channel < channels) {
        scaleAndShiftGradient[channel] = (float)product;
        scaleAndShiftGradient[channels + channel] = (float)sum;
        coefficients[channel] = (float)(sum / rows);
        coefficients[channels + channel] = (float)(product / rows);
    }
}

NC_ENTRY batch_norm_backward_input(
    const float *input, const float *scaleAndShift, const float *mean, const float *inverseStd,
    const float *outputGradient, const float *output, const float *coefficients, float *inputGradient, int rows,
    int channels, int reluMode) {
    int count = rows * channels, vector = channels % 4 == 0 ? 4 : 1, step = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count / vector; i += step) {
        int channel = i % (channels / vector) * vector;
        float x[4], g[4], y[4];
        if (vector == 4) {
            *reinterpret_cast<float4 *>(x) = reinterpret_cast<const float4 *>(input)[i];
            *reinterpret_cast<float4 *>(g) = reinterpret_cast<const float4 *>(outputGradient)[i];
            if (reluMode == RELU_FROM_OUTPUT) {
                *reinterpret_cast<float4 *>(y) = reinterpret_cast<const float4 *>(output)[i];
            }
        } else {
            x[0] = input[i];
            g[0] = outputGradient[i];
            y[0] = reluMode == RELU_FROM_OUTPUT ? output[i] : 0.f;
        }
#pragma unroll
        for (int j = 0; j < 4; j++) {
            if (j < vector) {
                int c = channel + j;
                float s = inverseStd[c], scale = scaleAndShift[c], normalized = (x[j] - mean[c]) * s;
                float gradient = masked(g[j], normalized, scale, scaleAndShift[channels + c], reluMode == RELU_FROM_OUTPUT ? y[j] : 0.f, reluMode);
                g[j] = scale * s * (gradient - coefficients[c] - normalized * coefficients[channels + c]);
            }
        }
        if (vector == 4) {
            reinterpret_cast<float4 *>(inputGradient)[i] = *reinterpret_cast<float4 *>(g);
        } else {
            inputGradient[i] = g[0];
        }
    }
}
