// The driver's functions for devices, contexts and errors; see driver.cpp.
#pragma once
#include "device.h"

static bool initialized;

static int number(const char *name, int fallback) {
    const char *text = getenv(name);
    return text ? atoi(text) : fallback;
}

#define LOCKED std::lock_guard<std::recursive_mutex> guard(lock)

static thread_local void *currentContext;

extern "C" {

int cuInit(unsigned) {
    initialized = true;
    emulator::random_state = 2 * number("NC_EMULATED_SEED", 1) + 1;
    return SUCCESS;
}
int cuDriverGetVersion(int *version) {
    *version = 12090;
    return SUCCESS;
}
/** NVRTC asks for this as soon as it finds cuInit, and crashes without an answer. */
int cuGetExportTable(const void **, const void *) {
    return NOT_FOUND;
}
int cuGetErrorName(int status, const char **name) {
    static const std::map<int, const char *> names = {
        {0, "CUDA_SUCCESS"},
        {1, "CUDA_ERROR_INVALID_VALUE"},
        {2, "CUDA_ERROR_OUT_OF_MEMORY"},
        {3, "CUDA_ERROR_NOT_INITIALIZED"},
        {100, "CUDA_ERROR_NO_DEVICE"},
        {101, "CUDA_ERROR_INVALID_DEVICE"},
        {201, "CUDA_ERROR_INVALID_CONTEXT"},
        {400, "CUDA_ERROR_INVALID_HANDLE"},
        {500, "CUDA_ERROR_NOT_FOUND"},
        {600, "CUDA_ERROR_NOT_READY"},
        {701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"},
        {801, "CUDA_ERROR_NOT_SUPPORTED"},
        {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"},
        {901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED"},
        {903, "CUDA_ERROR_STREAM_CAPTURE_UNMATCHED"},
        {906, "CUDA_ERROR_STREAM_CAPTURE_IMPLICIT"}
    };
    auto found = names.find(status);
    *name = found == names.end() ? nullptr : found->second;
    return found == names.end() ? INVALID_VALUE : SUCCESS;
}
int cuGetErrorString(int status, const char **text) {
    return cuGetErrorName(status, text);
}

int cuDeviceGetCount(int *count) {
    *count = number("NC_EMULATED_DEVICES", 1);
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
int cuDeviceGet(int *device, int ordinal) {
    *device = ordinal;
    return !initialized                                                 ? NOT_INITIALIZED
           : ordinal < 0 || ordinal >= number("NC_EMULATED_DEVICES", 1) ? INVALID_DEVICE
                                                                        : SUCCESS;
}
int cuDeviceGetName(char *name, int length, int) {
    snprintf(name, length, "Emulated GPU");
    return SUCCESS;
}
int cuDeviceGetUuid_v2(unsigned char *uuid, int device) {
    memset(uuid, device, 16);
    return SUCCESS;
}
int cuDeviceTotalMem_v2(size_t *bytes, int) {
    *bytes = memory.capacity;
    return SUCCESS;
}
int cuDeviceGetAttribute(int *value, int attribute, int) {
    int capability = number("NC_EMULATED_CAPABILITY", 90);
    switch (attribute) {
    case 1: // threads per block
        *value = 1024;
        return SUCCESS;
    case 8: // shared memory per block
        *value = 48 << 10;
        return SUCCESS;
    case 10: // warp
        *value = 32;
        return SUCCESS;
    case 16: // multiprocessors
        *value = 4;
        return SUCCESS;
    case 75:
        *value = capability / 10;
        return SUCCESS;
    case 76:
        *value = capability % 10;
        return SUCCESS;
    case 115: // memory pools
        *value = number("NC_EMULATED_POOLS", 1);
        return SUCCESS;
    case 81: // shared memory per multiprocessor
    case 97: // shared memory per block, on request
        *value = capability == 75 ? 64 << 10 : 96 << 10;
        return SUCCESS;
    default:
        *value = 0;
        return SUCCESS;
    }
}
int cuDevicePrimaryCtxRetain(void **context, int device) {
    *context = (void *)(size_t)(device + 1);
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
int cuDevicePrimaryCtxSetFlags_v2(int, unsigned) {
    return initialized ? SUCCESS : NOT_INITIALIZED;
}
int cuDevicePrimaryCtxRelease_v2(int) {
    return SUCCESS;
}
int cuDevicePrimaryCtxReset_v2(int) {
    return SUCCESS;
}
int cuCtxSetCurrent(void *context) {
    currentContext = context;
    return SUCCESS;
}
int cuCtxGetCurrent(void **context) {
    *context = currentContext;
    return SUCCESS;
}
int cuCtxPushCurrent_v2(void *context) {
    return cuCtxSetCurrent(context);
}
int cuCtxPopCurrent_v2(void **context) {
    *context = currentContext;
    currentContext = nullptr;
    return SUCCESS;
}
int cuCtxSynchronize() {
    LOCKED;
    if (int status = refuse_during_capture()) {
        return status;
    }
    drain_all();
    return SUCCESS;
}
}
