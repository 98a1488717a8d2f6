// Guarded arrays, launches under several thread orders, comparison.
#pragma once
#include "emulator.h"

#include <random>
#include <string>

inline int failures;
inline std::mt19937 generator(1);

inline void check(bool condition, const std::string &what) {
    if (!condition) {
        failures++;
        printf("FAILED: %s\n", what.c_str());
    }
}

/** Memory like a GPU's: NaN at first, and the page after its end faults. */
template <class V> class Array {
    char *memory;
    size_t bytes, room;

  public:
    V *data;
    const size_t size;

    explicit Array(size_t count, bool aligned = true) : bytes(count * sizeof(V)), size(count) {
        room = (bytes + 16 + 4095) / 4096 * 4096;
        memory = (char *)mmap(nullptr, room + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(memory + room, 4096, PROT_NONE);
        memset(memory, 0xff, room);
        // The end of an aligned array is the end of the page if its size is a multiple of 16 bytes.
        data = (V *)(memory + room - (aligned ? (bytes + 15) / 16 * 16 : bytes));
    }
    explicit Array(const std::vector<V> &values, bool aligned = true) : Array(values.size(), aligned) {
        memcpy(data, values.data(), bytes);
    }
    Array(const Array &) = delete;
    ~Array() {
        // The bytes around the array must be as they were.
        for (char *p = memory; p < memory + room; p++) {
            if ((p < (char *)data || p >= (char *)data + bytes) && *p != (char)0xff) {
                check(false, "a byte outside an array was written");
                break;
            }
        }
        munmap(memory, room + 4096);
    }
    V &operator[](size_t i) {
        return data[i];
    }
    std::vector<V> values() const {
        return std::vector<V>(data, data + size);
    }
    void clear() {
        memset((void *)data, 0xff, bytes);
    }
};
typedef Array<float> Floats;

inline std::vector<float> normals(size_t count, float mean = 0, float deviation = 1) {
    std::normal_distribution<float> distribution(mean, deviation);
    std::vector<float> values(count);
    for (float &value : values) {
        value = distribution(generator);
    }
    return values;
}

template <class F, class... A> void launch(F *kernel, dim3 grid, dim3 block, int sharedBytes, A... arguments) {
    emulator::launch(grid, block, sharedBytes, [=] { kernel(arguments...); });
}

/** Launches with two orders of threads; the output must be equal to the byte. */
template <class V, class F, class... A> void launch_twice(
    const std::string &what, Array<V> &output, F *kernel, dim3 grid, dim3 block, int sharedBytes, A... arguments
) {
    std::vector<V> before = output.values();
    launch(kernel, grid, block, sharedBytes, arguments...);
    std::vector<V> first = output.values();
    std::copy(before.begin(), before.end(), output.data);
    launch(kernel, grid, block, sharedBytes, arguments...);
    check(memcmp(first.data(), output.data, output.size * sizeof(V)) == 0, what + ": two orders of threads differ");
}

/** ‖actual − expected‖ / ‖expected‖; infinite if anything is not finite. */
template <class V> double relative_error(const V *actual, const std::vector<double> &expected) {
    double error = 0, norm = 0;
    for (size_t i = 0; i < expected.size(); i++) {
        error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
        norm += expected[i] * expected[i];
    }
    return error - error == 0 ? std::sqrt(error / std::max(norm, 1e-300)) : INFINITY;
}

inline unsigned blocks(long count, int size) {
    return (count + size - 1) / size;
}
