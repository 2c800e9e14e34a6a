// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/flux/config.h"

namespace plumbline::models::flux {
namespace {

constexpr std::string_view kTitle = "Flux.1";
constexpr std::int64_t kDevTextLength = 512, kSchnellTextLength = 256;

}  // namespace

Config detect_config(const tensor_io::WeightMap& weights, const ConfigHints& hints) {
    Config config;
    const std::vector<std::int64_t> patch = shape_of(weights, "img_in.weight", 2, kTitle);
    config.stack.dim = patch[0];
    config.stack = detect_dual_stream(weights, hints, config.stack, kTitle);
    config.ends = detect_ends(weights, kTitle);
    config.ends.in_channels = patch[1] / 4;
    config.text_dim = shape_of(weights, "txt_in.weight", 2, kTitle)[1];
    // Schnell, which takes no guidance, was made with half the text.
    config.text_len =
        hints.text_len.value_or(config.ends.guidance ? kDevTextLength : kSchnellTextLength);
    return config;
}

std::vector<Parameter> parameters(const Config& config) {
    std::vector<Parameter> list;
    const std::int64_t d = config.stack.dim;
    list_linear(list, "img_in", d, 4 * config.ends.in_channels);
    list_linear(list, "txt_in", d, config.text_dim);
    list_ends(list, config.ends, d);
    list_dual_stream(list, config.stack);
    return list;
}

}  // namespace plumbline::models::flux
