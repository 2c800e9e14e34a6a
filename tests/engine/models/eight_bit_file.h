// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::models {

inline constexpr double kLargestE4m3 = 448.0;

/// The same model twice: as an 8-bit file with a scale a matrix, and with the values that this file
/// means in f32.
struct EightBitFile {
    std::vector<std::pair<std::string, at::Tensor>> packed;
    tensor_io::WeightMap unpacked;
    std::int64_t matrices = 0;  // elements
};

inline EightBitFile eight_bit_file(const tensor_io::WeightMap& exact, bool scaled) {
    EightBitFile pair;
    for (const auto& [name, entry] : exact.entries()) {
        const at::Tensor value = exact.tensor(name);
        if (value.dim() != 2 || !name.ends_with(".weight")) {
            pair.packed.emplace_back(name, value);
            pair.unpacked.add(name, value);
            continue;
        }
        const double scale = scaled ? value.abs().max().item<double>() / kLargestE4m3 : 1.0;
        const at::Tensor scale_tensor = at::scalar_tensor(scale, at::kFloat);
        const at::Tensor codes = (value / scale_tensor).to(at::kFloat8_e4m3fn);
        pair.packed.emplace_back(name, codes);
        if (scaled) {
            pair.packed.emplace_back(name.substr(0, name.size() - 6) + "scale_weight",
                                     scale_tensor);
        }
        pair.unpacked.add(name, codes.to(at::kFloat) * scale_tensor);
        pair.matrices += value.numel();
    }
    if (scaled) pair.packed.emplace_back("scaled_fp8", at::empty({2}, at::kFloat8_e4m3fn));
    return pair;
}

}  // namespace plumbline::models
