// Sums in a fixed order over threads, and small functions that several kernels share.
#pragma once
#include "platform.cuh"

/** max(x, 0), and NaN for NaN: a diverged run must not look healthy. */
NC_DEVICE float relu(float value) {
    return value < 0.f ? 0.f : value;
}

template <class V> NC_DEVICE V sum_over_warp(V value) {
#pragma unroll
    for (int distance = 16; distance > 0; distance /= 2) {
        value += __shfl_xor_sync(ALL_LANES, value, distance);
    }
    return value;
}

/** The sum over a block, to thread 0 alone. `shared` holds a value a warp and is not read after the return. */
template <class V> NC_DEVICE V sum_over_block(V value, V *shared) {
    value = sum_over_warp(value);
    if (threadIdx.x % WARP == 0) {
        shared[threadIdx.x / WARP] = value;
    }
    __syncthreads();
    V sum = 0;
    if (threadIdx.x == 0) {
        for (int warp = 0; warp < (int)(blockDim.x / WARP); warp++) {
            sum += shared[warp];
        }
    }
    __syncthreads();
    return sum;
}
