// Element by element: ReLU, sums, differences. Four elements a thread, a block apart, so that any alignment will do.
#pragma once
#include "sums.cuh"

#define NC_FOUR(i, count)                                                                                              \
    for (int i = blockIdx.x * 4 * blockDim.x + threadIdx.x,                                                            \
             nc_end = min(count, (int)((blockIdx.x + 1) * 4 * blockDim.x));                                            \
         i < nc_end; i += blockDim.x)

NC_ENTRY relu_forward(const float *input, float *output, int count) {
    NC_FOUR(i, count) {
        output[i] = relu(input[i]);
    }
}

NC_ENTRY relu_backward(const float *output, const float *outputGradient, float *inputGradient, int count) {
    NC_FOUR(i, count) {
        inputGradient[i] = output[i] > 0.f ? outputGradient[i] : 0.f;
    }
}

NC_ENTRY add(const float *a, const float *b, float *output, int count, int withRelu) {
    NC_FOUR(i, count) {
        float sum = a[i] + b[i];
        output[i] = withRelu ? relu(sum) : sum;
    }
}

NC_ENTRY scaled_difference(const float *a, const float *b, double scale, double factor, float *result, int count) {
    NC_FOUR(i, count) {
        result[i] = (float)(factor * (a[i] - (float)(scale * b[i])));
    }
}

/** Means over positions: 32 channels a block, 8 threads a channel, each every 8th position. */
NC_ENTRY pool_forward(const float *input, float *output, int positions, int channels) {
    NC_SHARED float sums[8][32];
    int channel = blockIdx.x * 32 + threadIdx.x % 32, part = threadIdx.x / 32;
    const float *sample = input + (long long)blockIdx.y * positions * channels;
    float sum = 0.f;
    if (channel < channels) {
        for (int position = part; position < positions; position += 8) {
            sum += sample[(long long)position * channels + channel];
        }
    }
    sums[part][threadIdx.x % 32] = sum;
    __syncthreads();
    if (part == 0 && channel < channels) {
        sum = 0.f;
        for (int i = 0; i < 8; i++) {
            sum += sums[i][threadIdx.x];
        }
        output[(long long)blockIdx.y * channels + channel] = sum / (float)positions;
    }
}

NC_ENTRY pool_backward(const float *outputGradient, float *inputGradient, int positions, int channels) {
    NC_FOUR(i, positions * channels) {
        inputGradient[(long long)blockIdx.y * positions * channels + i] =
            outputGradient[(long long)blockIdx.y * channels + i % channels] / (float)positions;
    }
}
