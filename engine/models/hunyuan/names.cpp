// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dual_stream_names.h"
#include "models/hunyuan/config.h"

#include <array>

namespace plumbline::models::hunyuan {
namespace {

// The original names of the authors' file. Others write Flux.1's spelling, which is ours.
constexpr std::array<Rename, 14> kDouble{{
    {"img_mod.linear.", "img_mod.lin."},
    {"txt_mod.linear.", "txt_mod.lin."},
    {"img_attn_qkv.", "img_attn.qkv."},
    {"txt_attn_qkv.", "txt_attn.qkv."},
    {"img_attn_q_norm.weight", "img_attn.norm.query_norm.scale"},
    {"img_attn_k_norm.weight", "img_attn.norm.key_norm.scale"},
    {"txt_attn_q_norm.weight", "txt_attn.norm.query_norm.scale"},
    {"txt_attn_k_norm.weight", "txt_attn.norm.key_norm.scale"},
    {"img_attn_proj.", "img_attn.proj."},
    {"txt_attn_proj.", "txt_attn.proj."},
    {"img_mlp.fc1.", "img_mlp.0."},
    {"img_mlp.fc2.", "img_mlp.2."},
    {"txt_mlp.fc1.", "txt_mlp.0."},
    {"txt_mlp.fc2.", "txt_mlp.2."},
}};

constexpr std::array<Rename, 3> kSingle{{
    {"modulation.linear.", "modulation.lin."},
    {"q_norm.weight", "norm.query_norm.scale"},
    {"k_norm.weight", "norm.key_norm.scale"},
}};

constexpr std::array<Rename, 4> kRefiner{{
    {"self_attn_qkv.", "self_attn.qkv."},
    {"self_attn_proj.", "self_attn.proj."},
    {"mlp.fc1.", "mlp.0."},
    {"mlp.fc2.", "mlp.2."},
}};

constexpr std::array<Rename, 7> kDiffusersRefiner{{
    {"attn.to_q.", "self_attn.qkv.", 0, 3},
    {"attn.to_k.", "self_attn.qkv.", 1, 3},
    {"attn.to_v.", "self_attn.qkv.", 2, 3},
    {"attn.to_out.0.", "self_attn.proj."},
    {"ff.net.0.proj.", "mlp.0."},
    {"ff.net.2.", "mlp.2."},
    {"norm_out.linear.", "adaLN_modulation.1."},
}};

constexpr std::array<Rename, 14> kRoot{{
    {"time_in.mlp.0.", "time_in.in_layer."},
    {"time_in.mlp.2.", "time_in.out_layer."},
    {"guidance_in.mlp.0.", "guidance_in.in_layer."},
    {"guidance_in.mlp.2.", "guidance_in.out_layer."},
    {"txt_in.t_embedder.mlp.0.", "txt_in.t_embedder.in_layer."},
    {"txt_in.t_embedder.mlp.2.", "txt_in.t_embedder.out_layer."},
    {"txt_in.c_embedder.linear_1.", "txt_in.c_embedder.in_layer."},
    {"txt_in.c_embedder.linear_2.", "txt_in.c_embedder.out_layer."},
    {"x_embedder.proj.", "img_in.proj."},
    {"context_embedder.proj_in.", "txt_in.input_embedder."},
    {"context_embedder.time_text_embed.timestep_embedder.linear_1.", "txt_in.t_embedder.in_layer."},
    {"context_embedder.time_text_embed.timestep_embedder.linear_2.",
     "txt_in.t_embedder.out_layer."},
    {"context_embedder.time_text_embed.text_embedder.linear_1.", "txt_in.c_embedder.in_layer."},
    {"context_embedder.time_text_embed.text_embedder.linear_2.", "txt_in.c_embedder.out_layer."},
}};

constexpr std::string_view kRefinerPlace = "txt_in.individual_token_refiner.blocks.";

}  // namespace

const NameTable& name_table() {
    static const NameTable table = [] {
        NameTable all{.root = diffusers_dual_stream_root(),
                      .numbered = diffusers_dual_stream_blocks()};
        all.root.insert(all.root.end(), kRoot.begin(), kRoot.end());
        all.numbered.push_back({"double_blocks.", "double_blocks.", kDouble});
        all.numbered.push_back({"single_blocks.", "single_blocks.", kSingle});
        all.numbered.push_back({kRefinerPlace, kRefinerPlace, kRefiner});
        all.numbered.push_back(
            {"context_embedder.token_refiner.refiner_blocks.", kRefinerPlace, kDiffusersRefiner});
        return all;
    }();
    return table;
}

bool is_hunyuan(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap bare = denoiser_part(weights);
    return bare.contains("txt_in.individual_token_refiner.blocks.0.norm1.weight") ||
           bare.contains("context_embedder.token_refiner.refiner_blocks.0.norm1.weight");
}

tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights) {
    return renamed(denoiser_part(weights), name_table());
}

}  // namespace plumbline::models::hunyuan
