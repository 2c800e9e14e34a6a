// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/generator.h"

#include "base/check.h"
#include "base/file.h"
#include "media/frame_sink.h"
#include "pipeline/decode_latents.h"
#include "pipeline/latents_file.h"
#include "pipeline/preview_maker.h"
#include "pipeline/preview_pace.h"
#include "pipeline/progress_meter.h"
#include "pipeline/record_case.h"
#include "pipeline/run_forecast.h"
#include "pipeline/run_parts.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace plumbline::pipeline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Where latents go that are kept though the run did not end: the place asked for, else beside the
/// output; empty when neither was given.
std::string place_when_stopped(const api::Recipe& recipe) {
    if (!recipe.latents_output.empty() || recipe.output.empty()) return recipe.latents_output;
    return latents_beside(recipe.output);
}

/// One generation from plan to file. Members are what later phases need of earlier ones.
class Generation {
public:
    Generation(RunPlan plan, api::RunControl& control, const Publish& publish)
        : plan_(std::move(plan)),
          control_(control),
          publish_(publish),
          checkpoint_([this] { control_.checkpoint(); }),
          pace_(plan_.recipe.preview_seconds) {}

    api::FinishedEvent run() {
        const ThreadScope threads(plan_.recipe.threads);
        check_places();
        sink_ = open_sink();
        if (plan_.target.device.is_cpu())
            publish_(api::LogEvent{.level = api::LogLevel::Info,
                                   .text = in_words(estimate_memory(plan_), plan_.residency)});
        outcome_.hashes = model_hashes(plan_.model);
        encode();
        try {
            denoise();
            keep_latents();
            decode_or_keep_latents();
            finish();
        } catch (const Cancelled&) {
            keep_what_there_is();
            throw;
        }
        return {.outcome = api::Outcome::Done,
                .kind = ErrorKind::Failed,
                .message = {},
                .hint = {},
                .json = result_json(plan_, outcome_),
                .lines = result_lines(plan_, outcome_)};
    }

private:
    /// What cannot be written later is known at once.
    void check_places() const {
        const api::Recipe& recipe = plan_.recipe;
        for (const std::string& path : {recipe.latents_output, recipe.trace}) {
            if (!path.empty()) base::PendingFile(path, recipe.overwrite);  // made and dropped
        }
        if (!recipe.record_case.empty())
            check_case(recipe.record_case, recipe.cache, recipe.overwrite);
    }

    /// Opened before any work, for the same reason.
    std::unique_ptr<media::FrameSink> open_sink() const {
        const api::Recipe& recipe = plan_.recipe;
        if (recipe.output.empty()) return nullptr;
        return media::open_output(recipe.output, {.width = *recipe.width,
                                                  .height = *recipe.height,
                                                  .fps = {*recipe.fps, 1},
                                                  .frames = *recipe.frames,
                                                  .overwrite = recipe.overwrite});
    }

    void enter(api::Phase phase, std::string note = {}) {
        control_.checkpoint();
        publish_(api::PhaseEvent{.phase = phase, .done = 0, .total = 0, .note = std::move(note)});
        phase_start_ = Clock::now();
    }
    void leave(api::Phase phase) {
        outcome_.seconds[api::name(phase)] += seconds_since(phase_start_);
    }
    void warn(const std::string& text) {
        outcome_.warnings.push_back(text);
        publish_(api::LogEvent{.level = api::LogLevel::Warning, .text = text});
    }

    void encode() {
        enter(api::Phase::Encode);
        std::vector<std::string> warnings;
        text_ = open_conditioner(plan_, checkpoint_);
        prompts_ = encode_prompts(plan_, *text_, checkpoint_, warnings);
        if (plan_.residency != Residency::Resident) text_.reset();
        if (plan_.first_frame) prompts_.image = encode_first_frame(plan_, checkpoint_);
        for (const std::string& text : warnings) warn(text);
        leave(api::Phase::Encode);
    }

    void denoise() {
        enter(api::Phase::Load, fmt::format("{} on {}, {}, {}", plan_.model.id, plan_.recipe.device,
                                            plan_.recipe.dtype, name(plan_.residency)));
        denoiser_ = open_denoiser(plan_, checkpoint_);
        if (plan_.residency == Residency::Resident && needs_decode())
            vae_ = open_vae(plan_.model, plan_.target, checkpoint_);
        const LoopParts parts(plan_, *denoiser_, prompts_, *plan_.method, plan_.cache_params);
        leave(api::Phase::Load);
        enter(api::Phase::Denoise);
        const ThreadScope threads(denoising_threads(plan_));
        noise_ = parts.noise();
        timesteps_ = parts.scheduler().timesteps();
        sigmas_ = parts.scheduler().sigmas();
        latents_ = run_steps(parts.input(), loop_hooks(), &completed_).to(at::kCPU);
        outcome_.fetched_blocks = denoiser_->fetched_blocks();
        if (plan_.residency != Residency::Resident) denoiser_.reset();
        leave(api::Phase::Denoise);
    }

    LoopHooks loop_hooks() {
        LoopHooks hooks;
        hooks.checkpoint = checkpoint_;
        hooks.take_interventions = [this](int step) { return due_interventions(step); };
        hooks.on_applied = [this](const api::ParamsApplied& applied) {
            outcome_.applied.push_back(applied);
            publish_(applied);
        };
        hooks.on_step = [this](const api::StepEvent& event) {
            api::StepEvent step = meter_.complete(event);
            outcome_.steps.push_back(step);
            // Maps go to who asked for them; a run of thousands of steps must not pile them up.
            for (api::PassRecord& pass : outcome_.steps.back().passes) pass.error_map.reset();
            outcome_.peak_cache_bytes = std::max(outcome_.peak_cache_bytes, event.cache_bytes);
            publish_(std::move(step));
        };
        hooks.wants_error_map = [this] { return control_.wants_error_map(plan_.recipe.error_map); };
        if (plan_.recipe.preview_seconds > 0) {
            preview_.emplace(plan_, checkpoint_);
            if (!preview_->trouble().empty()) warn(preview_->trouble());
            hooks.on_expected = [this](const api::StepEvent& event, const at::Tensor& expected) {
                if (pace_.is_due(event.ms)) preview(event, expected);
            };
        }
        if (!plan_.recipe.record_case.empty()) {
            hooks.on_latents = [this](int, const at::Tensor& latents) {
                recorded_latents_.push_back(latents.clone());
            };
        }
        return hooks;
    }

    void preview(const api::StepEvent& event, const at::Tensor& expected) {
        const Clock::time_point start = Clock::now();
        auto frames =
            std::make_shared<const std::vector<api::Image>>(to_images(preview_->frames(expected)));
        const double ms = 1e3 * seconds_since(start);
        pace_.took(ms);
        publish_(api::PreviewEvent{.step = event.step, .frames = std::move(frames), .ms = ms});
    }

    /// The recipe's time line, then what was posted since the last step. Parameters come out
    /// complete.
    std::vector<api::Intervention> due_interventions(int step) {
        std::vector<api::Intervention> due;
        for (const api::Intervention& change : plan_.recipe.interventions) {
            if (change.step == step) due.push_back(change);
        }
        for (api::Intervention& change : control_.take()) {
            change.step = step;
            due.push_back(std::move(change));
        }
        for (api::Intervention& change : due) {
            if (change.kind != api::Intervention::Kind::SetParams) continue;
            for (const auto& [key, value] : live_params_) change.params.try_emplace(key, value);
            change.params = api::complete(plan_.recipe.cache, plan_.schema, change.params);
            live_params_ = change.params;
        }
        return due;
    }

    /// A stopped run keeps the latents of its last whole step, unless told to drop them.
    void keep_what_there_is() {
        outcome_.stopped = true;
        if (control_.keep() == api::Keep::Nothing || !completed_.defined()) return;
        if (const std::string place = place_when_stopped(plan_.recipe); !place.empty()) {
            write_latents(place, completed_.to(at::kCPU), /*overwrite=*/true);
            publish_(api::LogEvent{.level = api::LogLevel::Info,
                                   .text = fmt::format("stopped; the latents of step {} are in {}",
                                                       outcome_.steps.size(), place)});
        }
        write_trace();
    }

    void write_latents(const std::string& path, const at::Tensor& latents, bool overwrite) const {
        pipeline::write_latents(path,
                                {.latents = latents,
                                 .record = run_record(plan_, outcome_),
                                 .model = plan_.recipe.model},
                                overwrite);
    }

    /// Before the decode, which may fail and need not be the last one.
    void keep_latents() const {
        const api::Recipe& recipe = plan_.recipe;
        if (!recipe.latents_output.empty())
            write_latents(recipe.latents_output, latents_, recipe.overwrite);
    }

    void decode_or_keep_latents() {
        try {
            decode();
        } catch (const Cancelled&) {
            throw;
        } catch (const Error& error) {
            // Where the clip cannot be written, nor can the latents beside it.
            if (error.kind() != ErrorKind::Failed) rescue_latents();
            throw;
        } catch (...) {
            rescue_latents();
            throw;
        }
    }

    /// A run whose decode fails has its steps done: they are worth more than the place they take.
    void rescue_latents() {
        const std::string place = place_when_stopped(plan_.recipe);
        if (place.empty()) return;
        if (plan_.recipe.latents_output.empty()) write_latents(place, latents_, /*overwrite=*/true);
        warn(fmt::format("the latents are kept in {}", place));
    }

    void write_trace() const {
        if (plan_.recipe.trace.empty()) return;
        base::write_file(plan_.recipe.trace, trace_text(plan_, outcome_),
                         plan_.recipe.overwrite || outcome_.stopped);
    }

    [[nodiscard]] bool needs_decode() const {
        const api::Recipe& recipe = plan_.recipe;
        return sink_ != nullptr || !recipe.record_case.empty() || recipe.hand_over_clip;
    }

    void decode() {
        if (!needs_decode()) return;
        const api::Recipe& recipe = plan_.recipe;
        enter(api::Phase::Decode);
        const c10::NoGradGuard no_grad;
        if (!vae_) vae_ = open_vae(plan_.model, plan_.target, checkpoint_);
        vae::DecodeOptions options = decode_options(plan_, *vae_, checkpoint_);
        std::vector<at::Tensor> kept;
        api::Clip clip{.frames = {}, .fps = {*recipe.fps, 1}};
        decode_or_tile(
            *vae_, latents_.to(plan_.target.device), options,
            [&](const at::Tensor& frames, std::int64_t first) {
                take_frames(frames.to(at::kCPU), kept, clip);
                publish_(api::PhaseEvent{.phase = api::Phase::Decode,
                                         .done = static_cast<int>(first + frames.size(2)),
                                         .total = *plan_.recipe.frames,
                                         .note = {}});
            },
            [&] {
                kept.clear();
                clip.frames.clear();
                sink_.reset();
                sink_ = open_sink();
                warn(kTiledInstead);
            });
        if (!kept.empty()) frames_ = at::cat(kept, 2);
        if (recipe.hand_over_clip)
            publish_(api::ClipEvent{std::make_shared<const api::Clip>(std::move(clip))});
        leave(api::Phase::Decode);
    }

    void take_frames(const at::Tensor& host, std::vector<at::Tensor>& kept, api::Clip& clip) {
        const api::Recipe& recipe = plan_.recipe;
        if (!recipe.record_case.empty()) kept.push_back(host);
        if (sink_ == nullptr && !recipe.hand_over_clip) return;
        for (api::Image& image : to_images(host)) {
            control_.checkpoint();
            if (recipe.hand_over_clip) clip.frames.push_back(image);
            if (sink_ != nullptr)
                sink_->write(std::make_shared<const api::Image>(std::move(image)));
        }
    }

    void finish() {
        enter(api::Phase::Export);
        outcome_.peak_host_bytes = host_memory().peak;
        if (sink_ != nullptr) {
            sink_->finish(plan_.recipe.embed_record ? run_record(plan_, outcome_)
                                                    : media::Record{});
            outcome_.output = plan_.recipe.output;
        }
        if (!plan_.recipe.record_case.empty()) record();
        leave(api::Phase::Export);
        write_trace();
    }

    void record() {
        const api::Recipe& recipe = plan_.recipe;
        if (!outcome_.applied.empty()) {
            warn(
                "the case was not recorded: a run that was changed on its way has no recorded "
                "form");
            return;
        }
        RecordedRun run;
        run.name = plan_.model.id + "/run";
        run.denoiser = {.name = plan_.model.id,
                        .weights = plan_.model.denoiser,
                        .heads = plan_.sizes.heads,
                        .head_dim = plan_.sizes.head_dim()};
        run.vae = RecordedModel{.name = plan_.model.id + "_vae", .weights = plan_.model.vae};
        run.sampler = *recipe.sampler;
        run.steps = *recipe.steps;
        run.shift = *recipe.shift;
        run.guidance = *recipe.guidance;
        run.text_length = plan_.sizes.text_len;
        run.seed = recipe.seed;
        run.dtype = recipe.dtype;
        run.cache = recipe.cache;
        run.cache_params = plan_.cache_params;
        run.noise = noise_;
        run.context_cond = prompts_.cond.embedding[0];
        if (prompts_.uncond) run.context_uncond = prompts_.uncond->embedding[0];
        if (prompts_.image) {
            run.clip_features = prompts_.image->clip_features;
            run.condition = prompts_.image->latents;
        }
        run.timesteps = timesteps_;
        run.sigmas = sigmas_;
        run.latents = recorded_latents_;
        run.trace = outcome_.steps;
        run.frames = frames_;
        record_case(recipe.record_case, run, recipe.overwrite);
    }

    RunPlan plan_;
    api::Params live_params_ =
        plan_.cache_params;  // as they act now; the plan keeps those of the start
    api::RunControl& control_;
    const Publish& publish_;
    Checkpoint checkpoint_;
    RunOutcome outcome_;
    std::unique_ptr<media::FrameSink> sink_;  // null: no output was asked for
    ProgressMeter meter_;
    PreviewPace pace_;
    std::optional<PreviewMaker> preview_;  // when previews are made
    EncodedPrompts prompts_;
    // Beyond their phases only when resident.
    std::unique_ptr<text::PromptConditioner> text_;
    std::unique_ptr<models::Denoiser> denoiser_;
    std::unique_ptr<vae::Vae> vae_;
    at::Tensor noise_, latents_, completed_, frames_;
    std::vector<at::Tensor> recorded_latents_;
    std::vector<double> timesteps_, sigmas_;
    Clock::time_point phase_start_ = Clock::now();
};

}  // namespace

api::FinishedEvent generate(const api::Recipe& recipe,
                            api::RunControl& control,
                            const Publish& publish) {
    publish(api::PhaseEvent{.phase = api::Phase::Load, .done = 0, .total = 0, .note = {}});
    return Generation(make_plan(recipe), control, publish).run();
}

}  // namespace plumbline::pipeline
