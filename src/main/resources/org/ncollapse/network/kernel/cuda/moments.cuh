// Class means, within-class scatter and squared distances from the class mean of a part of a split, in double
// precision. The host combines the parts.
//
// Two passes: first the means, relative to each class's first sample (its anchor), then sums of products of
// x − anchor − offset. The first difference is exact or nearly so, and the center is the final mean, so a spread of
// 1e-6 at distance 1e3 costs no digits; what ClassMoments corrects as it streams needs no correction here.
// Samples come in the order of classes (`order`, `classStart`); every sum has a fixed order.
#pragma once
#include "sums.cuh"

/** The samples of one chunk of a class: positions in `order`. */
struct Chunk {
    int first, end;

    NC_DEVICE Chunk(const int *classStart, int label, int chunk, int chunks) {
        int start = classStart[label];
        long long count = classStart[label + 1] - start;
        first = start + (int)(count * chunk / chunks);
        end = start + (int)(count * (chunk + 1) / chunks);
    }
};

/** Partial sums of x − anchor: a feature a thread, a class and a chunk of its samples a block. */
NC_ENTRY class_sums(
    const float *features, const int *order, const int *classStart, double *partials, int width, int chunks
) {
    int feature = blockIdx.x * blockDim.x + threadIdx.x, label = blockIdx.y;
    Chunk chunk(classStart, label, blockIdx.z, chunks);
    if (feature >= width) {
        return;
    }
    double sum = 0;
    if (chunk.first < chunk.end) {
        double anchor = features[(long long)order[classStart[label]] * width + feature];
#pragma unroll 4
        for (int i = chunk.first; i < chunk.end; i++) {
            sum += features[(long long)order[i] * width + feature] - anchor;
        }
    }
    partials[((long long)blockIdx.z * gridDim.y + label) * width + feature] = sum;
}

/**
 * The first sample of each class and the class's mean relative to it. The mean itself is the host's sum of both, for a
 * class whose anchor lies in another part of the split.
 */
NC_ENTRY class_offsets(
    const float *features, const int *order, const int *classStart, const double *partials, double *anchors,
    double *offsets, int width, int chunks
) {
    int feature = blockIdx.x * blockDim.x + threadIdx.x, label = blockIdx.y;
    if (feature >= width) {
        return;
    }
    int count = classStart[label + 1] - classStart[label];
    double sum = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
        sum += partials[((long long)chunk * gridDim.y + label) * width + feature];
    }
    long long at = (long long)label * width + feature;
    anchors[at] = count > 0 ? features[(long long)order[classStart[label]] * width + feature] : 0;
    offsets[at] = count > 0 ? sum / count : 0;
}

/** Partial sums of squared distances from the class mean, a feature a thread. */
NC_ENTRY class_squares(
    const float *features, const int *order, const int *classStart, const double *offsets, double *partials, int width,
    int chunks
) {
    int feature = blockIdx.x * blockDim.x + threadIdx.x, label = blockIdx.y;
    Chunk chunk(classStart, label, blockIdx.z, chunks);
    if (feature >= width) {
        return;
    }
    double sum = 0;
    if (chunk.first < chunk.end) {
        double anchor = features[(long long)order[classStart[label]] * width + feature];
        double offset = offsets[(long long)label * width + feature];
#pragma unroll 4
        for (int i = chunk.first; i < chunk.end; i++) {
            double difference = features[(long long)order[i] * width + feature] - anchor - offset;
            sum = fma(difference, difference, sum);
        }
    }
    partials[((long long)blockIdx.z * gridDim.y + label) * width + feature] = sum;
}

/** The sum of squared distances from the mean, a class a block. */
NC_ENTRY class_square_sums(const double *partials, double *sums, int width, int chunks) {
    NC_SHARED double shared[8];
    double sum = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
        for (int feature = threadIdx.x; feature < width; feature += blockDim.x) {
            sum += partials[((long long)chunk * gridDim.x + blockIdx.x) * width + feature];
        }
    }
    sum = sum_over_block(sum, shared);
    if (threadIdx.x == 0) {
        sums[blockIdx.x] = sum;
    }
}

#define SCATTER_TILE 64
#define SCATTER_DEPTH 16

/**
 * One tile of 64 × 64 of the upper triangle of the scatter, over a part of the samples; 4 × 4 elements a thread, its
 * rows and columns 16 apart so that neighbouring threads read neighbouring values.
 */
NC_ENTRY __launch_bounds__(256) class_scatter(
    const float *features, const int *order, const int *classStart, const double *offsets, double *partials,
    int classes, int samples, int width, int splits
) {
    NC_SHARED double rows[SCATTER_DEPTH][SCATTER_TILE];
    NC_SHARED double columns[SCATTER_DEPTH][SCATTER_TILE];
    int tiles = (width + SCATTER_TILE - 1) / SCATTER_TILE, tileRow = 0, rest = blockIdx.x;
    while (rest >= tiles - tileRow) {
        rest -= tiles - tileRow++;
    }
    int firstRow = tileRow * SCATTER_TILE, firstColumn = (tileRow + rest) * SCATTER_TILE;
    int first = (int)((long long)samples * blockIdx.y / splits),
        end = (int)((long long)samples * (blockIdx.y + 1) / splits);
    // Loading: a thread takes one feature of the rows or of the columns, and every second sample of a stage.
    int loadsColumns = threadIdx.x / 64 % 2, slot = threadIdx.x % 64, half = threadIdx.x / 128;
    int feature = (loadsColumns ? firstColumn : firstRow) + slot;
    double (*loaded)[SCATTER_TILE] = loadsColumns ? columns : rows;
    int y = threadIdx.x / 16, x = threadIdx.x % 16;
    double sum[4][4] = {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}};
    int label = 0;
    for (int stage = first; stage < end;) {
        while (classStart[label + 1] <= stage) {
            label++;
        }
        int endOfClass = min(end, classStart[label + 1]);
        double anchor = 0, offset = 0;
        if (feature < width) {
            anchor = features[(long long)order[classStart[label]] * width + feature];
            offset = offsets[(long long)label * width + feature];
        }
        for (; stage < endOfClass; stage += SCATTER_DEPTH) {
#pragma unroll
            for (int i = 0; i < SCATTER_DEPTH; i += 2) {
                int sample = stage + i + half;
                bool valid = sample < endOfClass && feature < width;
                loaded[i + half][slot] =
                    valid ? features[(long long)order[sample] * width + feature] - anchor - offset : 0;
            }
            __syncthreads();
#pragma unroll
            for (int i = 0; i < SCATTER_DEPTH; i++) {
                double left[4], right[4];
#pragma unroll
                for (int j = 0; j < 4; j++) {
                    left[j] = rows[i][y + 16 * j];
                    right[j] = columns[i][x + 16 * j];
                }
#pragma unroll
                for (int j = 0; j < 4; j++) {
#pragma unroll
                    for (int k = 0; k < 4; k++) {
                        sum[j][k] = fma(left[j], right[k], sum[j][k]);
                    }
                }
            }
            __syncthreads();
        }
        stage = endOfClass;
    }
    double *partial = partials + (long long)blockIdx.y * width * width;
#pragma unroll
    for (int j = 0; j < 4; j++) {
#pragma unroll
        for (int k = 0; k < 4; k++) {
            int row = firstRow + y + 16 * j, column = firstColumn + x + 16 * k;
            if (row < width && column < width) {
                partial[(long long)row * width + column] = sum[j][k];
            }
        }
    }
}

/** Adds the parts in their order and mirrors the upper triangle. */
NC_ENTRY class_scatter_sum(const double *partials, double *scatter, int width, int splits) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x, size = (long long)width * width;
    if (i >= size) {
        return;
    }
    long long row = i / width, column = i % width, at = row <= column ? i : column * width + row;
    double sum = 0;
    for (int split = 0; split < splits; split++) {
        sum += partials[split * size + at];
    }
    scatter[i] = sum;
}
