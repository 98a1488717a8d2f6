// Every entry point of kernels.cu, with what a launch of a matrix product needs.
#pragma once
#include "emulator.h"
#include "../../main/resources/org/ncollapse/network/kernel/cuda/kernels.cu"

#include <string>

/** A matrix product: F is the type of its function. */
template <class F> struct Product {
    std::string name;
    F *function;
    int rows, columns, depth, threads, sharedBytes;
};

template <class T, class A, class B> constexpr int shared_bytes() {
    typedef ProductMemory<T, A, B> Memory;
    static_assert(Memory::FLOATS >= (T::WARPS_K - 1) * T::ROWS * T::COLUMNS, "the parts of the sum do not fit");
    static_assert(Memory::FLOATS >= Staging<T>::FLOATS + Staging<T>::STATISTICS, "the tile does not fit");
    static_assert(Memory::FLOATS * 4 <= 64 << 10, "Turing has 64 KiB");
    return Memory::FLOATS * 4;
}

template <class T, class A, class B, class F> Product<F> product_entry(const char *name, F *function) {
    return {name, function, T::ROWS, T::COLUMNS, T::DEPTH, T::THREADS, shared_bytes<T, A, B>()};
}

#undef CONV2D
#undef CONV2D_WEIGHTS
#undef LINEAR
#undef LINEAR_INPUT
#define NC_NO_PRODUCT(PRECISION, P, NAME, T, V)

/** The products of all precisions as a list; the kind's macro is defined around each expansion. */
#define NC_ALL_PRODUCTS                                                                                                \
    NC_PRODUCTS_OF(fma, Fma) NC_PRODUCTS_OF(tf32x3, Tf32x3) NC_PRODUCTS_OF(tf32, Tf32) NC_PRODUCTS_OF(bf16, Bf16)

#define CONV2D_WEIGHTS NC_NO_PRODUCT
#define LINEAR NC_NO_PRODUCT
#define LINEAR_INPUT NC_NO_PRODUCT
#define CONV2D(PRECISION, P, NAME, T, V)                                                                               \
    product_entry<T, WindowRowLoader<T, T::ROWS, V>, ColumnLoader<T, T::COLUMNS, 4>>(                                  \
        "conv2d_" #PRECISION "_" #NAME, conv2d_##PRECISION##_##NAME                                                    \
    ),
inline const std::vector<Product<decltype(conv2d_fma_64x64)>> conv2d_products = {NC_ALL_PRODUCTS};
#undef CONV2D
#undef CONV2D_WEIGHTS
#define CONV2D NC_NO_PRODUCT
#define CONV2D_WEIGHTS(PRECISION, P, NAME, T, V)                                                                       \
    product_entry<T, ColumnLoader<T, T::ROWS, V>, WindowColumnLoader<T, T::COLUMNS, V>>(                               \
        "conv2d_weights_" #PRECISION "_" #NAME, conv2d_weights_##PRECISION##_##NAME                                    \
    ),
inline const std::vector<Product<decltype(conv2d_weights_fma_64x64)>> conv2d_weights_products = {NC_ALL_PRODUCTS};
#undef CONV2D_WEIGHTS
#undef LINEAR
#define CONV2D_WEIGHTS NC_NO_PRODUCT
#define LINEAR(PRECISION, P, NAME, T, V)                                                                               \
    product_entry<T, RowLoader<T, T::ROWS, V>, RowLoader<T, T::COLUMNS, V>>(                                           \
        "linear_" #PRECISION "_" #NAME, linear_##PRECISION##_##NAME                                                    \
    ),
inline const std::vector<Product<decltype(linear_fma_64x64)>> linear_products = {NC_ALL_PRODUCTS};
#undef LINEAR
#undef LINEAR_INPUT
#define LINEAR NC_NO_PRODUCT
#define LINEAR_INPUT(PRECISION, P, NAME, T, V)                                                                         \
    product_entry<T, RowLoader<T, T::ROWS, V>, ColumnLoader<T, T::COLUMNS, V>>(                                        \
        "linear_input_" #PRECISION "_" #NAME, linear_input_##PRECISION##_##NAME                                        \
    ),
inline const std::vector<Product<decltype(linear_input_fma_64x64)>> linear_input_products = {NC_ALL_PRODUCTS};

/** Calls visit(name, function) for every kernel without a precision. */
template <class Visit> void for_each_common(Visit visit) {
#define NC_VISIT(kernel) visit(#kernel, kernel)
    NC_VISIT(gather);
    NC_VISIT(pack_weights);
    NC_VISIT(reduce_weights);
    NC_VISIT(layout_conversion);
    NC_VISIT(store_rows);
    NC_VISIT(advance);
    NC_VISIT(batch_norm_partials);
    NC_VISIT(batch_norm_finalize);
    NC_VISIT(inverse_std);
    NC_VISIT(batch_norm_forward);
    NC_VISIT(fold_batch_norm);
    NC_VISIT(batch_norm_backward_partials);
    NC_VISIT(batch_norm_backward_finalize);
    NC_VISIT(batch_norm_backward_input);
    NC_VISIT(relu_forward);
    NC_VISIT(relu_backward);
    NC_VISIT(add);
    NC_VISIT(scaled_difference);
    NC_VISIT(pool_forward);
    NC_VISIT(pool_backward);
    NC_VISIT(criterion);
    NC_VISIT(sgd);
    NC_VISIT(adam);
    NC_VISIT(head_predictions);
    NC_VISIT(count_errors);
    NC_VISIT(count_not_finite);
    NC_VISIT(class_sums);
    NC_VISIT(class_offsets);
    NC_VISIT(class_squares);
    NC_VISIT(class_square_sums);
    NC_VISIT(class_scatter);
    NC_VISIT(class_scatter_sum);
#undef NC_VISIT
}
