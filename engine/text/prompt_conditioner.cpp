// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_conditioner.h"

#include "base/check.h"
#include "base/error.h"
#include "text/bpe_tokenizer.h"
#include "text/clip_text_encoder.h"
#include "text/encoder_hints.h"
#include "text/llama_encoder.h"
#include "text/prompt_encoder.h"
#include "text/sentencepiece_tokenizer.h"
#include "text/t5_encoder.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <utility>
#include <vector>

namespace plumbline::text {
namespace {

/// [1, l] int64 of a tokenizer's list.
at::Tensor row(const std::vector<std::int64_t>& values) {
    return at::tensor(values, at::kLong).unsqueeze(0);
}

void require_rows(const Tokenizer& tokenizer, std::int64_t rows, const EncoderFiles& files) {
    if (tokenizer.vocabulary_size() <= rows) return;
    throw Error(ErrorKind::Input,
                fmt::format("{}: the tokenizer has {} tokens, the text encoder {} has {} rows for "
                            "them",
                            files.tokenizer.string(), tokenizer.vocabulary_size(),
                            files.weights.string(), rows),
                "Use the tokenizer that belongs to the text encoder.");
}

/// CLIP with its tokenizer, as three families use it.
class Clip {
public:
    Clip(const EncoderFiles& files, const tensor_io::Placement& placement)
        // The tokenizer first: a fault in it shows before gigabytes are read.
        : tokenizer_(open_clip_tokenizer(files.tokenizer)),
          encoder_(canonical_clip_text_names(tensor_io::open_weights(files.weights)),
                   placement,
                   {.heads = hints_beside(files.weights, "text_config").heads.value_or(0)}) {
        require_rows(*tokenizer_, encoder_.vocabulary_size(), files);
    }

    [[nodiscard]] TokenIds tokenize(std::string_view prompt) const {
        return tokenizer_->encode(prompt, static_cast<int>(encoder_.longest()));
    }
    /// [1, D] f32: the state at the end mark, behind which nothing is computed.
    [[nodiscard]] at::Tensor pooled(std::string_view prompt, const Checkpoint& checkpoint) const {
        TokenIds tokens = tokenize(prompt);
        const auto last = static_cast<std::size_t>(tokens.length) - 1;
        tokens.ids.resize(last + 1);
        const at::Tensor ids = row(tokens.ids);
        const at::Tensor normed = encoder_.final_norm(encoder_.encode(ids, 0, checkpoint));
        return ClipTextEncoder::pooled(normed, ids, tokens.ids[last]).to(at::kFloat);
    }
    [[nodiscard]] const ClipTextEncoder& encoder() const { return encoder_; }

private:
    std::unique_ptr<Tokenizer> tokenizer_;
    ClipTextEncoder encoder_;
};

class WanConditioner final : public PromptConditioner {
public:
    explicit WanConditioner(PromptEncoder encoder) : encoder_(std::move(encoder)) {}

    PromptConditioning encode(std::string_view prompt,
                              const Checkpoint& checkpoint) const override {
        const EncodedPrompt encoded = encoder_.encode(prompt, checkpoint);
        return {
            .embedding = encoded.embeddings,
            .mask = at::ones({1, encoded.tokens}, encoded.embeddings.options().dtype(at::kLong)),
            .pooled = {},
            .tokens = encoded.tokens,
            .truncated = encoded.truncated};
    }
    std::int64_t dim() const override { return encoder_.dim(); }
    std::int64_t pooled_dim() const override { return 0; }
    std::int64_t weight_bytes() const override { return encoder_.weight_bytes(); }

private:
    PromptEncoder encoder_;
};

class HunyuanConditioner final : public PromptConditioner {
public:
    HunyuanConditioner(const HunyuanTextFiles& files,
                       const tensor_io::Placement& placement,
                       int text_len)
        : tokenizer_(open_llama_tokenizer(files.llama.tokenizer)),
          template_(files.prompt_template),
          crop_(head_tokens(template_, *tokenizer_, files.llama.tokenizer.string())),
          text_len_(text_len),
          llama_(canonical_llama_names(tensor_io::open_weights(files.llama.weights)),
                 placement,
                 config_of(files.llama.weights)),
          clip_(files.clip, placement) {
        require_rows(*tokenizer_, llama_.vocabulary_size(), files.llama);
    }

    PromptConditioning encode(std::string_view prompt,
                              const Checkpoint& checkpoint) const override {
        const c10::NoGradGuard no_grad;
        TokenIds tokens = tokenizer_->encode(filled(template_, prompt), crop_ + text_len_);
        // Causal: padding behind the text changes no row of it.
        tokens.ids.resize(static_cast<std::size_t>(tokens.length));
        const at::Tensor states = llama_.encode(row(tokens.ids), {}, checkpoint);
        const int kept = tokens.length - crop_;
        return {.embedding = states.narrow(1, crop_, kept).to(at::kFloat),
                .mask = at::ones({1, kept}, states.options().dtype(at::kLong)),
                .pooled = clip_.pooled(prompt, checkpoint),
                .tokens = kept,
                .truncated = tokens.truncated};
    }
    std::int64_t dim() const override { return llama_.dim(); }
    std::int64_t pooled_dim() const override { return clip_.encoder().dim(); }
    std::int64_t weight_bytes() const override {
        return llama_.weight_bytes() + clip_.encoder().weight_bytes();
    }

private:
    static LlamaConfig config_of(const std::filesystem::path& weights) {
        const EncoderHints hints = hints_beside(weights, "text_config");
        LlamaConfig config;
        config.heads = hints.heads.value_or(config.heads);
        config.rope_theta = hints.rope_theta.value_or(config.rope_theta);
        config.norm_epsilon = hints.norm_epsilon.value_or(config.norm_epsilon);
        return config;
    }

    std::unique_ptr<Tokenizer> tokenizer_;
    PromptTemplate template_;
    int crop_, text_len_;
    LlamaEncoder llama_;
    Clip clip_;
};

class FluxConditioner final : public PromptConditioner {
public:
    FluxConditioner(const FluxTextFiles& files, const tensor_io::Placement& placement, int text_len)
        : tokenizer_(open_sentencepiece(files.t5.tokenizer)),
          text_len_(text_len),
          t5_(canonical_t5_names(tensor_io::open_weights(files.t5.weights)), placement),
          clip_(files.clip, placement) {
        require_rows(*tokenizer_, t5_.vocabulary_size(), files.t5);
    }

    PromptConditioning encode(std::string_view prompt,
                              const Checkpoint& checkpoint) const override {
        const c10::NoGradGuard no_grad;
        // sentencepiece takes anything; CLIP's tokenizer, first, refuses what is no UTF-8.
        const at::Tensor pooled = clip_.pooled(prompt, checkpoint);
        const TokenIds tokens = tokenizer_->encode(prompt, text_len_);
        const at::Tensor states = t5_.encode(row(tokens.ids), {}, checkpoint);
        return {.embedding = states.to(at::kFloat),
                .mask = row(tokens.mask).to(states.device()),
                .pooled = pooled,
                .tokens = tokens.length,
                .truncated = tokens.truncated};
    }
    std::int64_t dim() const override { return t5_.dim(); }
    std::int64_t pooled_dim() const override { return clip_.encoder().dim(); }
    std::int64_t weight_bytes() const override {
        return t5_.weight_bytes() + clip_.encoder().weight_bytes();
    }

private:
    std::unique_ptr<Tokenizer> tokenizer_;
    int text_len_;
    T5Encoder t5_;
    Clip clip_;
};

class SdConditioner final : public PromptConditioner {
public:
    SdConditioner(const EncoderFiles& files, const tensor_io::Placement& placement, int clip_skip)
        : clip_(files, placement), clip_skip_(clip_skip) {
        if (clip_skip >= 0 && clip_skip < clip_.encoder().layers()) return;
        throw Error(ErrorKind::Usage,
                    fmt::format("clip skip {} leaves none of the text encoder's {} layers",
                                clip_skip, clip_.encoder().layers()),
                    fmt::format("Choose 0 to {}.", clip_.encoder().layers() - 1));
    }

    PromptConditioning encode(std::string_view prompt,
                              const Checkpoint& checkpoint) const override {
        const c10::NoGradGuard no_grad;
        const TokenIds tokens = clip_.tokenize(prompt);
        const at::Tensor states = clip_.encoder().encode(row(tokens.ids), clip_skip_, checkpoint);
        return {.embedding = clip_.encoder().final_norm(states).to(at::kFloat),
                .mask = row(tokens.mask).to(states.device()),
                .pooled = {},
                .tokens = tokens.length,
                .truncated = tokens.truncated};
    }
    std::int64_t dim() const override { return clip_.encoder().dim(); }
    std::int64_t pooled_dim() const override { return 0; }
    std::int64_t weight_bytes() const override { return clip_.encoder().weight_bytes(); }

private:
    Clip clip_;
    int clip_skip_;
};

}  // namespace

std::unique_ptr<PromptConditioner> open_wan_conditioner(const EncoderFiles& t5,
                                                        const tensor_io::Placement& placement,
                                                        int text_len) {
    return std::make_unique<WanConditioner>(
        PromptEncoder::open(PromptEncoderFiles{.weights = t5.weights, .spiece_model = t5.tokenizer},
                            placement, text_len));
}

std::unique_ptr<PromptConditioner> open_hunyuan_conditioner(const HunyuanTextFiles& files,
                                                            const tensor_io::Placement& placement,
                                                            int text_len) {
    PLUMBLINE_CHECK(text_len > 0, "text_len is {}", text_len);
    return std::make_unique<HunyuanConditioner>(files, placement, text_len);
}

std::unique_ptr<PromptConditioner> open_flux_conditioner(const FluxTextFiles& files,
                                                         const tensor_io::Placement& placement,
                                                         int text_len) {
    PLUMBLINE_CHECK(text_len > 0, "text_len is {}", text_len);
    return std::make_unique<FluxConditioner>(files, placement, text_len);
}

std::unique_ptr<PromptConditioner> open_sd_conditioner(const EncoderFiles& clip,
                                                       const tensor_io::Placement& placement,
                                                       int clip_skip) {
    return std::make_unique<SdConditioner>(clip, placement, clip_skip);
}

}  // namespace plumbline::text
