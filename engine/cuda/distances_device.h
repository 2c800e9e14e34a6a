// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace plumbline::cuda {

// The border to distances.cu: raw device pointers, no Torch. Every function returns a cudaError_t
// as int.

enum class Element { Float, Double, Half, BFloat16 };

/// Streams in the order of ProbeTensors; the last two are null without residuals.
struct DeviceProbe {
    const void* input = nullptr;
    const void* probe = nullptr;
    const void* reference_input = nullptr;
    const void* reference_probe = nullptr;
    const void* newest = nullptr;
    const void* older = nullptr;
    std::int64_t count = 0;
    Element element = Element::Float;
};

inline constexpr int kDeviceQuantities = 6;
/// Blocks of threads of the reduction: a fixed number, so that sums are added in a fixed order.
inline constexpr int kDeviceBlocks = 512;

/// partials: kDeviceBlocks · 6 doubles, sums: 6 doubles, all on the device. stream: a cudaStream_t.
int launch_probe_sums(const DeviceProbe& probe,
                      double* partials,
                      double* sums,
                      int device,
                      void* stream);
/// out = x + older + weight · (newest - older).
int launch_aligned_output(const void* x,
                          const void* newest,
                          const void* older,
                          double weight,
                          void* out,
                          std::int64_t count,
                          Element element,
                          int device,
                          void* stream);
const char* device_error_text(int error);

}  // namespace plumbline::cuda
