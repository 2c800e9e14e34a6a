// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds "run" and "dicache": a whole denoising run through the step loop of the generator.
#include "cache/registry.h"
#include "pipeline/case_format.h"
#include "pipeline/step_loop.h"
#include "tools/case_kinds.h"
#include "tools/decode_whole.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

namespace plumbline::tools {
namespace {

constexpr const char* kFamily = "wan";

/// The parameters that fix the outcome of a run without a cache; "seed" only says how the noise was
/// drawn.
const std::vector<std::string_view> kRunParameters{"sampler", "steps", "shift",    "guide",
                                                   "seed",    "vae",   "text_len", "dtype"};
const std::vector<std::string_view> kDiCacheParameters{
    "threshold", "ret_ratio", "probe_depth",     "gamma_clip",
    "error",     "compare",   "probe_from_call", "last_step_full"};

/// Notes every prediction on its way through; the rest is the model's own.
class RecordingDenoiser final : public models::Denoiser {
public:
    explicit RecordingDenoiser(models::Denoiser& model) : model_(model) {}

    const models::StackShape& shape() const override { return model_.shape(); }
    models::Conditioning prepare(const models::Conditioning& conditioning) override {
        return model_.prepare(conditioning);
    }
    models::Streams embed(const at::Tensor& latents,
                          double t,
                          const models::Conditioning& conditioning,
                          models::BlockContext& context) override {
        return model_.embed(latents, t, conditioning, context);
    }
    models::Streams run_block(int index,
                              const models::Streams& streams,
                              const models::BlockContext& context) override {
        return model_.run_block(index, streams, context);
    }
    at::Tensor head(const models::Streams& streams, const models::BlockContext& context) override {
        predictions_.push_back(model_.head(streams, context));
        return predictions_.back();
    }
    std::int64_t weight_bytes() const override { return model_.weight_bytes(); }

    /// Each [1, C, T, h, w], in the order of the calls.
    [[nodiscard]] const std::vector<at::Tensor>& predictions() const { return predictions_; }

private:
    models::Denoiser& model_;
    std::vector<at::Tensor> predictions_;
};

std::unique_ptr<schedulers::Scheduler> make_sampler(const CaseParams& params) {
    const auto sampler = pipeline::sampler_of_recorded(params.text("sampler"));
    if (!sampler) params.refuse("sampler", "there is no such sampler for Wan");
    return schedulers::make_scheduler(*sampler, static_cast<int>(params.integer("steps")),
                                      params.number("shift"));
}

/// Rules of the released code that the case states and that the method for this family fixes.
void check_rules(const CaseParams& params, int calls) {
    const auto clip = params.numbers("gamma_clip");
    if (clip.size() != 2 || clip[0] != 1.0) params.refuse("gamma_clip", "its lower end must be 1");
    if (params.text("compare", pipeline::kWanSkipRule) != pipeline::kWanSkipRule) {
        params.refuse("compare", "Wan skips below the threshold");
    }
    if (params.flag("last_step_full", false)) {
        params.refuse("last_step_full", "Wan may skip its last step");
    }
    params.expect_integer("probe_from_call",
                          static_cast<std::int64_t>(params.number("ret_ratio") * calls));
}

api::Params dicache_parameters(const CaseParams& params, int calls) {
    check_rules(params, calls);
    const std::string error = params.text("error", "delta_y");
    if (error != "delta_y" && error != "delta_minus") {
        params.refuse("error", "it is not delta_y or delta_minus");
    }
    return {{"threshold", params.number("threshold")},
            {"retention", params.number("ret_ratio")},
            {"probe_depth", params.integer("probe_depth")},
            {"max_weight", params.numbers("gamma_clip")[1]},
            {"error", std::string(error == "delta_y" ? "probe" : "difference")}};
}

std::unique_ptr<cache::CachePolicy> make_policy(const CaseRun& run, const cache::RunShape& shape) {
    const bool cached = run.recorded().kind == "dicache";
    const cache::PolicyEntry& entry = cache::find_policy(cached ? "dicache" : "none");
    if (const auto reason = entry.unsupported(kFamily, shape)) {
        throw Error(ErrorKind::Input, fmt::format("case {}: {}", run.recorded().name, *reason),
                    "correct the manifest");
    }
    const int calls = shape.steps * (shape.guidance ? 2 : 1);
    const api::Params given = cached ? dicache_parameters(run.params(), calls) : api::Params{};
    return entry.make(kFamily, api::complete(entry.id, entry.params(kFamily), given));
}

void decode_frames(const CaseRun& run,
                   const at::Tensor& latents,
                   std::map<std::string, at::Tensor>& results) {
    if (!run.recorded().has("frames", TensorRole::Result)) return;
    vae::WanVae& vae = run.models().wan_vae(run.params().text("vae"), run.dtype());
    results["frames"] = decode_whole(vae, latents, run.decode_options());
}

void check_parameters(const CaseRun& run) {
    if (run.recorded().kind == "dicache") {
        run.params().expect_only({kRunParameters, kDiCacheParameters});
    } else {
        run.params().expect_only({kRunParameters});
    }
}

}  // namespace

CaseResults run_sampling_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    std::optional<std::int64_t> text_length;
    if (params.has("text_len")) text_length = params.integer("text_len");
    RecordingDenoiser denoiser(run.models().wan(run.recorded().model, run.dtype(), text_length));
    check_parameters(run);
    const auto scheduler = make_sampler(params);
    const at::Tensor uncond_context = run.optional_input("context_uncond");
    const auto policy = make_policy(run, {.stack = denoiser.shape(),
                                          .steps = static_cast<int>(scheduler->timesteps().size()),
                                          .guidance = uncond_context.defined()});
    const auto cond = denoiser.prepare(run.conditioning(run.input("context_cond")));
    models::Conditioning uncond;
    if (uncond_context.defined()) uncond = denoiser.prepare(run.conditioning(uncond_context));

    const at::Tensor noise = run.input("noise");
    std::vector<at::Tensor> latents{noise};
    std::vector<api::StepEvent> trace;
    const pipeline::LoopInput loop{.denoiser = denoiser,
                                   .cond = cond,
                                   .uncond = uncond_context.defined() ? &uncond : nullptr,
                                   .guidance = params.number("guide", 1.0),
                                   .scheduler = *scheduler,
                                   .policy = *policy,
                                   .noise = noise};
    pipeline::LoopHooks hooks;
    hooks.checkpoint = run.checkpoint();
    hooks.on_step = [&](const api::StepEvent& event) { trace.push_back(event); };
    hooks.on_latents = [&](int, const at::Tensor& after) { latents.push_back(after); };
    const at::Tensor final_latents = pipeline::run_steps(loop, hooks);

    CaseResults results;
    const auto steps = static_cast<std::int64_t>(scheduler->timesteps().size());
    results.tensors["timesteps"] = at::tensor(scheduler->timesteps(), at::kDouble);
    results.tensors["sigmas"] = at::tensor(scheduler->sigmas(), at::kDouble);
    results.tensors["latents"] = at::cat(latents);
    results.tensors["preds"] = at::cat(denoiser.predictions()).unflatten(0, {steps, -1});
    if (run.recorded().kind == "dicache") results.tensors.merge(pipeline::trace_tensors(trace));
    decode_frames(run, final_latents, results.tensors);
    return results;
}

}  // namespace plumbline::tools
