// Batches from resident images, packing of weights, changes of layout.
#pragma once
#include "conv2d.cuh"

/**
 * One pixel a thread. The table holds what Standardizer computed for each of the 256 values, so both agree to the bit.
 */
NC_ENTRY gather(
    const unsigned char *images, const int *labels, const int *permutation, const int *batchIndex, const float *table,
    float *batch, int *batchLabels, int rows, int batchSize, int channels, int height, int width, int channelsLast
) {
    int size = channels * height * width, i = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y;
    int position = *batchIndex * batchSize + row;
    int sample = permutation ? permutation[position] : position;
    if (i == 0) {
        batchLabels[row] = labels[sample];
    }
    if (i >= size || row >= rows) {
        return;
    }
    // i counts the batch's elements, so that writes are adjacent; the bytes read are few.
    int channel = channelsLast ? i % channels : i / (height * width);
    int pixel = channelsLast ? i / channels : i % (height * width);
    int value = images[(long long)sample * size + channel * (height * width) + pixel];
    batch[(long long)row * size + i] = table[channel * 256 + value];
}

/**
 * The weights of all convolutions, out × in × h × w in the flat vector, as (cell, channel read) × channel written,
 * padded to 4. A thread takes a pair of channels and all its cells, which are adjacent where they are read; neighboring
 * threads write neighboring elements.
 */
NC_ENTRY pack_weights(const float *parameters, float *packed, const int *table) {
    const int *entry = table + 8 * blockIdx.y;
    const float *weights = parameters + entry[0];
    int outChannels = entry[3], inChannels = entry[4], kernelSize = entry[5], stride = entry[6];
    int cells = kernelSize * kernelSize, first = blockIdx.x * blockDim.x + threadIdx.x, step = gridDim.x * blockDim.x;
    if (entry[1] >= 0) {
        int columns = round_up(outChannels, 4), pairs = inChannels * columns;
        for (int i = first; i < pairs; i += step) {
            int o = i % columns, c = i / columns;
            const float *from = weights + ((long long)o * inChannels + c) * cells;
            for (int cell = 0; cell < cells; cell++) {
                packed[entry[1] + (long long)cell * pairs + i] = o < outChannels ? from[cell] : 0.f;
            }
        }
    }
    if (entry[2] >= 0) {
        int columns = round_up(inChannels, 4), pairs = outChannels * columns;
        for (int i = first; i < pairs; i += step) {
            int c = i % columns, o = i / columns;
            const float *from = weights + ((long long)o * inChannels + c) * cells;
            float *to = packed + entry[2] + i;
            // Phase after phase, the cells of each in the order of the positions they read.
            for (int phase = 0; phase < stride * stride; phase++) {
                PhaseAxis h(phase / stride, kernelSize, stride), w(phase % stride, kernelSize, stride);
                for (int r = h.count - 1; r >= 0; r--) {
                    for (int s = w.count - 1; s >= 0; s--, to += pairs) {
                        int cell = (h.first + stride * r) * kernelSize + w.first + stride * s;
                        *to = c < inChannels ? from[cell] : 0.f;
                    }
                }
            }
        }
    }
}

/**
 * How many threads share the splits of one element: few elements have many splits. The grid is made by the same rule.
 */
NC_DEVICE int reduce_slices(int splits) {
    return splits >= 32 ? 8 : splits >= 8 ? 4 : 1;
}

/**
 * Adds the parts of a weight gradient in a fixed order and writes it as out × in × h × w. Thread = slice·(256/slices) +
 * element.
 */
NC_ENTRY reduce_weights(
    const float *partial, float *gradient, int splits, int outChannels, int inChannels, int kernelSize
) {
    NC_SHARED float sums[256];
    int cells = kernelSize * kernelSize, count = outChannels * inChannels * cells;
    int slices = reduce_slices(splits), elements = 256 / slices, slice = threadIdx.x / elements;
    int i = blockIdx.x * elements + threadIdx.x % elements, first = splits * slice / slices,
        end = splits * (slice + 1) / slices;
    float sum = 0.f;
    if (i < count) {
#pragma unroll 8
        for (int split = first; split < end; split++) {
            sum += partial[(long long)split * count + i];
        }
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    if (slice > 0 || i >= count) {
        return;
    }
    for (int other = 1; other < slices; other++) {
        sum += sums[other * elements + threadIdx.x];
    }
    // i counts the partial sums, so that the many reads are adjacent; the one write is not.
    int c = i % inChannels, cell = i / inChannels % cells, o = i / inChannels / cells;
    gradient[((long long)o * inChannels + c) * cells + cell] = sum;
}

NC_ENTRY layout_conversion(const float *input, float *output, int channels, int positions) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < channels * positions) {
        long long start = (long long)blockIdx.y * channels * positions;
        output[start + i] = input[start + i % channels * positions + i / channels];
    }
}

NC_ENTRY store_rows(
    const float *source, float *destination, const int *batchIndex, int batchSize, int rows, int width
) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < rows * width) {
        destination[(long long)*batchIndex * batchSize * width + i] = source[i];
    }
}

NC_ENTRY advance(int *batchIndex) {
    *batchIndex += 1;
}
