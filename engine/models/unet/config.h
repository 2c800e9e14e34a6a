// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config_hints.h"
#include "models/detect.h"
#include "tensor_io/weight_map.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plumbline::models::unet {

/// Rows that CLIP makes of a prompt.
inline constexpr std::int64_t kTextRows = 77;

/// One resolution of a U-Net; the next has half the height and width.
struct Level {
    std::int64_t channels = 0;
    bool attention = false;
};

/// Sizes of a U-Net of Stable Diffusion 1.5. Everything but the head count and the number of norm
/// groups is read from the tensors.
struct Config {
    std::int64_t in_channels = 4;
    std::int64_t out_channels = 4;
    std::vector<Level> levels{{320, true}, {640, true}, {1280, true}, {1280, false}};
    int layers = 2;  // down blocks of a level; it has one up block more
    std::int64_t text_dim = 768;
    std::int64_t freq_dim = 320;
    std::int64_t time_dim = 1280;
    std::int64_t heads = 8;    // at every level
    std::int64_t groups = 32;  // of the group norms

    [[nodiscard]] int level_count() const { return static_cast<int>(levels.size()); }
};

/// What a block does beside its layers.
enum class Role {
    Entry,   // puts its input, the convolved latents, on the stack of skips
    Down,    // puts its output there
    Middle,  // neither
    Up,      // takes the top of the stack and joins it to its input on the channel axis
};

/// One block: `name` of a Down, Middle or Up block is its place in the original checkpoint.
struct BlockForm {
    std::string name{};
    Role role = Role::Down;
    int level = 0;                           // of its layers
    std::int64_t in = 0, skip = 0, out = 0;  // channels; skip: of what an Up block joins
    bool attention = false;
    bool resamples = false;  // a Down block halves, without layers; an Up block doubles after them
};

/// Sizes from canonical tensors; 8 heads and 32 groups where the hints do not say. A config.json
/// gives the number of heads as "attention_head_dim". Throws Error{Input} when a key tensor is
/// missing or sizes contradict each other or the hints.
[[nodiscard]] Config detect_config(const tensor_io::WeightMap& canonical, const ConfigHints& hints);
/// The blocks in their order: down, middle, up. Two blocks as far from either end belong together:
/// the later one takes from the stack what the earlier one has put there.
[[nodiscard]] std::vector<BlockForm> block_forms(const Config& config);
/// Multiply-adds of each block for latents of this height and width and one CLIP prompt, without
/// norms and elementwise work.
[[nodiscard]] std::vector<double> multiply_adds(const Config& config,
                                                std::int64_t height,
                                                std::int64_t width);

/// Name and shape of every tensor of such a model, canonical (original) names.
[[nodiscard]] std::vector<Parameter> parameters(const Config& config);

/// Original and diffusers names, also with the prefix of other programs or out of the file of a
/// whole model → original names. Names that are no U-Net's stay as they are, so that a strict load
/// can name them.
[[nodiscard]] tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights);
/// True when the tensors are, or hold, a U-Net of Stable Diffusion 1.5 in any layout.
[[nodiscard]] bool is_unet(const tensor_io::WeightMap& weights);

}  // namespace plumbline::models::unet
