// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/device.h"

#include "base/error.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <fmt/format.h>

#include <charconv>
#include <dlfcn.h>
#include <fstream>
#include <string_view>

namespace plumbline::pipeline {
namespace {

/// The kernels of the device live in a library of their own that registers itself when it is
/// opened.
void open_cuda() {
    if (at::hasCUDA()) return;
    if (dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) == nullptr) {
        throw Error(
            ErrorKind::Device, fmt::format("CUDA is not available: {}", dlerror()),
            "run packaging/run.sh where an NVIDIA driver is installed, or use --device cpu");
    }
}

int device_index(const std::string& device) {
    if (device == "cuda") return 0;
    const std::string_view digits = std::string_view(device).substr(5);
    int index = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (error != std::errc{} || end != digits.data() + digits.size() || index < 0) {
        throw Error(ErrorKind::Usage, fmt::format("device {} is unknown", device),
                    "use cpu, cuda or cuda:N");
    }
    return index;
}

at::Device select_device(const std::string& device) {
    if (device == "cpu") return at::kCPU;
    if (device != "cuda" && !device.starts_with("cuda:")) {
        throw Error(ErrorKind::Usage, fmt::format("device {} is unknown", device),
                    "use cpu, cuda or cuda:N");
    }
    const int index = device_index(device);
    open_cuda();
    const c10::DeviceIndex count =
        at::globalContext().getAcceleratorHooksInterface(at::kCUDA).deviceCount();
    if (index >= count) {
        throw Error(ErrorKind::Device,
                    fmt::format("there is no device {} ({} CUDA devices found)", device, count),
                    "use --device cpu or a lower number");
    }
    return {at::kCUDA, static_cast<c10::DeviceIndex>(index)};
}

std::int64_t status_bytes(const char* file, std::string_view key) {
    std::ifstream status(file);
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t digit = line.find_first_of("0123456789");
        if (digit != std::string::npos) return std::stoll(line.substr(digit)) * 1024;
    }
    return 0;
}

}  // namespace

Target select_target(const std::string& device, const std::string& dtype) {
    Target target{.device = select_device(device), .dtype = at::kFloat};
    const bool cpu = target.device.is_cpu();
    if (dtype.empty()) {
        target.dtype = cpu ? at::kFloat : at::kBFloat16;
    } else if (dtype == "f32") {
        target.dtype = at::kFloat;
    } else if (dtype == "bf16" || dtype == "f16") {
        if (cpu) {
            throw Error(
                ErrorKind::Usage, fmt::format("dtype {} on the CPU", dtype),
                "use f32 there: most processors compute the 16-bit kinds many times slower");
        }
        target.dtype = dtype == "bf16" ? at::kBFloat16 : at::kHalf;
    } else {
        throw Error(ErrorKind::Usage, fmt::format("dtype {} is unknown", dtype),
                    "use f32, bf16 or f16");
    }
    return target;
}

const char* dtype_name(at::ScalarType dtype) {
    switch (dtype) {
        case at::kFloat: return "f32";
        case at::kBFloat16: return "bf16";
        case at::kHalf: return "f16";
        default: return "other";
    }
}

ThreadScope::ThreadScope(int threads) : before_(at::get_num_threads()) {
    if (threads > 0) at::set_num_threads(threads);
}

ThreadScope::~ThreadScope() {
    if (at::get_num_threads() != before_) at::set_num_threads(before_);
}

HostMemory host_memory() {
    return {.resident = status_bytes("/proc/self/status", "VmRSS:"),
            .peak = status_bytes("/proc/self/status", "VmHWM:")};
}

std::int64_t available_host_memory() {
    return status_bytes("/proc/meminfo", "MemAvailable:");
}

std::int64_t available_device_memory(at::Device device) {
    // What LibTorch holds back for later is as good as free, but counted as taken.
    c10::DeviceAllocator* allocator = at::getDeviceAllocator(device.type());
    if (allocator == nullptr || !allocator->initialized()) return 0;
    allocator->emptyCache();
    return static_cast<std::int64_t>(allocator->getMemoryInfo(device.index()).first);
}

}  // namespace plumbline::pipeline
