// The loop of every matrix product: stages of both operands flow through shared memory while the one before is
// multiplied.
#pragma once
#include "loaders.cuh"
#include "multiply.cuh"

template <class T, class LoaderA, class LoaderB> struct ProductMemory {
    static const int STAGE = LoaderA::Shared::FLOATS + LoaderB::Shared::FLOATS;
    static const int FLOATS = STAGE * T::STAGES;
};

/** Adds the parts of the sum that the warps along it hold, in their order; only those with term 0 hold the result. */
template <class T> NC_DEVICE void add_parts(Accumulator<T> &sum, float *shared) {
    const int WARPS = T::WARPS_M * T::WARPS_N, VALUES = T::MI * T::NI * 4;
    int warp = threadIdx.x / WARP, lane = threadIdx.x % WARP, part = warp / WARPS;
    if (part > 0) {
        float *mine = shared + ((part - 1) * WARPS + warp % WARPS) * VALUES * WARP + lane;
#pragma unroll
        for (int i = 0; i < VALUES; i++) {
            mine[i * WARP] = sum.v[i / (4 * T::NI)][i / 4 % T::NI][i % 4];
        }
    }
    __syncthreads();
    if (part == 0) {
#pragma unroll 1
        for (int other = 1; other < T::WARPS_K; other++) {
            const float *theirs = shared + ((other - 1) * WARPS + warp) * VALUES * WARP + lane;
#pragma unroll
            for (int i = 0; i < VALUES; i++) {
                sum.v[i / (4 * T::NI)][i / 4 % T::NI][i % 4] += theirs[i * WARP];
            }
        }
    }
    __syncthreads();
}

/**
 * sum += a·b over a number of stages. `shared` is free again at the end.
 *
 * @param biasSum if not null, thread i < ROWS adds the terms of row i of operand a to it
 */
template <class P, class T, class LoaderA, class LoaderB> NC_DEVICE void product(
    Accumulator<T> &sum, float *shared, LoaderA &loaderA, LoaderB &loaderB, int stages, float *biasSum
) {
    typedef typename LoaderA::Shared A;
    typedef typename LoaderB::Shared B;
    const int STAGE = ProductMemory<T, LoaderA, LoaderB>::STAGE;
    WarpPlace<T> place;
#pragma unroll 1
    for (int stage = 0; stage < T::STAGES - 1; stage++) {
        if (stage < stages) {
            loaderA.load(shared + stage * STAGE);
            loaderB.load(shared + stage * STAGE + A::FLOATS);
        }
        commit_copies();
    }
    int reading = 0, writing = T::STAGES - 1;
#pragma unroll 1
    for (int stage = 0; stage < stages; stage++) {
        wait_copies<T::STAGES - 2>();
        // Everybody's copies of this stage have arrived, and nobody reads the stage that is written next any more.
        __syncthreads();
        if (stage + T::STAGES - 1 < stages) {
            loaderA.load(shared + writing * STAGE);
            loaderB.load(shared + writing * STAGE + A::FLOATS);
        }
        commit_copies();
        const float *a = shared + reading * STAGE;
        P::template multiply<T, A, B>(sum, a, a + A::FLOATS, place);
        if (biasSum != 0 && threadIdx.x < T::ROWS) {
#pragma unroll 1
            for (int term = 0; term < T::DEPTH; term++) {
                *biasSum += a[A::index(threadIdx.x, term)];
            }
        }
        reading = reading + 1 == T::STAGES ? 0 : reading + 1;
        writing = writing + 1 == T::STAGES ? 0 : writing + 1;
    }
    wait_copies<0>();
    __syncthreads();
    if (T::WARPS_K > 1) {
        add_parts(sum, shared);
    }
}
