// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/published/profiled_blocks.h"

namespace plumbline::cache {

/// The inner blocks that our MixCache may reuse of a model of this family and form: chosen by us,
/// the paper's public part has none. Of a U-Net all but the outermost. Empty: too few blocks.
[[nodiscard]] std::vector<BlockRun> mixed_blocks(std::string_view family,
                                                 const models::StackShape& shape);

}  // namespace plumbline::cache
