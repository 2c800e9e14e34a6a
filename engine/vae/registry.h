// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"
#include "vae/preview.h"
#include "vae/vae.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::vae {

/// What a configuration says that the tensors do not.
struct VaeHints {
    std::optional<std::int64_t> norm_groups;
    std::optional<double> scaling_factor, shift_factor;
};

/// Reads "norm_num_groups", "scaling_factor" and "shift_factor" where the JSON object has them;
/// every other key is somebody else's. origin: for messages. Throws Error{Input} when one of them
/// is no sound number.
[[nodiscard]] VaeHints read_vae_hints(std::string_view json, const std::string& origin);
/// Of the config.json beside a weight file; empty hints when there is none.
[[nodiscard]] VaeHints hints_beside(const std::filesystem::path& weights);

using ParameterList = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;

/// One kind of autoencoder. All functions but accepts() may throw Error{Input}.
struct VaeEntry {
    std::string_view id;      // as the families of the tools: "wan-vae", …
    std::string_view family;  // of models whose latents it makes: "wan", …
    /// Whether the tensors are of this kind, in any naming and behind a common prefix.
    bool (*accepts)(const tensor_io::WeightMap& weights);
    tensor_io::WeightMap (*canonical)(const tensor_io::WeightMap& weights);
    /// Sizes in words, from canonical tensors.
    std::string (*facts)(const tensor_io::WeightMap& canonical);
    /// Name and shape of every tensor of such an autoencoder.
    ParameterList (*parameters)(const tensor_io::WeightMap& canonical);
    /// Of a latent, from canonical tensors.
    std::int64_t (*latent_channels)(const tensor_io::WeightMap& canonical);
    std::unique_ptr<Vae> (*open)(const tensor_io::WeightMap& canonical,
                                 const VaeHints& hints,
                                 const tensor_io::Placement& placement);
    const PreviewMatrix& (*preview)();
};

/// Every autoencoder that there is.
[[nodiscard]] std::span<const VaeEntry* const> vae_entries();
/// Null for an unknown id, family, kind of tensors.
[[nodiscard]] const VaeEntry* vae_of_id(std::string_view id);
[[nodiscard]] const VaeEntry* vae_of_family(std::string_view family);
[[nodiscard]] const VaeEntry* vae_of_tensors(const tensor_io::WeightMap& weights);

/// The autoencoder's tensors of a file that may hold whole models: those behind
/// "first_stage_model." or "vae." where there are such, without it; else all.
[[nodiscard]] tensor_io::WeightMap vae_tensors(const tensor_io::WeightMap& weights);
/// Throws Error{Input} when the tensors are none, or no complete one, that is known.
[[nodiscard]] std::unique_ptr<Vae> open_vae(const tensor_io::WeightMap& weights,
                                            const VaeHints& hints,
                                            const tensor_io::Placement& placement);

}  // namespace plumbline::vae
