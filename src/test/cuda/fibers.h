// The scheduler of the emulated GPU: a block's threads as fibers that meet at barriers.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

struct dim3 {
    unsigned x = 1, y = 1, z = 1;
};
inline dim3 gridDim, blockDim, blockIdx, threadIdx;

extern "C" char __start_emulated_shared[] __attribute__((weak)), __stop_emulated_shared[] __attribute__((weak));

namespace emulator {

const size_t PAGE = 4096;
/** A fiber's stack; the page below it faults. */
const size_t STACK = 128 << 10;

/** What a thread waits for. */
enum Wait { RUNNING, BLOCK_BARRIER, WARP_BARRIER, DONE };

struct Copy {
    float *to;
    const float *from;
    int floats;
};

struct Fiber {
    void *stackPointer;
    char *stack = nullptr;
    dim3 index;
    Wait wait;
    const char *operation;
    std::vector<Copy> copies;
    std::vector<size_t> groups;
};

inline std::vector<Fiber> fibers;
inline Fiber *current;
inline void *scheduler;
inline std::function<void()> body;
inline uint64_t random_state = 1;
inline char *dynamicShared, *dynamicMemory;
inline size_t dynamicCapacity;
inline long launches;

[[noreturn]] inline void fail(const char *message, const char *detail = "") {
    fprintf(
        stderr, "emulated GPU: block (%u,%u,%u), thread (%u,%u,%u): %s%s\n", blockIdx.x, blockIdx.y, blockIdx.z,
        threadIdx.x, threadIdx.y, threadIdx.z, message, detail
    );
    abort();
}

inline uint64_t next_random() {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

/** Saves the caller's registers on its stack and its stack pointer in *from, and continues where `to` was saved. */
extern "C" void emulator_switch(void **from, void *to);
#if defined(__x86_64__)
asm(R"(
.text
.weak emulator_switch
.type emulator_switch,@function
emulator_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size emulator_switch,.-emulator_switch
)");
const int SAVED = 6;
#else
#error "the emulator switches stacks on x86-64 only"
#endif

inline void pause(Wait wait, const char *operation) {
    current->wait = wait;
    current->operation = operation;
    emulator_switch(&current->stackPointer, scheduler);
}

inline void enter() {
    body();
    if (!current->copies.empty()) {
        fail("ends with asynchronous copies under way");
    }
    pause(DONE, "end");
}

inline void start(Fiber &fiber) {
    if (!fiber.stack) {
        char *memory = (char *)mmap(nullptr, PAGE + STACK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        fiber.stack = memory + PAGE;
        if (memory == MAP_FAILED || mprotect(fiber.stack, STACK, PROT_READ | PROT_WRITE) != 0) {
            fail("no memory for the stacks of a block");
        }
    }
    void **top = (void **)(fiber.stack + STACK) - 2;
    top[0] = (void *)enter;
    top[1] = nullptr;
    fiber.stackPointer = top - SAVED;
    fiber.wait = RUNNING;
    fiber.copies.clear();
    fiber.groups.clear();
}

inline void poison(void *from, size_t bytes) {
    memset(from, 0xff, bytes);
}

/** Dynamic shared memory of exactly this size: the byte after it faults. */
inline void set_dynamic_shared(size_t bytes) {
    size_t room = (bytes + PAGE - 1) / PAGE * PAGE;
    if (room + PAGE > dynamicCapacity) {
        if (dynamicMemory) {
            munmap(dynamicMemory, dynamicCapacity);
        }
        dynamicCapacity = room + PAGE;
        dynamicMemory =
            (char *)mmap(nullptr, dynamicCapacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(dynamicMemory + room, PAGE, PROT_NONE);
    }
    dynamicShared = dynamicMemory + dynamicCapacity - PAGE - (bytes + 15) / 16 * 16;
}

/** Lets every waiting thread of a group continue if all threads that must meet are there. */
inline bool release(int first, int end, Wait wait) {
    int waiting = 0, done = 0;
    const char *operation = nullptr;
    for (int i = first; i < end; i++) {
        waiting += fibers[i].wait == wait;
        done += fibers[i].wait == DONE;
        operation = fibers[i].wait == wait ? fibers[i].operation : operation;
    }
    if (waiting == 0 || waiting + done < end - first) {
        return false;
    }
    if (done > 0 && wait == WARP_BARRIER) {
        fail("lanes have left their warp before ", operation);
    }
    if (done > 0 && wait == BLOCK_BARRIER) {
        fail("a barrier is not reached by all threads of the block");
    }
    for (int i = first; i < end; i++) {
        if (fibers[i].wait == wait && fibers[i].operation != operation) {
            fail("lanes of a warp meet in different operations, one of them ", operation);
        }
        fibers[i].wait = RUNNING;
    }
    return true;
}

inline void shuffle(int *from, int count) {
    for (int i = count - 1; i > 0; i--) {
        std::swap(from[i], from[next_random() % (i + 1)]);
    }
}

/** Lets a warp run until its lanes wait for the block or are done. Lanes take turns in the given order. */
inline void run_warp(const int *lanes, int first, int count, int &done, bool &progress) {
    do {
        for (int lane = 0; lane < 32; lane++) {
            int i = first + lanes[lane];
            if (lanes[lane] < count && fibers[i].wait == RUNNING) {
                progress = true;
                current = &fibers[i];
                threadIdx = current->index;
                emulator_switch(&scheduler, current->stackPointer);
                done += current->wait == DONE;
            }
        }
    } while (release(first, first + count, WARP_BARRIER));
}

inline void run_block(int threads) {
    int warps = (threads + 31) / 32, order[32], lanes[32];
    for (int i = 0; i < 32; i++) {
        order[i] = lanes[i] = i;
    }
    for (int i = 0; i < threads; i++) {
        start(fibers[i]);
    }
    for (int done = 0; done < threads;) {
        // From barrier to barrier: warp after warp in random order, the lanes of each in random order.
        shuffle(order, warps);
        bool progress = false;
        for (int i = 0; i < warps; i++) {
            shuffle(lanes, 32);
            int first = order[i] * 32;
            run_warp(lanes, first, std::min(32, threads - first), done, progress);
        }
        progress |= release(0, threads, BLOCK_BARRIER);
        if (!progress && done < threads) {
            fail("threads wait for each other in different operations, one of them ", current->operation);
        }
    }
}

/** Runs a kernel: blocks one after the other. */
inline void launch(dim3 grid, dim3 block, size_t dynamicBytes, const std::function<void()> &kernel) {
    int threads = block.x * block.y * block.z;
    gridDim = grid;
    blockDim = block;
    body = kernel;
    launches++;
    if ((int)fibers.size() < threads) {
        fibers.resize(threads);
    }
    set_dynamic_shared(dynamicBytes);
    for (int i = 0; i < threads; i++) {
        fibers[i].index = {i % block.x, i / block.x % block.y, i / block.x / block.y};
    }
    for (unsigned z = 0; z < grid.z; z++) {
        for (unsigned y = 0; y < grid.y; y++) {
            for (unsigned x = 0; x < grid.x; x++) {
                blockIdx = {x, y, z};
                poison(dynamicShared, dynamicBytes);
                if (__start_emulated_shared) {
                    poison(__start_emulated_shared, __stop_emulated_shared - __start_emulated_shared);
                }
                run_block(threads);
            }
        }
    }
}

} // namespace emulator
