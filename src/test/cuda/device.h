// The emulated device's memory, streams and graphs, for driver.cpp.
#pragma once
#include "entries.h"

#include <deque>
#include <memory>
#include <map>
#include <mutex>
#include <set>
#include <thread>

/** CUDA's error codes. */
enum Status {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    INVALID_DEVICE = 101,
    INVALID_CONTEXT = 201,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    LAUNCH_OUT_OF_RESOURCES = 701,
    NOT_SUPPORTED = 801,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_UNMATCHED = 903,
    CAPTURE_IMPLICIT = 906
};

typedef std::function<void()> Work;

/** Binds arguments as cuLaunchKernel passes them, by value at the time of the call. */
typedef std::function<Work(void **)> Binder;

struct Kernel {
    std::string name;
    Binder bind;
    int threads = 0; // 0: any
    int allowedShared = 48 << 10;
};

template <class... A, size_t... I>
Work bind_values(void (*function)(A...), void **arguments, std::index_sequence<I...>) {
    auto values = std::make_tuple(*(std::decay_t<A> *)arguments[I]...);
    return [=] { std::apply(function, values); };
}

template <class... A> Binder binder(void (*function)(A...)) {
    return [=](void **arguments) { return bind_values(function, arguments, std::index_sequence_for<A...>()); };
}

inline std::map<std::string, Kernel> make_kernels() {
    std::map<std::string, Kernel> kernels;
    for_each_common([&](const char *name, auto *function) { kernels[name] = {name, binder(function)}; });
    auto products = [&](auto &list) {
        for (auto &product : list) {
            kernels[product.name] = {product.name, binder(product.function), product.threads};
        }
    };
    products(conv2d_products);
    products(conv2d_weights_products);
    products(linear_products);
    products(linear_input_products);
    return kernels;
}

/**
 * Device memory: no access for the host. Kernels and copies open it while they run. A new allocation is full of NaN;
 * the page after it faults, and so does everything freed, which is never used again.
 */
class DeviceMemory {
    struct Block {
        char *room;
        size_t pages, bytes;
    };
    std::map<char *, Block> blocks;
    size_t used = 0;
    int opened = 0;

  public:
    const size_t capacity = (size_t)4 << 30;

    void *allocate(size_t bytes) {
        size_t rounded = (bytes + 255) / 256 * 256, pages = (rounded + 4095) / 4096 * 4096;
        if (bytes == 0 || used + pages > capacity) {
            return nullptr;
        }
        char *room = (char *)mmap(nullptr, pages + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (room == MAP_FAILED) {
            return nullptr;
        }
        memset(room, 0xff, pages);
        mprotect(room, pages + 4096, PROT_NONE);
        char *start = room + pages - rounded;
        blocks[start] = {room, pages, bytes};
        used += pages;
        protect(blocks[start]);
        return start;
    }

    bool free(void *pointer) {
        auto found = blocks.find((char *)pointer);
        if (found == blocks.end()) {
            return false;
        }
        Block block = found->second;
        mprotect(block.room, block.pages, PROT_READ);
        for (char *p = block.room; p < block.room + block.pages; p++) {
            if ((p < found->first || p >= found->first + block.bytes) && *p != (char)0xff) {
                fprintf(
                    stderr, "emulated GPU: a byte %ld bytes from the start of an allocation of %zu was written\n",
                    (long)(p - found->first), block.bytes
                );
                abort();
            }
        }
        used -= block.pages;
        blocks.erase(found);
        // The addresses stay reserved, so that a late use faults.
        mmap(block.room, block.pages + 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        return true;
    }

    /** Whether a range lies in one allocation. */
    bool holds(const void *pointer, size_t bytes) const {
        auto after = blocks.upper_bound((char *)pointer);
        if (after == blocks.begin()) {
            return false;
        }
        auto &[start, block] = *--after;
        return (char *)pointer + bytes <= start + block.bytes;
    }

    size_t free_bytes() const {
        return capacity - used;
    }

    void open() {
        opened++;
        for (auto &entry : blocks) {
            protect(entry.second);
        }
    }

    void close() {
        opened--;
        for (auto &entry : blocks) {
            protect(entry.second);
        }
    }

  private:
    void protect(const Block &block) const {
        mprotect(block.room, block.pages, opened > 0 ? PROT_READ | PROT_WRITE : PROT_NONE);
    }
};

inline DeviceMemory memory;

/** Recorded work; a replay runs it in order. */
struct Graph {
    std::vector<Work> nodes;
};

/**
 * Work waits until somebody synchronizes: a host that reads a result too early, or overwrites what an asynchronous copy
 * has yet to read, sees so every time.
 */
struct Stream {
    std::deque<Work> work;
    Graph *capture = nullptr;
    bool invalidated = false;
    int captureMode = 0;
    std::thread::id capturer;
};

struct Event {
    Stream *stream = nullptr;
    bool pending = false;
};

inline std::recursive_mutex lock;
inline Stream defaultStream;
inline std::set<Stream *> streams = {&defaultStream};

inline void run_next(Stream *stream) {
    Work work = stream->work.front();
    stream->work.pop_front();
    work();
}

inline void drain(Stream *stream) {
    if (!stream->work.empty()) {
        memory.open();
        while (!stream->work.empty()) {
            run_next(stream);
        }
        memory.close();
    }
}

inline void drain_all() {
    for (Stream *stream : streams) {
        drain(stream);
    }
}

/** Adds work to a stream, or a node to the graph that it captures. */
inline int enqueue(Stream *stream, Work work) {
    stream = stream ? stream : &defaultStream;
    if (!streams.count(stream)) {
        return INVALID_HANDLE;
    }
    if (stream->invalidated) {
        return CAPTURE_INVALIDATED;
    }
    if (stream->capture) {
        stream->capture->nodes.push_back(work);
    } else {
        stream->work.push_back(work);
    }
    return SUCCESS;
}

/**
 * What a call that allocates or waits does during a capture: it fails and spoils the capture. Mode 0 concerns calls of
 * any thread, mode 1 those of the thread that captures; mode 2 is relaxed.
 */
inline int refuse_during_capture(int status = CAPTURE_UNSUPPORTED) {
    bool refused = false;
    for (Stream *stream : streams) {
        bool concerned = stream->captureMode == 0 ||
                         (stream->captureMode == 1 && stream->capturer == std::this_thread::get_id());
        if (stream->capture && concerned) {
            stream->invalidated = true;
            refused = true;
        }
    }
    return refused ? status : SUCCESS;
}
