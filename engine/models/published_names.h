// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rename.h"
#include "tensor_io/weight_map.h"

#include <string>
#include <vector>

namespace plumbline::models {

/// A canonical tensor under the names of a layout: one, or one a piece where it is kept apart.
struct PublishedNames {
    std::vector<std::string> lacking, there;
};

/// What a canonical tensor that a file lacks is called in that file: of all the names that become
/// it, those most alike to what is there (the canonical name when nothing is). weights: the
/// denoiser's part of the file, as it is stored.
[[nodiscard]] PublishedNames published_names(const tensor_io::WeightMap& weights,
                                             const NameTable& names,
                                             const std::string& canonical);

}  // namespace plumbline::models
