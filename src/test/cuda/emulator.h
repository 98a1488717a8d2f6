// A GPU on one CPU thread, for the kernels' own source: a block's threads are fibers.
//
// What it does to find faults that a GPU would show only sometimes:
//   - between two barriers the threads run in an order drawn from a seed;
//   - shared memory is NaN before each block, and dynamic shared memory ends at a page that faults;
//   - asynchronous copies become visible only when their thread waits for them; until then there is NaN;
//   - a barrier that not all threads of a block (or lanes of a warp) reach ends the program with a message;
//   - the matrix unit ignores the bits that TF32 does not have, and truncates when it accumulates, as hardware does.
// What it cannot show: races between threads that a barrier order hides by chance, and speed.
#pragma once
#include "fibers.h"

#define NC_EMULATOR 1
#define NC_MATRIX_UNIT 1
#define NC_DEVICE inline
#define NC_ENTRY extern "C" void
#define NC_SHARED static __attribute__((section("emulated_shared")))
#define __launch_bounds__(...)
#define __restrict__

struct float2 {
    float x, y;
};
struct alignas(16) float4 {
    float x, y, z, w;
};

namespace emulator {

/** One slot a thread for what a warp exchanges. */
inline uint64_t exchanged[1024][2];
inline int exchange_round[1024];

inline int thread() {
    return current - fibers.data();
}

/**
 * A value that another lane of the warp offers. Two sets of slots: the next exchange must not overwrite unread ones.
 */
template <class V> V exchange(V value, int from, const char *operation) {
    static_assert(sizeof(V) <= 8);
    int me = thread(), slot = exchange_round[me] ^= 1;
    memcpy(&exchanged[me][slot], &value, sizeof(V));
    pause(WARP_BARRIER, operation);
    V result;
    memcpy(&result, &exchanged[from][slot], sizeof(V));
    return result;
}

/** Truncates toward zero to float: the matrix unit keeps few bits below the sum's last one. */
inline float truncated(double value) {
    float rounded = (float)value;
    if (std::fabs((double)rounded) > std::fabs(value) && std::isfinite(rounded)) {
        uint32_t bits;
        memcpy(&bits, &rounded, 4);
        bits--;
        memcpy(&rounded, &bits, 4);
    }
    return rounded;
}

struct Fragments {
    float *c;
    const unsigned *a, *b;
};
inline Fragments offered[1024];

inline float as_float(unsigned bits) {
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

/** The last lane to arrive finds all fragments offered; it computes the whole product for the warp. */
template <int K> void multiply(float *c, const unsigned *a, const unsigned *b) {
    static int arrived[32]; // by warp
    int me = thread(), warp = me / 32;
    offered[me] = {c, a, b};
    if (++arrived[warp] == 32) {
        arrived[warp] = 0;
        const Fragments *lane = offered + warp * 32;
        double rows[16][K], columns[K][8];
        for (int l = 0; l < 32; l++) {
            int g = l / 4, q = l % 4;
            if (K == 8) {
                for (int i = 0; i < 4; i++) {
                    rows[g + 8 * (i % 2)][q + 4 * (i / 2)] = as_float(lane[l].a[i] & 0xffffe000u);
                }
                for (int i = 0; i < 2; i++) {
                    columns[q + 4 * i][g] = as_float(lane[l].b[i] & 0xffffe000u);
                }
            } else {
                for (int i = 0; i < 8; i++) {
                    rows[g + 8 * (i / 2 % 2)][2 * q + i % 2 + 8 * (i / 4)] =
                        as_float(lane[l].a[i / 2] >> 16 * (i % 2) << 16);
                }
                for (int i = 0; i < 4; i++) {
                    columns[2 * q + i % 2 + 8 * (i / 2)][g] = as_float(lane[l].b[i / 2] >> 16 * (i % 2) << 16);
                }
            }
        }
        for (int row = 0; row < 16; row++) {
            double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
            for (int k = 0; k < K; k++) {
                for (int column = 0; column < 8; column++) {
                    sums[column] += rows[row][k] * columns[k][column];
                }
            }
            for (int column = 0; column < 8; column++) {
                float *element = lane[row % 8 * 4 + column / 2].c + 2 * (row / 8) + column % 2;
                *element = truncated(*element + sums[column]);
            }
        }
    }
    pause(WARP_BARRIER, K == 8 ? "mma_tf32" : "mma_bf16");
}

} // namespace emulator

// What CUDA has built in.

inline int max(int a, int b) {
    return a > b ? a : b;
}
inline int min(int a, int b) {
    return a < b ? a : b;
}
inline unsigned __float_as_uint(float value) {
    unsigned bits;
    memcpy(&bits, &value, 4);
    return bits;
}
inline float __uint_as_float(unsigned bits) {
    return emulator::as_float(bits);
}
inline float __int_as_float(int bits) {
    return emulator::as_float(bits);
}
inline double __longlong_as_double(long long bits) {
    double value;
    memcpy(&value, &bits, 8);
    return value;
}
inline float __fdiv_rn(float a, float b) {
    return a / b;
}

inline float __fsqrt_rn(float a) {
    return std::sqrt(a);
}

inline float __fmul_rn(float a, float b) {
    return a * b;
}
inline float __fadd_rn(float a, float b) {
    return a + b;
}
inline float __fsub_rn(float a, float b) {
    return a - b;
}
inline void __syncthreads() {
    emulator::pause(emulator::BLOCK_BARRIER, "__syncthreads");
}
inline void __syncwarp() {
    emulator::pause(emulator::WARP_BARRIER, "__syncwarp");
}
template <class V> V __shfl_xor_sync(unsigned, V value, int mask) {
    return emulator::exchange(value, emulator::thread() ^ mask, "__shfl_xor_sync");
}

NC_DEVICE float *dynamic_shared() {
    return (float *)emulator::dynamicShared;
}
template <int V> void copy_async(float *to, const float *from, bool valid) {
    if ((uintptr_t)to % (4 * V) || (uintptr_t)from % (4 * V)) {
        emulator::fail("an asynchronous copy is not aligned to its size");
    }
    if (valid) {
        // Reads now, so that an address outside an allocation faults here.
        volatile float first = from[0], last = from[V - 1];
        (void)first, (void)last;
    }
    emulator::poison(to, 4 * V);
    emulator::current->copies.push_back({to, valid ? from : nullptr, V});
}
inline void commit_copies() {
    emulator::current->groups.push_back(emulator::current->copies.size());
}
template <int PENDING> void wait_copies() {
    auto &groups = emulator::current->groups;
    auto &copies = emulator::current->copies;
    if (groups.size() <= PENDING) {
        return;
    }
    size_t finished = groups[groups.size() - PENDING - 1];
    for (size_t i = 0; i < finished; i++) {
        for (int j = 0; j < copies[i].floats; j++) {
            copies[i].to[j] = copies[i].from ? copies[i].from[j] : 0.f;
        }
    }
    copies.erase(copies.begin(), copies.begin() + finished);
    groups.erase(groups.begin(), groups.end() - PENDING);
    for (size_t &end : groups) {
        end -= finished;
    }
}
inline unsigned to_tf32(float value) {
    unsigned bits = __float_as_uint(value);
    return std::isfinite(value) ? (bits + 0x1000u) & 0xffffe000u : bits | (std::isnan(value) ? 0x400000u : 0u);
}
inline void mma_tf32(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    emulator::multiply<8>(c, a, b);
}
inline unsigned bf16(float value) {
    unsigned bits = __float_as_uint(value);
    return std::isnan(value) ? 0x7fffu : (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
}
inline unsigned pack_bf16(float low, float high) {
    return bf16(low) | bf16(high) << 16;
}
inline void mma_bf16(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    emulator::multiply<16>(c, a, b);
}
