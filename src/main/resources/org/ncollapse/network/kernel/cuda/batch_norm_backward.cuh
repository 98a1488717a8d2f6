// Batch normalization, backward: sums over the batch by blocks, their total in a fixed order, then the input's
// gradient.
//
// With x̂ = (x − mean)/σ and g the gradient after the mask: dβ = Σ g, dγ = Σ g·x̂, dx = γ/σ · (g − dβ/m − x̂·dγ/m).
#pragma once
#include "batch_norm.cuh"

#define RELU_RECOMPUTED 1
#define RELU_FROM_OUTPUT 2

/**
 * The gradient of the normalization's output at one element. The recomputed mask uses the forward pass's own
 * expression.
 */
NC_DEVICE float masked(float gradient, float normalized, float scale, float shift, float output, int reluMode) {
    bool passes = reluMode == RELU_RECOMPUTED    ? fmaf(normalized, scale, shift) > 0.f
                  : reluMode == RELU_FROM_OUTPUT ? output > 0.f
                                                 : true;
    return passes ? gradient : 0.f;
}

/**
 * Sums of g and g·x̂ over rowsPerBlock rows and 32 channels a block. Thread = part·32 + channel, 8 parts, or fewer
 * channels and more parts where the layer is narrower, so that all threads have work.
 */
NC_ENTRY batch_norm_backward_partials(
    const float *input, const float *scaleAndShift, const float *mean, const float *inverseStd,
    const float *outputGradient, const float *output, float *maskedGradient, float *partials, int rows, int channels,
    int rowsPerBlock, int reluMode
) {
    NC_SHARED float sums[2][256];
    int lanes = channels > 16 ? 32 : channels > 8 ? 16 : 8, parts = 256 / lanes;
    int lane = threadIdx.x % lanes, part = threadIdx.x / lanes, channel = blockIdx.y * 32 + lane;
    int firstRow = blockIdx.x * rowsPerBlock, endRow = min(rows, firstRow + rowsPerBlock);
    float sum = 0.f, product = 0.f;
    if (channel < channels) {
        float m = mean[channel], s = inverseStd[channel], scale = scaleAndShift[channel],
              shift = scaleAndShift[channels + channel];
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
    const float *partials, int blocks, int rows, int channels, float *scaleAndShiftGradient, float *coefficients
) {
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

template <int V> NC_DEVICE void input_gradient_of_rows(
    const Normalization &main, const float *outputGradient, const float *output, const float *coefficients,
    float *inputGradient, int rows, int channels, int reluMode
) {
    for (int round = 0; round < ChannelWalk<V>::rounds(channels); round++) {
        ChannelWalk<V> walk(channels, round);
        if (!walk.active) {
            continue;
        }
        NormalizedChannels<V> own;
        own.read(main.mean, main.inverseStd, main.scaleAndShift, walk.channel, channels);
        float meanGradient[V], meanProduct[V];
#pragma unroll
        for (int j = 0; j < V; j++) {
            meanGradient[j] = coefficients[walk.channel + j];
            meanProduct[j] = coefficients[channels + walk.channel + j];
        }
        for (int row = walk.row; row < rows; row += walk.rowStep) {
            long long at = (long long)row * channels + walk.channel;
            float x[V], g[V], y[V];
            read_vector<V>(x, main.input + at);
            read_vector<V>(g, outputGradient + at);
            if (reluMode == RELU_FROM_OUTPUT) {
                read_vector<V>(y, output + at);
            }
#pragma unroll
            for (int j = 0; j < V; j++) {
                float normalized = (x[j] - own.mean[j]) * own.inverseStd[j];
                float out = reluMode == RELU_FROM_OUTPUT ? y[j] : 0.f;
                float gradient = masked(g[j], normalized, own.scale[j], own.shift[j], out, reluMode);
                float centered = gradient - meanGradient[j] - normalized * meanProduct[j];
                g[j] = own.scale[j] * own.inverseStd[j] * centered;
            }
            write_vector<V>(inputGradient + at, g);
        }
    }
}

NC_ENTRY batch_norm_backward_input(
    const float *input, const float *scaleAndShift, const float *mean, const float *inverseStd,
    const float *outputGradient, const float *output, const float *coefficients, float *inputGradient, int rows,
    int channels, int reluMode
) {
    Normalization main = {input, scaleAndShift, mean, inverseStd};
    if (channels % 4 == 0) {
        input_gradient_of_rows<4>(main, outputGradient, output, coefficients, inputGradient, rows, channels, reluMode);
    } else {
        input_gradient_of_rows<1>(main, outputGradient, output, coefficients, inputGradient, rows, channels, reluMode);
    }
}
