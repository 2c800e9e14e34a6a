// SPDX-License-Identifier: GPL-3.0-or-later
// A finished run, written as a case, replays as itself.
#include "pipeline/record_case.h"

#include "cache/registry.h"
#include "engine/tools/golden_manifest.h"
#include "models/wan/denoiser.h"
#include "pipeline/step_loop.h"
#include "support/expect_error.h"
#include "tensor_io/weight_map.h"
#include "vae/wan_vae.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <fstream>
#include <ostream>

namespace plumbline::tools::tests {
namespace {

using pipeline::RecordedRun;
using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;

constexpr int kSteps = 8;

/// A small run of the tiny model: what the generator hands over, made by the same loop.
RecordedRun sample_run(const std::string& cache, const std::string& sampler, bool guided) {
    c10::NoGradGuard no_gradients;
    const auto weights = golden_path("wan_tiny/weights_diffusers.safetensors");
    const auto canonical = models::wan::canonical_names(tensor_io::open_weights(weights));
    models::ConfigHints hints;
    hints.heads = 2;
    const auto config = models::wan::detect_config(canonical, hints);
    models::wan::WanDenoiser denoiser(canonical, config, {});
    const auto scheduler = schedulers::make_scheduler(sampler, kSteps, 5.0);
    const cache::PolicyEntry& entry = cache::find_policy(cache);
    const api::Params params =
        cache == "none" ? api::Params{}
                        : api::complete(cache, entry.params("wan"), {{"threshold", 0.3}});
    const auto policy = entry.make("wan", params);

    RecordedRun run{.name = "tiny/sample",
                    .denoiser = {"tiny", weights, config.heads, config.head_dim()}};
    run.sampler = sampler;
    run.steps = kSteps;
    run.shift = 5.0;
    run.guidance = guided ? 4.0 : 1.0;
    run.seed = 3;
    run.cache = cache;
    run.cache_params = params;
    const auto generator = at::detail::createCPUGenerator(3);
    run.noise = at::randn({1, 16, 1, 4, 4}, generator);
    run.context_cond = at::randn({7, 64}, generator);
    if (guided) run.context_uncond = at::randn({3, 64}, generator);
    run.timesteps = scheduler->timesteps();
    run.sigmas = scheduler->sigmas();

    const auto prepare = [&](const at::Tensor& context) {
        models::Conditioning conditioning;
        conditioning.context = context.unsqueeze(0);
        return denoiser.prepare(conditioning);
    };
    const auto cond = prepare(run.context_cond);
    const auto uncond = guided ? prepare(run.context_uncond) : models::Conditioning{};
    pipeline::LoopHooks hooks;
    hooks.on_step = [&](const api::StepEvent& event) { run.trace.push_back(event); };
    hooks.on_latents = [&](int, const at::Tensor& latents) { run.latents.push_back(latents); };
    const at::Tensor latents = pipeline::run_steps({.denoiser = denoiser,
                                                    .cond = cond,
                                                    .uncond = guided ? &uncond : nullptr,
                                                    .guidance = run.guidance,
                                                    .scheduler = *scheduler,
                                                    .policy = *policy,
                                                    .noise = run.noise},
                                                   hooks);
    run.vae = pipeline::RecordedModel{
        .name = "tiny_vae", .weights = golden_path("wan_vae_tiny/weights_original.safetensors")};
    vae::WanVae vae(vae::canonical_wan_vae_names(tensor_io::open_weights(run.vae->weights)), {});
    vae.decode(latents, {}, [&](const at::Tensor& frames, std::int64_t) { run.frames = frames; });
    return run;
}

struct Way {
    std::string cache, sampler;
    bool guided;
};

void PrintTo(const Way& way, std::ostream* out) {
    *out << way.cache << " with " << way.sampler << (way.guided ? ", guided" : "");
}

class RecordedCase : public testing::TestWithParam<Way> {};

TEST_P(RecordedCase, ReplaysAsItself) {
    const TemporaryFolder folder;
    const RecordedRun run = sample_run(GetParam().cache, GetParam().sampler, GetParam().guided);
    pipeline::record_case(folder / "case", run, false);
    api::ReplayRequest request;
    request.manifest = (folder / "case" / "manifest.json").string();
    request.case_pattern = "tiny/sample";
    request.check = true;
    const ToolReport report = replay_now(request);
    EXPECT_FALSE(report.failed) << fmt::format("{}", fmt::join(report.lines, "\n"));
    const auto result = nlohmann::json::parse(report.json);
    for (const auto& tensor : result["cases"][0]["tensors"]) {
        EXPECT_EQ(tensor["difference"], 0.0) << tensor["name"];
    }
}

INSTANTIATE_TEST_SUITE_P(Runs,
                         RecordedCase,
                         testing::Values(Way{"dicache", "unipc", true},
                                         Way{"dicache", "euler", false},
                                         Way{"none", "dpm++", true},
                                         Way{"none", "unipc_flow", false}));

TEST(RecordCase, NamesWeightsFromItsOwnFolder) {
    const TemporaryFolder folder;
    const RecordedRun run = sample_run("none", "euler", false);
    pipeline::record_case(folder / "case", run, false);
    const auto manifest = nlohmann::json::parse(std::ifstream(folder / "case" / "manifest.json"));
    const auto& weights = manifest["models"]["tiny"]["weights"]["original"];
    const std::filesystem::path file = weights["file"].get<std::string>();
    EXPECT_TRUE(file.is_relative());
    EXPECT_TRUE(std::filesystem::equivalent(folder / "case" / file.string(), run.denoiser.weights));
    EXPECT_EQ(weights["sha256"].get<std::string>().size(), 64U);
}

TEST(RecordCase, DoesNotOverwriteUnasked) {
    const TemporaryFolder folder;
    const RecordedRun run = sample_run("none", "euler", false);
    pipeline::record_case(folder / "case", run, false);
    expect_error(ErrorKind::Usage, "holds a case already", [&] {
        pipeline::record_case(folder / "case", run, false);
        return 0;
    });
    pipeline::record_case(folder / "case", run, true);
}

TEST(RecordCase, RefusesACacheWithoutARecordedForm) {
    const TemporaryFolder folder;
    RecordedRun run = sample_run("none", "euler", false);
    run.cache = "mystery";
    expect_error(ErrorKind::Usage, "mystery", [&] {
        pipeline::record_case(folder / "case", run, false);
        return 0;
    });
}

}  // namespace
}  // namespace plumbline::tools::tests
