// The driver's functions for memory; see driver.cpp.
#pragma once
#include "driver_device.h"

static int copy(Stream *stream, void *to, const void *from, size_t bytes) {
    return enqueue(stream, [=] { memcpy(to, from, bytes); });
}

/** A copy that the host waits for. */
static int copy_now(void *to, const void *from, size_t bytes) {
    if (int status = refuse_during_capture(CAPTURE_IMPLICIT)) {
        return status;
    }
    drain_all();
    memory.open();
    memcpy(to, from, bytes);
    memory.close();
    return SUCCESS;
}

static int fill(Stream *stream, void *to, unsigned value, int bytes, size_t count) {
    if (!memory.holds(to, bytes * count)) {
        return INVALID_VALUE;
    }
    return enqueue(stream, [=] {
        for (size_t i = 0; i < count; i++) {
            memcpy((char *)to + i * bytes, &value, bytes);
        }
    });
}

extern "C" {

int cuMemAlloc_v2(void **pointer, size_t bytes) {
    LOCKED;
    if (!currentContext) {
        return INVALID_CONTEXT;
    }
    if (int status = refuse_during_capture()) {
        return status;
    }
    *pointer = memory.allocate(bytes);
    return *pointer ? SUCCESS : bytes == 0 ? INVALID_VALUE : OUT_OF_MEMORY;
}
int cuMemFree_v2(void *pointer) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    drain_all();
    return memory.free(pointer) ? SUCCESS : INVALID_VALUE;
}
int cuMemAllocAsync(void **pointer, size_t bytes, Stream *) {
    return cuMemAlloc_v2(pointer, bytes);
}
int cuMemFreeAsync(void *pointer, Stream *stream) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    drain(stream);
    return memory.free(pointer) ? SUCCESS : INVALID_VALUE;
}
int cuMemGetInfo_v2(size_t *free, size_t *total) {
    LOCKED;
    *free = memory.free_bytes();
    *total = memory.capacity;
    return SUCCESS;
}
int cuMemHostAlloc(void **pointer, size_t bytes, unsigned) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    *pointer = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    return *pointer ? SUCCESS : OUT_OF_MEMORY;
}
int cuMemAllocHost_v2(void **pointer, size_t bytes) {
    return cuMemHostAlloc(pointer, bytes, 0);
}
int cuMemFreeHost(void *pointer) {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    drain_all();
    free(pointer);
    return SUCCESS;
}
int cuMemcpyHtoD_v2(void *to, const void *from, size_t bytes) {
    LOCKED;
    return memory.holds(to, bytes) ? copy_now(to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoH_v2(void *to, const void *from, size_t bytes) {
    LOCKED;
    return memory.holds(from, bytes) ? copy_now(to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoD_v2(void *to, const void *from, size_t bytes) {
    LOCKED;
    return memory.holds(to, bytes) && memory.holds(from, bytes) ? copy_now(to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
    LOCKED;
    return memory.holds(to, bytes) ? copy(stream, to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoHAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
    LOCKED;
    return memory.holds(from, bytes) ? copy(stream, to, from, bytes) : INVALID_VALUE;
}
int cuMemcpyDtoDAsync_v2(void *to, const void *from, size_t bytes, Stream *stream) {
    LOCKED;
    return memory.holds(to, bytes) && memory.holds(from, bytes) ? copy(stream, to, from, bytes) : INVALID_VALUE;
}
int cuMemsetD8Async(void *to, unsigned char value, size_t count, Stream *stream) {
    LOCKED;
    return fill(stream, to, value, 1, count);
}
int cuMemsetD32Async(void *to, unsigned value, size_t count, Stream *stream) {
    LOCKED;
    return fill(stream, to, value, 4, count);
}
int cuMemsetD8_v2(void *to, unsigned char value, size_t count) {
    LOCKED;
    if (int status = refuse_during_capture(CAPTURE_IMPLICIT)) {
        return status;
    }
    return fill(nullptr, to, value, 1, count);
}
int cuMemsetD32_v2(void *to, unsigned value, size_t count) {
    LOCKED;
    if (int status = refuse_during_capture(CAPTURE_IMPLICIT)) {
        return status;
    }
    return fill(nullptr, to, value, 4, count);
}
}
