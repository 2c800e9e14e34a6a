// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_scope.h"
#include "text/encoder_files.h"
#include "text/prompt_template.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace plumbline::text {

/// What a denoiser reads of a prompt. All on the encoders' device.
struct PromptConditioning {
    at::Tensor embedding;    // [1, l, d] f32; every row takes part
    at::Tensor mask;         // [1, l] int64: 1 = a token of the prompt, 0 = padding that takes part
    at::Tensor pooled;       // [1, d'] f32; undefined where the family has none
    int tokens = 0;          // of the prompt, marks included
    bool truncated = false;  // the prompt was longer; its end is lost
};

/// A prompt's way to what the denoisers of one family read. Immutable once open; a negative prompt
/// goes the same way as a prompt.
class PromptConditioner {
public:
    virtual ~PromptConditioner() = default;
    /// prompt: UTF-8 as typed; may be empty. The checkpoint is asked between layers. Throws
    /// Error{Input} when the text is not valid UTF-8. Records no gradients.
    [[nodiscard]] virtual PromptConditioning encode(std::string_view prompt,
                                                    const Checkpoint& checkpoint) const = 0;
    /// d: width of an embedded token.
    [[nodiscard]] virtual std::int64_t dim() const = 0;
    /// d': width of the pooled state, 0 where there is none.
    [[nodiscard]] virtual std::int64_t pooled_dim() const = 0;
    /// Bytes of weights on the placement's device.
    [[nodiscard]] virtual std::int64_t weight_bytes() const = 0;
};

/// All of these throw Error{Input} when a file is missing, damaged, of another family, or when a
/// tokenizer has more tokens than its encoder has rows. placement: where the encoders work, and in
/// which dtype: f32 or bf16.

/// Wan: UMT5, real tokens only (the denoiser pads with zero rows). text_len: tokens at most.
[[nodiscard]] std::unique_ptr<PromptConditioner> open_wan_conditioner(
    const EncoderFiles& t5,
    const tensor_io::Placement& placement,
    int text_len = 512);

struct HunyuanTextFiles {
    EncoderFiles llama, clip;
    PromptTemplate prompt_template = own_prompt_template();
};
/// HunyuanVideo: LLaMA's states of the prompt within the template, third from the last, without the
/// template's head and without padding (which its denoiser masks); pooled: CLIP's state at the end
/// mark of the bare prompt.
[[nodiscard]] std::unique_ptr<PromptConditioner> open_hunyuan_conditioner(
    const HunyuanTextFiles& files,
    const tensor_io::Placement& placement,
    int text_len = 256);

struct FluxTextFiles {
    EncoderFiles t5, clip;
};
/// Flux.1: T5's states of all text_len tokens, padding included, for it takes part everywhere (512
/// for dev, 256 for schnell); pooled: as above.
[[nodiscard]] std::unique_ptr<PromptConditioner> open_flux_conditioner(
    const FluxTextFiles& files,
    const tensor_io::Placement& placement,
    int text_len = 512);

/// Stable Diffusion 1.5: CLIP's states of all 77 tokens after the final norm. clip_skip: layers
/// left out at the end. Throws Error{Usage} when there are not so many.
[[nodiscard]] std::unique_ptr<PromptConditioner> open_sd_conditioner(
    const EncoderFiles& clip,
    const tensor_io::Placement& placement,
    int clip_skip = 0);

}  // namespace plumbline::text
