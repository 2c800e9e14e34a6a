// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dual_stream_names.h"

#include <array>

namespace plumbline::models {
namespace {

constexpr std::array<Rename, 18> kDouble{{
    {"norm1.linear.", "img_mod.lin."},
    {"norm1_context.linear.", "txt_mod.lin."},
    {"attn.to_q.", "img_attn.qkv.", 0, 3},
    {"attn.to_k.", "img_attn.qkv.", 1, 3},
    {"attn.to_v.", "img_attn.qkv.", 2, 3},
    {"attn.add_q_proj.", "txt_attn.qkv.", 0, 3},
    {"attn.add_k_proj.", "txt_attn.qkv.", 1, 3},
    {"attn.add_v_proj.", "txt_attn.qkv.", 2, 3},
    {"attn.norm_q.weight", "img_attn.norm.query_norm.scale"},
    {"attn.norm_k.weight", "img_attn.norm.key_norm.scale"},
    {"attn.norm_added_q.weight", "txt_attn.norm.query_norm.scale"},
    {"attn.norm_added_k.weight", "txt_attn.norm.key_norm.scale"},
    {"attn.to_out.0.", "img_attn.proj."},
    {"attn.to_add_out.", "txt_attn.proj."},
    {"ff.net.0.proj.", "img_mlp.0."},
    {"ff.net.2.", "img_mlp.2."},
    {"ff_context.net.0.proj.", "txt_mlp.0."},
    {"ff_context.net.2.", "txt_mlp.2."},
}};

constexpr std::array<Rename, 8> kSingle{{
    {"norm.linear.", "modulation.lin."},
    {"attn.to_q.", "linear1.", 0, 4},
    {"attn.to_k.", "linear1.", 1, 4},
    {"attn.to_v.", "linear1.", 2, 4},
    {"proj_mlp.", "linear1.", 3, 4},
    {"proj_out.", "linear2."},
    {"attn.norm_q.weight", "norm.query_norm.scale"},
    {"attn.norm_k.weight", "norm.key_norm.scale"},
}};

}  // namespace

std::vector<NumberedNames> diffusers_dual_stream_blocks() {
    return {{"transformer_blocks.", "double_blocks.", kDouble},
            {"single_transformer_blocks.", "single_blocks.", kSingle}};
}

std::vector<Rename> diffusers_dual_stream_root() {
    return {
        {"time_text_embed.timestep_embedder.linear_1.", "time_in.in_layer."},
        {"time_text_embed.timestep_embedder.linear_2.", "time_in.out_layer."},
        {"time_text_embed.guidance_embedder.linear_1.", "guidance_in.in_layer."},
        {"time_text_embed.guidance_embedder.linear_2.", "guidance_in.out_layer."},
        {"time_text_embed.text_embedder.linear_1.", "vector_in.in_layer."},
        {"time_text_embed.text_embedder.linear_2.", "vector_in.out_layer."},
        {.from = "norm_out.linear.",
         .to = "final_layer.adaLN_modulation.1.",
         .halves_swapped = true},
        {"proj_out.", "final_layer.linear."},
    };
}

}  // namespace plumbline::models
