// Fully connected layers: rows × in by W, out × in. The gradients of W and bias are conv2d_weights with maps of one
// position.
#pragma once
#include "epilogue.cuh"

template <class P, class T, int V> NC_DEVICE void linear(
    const float *input, const float *weights, int rows, int inputs, int outputs, const Epilogue &epilogue
) {
    typedef RowLoader<T, T::ROWS, V> LoaderA;
    typedef RowLoader<T, T::COLUMNS, V> LoaderB;
    int firstRow = blockIdx.x * T::ROWS, firstColumn = blockIdx.y * T::COLUMNS;
    float *shared = dynamic_shared();
    Accumulator<T> sum;
    LoaderA loaderA(input, firstRow, rows, inputs);
    LoaderB loaderB(weights, firstColumn, outputs, inputs);
    product<P, T>(sum, shared, loaderA, loaderB, ceil_div(inputs, T::DEPTH), 0);
    PlainRows layout = {outputs};
    write_tile(sum, shared, layout, firstRow, rows, firstColumn, outputs, epilogue);
}

template <class P, class T, int V> NC_DEVICE void linear_input(
    const float *outputGradient, const float *weights, int rows, int inputs, int outputs, const Epilogue &epilogue
) {
    typedef RowLoader<T, T::ROWS, V> LoaderA;
    typedef ColumnLoader<T, T::COLUMNS, V> LoaderB;
    int firstRow = blockIdx.x * T::ROWS, firstColumn = blockIdx.y * T::COLUMNS;
    float *shared = dynamic_shared();
    Accumulator<T> sum;
    LoaderA loaderA(outputGradient, firstRow, rows, outputs);
    LoaderB loaderB(weights, firstColumn, inputs, inputs, 0, outputs);
    product<P, T>(sum, shared, loaderA, loaderB, ceil_div(outputs, T::DEPTH), 0);
    PlainRows layout = {inputs};
    write_tile(sum, shared, layout, firstRow, rows, firstColumn, inputs, epilogue);
}

#define LINEAR(PRECISION, P, NAME, TILE, V)                                                                            \
    NC_ENTRY __launch_bounds__(TILE::THREADS, TILE::BLOCKS_PER_SM) linear_##PRECISION##_##NAME(                        \
        const float *input, const float *weights, const float *bias, float *output, float *partials, int rows,         \
        int inputs, int outputs, int relu                                                                              \
    ) {                                                                                                                \
        Epilogue epilogue = {output, 0, bias, 0, 0, partials, relu};                                                   \
        linear<P, TILE, V>(input, weights, rows, inputs, outputs, epilogue);                                           \
    }

#define LINEAR_INPUT(PRECISION, P, NAME, TILE, V)                                                                      \
    NC_ENTRY __launch_bounds__(TILE::THREADS, TILE::BLOCKS_PER_SM) linear_input_##PRECISION##_##NAME(                  \
        const float *outputGradient, const float *weights, float *inputGradient, const float *mask,                    \
        const float *addend, int rows, int inputs, int outputs                                                         \
    ) {                                                                                                                \
        Epilogue epilogue = {inputGradient, 0, 0, mask, addend, 0, 0};                                                 \
        linear_input<P, TILE, V>(outputGradient, weights, rows, inputs, outputs, epilogue);                            \
    }
