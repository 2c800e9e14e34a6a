// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dual_stream_names.h"
#include "models/flux/config.h"

namespace plumbline::models::flux {
namespace {

bool has_axes(const tensor_io::WeightMap& weights, const char* name, std::size_t rank) {
    return weights.contains(name) && weights.entry(name).shape.size() == rank;
}

}  // namespace

const NameTable& name_table() {
    static const NameTable table = [] {
        NameTable all{.root = diffusers_dual_stream_root(),
                      .numbered = diffusers_dual_stream_blocks()};
        all.root.push_back({"x_embedder.", "img_in."});
        all.root.push_back({"context_embedder.", "txt_in."});
        return all;
    }();
    return table;
}

bool is_flux(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap bare = denoiser_part(weights);
    const bool original = bare.contains("double_blocks.0.img_attn.norm.key_norm.scale") &&
                          has_axes(bare, "img_in.weight", 2);
    const bool diffusers = bare.contains("transformer_blocks.0.attn.add_q_proj.weight") &&
                           has_axes(bare, "x_embedder.weight", 2);
    return original || diffusers;
}

tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights) {
    return renamed(denoiser_part(weights), name_table());
}

}  // namespace plumbline::models::flux
