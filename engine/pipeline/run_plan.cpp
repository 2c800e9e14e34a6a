// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_plan.h"

#include "api/frame_size.h"
#include "base/error.h"
#include "pipeline/image_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace plumbline::pipeline {
namespace {

// Beyond these nothing fits into any machine, and products of them could overflow.
constexpr int kLargestSide = 8192, kLargestFrames = 4097, kLargestSteps = 10000;

void check_size(const char* what, int value) {
    if (value < 16 || value > kLargestSide || value % 16 != 0) {
        throw Error(ErrorKind::Usage, fmt::format("{} {} is impossible", what, value),
                    fmt::format("it must be a multiple of 16 from 16 to {}", kLargestSide));
    }
}

void check_numbers(const api::Recipe& recipe, const FamilyWays& ways) {
    check_size("width", *recipe.width);
    check_size("height", *recipe.height);
    if (ways.is_picture && *recipe.frames != 1) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{} frames are impossible of {}, which makes pictures",
                                *recipe.frames, models::find_family(ways.id).title),
                    "use 1 frame");
    }
    if (*recipe.frames < 1 || *recipe.frames > kLargestFrames || *recipe.frames % 4 != 1) {
        throw Error(ErrorKind::Usage, fmt::format("{} frames are impossible", *recipe.frames),
                    fmt::format("use 4n+1 frames, up to {}: 17, 33, 81", kLargestFrames));
    }
    if (*recipe.fps < 1 || *recipe.fps > 240) {
        throw Error(ErrorKind::Usage, fmt::format("{} frames a second are impossible", *recipe.fps),
                    "use 1 to 240");
    }
    if (*recipe.steps < 1 || *recipe.steps > kLargestSteps) {
        throw Error(ErrorKind::Usage, fmt::format("{} steps are impossible", *recipe.steps),
                    fmt::format("use 1 to {}", kLargestSteps));
    }
    if (!std::isfinite(*recipe.guidance) || *recipe.guidance < 0 || *recipe.guidance > 100) {
        throw Error(ErrorKind::Usage, fmt::format("guidance {} is impossible", *recipe.guidance),
                    "use 0 to 100");
    }
}

template <typename T>
void fill(std::optional<T>& value, const T& standard) {
    if (!value) value = standard;
}

void choose_cache(RunPlan& plan) {
    api::Recipe& recipe = plan.recipe;
    if (recipe.cache == api::kUsualCache) recipe.cache = plan.ways->usual_cache;
    plan.method = &cache::find_policy(recipe.cache);
    models::StackShape stack{
        .blocks = plan.sizes.blocks, .probe_blocks = plan.sizes.probe_blocks, .cost = {}};
    const cache::RunShape shape{
        .stack = stack,
        .steps = *recipe.steps,
        .guidance = plan.guided,
        .from_image = plan.sizes.image_to_video(),
        .pixels = std::int64_t{*recipe.width} * std::int64_t{*recipe.height}};
    if (const auto reason = plan.method->unsupported(plan.model.family, shape)) {
        throw Error(ErrorKind::Usage,
                    fmt::format("cache {} cannot run here: {}", recipe.cache, *reason),
                    "plumbline caches lists the methods");
    }
    plan.schema = plan.method->params(plan.model.family);
    if (const auto tuned = plan.model.defaults.cache.find(recipe.cache);
        tuned != plan.model.defaults.cache.end()) {
        for (api::ParamSpec& spec : plan.schema) {
            const auto value = tuned->second.find(spec.key);
            if (value != tuned->second.end()) {
                spec.default_value = api::parse_value(recipe.cache, spec, value->second);
            }
        }
    }
    api::Params given;
    for (const auto& [key, text] : recipe.cache_text) {
        const auto spec = std::ranges::find(plan.schema, key, &api::ParamSpec::key);
        // An unknown key goes through as text, so that complete() can name the known ones.
        given[key] = spec == plan.schema.end() ? api::ParamValue(text)
                                               : api::parse_value(recipe.cache, *spec, text);
    }
    plan.cache_params = api::complete(recipe.cache, plan.schema, given);
    // What a policy finds wrong when it begins is better known now than after the text was encoded.
    plan.method->make(plan.model.family, plan.cache_params)->begin(shape);
}

/// The time line must be one that the run can follow to its end.
void check_interventions(const RunPlan& plan) {
    const api::Recipe& recipe = plan.recipe;
    for (const api::Intervention& change : recipe.interventions) {
        if (change.step < 0 || change.step >= *recipe.steps) {
            throw Error(ErrorKind::Usage,
                        fmt::format("an intervention at step {} of a run of {} steps", change.step,
                                    *recipe.steps),
                        fmt::format("use 0 to {}", *recipe.steps - 1));
        }
        if (change.kind != api::Intervention::Kind::SetParams) continue;
        api::Params given = plan.cache_params;
        for (const auto& [key, value] : change.params) given[key] = value;
        const api::Params next = api::complete(recipe.cache, plan.schema, given);
        for (const api::ParamSpec& spec : plan.schema) {
            if (spec.live || next.at(spec.key) == plan.cache_params.at(spec.key)) continue;
            throw Error(ErrorKind::Usage,
                        fmt::format("an intervention at step {} changes {} of {}", change.step,
                                    spec.key, recipe.cache),
                        "it cannot change while a run goes");
        }
    }
    if (recipe.interventions.empty() || recipe.record_case.empty()) return;
    throw Error(ErrorKind::Usage, "a run with interventions has no recorded form",
                "leave the interventions or the case out");
}

/// Only what the other parts of a run fit to.
void check_denoiser(const RunPlan& plan) {
    const models::DenoiserSizes& sizes = plan.sizes;
    // Other models share the names but not the latents.
    const std::int64_t channels = latent_channels(plan.model);
    // A mask and the latents of the image come beside the latents.
    const std::int64_t given =
        sizes.image_to_video() ? channels + kMaskChannels + channels : channels;
    if (sizes.in_channels == given && sizes.out_channels == channels) return;
    throw Error(ErrorKind::Input,
                fmt::format("{} makes {} latent channels out of {}, {} has {}",
                            plan.model.denoiser.string(), sizes.out_channels, sizes.in_channels,
                            plan.model.vae.string(), channels),
                fmt::format("use a {} model that makes {} of text or an image, and its own "
                            "autoencoder",
                            models::find_family(plan.model.family).title,
                            plan.ways->is_picture ? "pictures" : "video"));
}

/// Reads the image where the model takes one; its shape gives the size that was not asked for.
void take_image(RunPlan& plan) {
    api::Recipe& recipe = plan.recipe;
    if (!plan.sizes.image_to_video()) {
        if (recipe.image.empty()) return;
        throw Error(ErrorKind::Usage,
                    fmt::format("{} takes no image", plan.model.denoiser.string()),
                    "leave the image out, or use an image-to-video model");
    }
    if (recipe.image.empty()) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{} turns an image into video, and there is none",
                                plan.model.denoiser.string()),
                    "give the first frame with --image FILE");
    }
    plan.first_frame = read_first_frame(recipe.image);
    plan.image_bytes = text::encoder_bytes(plan.model.image_encoder, text::EncoderKind::ClipVision);
    if (recipe.width || recipe.height) return;
    const ModelDefaults& usual = plan.model.defaults;
    std::tie(recipe.width, recipe.height) =
        api::size_like(plan.first_frame->image.width, plan.first_frame->image.height,
                       std::int64_t{usual.width} * usual.height);
}

/// What is asked for must be something that the model takes.
void check_guidance(const RunPlan& plan, const api::Recipe& given) {
    if (plan.ways->has_two_branches) return;
    const std::string_view title = models::find_family(plan.model.family).title;
    if (given.negative && !given.negative->empty()) {
        throw Error(ErrorKind::Usage, fmt::format("{} takes no negative prompt", title),
                    "leave it empty and say in the prompt what is wanted");
    }
    if (plan.sizes.takes_guidance || *plan.recipe.guidance == 1.0) return;
    throw Error(ErrorKind::Usage,
                fmt::format("{} takes no guidance: {} is impossible", plan.model.denoiser.string(),
                            *plan.recipe.guidance),
                "use 1");
}

/// Only some families have a recorded form.
void check_record(const RunPlan& plan) {
    if (plan.recipe.record_case.empty()) return;
    if (!plan.recipe.loras.empty()) {
        throw Error(ErrorKind::Usage, "a run with LoRA files has no recorded form",
                    "leave the LoRA files or the case out");
    }
    if (plan.ways->has_recorded_form) return;
    throw Error(ErrorKind::Usage,
                fmt::format("a run of {} has no recorded form",
                            models::find_family(plan.model.family).title),
                "leave the case out");
}

}  // namespace

api::Prediction RunPlan::prediction() const {
    return models::find_family(model.family).prediction;
}

RunPlan make_plan(const api::Recipe& given) {
    RunPlan plan = make_unchecked_plan(given);
    check_memory(plan);
    return plan;
}

RunPlan make_unchecked_plan(const api::Recipe& given) {
    RunPlan plan;
    plan.recipe = given;
    plan.target = select_target(given.device, given.dtype);
    plan.recipe.dtype = dtype_name(plan.target.dtype);
    plan.model = find_complete_model(given.model);
    plan.model.loras = given.loras;
    if (!given.preview_decoder.empty())
        plan.model.preview_decoder = given.preview_decoder == "none" ? "" : given.preview_decoder;
    plan.ways = &ways_of(plan.model.family);
    const models::Family& family = models::find_family(plan.model.family);
    const tensor_io::WeightMap weights = denoiser_weights(plan.model);
    plan.sizes = denoiser_sizes(plan.model, weights);
    plan.weights = weight_bytes(weights, family, plan.sizes, plan.target.dtype);
    check_denoiser(plan);
    const ModelDefaults& defaults = plan.model.defaults;
    api::Recipe& recipe = plan.recipe;
    take_image(plan);
    fill(recipe.width, defaults.width);
    fill(recipe.height, defaults.height);
    fill(recipe.frames, defaults.frames);
    fill(recipe.fps, defaults.fps);
    fill(recipe.steps, defaults.steps);
    fill(recipe.guidance, defaults.guidance);
    fill(recipe.sampler, defaults.sampler);
    fill(recipe.negative, plan.ways->has_two_branches ? defaults.negative : std::string());
    check_numbers(recipe, *plan.ways);
    fill(recipe.shift, defaults.shift_for(*recipe.width, *recipe.height));
    check_guidance(plan, given);
    check_record(plan);
    // Says what is wrong with sampler and shift before anything is loaded.
    static_cast<void>(plan.make_scheduler());
    plan.guided = plan.ways->has_two_branches && *recipe.guidance != 1.0;
    choose_cache(plan);
    check_interventions(plan);
    plan.text_bytes = plan.ways->text_bytes(plan.model);
    check_residency(plan);
    plan.residency = choose_residency(plan, memory_budget(plan));
    return plan;
}

std::unique_ptr<schedulers::Scheduler> RunPlan::make_scheduler() const {
    const std::string_view name = *recipe.sampler == "euler" ? ways->euler : *recipe.sampler;
    return schedulers::make_scheduler(name, *recipe.steps, *recipe.shift, prediction());
}

int denoising_threads(const RunPlan& plan) {
    if (!plan.target.device.is_cpu() || plan.recipe.threads > 0) return 0;
    // Waking a sleeping thread takes some 50 µs, about what one core needs for two million
    // multiply-adds, and every product wakes it.
    constexpr std::int64_t kWorthwhile = 20'000'000;
    const std::int64_t dim = plan.sizes.dim;
    return plan.tokens() * dim * dim < kWorthwhile ? 1 : 0;
}

}  // namespace plumbline::pipeline
