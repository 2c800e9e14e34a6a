// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config_hints.h"
#include "tensor_io/weight_map.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::models {

// What the families share in reading their sizes from tensors. All throw Error{Input}.

/// Name and shape of a tensor that a model consists of.
using Parameter = std::pair<std::string, std::vector<std::int64_t>>;

/// Shape of a tensor that must have `rank` axes in a model of this title.
[[nodiscard]] std::vector<std::int64_t> shape_of(const tensor_io::WeightMap& weights,
                                                 const std::string& name,
                                                 std::size_t rank,
                                                 std::string_view model);
/// More blocks of a kind than any model has; records of runs hold two kinds.
inline constexpr int kMostNumbered = 256;

/// How many of "<before>0.", "<before>1.", … hold tensors: any of them counts, so that one that is
/// missing does not hide the blocks after it. Throws Error (Input) beyond kMostNumbered.
[[nodiscard]] int count_numbered(const tensor_io::WeightMap& weights, std::string_view before);
/// What a config.json says of `what`, where it says it, must be what the tensors say.
void expect_equal(const tensor_io::WeightMap& weights,
                  const ConfigHints& hints,
                  const char* what,
                  std::optional<std::int64_t> said,
                  std::int64_t found);
/// Adds "<name>.weight" and "<name>.bias".
void list_linear(std::vector<Parameter>& list,
                 const std::string& name,
                 std::int64_t out,
                 std::int64_t in);

}  // namespace plumbline::models
