// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/prediction.h"
#include "models/config_hints.h"
#include "models/denoiser.h"
#include "models/detect.h"
#include "models/rename.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::models {

/// What others need to know of a denoiser before it is loaded.
struct DenoiserSizes {
    std::int64_t dim = 0, ffn_dim = 0, heads = 0;
    int blocks = 0, probe_blocks = 0;  // as in StackShape
    bool dual_stream = false;  // those that a probe may use have two streams, the others one
    std::int64_t in_channels = 0, out_channels = 0;  // of the latents
    std::int64_t text_dim = 0, text_len = 0;         // width and most rows of the text embedding
    std::int64_t pooled_dim = 0;                     // of the pooled text; 0: takes none
    std::int64_t image_dim = 0;                      // of image features; 0: makes video of text
    bool takes_guidance = false;                     // as an input, instead of a second branch
    std::vector<Parameter> parameters;               // all tensors, canonical names

    [[nodiscard]] std::int64_t head_dim() const { return dim / heads; }
    [[nodiscard]] bool image_to_video() const { return image_dim > 0; }
};

/// Fills in what depends on the timestep t alone: time_embedding and modulation.
using TimeSignal = std::function<void(double t, BlockContext& context)>;

/// One row of the table of model families. Adding a family is one folder beside this file and one
/// row in registry.cpp. `canonical` weights are what canonical_names() gave.
struct Family {
    std::string_view id;                                 // as cache methods and manifests call it
    std::string_view title;                              // for people
    bool (*holds)(const tensor_io::WeightMap& weights);  // tensors of any layout are of this family
    tensor_io::WeightMap (*canonical_names)(const tensor_io::WeightMap& weights);
    /// Throws Error{Input} when a key tensor is missing, sizes contradict each other or the hints.
    DenoiserSizes (*sizes)(const tensor_io::WeightMap& canonical, const ConfigHints& hints);
    /// Throws Error{Input} as sizes(), and when a tensor is missing or left over.
    std::unique_ptr<Denoiser> (*open)(const tensor_io::WeightMap& canonical,
                                      const ConfigHints& hints,
                                      const tensor_io::Placement& placement);
    api::Prediction prediction = api::Prediction::Velocity;  // decides which samplers fit
    /// How other layouts call the canonical tensors; null where that is no table. What LoRA files
    /// need, and naming what a file lacks.
    const NameTable& (*names)() = nullptr;
    bool streams_blocks = false;  // Placement::stream_blocks may be asked for
    /// Of a few of the denoiser's tensors; null where the signals that caches watch depend on what
    /// is generated too. Throws Error{Input} where one is missing.
    TimeSignal (*time_signal)(const tensor_io::WeightMap& canonical,
                              const ConfigHints& hints,
                              const tensor_io::Placement& placement) = nullptr;
};

[[nodiscard]] std::span<const Family> families();
/// The family whose denoiser these tensors are; null when it is none that we have.
[[nodiscard]] const Family* family_of(const tensor_io::WeightMap& weights);
/// By id, which must be one of the table's.
[[nodiscard]] const Family& find_family(std::string_view id);

}  // namespace plumbline::models
