// What the kernels ask of the machine: asynchronous copies, the matrix unit, rounding. Under g++ the emulator
// (src/test/cuda/emulator.h) answers instead.
#pragma once

#define WARP 32
#define ALL_LANES 0xffffffffu

#ifndef NC_EMULATOR

#define NC_DEVICE __device__ __forceinline__
#define NC_SHARED __shared__
#define NC_ENTRY extern "C" __global__ void

/** Dynamic shared memory: one array for all kernels. */
extern __shared__ float4 nc_dynamic_shared[];

NC_DEVICE float *dynamic_shared() {
    return reinterpret_cast<float *>(nc_dynamic_shared);
}

#if __CUDA_ARCH__ >= 800
#define NC_MATRIX_UNIT 1

NC_DEVICE unsigned shared_address(const void *pointer) {
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

/** Starts a copy of 4·V bytes into shared memory; zeros if not valid. It is there after wait_copies and a barrier. */
template <int V> NC_DEVICE void copy_async(float *to, const float *from, bool valid) {
    int bytes = valid ? 4 * V : 0;
    if (V == 4) {
        asm volatile("cp.async.ca.shared.global [%0], [%1], 16, %2;" ::"r"(shared_address(to)), "l"(from), "r"(bytes));
    } else {
        asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(shared_address(to)), "l"(from), "r"(bytes));
    }
}

/** Closes a group of copies. */
NC_DEVICE void commit_copies() {
    asm volatile("cp.async.commit_group;" ::: "memory");
}

/** Waits until at most PENDING groups of this thread's copies are still under way. */
template <int PENDING> NC_DEVICE void wait_copies() {
    asm volatile("cp.async.wait_group %0;" ::"n"(PENDING) : "memory");
}

/** Rounds to TF32, ties away from zero. */
NC_DEVICE unsigned to_tf32(float value) {
    unsigned bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
    return bits;
}

/** c += a·b on the matrix unit: 16×8 by 8×8, TF32. */
NC_DEVICE void mma_tf32(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    asm volatile(
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1])
    );
}

/** Two floats rounded to bfloat16, the first in the lower half. */
NC_DEVICE unsigned pack_bf16(float low, float high) {
    unsigned bits;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low));
    return bits;
}

/** c += a·b on the matrix unit: 16×16 by 16×8, bfloat16. */
NC_DEVICE void mma_bf16(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1])
    );
}

#else // Volta and Turing: neither asynchronous copies nor TF32
#define NC_MATRIX_UNIT 0

template <int V> NC_DEVICE void copy_async(float *to, const float *from, bool valid) {
    if (V == 4) {
        float4 zero = {0, 0, 0, 0};
        *reinterpret_cast<float4 *>(to) = valid ? *reinterpret_cast<const float4 *>(from) : zero;
    } else {
        *to = valid ? *from : 0.f;
    }
}

NC_DEVICE void commit_copies() {}

template <int PENDING> NC_DEVICE void wait_copies() {}

#endif
#endif

// Sizes of grids leave a partial last block almost everywhere.
NC_DEVICE int ceil_div(int a, int b) {
    return (a + b - 1) / b;
}

NC_DEVICE int round_up(int a, int multiple) {
    return ceil_div(a, multiple) * multiple;
}
