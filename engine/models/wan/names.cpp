// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rename.h"
#include "models/wan/config.h"

#include <array>
#include <optional>
#include <string>

namespace plumbline::models::wan {
namespace {

// diffusers → original.
constexpr std::array<Rename, 11> kRoot{{
    {"condition_embedder.text_embedder.linear_1.", "text_embedding.0."},
    {"condition_embedder.text_embedder.linear_2.", "text_embedding.2."},
    {"condition_embedder.time_embedder.linear_1.", "time_embedding.0."},
    {"condition_embedder.time_embedder.linear_2.", "time_embedding.2."},
    {"condition_embedder.time_proj.", "time_projection.1."},
    {"condition_embedder.image_embedder.norm1.", "img_emb.proj.0."},
    {"condition_embedder.image_embedder.ff.net.0.proj.", "img_emb.proj.1."},
    {"condition_embedder.image_embedder.ff.net.2.", "img_emb.proj.3."},
    {"condition_embedder.image_embedder.norm2.", "img_emb.proj.4."},
    {"proj_out.", "head.head."},
    {"scale_shift_table", "head.modulation"},
}};

constexpr std::array<Rename, 19> kBlock{{
    {"attn1.to_q.", "self_attn.q."},
    {"attn1.to_k.", "self_attn.k."},
    {"attn1.to_v.", "self_attn.v."},
    {"attn1.to_out.0.", "self_attn.o."},
    {"attn1.norm_q.", "self_attn.norm_q."},
    {"attn1.norm_k.", "self_attn.norm_k."},
    {"attn2.to_q.", "cross_attn.q."},
    {"attn2.to_k.", "cross_attn.k."},
    {"attn2.to_v.", "cross_attn.v."},
    {"attn2.to_out.0.", "cross_attn.o."},
    {"attn2.norm_q.", "cross_attn.norm_q."},
    {"attn2.norm_k.", "cross_attn.norm_k."},
    {"attn2.add_k_proj.", "cross_attn.k_img."},
    {"attn2.add_v_proj.", "cross_attn.v_img."},
    {"attn2.norm_added_k.", "cross_attn.norm_k_img."},
    {"norm2.", "norm3."},  // the affine norm before cross-attention; norm1 and norm3 of diffusers
                           // have no weights
    {"ffn.net.0.proj.", "ffn.0."},
    {"ffn.net.2.", "ffn.2."},
    {"scale_shift_table", "modulation"},
}};

}  // namespace

const NameTable& name_table() {
    static const NameTable table{.root = {kRoot.begin(), kRoot.end()},
                                 .numbered = {{"blocks.", "blocks.", kBlock}}};
    return table;
}

bool is_wan(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap bare = denoiser_part(weights);
    return bare.contains("head.modulation") || bare.contains("condition_embedder.time_proj.weight");
}

tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap bare =
        denoiser_part(weights).renamed([](const std::string& name) -> std::optional<std::string> {
            // Present in some image-to-video conversions and used by nobody.
            if (name.find("norm_added_q") != std::string::npos) return std::nullopt;
            return name;
        });
    return bare.contains("condition_embedder.time_proj.weight") ? renamed(bare, name_table())
                                                                : bare;
}

}  // namespace plumbline::models::wan
