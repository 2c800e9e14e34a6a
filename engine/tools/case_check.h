// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "tools/case_manifest.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

namespace plumbline::tools {

/// One line of a check.
struct TensorCheck {
    std::string name;
    double difference =
        0.0;  // largest difference over the largest value; exact checks: largest difference
    double limit = 0.0;  // 0: must be equal
    bool ok = false;
    std::string note{};  // what was compared, when it was not all
};

/// Compares what was computed with what the case stores, at the tolerances of the fixtures' README.
/// results: every result tensor of the case in its recorded shape and dtype, on the host. stored:
/// the case's file. on_cuda: the wider limits. Throws Error{Input} when the file lacks a result.
[[nodiscard]] std::vector<TensorCheck> check_case(const Case& recorded,
                                                  const std::map<std::string, at::Tensor>& results,
                                                  const tensor_io::WeightMap& stored,
                                                  bool on_cuda);

/// max|a - b| / max|b|; infinite when shapes or the places of NaN differ. 0 for two empty tensors.
[[nodiscard]] double relative_difference(const at::Tensor& a, const at::Tensor& b);

}  // namespace plumbline::tools
