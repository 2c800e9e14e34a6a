// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <string_view>

namespace plumbline::tools {

enum class ModelPart { Denoiser, Vae, TextEncoder, ImageEncoder };
[[nodiscard]] std::string_view name(ModelPart part);  // "denoiser", …

/// A kind of checkpoint that can be told from its tensor names.
struct ModelFamily {
    std::string_view id;      // "wan-t2v", "umt5", …
    std::string_view title;   // for people
    std::string_view naming;  // original | diffusers | transformers
    ModelPart part = ModelPart::Denoiser;
    bool loadable = false;  // the engine can run it
};

/// Prefixes that checkpoints put before the names of a model.
[[nodiscard]] const std::vector<std::string>& known_prefixes();

/// The family of tensors whose prefix is gone; null when it is none that we know.
/// Source: engine specification 1.4 and 1.10.
[[nodiscard]] const ModelFamily* detect_family(const tensor_io::WeightMap& weights);

}  // namespace plumbline::tools
