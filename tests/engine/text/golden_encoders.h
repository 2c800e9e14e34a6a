// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/safetensors.h"
#include "tensor_io/weight_map.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::text::golden {

inline std::filesystem::path path_of(const std::string& name) {
    return std::filesystem::path(PLUMBLINE_GOLDENS) / name;
}

inline tensor_io::WeightMap weights_of(const std::string& file) {
    return tensor_io::open_safetensors(path_of(file));
}

/// What the reference computed with the model.
inline tensor_io::WeightMap case_of(const std::string& model) {
    return tensor_io::open_safetensors(path_of(model) / "encode.safetensors");
}

inline double relative_difference(const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).abs().max() / b.abs().max()).item<double>();
}

inline tensor_io::WeightMap prefixed(const tensor_io::WeightMap& weights,
                                     const std::string& prefix) {
    return weights.renamed([&](const std::string& name) { return std::optional(prefix + name); });
}

inline tensor_io::WeightMap without(const tensor_io::WeightMap& weights, std::string_view dropped) {
    return weights.renamed([&](const std::string& name) {
        return name == dropped ? std::nullopt : std::optional(name);
    });
}

inline tensor_io::WeightMap converted(const tensor_io::WeightMap& weights, at::ScalarType dtype) {
    tensor_io::WeightMap map;
    map.origin = weights.origin;
    for (const auto& [name, entry] : weights.entries())
        map.add(name, weights.tensor(name).to(dtype));
    return map;
}

}  // namespace plumbline::text::golden
