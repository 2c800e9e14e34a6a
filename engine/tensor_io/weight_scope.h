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
    /// A denoiser's blocks stay where they are stored and come to the device while they run, two at
    /// a time, instead of lying there.
    bool stream_blocks = false;
};

/// A tensor that may be kept in 8-bit floats: its values are those of `tensor`, times `scale`.
struct StoredTensor {
    at::Tensor tensor;   // on the placement's device
    double scale = 1.0;  // 1 unless `tensor` holds 8-bit floats
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
    /// Takes one tensor, checks its shape (-1 = any), converts to the placement's dtype and device;
    /// one that has a scale comes multiplied by it. No copy when dtype and device are already
    /// right. Throws Error{Input} naming the file, the tensor, both shapes.
    [[nodiscard]] at::Tensor tensor(std::string_view name,
                                    const std::vector<std::int64_t>& shape) const;
    /// The same, but 8-bit floats stay as they are stored, their scale apart: what the weights of a
    /// product take in memory.
    [[nodiscard]] StoredTensor stored(std::string_view name,
                                      const std::vector<std::int64_t>& shape) const;
    /// Marks one tensor as taken, which somebody else reads. Throws Error{Input} as tensor().
    void expect(std::string_view name, const std::vector<std::int64_t>& shape) const;
    /// An undefined tensor when it is not there.
    [[nodiscard]] at::Tensor optional_tensor(std::string_view name,
                                             const std::vector<std::int64_t>& shape) const;
    /// Shape without taking it. Throws Error{Input} when missing.
    [[nodiscard]] std::vector<std::int64_t> shape(std::string_view name) const;
    /// Number of consecutive children "0", "1", … below this place.
    [[nodiscard]] int count_children() const;
    /// What all tensors taken so far, in any place of this tree, occupy.
    [[nodiscard]] std::int64_t taken_bytes() const { return record_->bytes; }
    /// Full name of a tensor of this place.
    [[nodiscard]] std::string full_name(std::string_view name) const;
    [[nodiscard]] const Placement& placement() const { return placement_; }
    /// All tensors, whatever this place.
    [[nodiscard]] const WeightMap& weights() const { return *weights_; }

    /// Marks a tensor as known but unused (a vision head, a logit scale).
    void ignore(std::string_view name) const;
    /// Throws Error{Input} that lists up to eight tensors that nobody took. `what` names the model.
    void expect_all_taken(std::string_view what) const;

private:
    struct Record {
        std::set<std::string> names;
        std::int64_t bytes = 0;
    };
    /// Marks a tensor as taken. Throws Error{Input} when it is missing or has another shape.
    [[nodiscard]] std::string take(std::string_view name,
                                   const std::vector<std::int64_t>& shape) const;

    const WeightMap* weights_;
    Placement placement_;
    std::string prefix_;
    std::shared_ptr<Record> record_;
};

}  // namespace plumbline::tensor_io
