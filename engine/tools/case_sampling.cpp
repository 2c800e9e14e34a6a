// SPDX-License-Identifier: GPL-3.0-or-later
// Kind "run" and those of cache methods: a whole denoising run through the step loop of the
// generator.
#include "cache/registry.h"
#include "pipeline/case_format.h"
#include "pipeline/step_loop.h"
#include "tools/case_caches.h"
#include "tools/case_form.h"
#include "tools/case_kinds.h"
#include "tools/decode_whole.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

namespace plumbline::tools {
namespace {

constexpr const char* kUncondContext = "context_uncond";

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
    at::Tensor modulated_input(const models::Streams& input,
                               const models::BlockContext& context) override {
        return model_.modulated_input(input, context);
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

std::unique_ptr<cache::CachePolicy> make_policy(const CaseRun& run,
                                                const CaseForm& form,
                                                const cache::RunShape& shape) {
    const CacheForm* cached = cache_form(run.recorded().kind);
    const cache::PolicyEntry& entry = cache::find_policy(cached == nullptr ? "none" : cached->kind);
    if (const auto reason = entry.unsupported(form.family, shape)) {
        throw Error(ErrorKind::Input, fmt::format("case {}: {}", run.recorded().name, *reason),
                    "correct the manifest");
    }
    const api::Params given = cached == nullptr ? api::Params{} : cached->params(run, form, shape);
    return entry.make(form.family, api::complete(entry.id, entry.params(form.family), given));
}

void decode_frames(const CaseRun& run,
                   const at::Tensor& latents,
                   std::map<std::string, at::Tensor>& results) {
    const bool raw = run.recorded().has("frames_raw", TensorRole::Result);  // not clamped
    if (!raw && !run.recorded().has("frames", TensorRole::Result)) return;
    vae::Vae& vae = run.models().vae(run.params().text("vae"), run.dtype());
    if (raw) {
        results["frames_raw"] = vae.decode_raw(vae.denormalise(latents), run.decode_options());
    } else {
        results["frames"] = decode_whole(vae, latents, run.decode_options());
    }
}

void check_parameters(const CaseRun& run, const CaseForm& form) {
    if (const CacheForm* cached = cache_form(run.recorded().kind)) {
        run.params().expect_only({form.run_parameters, cached->parameters});
    } else {
        run.params().expect_only({form.run_parameters});
    }
}

}  // namespace

CaseResults run_sampling_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    std::optional<std::int64_t> text_length;
    if (params.has("text_len")) text_length = params.integer("text_len");
    const DenoiserModel& model =
        run.models().denoiser(run.recorded().model, run.dtype(), text_length);
    const CaseForm& form = form_of(model.family->id);
    RecordingDenoiser denoiser(*model.denoiser);
    check_parameters(run, form);
    const at::Tensor noise = form.latents_in(run.input("noise"));
    const auto scheduler = form.sampler(params, noise);
    const bool guided = run.recorded().has(kUncondContext, TensorRole::Input);
    const auto policy = make_policy(run, form,
                                    {.stack = denoiser.shape(),
                                     .steps = static_cast<int>(scheduler->timesteps().size()),
                                     .guidance = guided});
    const models::Conditioning given = form.conditioning(run, std::string(form.run_context));
    check_notes(params, noise, given);
    const models::Conditioning cond = denoiser.prepare(given);
    models::Conditioning uncond;
    if (guided) uncond = denoiser.prepare(form.conditioning(run, kUncondContext));

    std::vector<at::Tensor> latents{noise * scheduler->noise_scale()};
    std::vector<api::StepEvent> trace;
    const pipeline::LoopInput loop{.denoiser = denoiser,
                                   .cond = cond,
                                   .uncond = guided ? &uncond : nullptr,
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
    results.tensors["latents"] = form.latents_out(at::cat(latents));
    results.tensors["preds"] =
        form.latents_out(at::cat(denoiser.predictions())).unflatten(0, {steps, -1});
    if (const CacheForm* cached = cache_form(run.recorded().kind))
        results.tensors.merge(cached->trace(trace));
    decode_frames(run, final_latents, results.tensors);
    return results;
}

}  // namespace plumbline::tools
