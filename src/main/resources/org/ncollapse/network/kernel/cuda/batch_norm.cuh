// Batch normalization, forward: statistics from partial ones in a fixed order, and the normalization with what follows it.
#pragma once
#include "sums.cuh"

/** Adds 64 parts a channel, for 8 channels; returns the sum to the threads with part 0. Thread = part·8 + channel. */
NC_DEVICE double sum_over_parts(double value, double *shared) {
    shared[threadIdx.x] = value;
    __syncthreads();
    for (int half = 32; half > 0; half /= 2) {
        if ((int)threadIdx.x < half * 8) {
            shared[threadIdx.x] += shared[threadIdx.x + half * 8];
        }
        __syncthreads();
    }
    double sum = shared[threadIdx.x % 8];
    __syncthreads();
    return sum;
}

/** Statistics of 128 rows and 32 channels a block, in two passes over the rows; thread = part·32 + channel, 8 parts. */
NC_ENTRY batch_norm_partials(const float *input, float *partials, int rows, int channels) {
    NC_SHARED float sums[8][32];
    int channel = blockIdx.y * 32 + threadIdx.x % 32, part = threadIdx.x / 32, firstRow = blockIdx.x * 128;
    int count = min(128, rows - firstRow);
    float values[16], origin = channel < channels ? input[(long long)firstRow * channels + channel] : 0.f, mean = 0.f, squares = 0.f;
#pragma unroll
    for (int i = 0; i < 16; i++) {
        int row = part + 8 * i;
        bool valid = channel < channels && row < count;
        values[i] = valid ? input[(long long)(firstRow + row) * channels + channel] - origin : 0.f;
        mean += values[i];
    }
    sums[part][threadIdx.x % 32] = mean;
    __syncthreads();
    mean = 0.f;
    for (int i = 0; i < 8; i++) {
        mean += sums[i][threadIdx.x % 32];
    }
    mean /= (float)count;
    __syncthreads();
#pragma unroll
    for (int i = 0; i < 16; i++) {
        float deviation = values[i] - mean;
        squares += part + 8 * i < count ? deviation * deviation : 0.f;
    }
    sums[part][threadIdx.x % 32] = squares;
    __syncthreads();
    if (part == 0 && channel < channels) {
        squares = 0.f;
        for (int i = 0; i < 8; i++) {
            squares += sums[i][threadIdx.x];
        }
        partials[(long long)blockIdx.x * 2 * channels + channel] = origin + mean;
        partials[(long long)blockIdx.x * 2 * channels + channels + channel] = squares;
    }
}

/**
 * Merges the blocks' means and squared deviations in double precision, relative to the first block's mean, and writes
 * the amounts to subtract from the running statistics.
 */
NC_ENTRY batch_norm_finalize(
    const float *partials, int blocks, int rowsPerBlock, int rows, int channels, double epsilon, float *mean,
    float *variance, float *inverseStd, const float *runningMean, const float *runningVariance, double factor,
    float *runningMeanGradient, float *runningVarianceGradient) {
    NC_SHARED double shared[512];
    int channel = blockIdx.x * 8 + threadIdx.x % 8, part = threadIdx.x / 8;
    bool valid = channel < channels;
    double first = valid ? partials[channel] : 0, deviation = 0, squares = 0;
    if (valid) {
#pragma unroll 4
        for (int block = part; block < blocks; block += 64) {
            const float *slot = partials + (long long)block * 2 * channels + channel;
            double count = min(rowsPerBlock, rows - block * rowsPerBlock), distance = slot[0] - first;
            deviation += count * distance;
            squares += slot[channels] + count * distance * distance;
        }
    }
    deviation = sum_over_parts(deviation, shared);
    squares = sum_over_parts(squares, shared);
    if (part > 0 || !valid) {
        return;
    }
    deviation /= rows;
    float batchMean = (float)(first + deviation);
    // A difference of equal sums must not become negative; a NaN stays.
    double batchVariance = squares / rows - deviation * deviation;
    batchVariance = batchVariance < 0 ? 0 : batchVariance;
    mean[channel] = batchMean;
    variance[channel] = (float)batchVariance;
    inverseStd[channel] = (float)(1 / sqrt(batchVariance + epsilon));
    if (runningMean) {
        runningMeanGradient[channel] = (float)(factor * (runningMean[channel] - batchMean));
        runningVarianceGradient[channel] = (float)(factor * (runningVariance[channel] - (float)batchVariance));
    }
}

NC_ENTRY inverse_std(const float *variance, double epsilon, float *inverseStd, int channels) {
    int channel = blockIdx.x * blockDim.x + threadIdx.x;
    if (channel < channels) {
        inverseStd[channel] = (float)(1 / sqrt(variance[channel] + epsilon));
    }
}

NC_ENTRY fold_batch_norm(
    const float *scaleAndShift, const float *mean, const float *variance, double epsilon, float *foldedScale,
    float *foldedShift, int channels) {
    int channel = blockIdx.x * blockDim.x + threadIdx.x;
    if (channel < channels) {
        double scale = scaleAndShift[channel] / sqrt(variance[channel] + epsilon);
        foldedScale[channel] = (float)scale;
        foldedShift[channel] = (float)(scaleAndShift[channels + channel] - mean[channel] * scale);
    }
}

/** γ(x − mean)/σ + β. The difference comes first: x·γ/σ and mean·γ/σ may be large and nearly equal. */
NC_DEVICE float normalize(float x, float mean, float inverseStd, float scale, float shift) {
    return fmaf((x - mean) * inverseStd, scale, shift);
}

/** Four adjacent floats from a pointer that may be aligned to one only, as γ and β in a flat vector are. */
NC_DEVICE float4 load_four(const float *from) {
    float4 four = {from[0], from[1], from[2], from[3]};
    return four;
}

NC_DEVICE float4 normalize(float4 x, const float *mean, const float *inverseStd, const float *scaleAndShift, int channel, int channels) {
    float4 m = load_four(mean + channel), s = load_four(inverseStd + channel);
    float4 scale = load_four(scaleAndShift + channel), shift = load_four(scaleAndShift + channels + channel);
    x.x = normalize(x.x, m.x, s.x, scale.x, shift.x);
    x.y = normalize(x.y, m.y, s.y, scale.y, shift.y);
    x.z = normalize(x.z, m.z, s.z, scale.z, shift.z);
    x.w = normalize(x.w, m.w, s.w, scale.w, shift.w);
    return x;
}

NC_DEVICE float normalize_one(float x, const float *mean, const float *inverseStd, const float *scaleAndShift, int channel, int channels) {
    return normalize(x, mean[channel], inverseStd[channel], scaleAndShift[channel], scaleAndShift[channels + channel]);
}

NC_ENTRY batch_norm_forward(
    const float *input, const float *scaleAndShift, const float *mean, const float *inverseStd, const float *residual,
    const float *residualScaleAndShift, const float *residualMean, const float *residualInverseStd, float *output,
    int rows, int channels, int withRelu) {
    int count = rows * channels, step = gridDim.x * blockDim.x, first = blockIdx.x * blockDim.x + threadIdx.x;
    if (channels % 4 == 0) {
        for (int i = first; i < count / 4; i += step) {
            int channel = i % (channels / 4) * 4;
            float4 y = normalize(reinterpret_cast<const float4 *>(input)[i], mean, inverseStd, scaleAndShift, channel, channels);
            if (residual) {
                float4 r = reinterpret_cast<const float4 *>(residual)[i];
                if (residualScaleAndShift) {
                    r = normalize(r, residualMean, residualInverseStd, residualScaleAndShift, channel, channels);
                }
                y.x += r.x;
                y.y += r.y;
                y.z += r.z;
                y.w += r.w;
            }
            if (withRelu) {
                y.x = relu(y.x);
                y.y = relu(y.y);
                y.z = relu(y.z);
                y.w = relu(y.w);
            }
            reinterpret_cast<float4 *>(output)[i] = y;
        }
        return;
    }
    for (int i = first; i < count; i += step) {
        int channel = i % channels;
        float y = normalize_one(input[i], mean, inverseStd, scaleAndShift, channel, channels);
        if (residual) {
            y += residualScaleAndShift ? normalize_one(residual[i], residualMean, residualInverseStd, residualScaleAndShift, channel, channels) : residual[i];
        }
        output[i] = withRelu ? relu(y) : y;
    }
}
