// The gradient of a convolution's weights: output channels × (cell of the window, channel), summed over positions.
#pragma once
#include "conv2d.cuh"

/** Part blockIdx.z of `splits` of the positions, whole stages each. */
template <class P, class T, int V> NC_DEVICE void conv2d_weights(
    const float *input, const float *outputGradient, float *result, float *biasGradient, int batch, const Maps &in,
    const Maps &out, int kernelSize, int stride, int splits
) {
    int positions = batch * out.height * out.width;
    int share = round_up(ceil_div(positions, splits), T::DEPTH);
    int firstPosition = min(positions, (int)blockIdx.z * share), endPosition = min(positions, firstPosition + share);
    int firstRow = blockIdx.x * T::ROWS, firstColumn = blockIdx.y * T::COLUMNS;
    int columns = kernelSize * kernelSize * in.channels;
    Window window = {kernelSize, kernelSize, stride, -(kernelSize - 1) / 2, -(kernelSize - 1) / 2};
    typedef ColumnLoader<T, T::ROWS, V> LoaderA;
    typedef WindowColumnLoader<T, T::COLUMNS, V> LoaderB;
    float *shared = dynamic_shared();
    Accumulator<T> sum;
    LoaderA loaderA(outputGradient, firstRow, out.channels, out.channels, firstPosition, endPosition);
    LoaderB loaderB(input, in, window, firstColumn, out.height, out.width, firstPosition, endPosition);
    float bias = 0.f;
    bool sumsBias = biasGradient != 0 && blockIdx.y == 0;
    product<P, T>(sum, shared, loaderA, loaderB, ceil_div(endPosition - firstPosition, T::DEPTH), sumsBias ? &bias : 0);
    if (sumsBias && threadIdx.x < T::ROWS && firstRow + (int)threadIdx.x < out.channels) {
        biasGradient[firstRow + threadIdx.x] = bias;
    }
    // The gradient itself may lie anywhere in the flat vector, so the elements are written one by one.
    typedef Staging<T> S;
    WarpPlace<T> place;
    result += (long long)blockIdx.z * out.channels * columns;
#pragma unroll
    for (int turn = 0; turn < S::TURNS; turn++) {
        S::write(sum, shared, place, turn);
#pragma unroll 1
        for (int i = threadIdx.x; i < S::ROWS * T::COLUMNS; i += T::THREADS) {
            int row = firstRow + turn * S::ROWS + i / T::COLUMNS, column = firstColumn + i % T::COLUMNS;
            if (row < out.channels && column < columns) {
                result[(long long)row * columns + column] = shared[i / T::COLUMNS * S::STRIDE + i % T::COLUMNS];
            }
        }
    }
}

#define CONV2D_WEIGHTS(PRECISION, P, NAME, TILE, V)                                                                    \
    NC_ENTRY __launch_bounds__(TILE::THREADS, TILE::BLOCKS_PER_SM) conv2d_weights_##PRECISION##_##NAME(                \
        const float *input, const float *outputGradient, float *result, float *biasGradient, int batch, int inHeight,  \
        int inWidth, int inChannels, int outHeight, int outWidth, int outChannels, int kernelSize, int stride,         \
        int splits                                                                                                     \
    ) {                                                                                                                \
        Maps in = {inHeight, inWidth, inChannels}, out = {outHeight, outWidth, outChannels};                           \
        conv2d_weights<P, TILE, V>(                                                                                    \
            input, outputGradient, result, biasGradient, batch, in, out, kernelSize, stride, splits                    \
        );                                                                                                             \
    }
