// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/model_set.h"
#include "text/prompt_conditioner.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace plumbline::pipeline {

/// What decoding takes at once: the clip's size and how it is decoded.
struct DecodeShape {
    std::int64_t width = 0, height = 0, frames = 0;  // pixels
    bool tiled = false;                              // asked for
};

/// Tokens of a prompt as the family's denoiser reads it, marks included. Throws Error{Input} for
/// text that is not UTF-8.
using TokenCount = std::function<int(std::string_view prompt)>;

/// How the models of one family are run: what the pipeline must know beside the denoiser, which
/// models::Family is for, and the autoencoder, which vae::VaeEntry is for. A family that can be run
/// is one row in family_ways.cpp.
struct FamilyWays {
    std::string_view id;           // as models::Family
    std::string_view vae_file;     // what people download for the autoencoder
    bool is_picture = false;       // one frame, and no more
    bool has_two_branches = true;  // guidance is a second branch, that of the negative prompt; else
                                   // it is an input of those checkpoints that take it
    bool text_in_stack = false;    // text tokens go through the blocks beside the image's
    bool has_recorded_form = false;            // its runs can be written as conformance cases
    std::int64_t token_side = 2;               // latents on a side that the blocks see as one token
    std::string_view usual_cache = "dicache";  // method of a run that names none
    std::string_view euler;     // exact name of the family's own sampler, which users call "euler"
    std::string_view negative;  // prompt against which a run goes unless told otherwise
    /// What the official models of such sizes run with.
    ModelDefaults (*defaults)(const models::DenoiserSizes& sizes);
    /// Fills in the encoders; what is not there goes among what is missing.
    void (*find_text)(ModelFiles& files);
    /// Throws Error{Input} as the conditioners do.
    std::unique_ptr<text::PromptConditioner> (*open_text)(const ModelFiles& files,
                                                          const tensor_io::Placement& placement,
                                                          int text_len);
    /// Of the text encoders' tensors as they are stored. Throws Error{Input}.
    std::int64_t (*text_bytes)(const ModelFiles& files);
    /// Reads no weights but where they carry the tokenizer. Throws Error{Input}.
    TokenCount (*open_counter)(const ModelFiles& files);
    /// Host bytes that the published autoencoder takes at most, in f32.
    std::int64_t (*decode_bytes)(const DecodeShape& shape);
};

/// By id, which must be one of models::families(). Throws Error{Input} for one that has no row yet.
[[nodiscard]] const FamilyWays& ways_of(std::string_view family);

}  // namespace plumbline::pipeline
