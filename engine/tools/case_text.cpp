// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_cleaning.h"
#include "text/prompt_template.h"
#include "tools/case_kinds.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

namespace plumbline::tools {
namespace {

struct Tokens {
    at::Tensor ids, mask;  // [prompts, length] int64
};

Tokens tokenize(const text::Tokenizer& tokenizer,
                const std::vector<std::string>& prompts,
                int length) {
    std::vector<at::Tensor> ids, masks;
    for (const std::string& prompt : prompts) {
        const text::TokenIds tokens = tokenizer.encode(prompt, length);
        ids.push_back(at::tensor(tokens.ids, at::kLong));
        masks.push_back(at::tensor(tokens.mask, at::kLong));
    }
    return {at::stack(ids), at::stack(masks)};
}

TensorCheck check_cleaned(const std::vector<std::string>& ours,
                          const std::vector<std::string>& recorded) {
    std::size_t different = ours.size() == recorded.size() ? 0 : ours.size();
    for (std::size_t i = 0; i < ours.size() && i < recorded.size(); ++i) {
        if (ours[i] != recorded[i]) ++different;
    }
    return {.name = "cleaned prompts",
            .difference = static_cast<double>(different),
            .limit = 0.0,
            .ok = different == 0,
            .note = {}};
}

CaseResults run_t5_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    TextModel& model = run.models().t5(run.recorded().model);
    params.expect_only({{"prompts", "cleaned", "max_length"}});
    CaseResults results;
    std::vector<std::string> prompts = params.texts("prompts");
    for (std::string& prompt : prompts) prompt = text::clean_prompt(prompt);
    if (params.has("cleaned")) {
        results.statements.push_back(check_cleaned(prompts, params.texts("cleaned")));
    }
    const Tokens tokens =
        tokenize(*model.tokenizer, prompts, static_cast<int>(params.integer("max_length")));
    const at::Tensor ids = tokens.ids.to(run.models().device());
    const at::Tensor mask = tokens.mask.to(run.models().device());
    // The rows behind the text are zero in what Wan hands on, and in the recordings.
    const at::Tensor encoded = model.encoder->encode(ids, mask, run.checkpoint());
    const at::Tensor masked = encoded * mask.unsqueeze(-1).to(encoded.scalar_type());
    results.tensors["ids"] = tokens.ids;
    results.tensors["mask"] = tokens.mask;
    if (model.bias_in_every_layer) {
        results.tensors["embeddings"] = masked;
    } else {
        // Flux lets T5 attend to the padding.
        results.tensors["embeddings"] = model.encoder->encode(ids, {}, run.checkpoint());
        results.tensors["embeddings_masked"] = masked;
    }
    return results;
}

CaseResults run_clip_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    ClipTextModel& model = run.models().clip_text(run.recorded().model);
    params.expect_only({{"prompts", "max_length", "bos", "eos", "pad"}});
    const std::vector<std::int64_t> marks = model.tokenizer->encode("", 3).ids;
    params.expect_integer("bos", marks[0]);
    params.expect_integer("eos", marks[1]);
    params.expect_integer("pad", marks[2]);
    const Tokens tokens = tokenize(*model.tokenizer, params.texts("prompts"),
                                   static_cast<int>(params.integer("max_length")));
    const text::ClipTextEncoder& encoder = *model.encoder;
    const at::Tensor last = encoder.final_norm(encoder.encode(tokens.ids, 0, run.checkpoint()));
    CaseResults results;
    results.tensors["ids"] = tokens.ids;
    results.tensors["mask"] = tokens.mask;
    results.tensors["last_hidden"] = last;
    results.tensors["pooled"] = text::ClipTextEncoder::pooled(last, tokens.ids, marks[1]);
    results.tensors["hidden_minus_2"] = encoder.encode(tokens.ids, 1, run.checkpoint());
    return results;
}

CaseResults run_llama_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    params.expect_only({{"prompts", "template", "crop_start", "max_length", "total_length",
                         "hidden_state_skip_layer"}});
    const auto skipped = params.integer("hidden_state_skip_layer");
    LlamaModel& model = run.models().llama(run.recorded().model, static_cast<int>(skipped));
    const auto around = text::prompt_template_from(params.text("template"), run.recorded().name);
    const int crop = text::head_tokens(around, *model.tokenizer, model.tokenizer_file.string());
    const std::int64_t total = crop + params.integer("max_length");
    params.expect_integer("crop_start", crop);
    params.expect_integer("total_length", total);
    std::vector<std::string> prompts = params.texts("prompts");
    for (std::string& prompt : prompts) prompt = text::filled(around, prompt);
    const Tokens tokens = tokenize(*model.tokenizer, prompts, static_cast<int>(total));
    const at::Tensor states = model.encoder->encode(tokens.ids, tokens.mask, run.checkpoint());
    const at::Tensor real = states * tokens.mask.to(states.device()).unsqueeze(-1);
    CaseResults results;
    results.tensors["ids"] = tokens.ids;
    results.tensors["mask"] = tokens.mask;
    results.tensors[fmt::format("hidden_minus_{}", skipped + 1)] = real;
    results.tensors["embeddings"] = real.slice(1, crop);
    return results;
}

}  // namespace

CaseResults run_text_case(const CaseRun& run) {
    const std::string_view family =
        run.models().family_of(run.recorded().model, {"t5", "clip-text", "llama"});
    if (family == "clip-text") return run_clip_case(run);
    if (family == "llama") return run_llama_case(run);
    return run_t5_case(run);
}

}  // namespace plumbline::tools
