// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::tests {

/// A file of the golden fixtures.
inline tensor_io::WeightMap golden(const std::string& name) {
    return tensor_io::open_safetensors(fmt::format("{}/{}", PLUMBLINE_GOLDENS, name));
}

/// max|a - b| / max|b|, the measure of the fixtures' README; infinite when the shapes differ or a
/// value is no number.
inline double relative_difference(const at::Tensor& a, const at::Tensor& b) {
    if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
    const at::Tensor x = a.to(at::kDouble), y = b.to(at::kDouble);
    const double difference = (x - y).abs().max().item<double>();
    if (!(difference < std::numeric_limits<double>::infinity())) {
        return std::numeric_limits<double>::infinity();
    }
    return difference == 0 ? 0 : difference / y.abs().max().item<double>();
}

/// A copy of `weights` without the tensor `name`.
inline tensor_io::WeightMap without(const tensor_io::WeightMap& weights, const std::string& name) {
    tensor_io::WeightMap result;
    result.origin = weights.origin;
    for (const auto& [key, entry] : weights.entries()) {
        if (key != name) result.add(key, entry);
    }
    return result;
}

/// A copy of `weights` in which the tensor `name` is this one; added when there was none.
inline tensor_io::WeightMap with(const tensor_io::WeightMap& weights,
                                 const std::string& name,
                                 const at::Tensor& tensor) {
    tensor_io::WeightMap result = without(weights, name);
    result.add(name, tensor);
    return result;
}

/// All tensors of `weights` as they are written into a file.
inline std::vector<std::pair<std::string, at::Tensor>> tensors_of(
    const tensor_io::WeightMap& weights) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, entry] : weights.entries()) {
        tensors.emplace_back(name, weights.tensor(name));
    }
    return tensors;
}

/// Names and shapes of all tensors, in name order.
inline std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes_of(
    const tensor_io::WeightMap& weights) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes;
    for (const auto& [name, entry] : weights.entries()) shapes.emplace_back(name, entry.shape);
    return shapes;
}

}  // namespace plumbline::tests
