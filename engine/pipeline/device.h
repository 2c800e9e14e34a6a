// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace plumbline::pipeline {

/// Where and in which dtype a run computes.
struct Target {
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat;
};

/// device: "cpu" or "cuda[:N]"; dtype: "f32", "bf16", "f16" or empty for the device's own (f32 on
/// CPU, bf16 on CUDA). Opens libtorch_cuda.so when CUDA is asked for. Throws Error{Usage} for an
/// unknown word or a dtype that the device does not compute in, Error{Device} when there is no such
/// device.
[[nodiscard]] Target select_target(const std::string& device, const std::string& dtype);
/// "f32", "bf16", "f16".
[[nodiscard]] const char* dtype_name(at::ScalarType dtype);
/// CPU threads of the operations in its lifetime, on the thread that made it; 0 leaves them as they
/// are.
class ThreadScope {
public:
    explicit ThreadScope(int threads);
    ~ThreadScope();
    ThreadScope(const ThreadScope&) = delete;
    ThreadScope& operator=(const ThreadScope&) = delete;

private:
    int before_;
};

/// Resident bytes of this process, and the most there ever were. 0 where the system does not tell.
struct HostMemory {
    std::int64_t resident = 0, peak = 0;
};
[[nodiscard]] HostMemory host_memory();
/// Bytes that could be taken without swapping; 0 where the system does not tell.
[[nodiscard]] std::int64_t available_host_memory();
/// The same of a device that is not the CPU; 0 where it does not tell.
[[nodiscard]] std::int64_t available_device_memory(at::Device device);

}  // namespace plumbline::pipeline
