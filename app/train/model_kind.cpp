// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/model_kind.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace plumbline::train {
namespace {

bool contains_one(const std::string& name, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

bool ends_with_one(const std::string& name, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return name.ends_with(word); });
}

}  // namespace

std::span<const ModelKind* const> model_kinds() {
    static const std::array kinds{&wan_kind(), &wan_image_kind(), &flux_kind(), &hunyuan_kind(),
                                  &sd15_kind()};
    return kinds;
}

const ModelKind& model_kind(std::string_view id) {
    for (const ModelKind* kind : model_kinds()) {
        if (kind->id == id) return *kind;
    }
    throw Error(ErrorKind::Usage, fmt::format("there is no kind of model '{}'", id),
                "plumbline-train denoiser --help lists them");
}

double deviation_at_start(const std::string& name, const at::Tensor& value, int depth) {
    if (contains_one(name, {"modulation", "time_projection", "_mod.lin"})) return 0.02;
    if (contains_one(name, {"head.head", "final_layer.linear", "/out.2."})) return 0.0;
    if (contains_one(name, {"pos_embedding", "position_embedding", "class_embedding"})) return 0.1;
    if (contains_one(name, {"token_embedding", "embed_tokens"})) return 1.0;
    const std::int64_t inputs = value.numel() / value.size(0);
    // Outputs onto the residual stream start small, so that depth does not blow it up.
    const bool onto_stream =
        ends_with_one(name, {"attn.o.weight", "attn.proj.weight", "ffn.2.weight", "mlp.2.weight",
                             "linear2.weight", "out_proj.weight", "fc2.weight", "o_proj.weight",
                             "down_proj.weight", "out_layers.3.weight", "to_out.0.weight",
                             "ff.net.2.weight", "proj_out.weight"});
    const double gain = onto_stream ? 1.0 / std::sqrt(2.0 * depth) : 1.0;
    return gain / std::sqrt(static_cast<double>(inputs));
}

}  // namespace plumbline::train
