// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/check.h"
#include "cuda/distances.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

namespace plumbline::cuda {
namespace {

// Elements of a slab: 16 MiB in f32.
constexpr std::int64_t kSlab = std::int64_t{1} << 22;

}  // namespace

at::Tensor token_differences(const at::Tensor& probe, const at::Tensor& reference_probe) {
    PLUMBLINE_CHECK(probe.dim() == 3 && probe.sizes() == reference_probe.sizes(),
                    "probes of different shapes");
    const std::int64_t tokens = probe.size(1);
    const std::int64_t rows =
        std::max<std::int64_t>(1, kSlab / std::max<std::int64_t>(1, probe.size(0) * probe.size(2)));
    std::vector<at::Tensor> means;
    for (std::int64_t first = 0; first < tokens; first += rows) {
        const std::int64_t count = std::min(rows, tokens - first);
        const at::Tensor slab = probe.narrow(1, first, count).to(at::kFloat) -
                                reference_probe.narrow(1, first, count).to(at::kFloat);
        means.push_back(slab.abs().mean(at::IntArrayRef({0, 2})));
    }
    if (means.empty()) return at::empty({0}, at::TensorOptions(at::kFloat));
    return at::cat(means).to(at::kCPU);
}

}  // namespace plumbline::cuda
