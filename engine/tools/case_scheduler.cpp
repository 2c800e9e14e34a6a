// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/scheduler.h"
#include "tools/case_beta.h"
#include "tools/case_kinds.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline::tools {
namespace {

/// One recorded sampler class that we have, with its name for the shift.
struct SamplerClass {
    std::string_view recorded;
    std::string_view ours;
    std::string_view shift;
};

constexpr std::array<SamplerClass, 5> kClasses{
    {{"FlowUniPCMultistepScheduler", "unipc_wan", "shift"},
     {"UniPCMultistepScheduler", "unipc_flow", "flow_shift"},
     {"FlowDPMSolverMultistepScheduler", "dpm_wan", "shift"},
     {"DPMSolverMultistepScheduler", "dpm_flow", "flow_shift"},
     {"FlowMatchEulerDiscreteScheduler", "flow_euler", "shift"}}};
constexpr std::string_view kUnshiftedSigmas = "linspace(1,0,N+1)[:-1]";
constexpr std::string_view kHunyuanClass = "FlowMatchDiscreteScheduler";
constexpr std::string_view kFluxClass = "BFL get_schedule + Euler";
constexpr std::string_view kDynamicShift = "use_dynamic_shifting";
constexpr double kShiftTolerance = 1e-6;  // a recorded mu is rounded to some digits

void expect_value(const CaseParams& params, std::string_view key, std::string_view only) {
    if (params.has(key) && params.text(key) != only) {
        params.refuse(key, fmt::format("only {} is known", only));
    }
}

std::string_view sampler_of(const CaseParams& params, const SamplerClass& entry) {
    params.expect_only(
        {{"class", "steps", entry.shift, "order", "algorithm", "solver_type", "sigmas"}});
    if (params.has("order") && params.integer("order") != 2) {
        params.refuse("order", "only order 2 is known");
    }
    expect_value(params, "algorithm", "dpmsolver++");
    expect_value(params, "solver_type", entry.ours == "unipc_flow" ? "bh2" : "midpoint");
    if (!params.has("sigmas")) return entry.ours;
    if (entry.ours != "flow_euler" || !params.text("sigmas").starts_with(kUnshiftedSigmas)) {
        params.refuse("sigmas", fmt::format("only {} of Euler is known", kUnshiftedSigmas));
    }
    return "flow_euler_sigmas";
}

void expect_number(const CaseParams& params, std::string_view key, double only) {
    if (std::abs(params.number(key, only) - only) > kShiftTolerance)
        params.refuse(key, fmt::format("only {} is known", only));
}

std::unique_ptr<schedulers::Scheduler> make_hunyuan(const CaseParams& params) {
    params.expect_only({{"class", "steps", "shift", "reverse", "solver"}});
    expect_value(params, "solver", "euler");
    if (!params.flag("reverse", true)) params.refuse("reverse", "only from noise to data is known");
    return schedulers::make_scheduler("hunyuan_official", static_cast<int>(params.integer("steps")),
                                      params.number("shift"));
}

/// Flux.1's shift by the size of the picture, in its authors' form or in diffusers'.
std::unique_ptr<schedulers::Scheduler> make_flux(const CaseParams& params, const char* sampler) {
    params.expect_only(
        {{"class", "steps", "image_seq_len", kDynamicShift, "base_shift", "max_shift",
          "base_image_seq_len", "max_image_seq_len", "shift", "mu", "sigmas"}});
    // "shift" is of the class and without effect here.
    expect_number(params, "base_shift", 0.5);
    expect_number(params, "max_shift", 1.15);
    expect_number(params, "base_image_seq_len", 256);
    expect_number(params, "max_image_seq_len", 4096);
    expect_value(params, "sigmas", "linspace(1,1/N,N) before shifting");
    const double shift = schedulers::dynamic_shift(params.integer("image_seq_len"));
    expect_number(params, "mu", std::log(shift));
    return schedulers::make_scheduler(sampler, static_cast<int>(params.integer("steps")), shift);
}

std::unique_ptr<schedulers::Scheduler> make_sampler(const CaseParams& params) {
    // The same diffusers class may serve a flow and a noise schedule of beta.
    if (params.has("beta_schedule")) {
        params.expect_only({beta_parameters(), {"steps"}});
        return make_beta_sampler(params);
    }
    const std::string recorded = params.text("class");
    if (recorded == kHunyuanClass) return make_hunyuan(params);
    if (recorded == kFluxClass) return make_flux(params, "flux_bfl");
    if (params.flag(kDynamicShift, false)) return make_flux(params, "flux_dynamic");
    const auto entry = std::ranges::find(kClasses, recorded, &SamplerClass::recorded);
    if (entry == kClasses.end()) params.refuse("class", "there is no such sampler");
    const std::string_view ours = sampler_of(params, *entry);
    return schedulers::make_scheduler(ours, static_cast<int>(params.integer("steps")),
                                      params.number(entry->shift));
}

}  // namespace

CaseResults run_scheduler_case(const CaseRun& run) {
    const auto scheduler = make_sampler(run.params());
    at::Tensor latents = run.input("x0") * scheduler->noise_scale();
    std::vector<at::Tensor> trajectory{latents};
    int step = 0;
    for (const double timestep : scheduler->timesteps()) {
        run.checkpoint()();
        // The fixtures' own stand-in for a model.
        const at::Tensor shown = scheduler->model_input(step, latents);
        const at::Tensor prediction = at::tanh(shown / 2) + 0.1 * timestep / 1000.0;
        latents = scheduler->step(step++, latents, prediction);
        trajectory.push_back(latents);
    }
    CaseResults results;
    results.tensors["timesteps"] = at::tensor(scheduler->timesteps(), at::kDouble);
    results.tensors["sigmas"] = at::tensor(scheduler->sigmas(), at::kDouble);
    results.tensors["trajectory"] = at::stack(trajectory);
    return results;
}

}  // namespace plumbline::tools
