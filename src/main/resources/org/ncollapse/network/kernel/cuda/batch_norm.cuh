// Batch normalization, forward: statistics from partial ones in a fixed order, and the normalization with what follows
// it.
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
    float values[16], origin = channel < channels ? input[(long long)firstRow * channels + channel] : 0.f, mean = 0.f,
                      squares = 0.f;
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
 * the amounts to subtract from the running statistics, for which the batch's variance is the unbiased one.
 */
NC_ENTRY batch_norm_finalize(
    const float *partials, int blocks, int rowsPerBlock, int rows, int channels, double epsilon, float *mean,
    float *variance, float *inverseStd, const float *runningMean, const float *runningVariance, double factor,
    float *runningMeanGradient, float *runningVarianceGradient
) {
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
        double unbiased = rows > 1 ? rows / (rows - 1.0) : 1;
        runningVarianceGradient[channel] =
            (float)(factor * (runningVariance[channel] - (float)(unbiased * (float)batchVariance)));
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
    float *foldedShift, int channels
) {
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

/** What a normalization needs to know of V adjacent channels. γ and β may lie anywhere, so all are read one by one. */
template <int V> struct NormalizedChannels {
    float mean[V], inverseStd[V], scale[V], shift[V];

    NC_DEVICE void read(
        const float *means, const float *inverseStds, const float *scaleAndShift, int channel, int channels
    ) {
#pragma unroll
        for (int j = 0; j < V; j++) {
            mean[j] = means[channel + j];
            inverseStd[j] = inverseStds[channel + j];
            scale[j] = scaleAndShift[channel + j];
            shift[j] = scaleAndShift[channels + channel + j];
        }
    }

    NC_DEVICE float normalized(float x, int j) const {
        return normalize(x, mean[j], inverseStd[j], scale[j], shift[j]);
    }
};

/** V adjacent floats, as one access of 16 bytes if V is 4. */
template <int V> NC_DEVICE void read_vector(float (&to)[V], const float *from) {
    if constexpr (V == 4) {
        float4 four = *reinterpret_cast<const float4 *>(from);
        to[0] = four.x;
        to[1] = four.y;
        to[2] = four.z;
        to[3] = four.w;
    } else {
        to[0] = from[0];
    }
}

template <int V> NC_DEVICE void write_vector(float *to, const float (&from)[V]) {
    if constexpr (V == 4) {
        float4 four = {from[0], from[1], from[2], from[3]};
        *reinterpret_cast<float4 *>(to) = four;
    } else {
        to[0] = from[0];
    }
}

/**
 * How threads share rows × channels: a thread keeps its V channels and walks over rows, so that it reads the channels'
 * parameters once. Layers wider than a block are done in several rounds.
 */
template <int V> struct ChannelWalk {
    int channel, row, rowStep;
    bool active;

    /** @param round from 0 to below ceil(channels / (V · threads)) */
    NC_DEVICE ChannelWalk(int channels, int round) {
        int threads = blockDim.x, first = round * threads, lanes = min(channels / V - first, threads);
        int rowsAtOnce = threads / lanes, lane = threadIdx.x % lanes, rowOfBlock = threadIdx.x / lanes;
        active = rowOfBlock < rowsAtOnce;
        channel = (first + lane) * V;
        row = blockIdx.x * rowsAtOnce + rowOfBlock;
        rowStep = gridDim.x * rowsAtOnce;
    }

    static NC_DEVICE int rounds(int channels) {
        return ceil_div(channels / V, blockDim.x);
    }
};

/** The arrays of a normalization and of what is added to it. */
struct Normalization {
    const float *input, *scaleAndShift, *mean, *inverseStd;
};

template <int V> NC_DEVICE void normalize_rows(
    const Normalization &main, const Normalization &residual, float *output, int rows, int channels, int withRelu
) {
    for (int round = 0; round < ChannelWalk<V>::rounds(channels); round++) {
        ChannelWalk<V> walk(channels, round);
        if (!walk.active) {
            continue;
        }
        NormalizedChannels<V> own, others;
        own.read(main.mean, main.inverseStd, main.scaleAndShift, walk.channel, channels);
        // Without a second normalization its parameters are read but not used.
        const Normalization &second = residual.scaleAndShift ? residual : main;
        others.read(second.mean, second.inverseStd, second.scaleAndShift, walk.channel, channels);
        for (int row = walk.row; row < rows; row += walk.rowStep) {
            long long at = (long long)row * channels + walk.channel;
            float x[V], r[V] = {};
            read_vector<V>(x, main.input + at);
            if (residual.input) {
                read_vector<V>(r, residual.input + at);
            }
#pragma unroll
            for (int j = 0; j < V; j++) {
                x[j] = own.normalized(x[j], j);
                if (residual.input) {
                    x[j] += residual.scaleAndShift ? others.normalized(r[j], j) : r[j];
                }
                x[j] = withRelu ? relu(x[j]) : x[j];
            }
            write_vector<V>(output + at, x);
        }
    }
}

NC_ENTRY batch_norm_forward(
    const float *input, const float *scaleAndShift, const float *mean, const float *inverseStd, const float *residual,
    const float *residualScaleAndShift, const float *residualMean, const float *residualInverseStd, float *output,
    int rows, int channels, int withRelu
) {
    Normalization main = {input, scaleAndShift, mean, inverseStd};
    Normalization other = {residual, residualScaleAndShift, residualMean, residualInverseStd};
    if (channels % 4 == 0) {
        normalize_rows<4>(main, other, output, rows, channels, withRelu);
    } else {
        normalize_rows<1>(main, other, output, rows, channels, withRelu);
    }
}
