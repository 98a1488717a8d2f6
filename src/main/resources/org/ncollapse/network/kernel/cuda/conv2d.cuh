// Convolution, and the gradient of its input, as one implicit matrix product: positions × channels, summed over the
// window and the channels read.
#pragma once
#include "epilogue.cuh"

/**
 * One axis of the gradient of a convolution's input. Input positions h = stride·i + phase receive from the output
 * positions i + start, …, i + start + count − 1, by the kernel's cells first + stride·(count − 1), …, first.
 * So a stride of 2 makes four products with 4, 2, 2 and 1 of the 9 cells, and none multiplies zeros.
 */
struct PhaseAxis {
    int first, count, start;

    NC_DEVICE PhaseAxis(int phase, int kernelSize, int stride) {
        int padding = (kernelSize - 1) / 2;
        first = (phase + padding) % stride;
        count = first < kernelSize ? (kernelSize - first - 1) / stride + 1 : 0;
        start = (phase + padding - first) / stride - (count - 1);
    }
};

/**
 * The number of cells in all phases (rows, columns) before the given one: where its weights start in a backward pack.
 */
NC_DEVICE int cells_before(int phaseH, int phaseW, int kernelSize, int stride) {
    int rowsBefore = 0, columnsBefore = 0;
    for (int phase = 0; phase < phaseH; phase++) {
        rowsBefore += PhaseAxis(phase, kernelSize, stride).count;
    }
    for (int phase = 0; phase < phaseW; phase++) {
        columnsBefore += PhaseAxis(phase, kernelSize, stride).count;
    }
    return kernelSize * rowsBefore + PhaseAxis(phaseH, kernelSize, stride).count * columnsBefore;
}

template <class P, class T, int V> NC_DEVICE void conv2d(
    const float *input, const float *weights, int batch, const Maps &in, const Maps &out, int kernelSize, int stride,
    int backward, const Epilogue &epilogue
) {
    Window window = {kernelSize, kernelSize, stride, -(kernelSize - 1) / 2, -(kernelSize - 1) / 2};
    GridRows rows = {out.height, out.width, 1, 0, 0, out};
    int packedColumns = round_up(out.channels, 4);
    if (backward) {
        // The phase with the most cells comes first: blocks are started in this order.
        int phase = stride * stride - 1 - blockIdx.z;
        PhaseAxis vertical(phase / stride, kernelSize, stride), horizontal(phase % stride, kernelSize, stride);
        window.rows = vertical.count;
        window.columns = horizontal.count;
        window.step = 1;
        window.originH = vertical.start;
        window.originW = horizontal.start;
        rows.gridHeight = ceil_div(out.height - phase / stride, stride);
        rows.gridWidth = ceil_div(out.width - phase % stride, stride);
        rows.step = stride;
        rows.firstH = phase / stride;
        rows.firstW = phase % stride;
        weights +=
            (long long)cells_before(phase / stride, phase % stride, kernelSize, stride) * in.channels * packedColumns;
    }
    int positions = batch * rows.gridHeight * rows.gridWidth;
    int firstRow = blockIdx.x * T::ROWS, firstColumn = blockIdx.y * T::COLUMNS;
    if (firstRow >= positions) {
        return;
    }
    typedef WindowRowLoader<T, T::ROWS, V> LoaderA;
    typedef ColumnLoader<T, T::COLUMNS, 4> LoaderB;
    int terms = window.rows * window.columns * in.channels;
    float *shared = dynamic_shared();
    Accumulator<T> sum;
    LoaderA loaderA(input, in, window, firstRow, positions, rows.gridHeight, rows.gridWidth);
    LoaderB loaderB(weights, firstColumn, packedColumns, packedColumns, 0, terms);
    product<P, T>(sum, shared, loaderA, loaderB, ceil_div(terms, T::DEPTH), 0);
    write_tile(sum, shared, rows, firstRow, positions, firstColumn, out.channels, epilogue);
}

#define CONV2D(PRECISION, P, NAME, TILE, V)                                                                            \
    NC_ENTRY __launch_bounds__(TILE::THREADS, TILE::BLOCKS_PER_SM) conv2d_##PRECISION##_##NAME(                        \
        const float *input, const float *weights, float *output, const float *scale, const float *shift,               \
        const float *mask, const float *addend, float *partials, int batch, int inHeight, int inWidth, int inChannels, \
        int outHeight, int outWidth, int outChannels, int kernelSize, int stride, int backward, int relu               \
    ) {                                                                                                                \
        Epilogue epilogue = {output, scale, shift, mask, addend, partials, relu};                                      \
        Maps in = {inHeight, inWidth, inChannels}, out = {outHeight, outWidth, outChannels};                           \
        conv2d<P, TILE, V>(input, weights, batch, in, out, kernelSize, stride, backward, epilogue);                    \
    }
