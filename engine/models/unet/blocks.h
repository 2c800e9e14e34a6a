// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"
#include "models/unet/layers.h"

#include <optional>
#include <vector>

namespace plumbline::models::unet {

/// Weights of one block; the form says what is there.
struct BlockWeights {
    BlockForm form;
    std::vector<ResnetWeights> resnets;  // two in the middle, none in a block that only halves
    std::optional<TransformerWeights> transformer;
    Affine resample;
};

[[nodiscard]] BlockWeights take_block(const tensor_io::WeightScope& scope,
                                      const BlockForm& form,
                                      const Config& config);

/// Runs block streams.at. streams.image: [B, C, h, w]. A Down block leaves what it gives on the
/// stack of skips too, an Up block takes the top of it.
[[nodiscard]] Streams run_block(const BlockWeights& weights,
                                const Config& config,
                                const Streams& streams,
                                const BlockContext& context);

}  // namespace plumbline::models::unet
