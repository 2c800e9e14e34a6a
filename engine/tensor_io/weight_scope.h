// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_map.h"

#include <ATen/core/Tensor.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tensor_io {

/// Where weights go when they are taken out of a WeightMap.
struct Placement {
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat;
    Checkpoint checkpoint;  // asked before every tensor
};

/// A place in a checkpoint's tree of names: scope["blocks"][3]["self_attn"]["q"].tensor("weight",
/// {d, d}). Copies share the record of what was taken, so that expect_all_taken() can name what
/// nobody wanted.
class WeightScope {
public:
    /// weights must outlive the scope (the tensors taken from it need not).
    WeightScope(const WeightMap& weights, Placement placement);

    [[nodiscard]] WeightScope operator[](std::string_view child) const;
    template <std::integral I>
    [[nodiscard]] WeightScope operator[](I child) const {
        return (*this)[std::string_view(std::to_string(child))];
    }

    [[nodiscard]] bool contains(std::string_view name) const;
    /// Takes one tensor, checks its shape (-1 = any), converts to the placement's dtype and device.
    /// No copy when dtype and device are already right. Throws Error{Input} naming the file, the
    /// tensor, both shapes.
    [[nodiscard]] at::Tensor tensor(std::string_view name,
                                    const std::vector<std::int64_t>& shape) const;
    /// An undefined tensor when it is not there.
    [[nodiscard]] at::Tensor optional_tensor(std::string_view name,
                                             const std::vector<std::int64_t>& shape) const;
    /// Shape without taking it. Throws Error{Input} when missing.
    [[nodiscard]] std::vector<std::int64_t> shape(std::string_view name) const;
    /// Number of consecutive children "0", "1", … below this place.
    [[nodiscard]] int count_children() const;
    /// Full name of a tensor of this place.
    [[nodiscard]] std::string full_name(std::string_view name) const;
    [[nodiscard]] const Placement& placement() const { return placement_; }

    /// Marks a tensor as known but unused (a vision head, a logit scale).
    void ignore(std::string_view name) const;
    /// Throws Error{Input} that lists up to eight tensors that nobody took. `what` names the model.
    void expect_all_taken(std::string_view what) const;

private:
    const WeightMap* weights_;
    Placement placement_;
    std::string prefix_;
    std::shared_ptr<std::set<std::string>> taken_;
};

}  // namespace plumbline::tensor_io
