// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_cleaning.h"
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

}  // namespace

CaseResults run_text_case(const CaseRun& run) {
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

}  // namespace plumbline::tools
