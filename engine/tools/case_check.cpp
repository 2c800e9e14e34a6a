// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_check.h"

#include "tools/case_caches.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace plumbline::tools {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kForwardLimit = 1e-4;
constexpr double kRunLimit = 1e-4;
constexpr double kSchedulerLimit = 1e-5;
constexpr double kCacheLimit = 5e-4;
constexpr double kTraceLimit = 1e-3;
constexpr double kCudaLimit = 1e-3;
/// A closer decision may fall the other way on another device without being wrong.
constexpr double kCudaMargin = 0.01;
constexpr std::array<const char*, 3> kDecisions{"trace.full", "trace.probed", "trace.resumed"};

bool is_decision(const std::string& name) {
    return std::ranges::find(kDecisions, name) != kDecisions.end();
}

/// 0 for what must be equal.
double limit_of(const Case& recorded, const TensorSpec& spec) {
    if (!c10::isFloatingType(spec.dtype) || spec.name == "timesteps") return 0.0;
    if (spec.name == "sigmas" || recorded.kind == "scheduler") return kSchedulerLimit;
    if (spec.name.starts_with("trace.")) return kTraceLimit;
    if (cache_form(recorded.kind) != nullptr) return kCacheLimit;
    return recorded.kind == "run" ? kRunLimit : kForwardLimit;
}

double largest(const at::Tensor& x) {
    return x.numel() == 0 ? 0.0 : x.max().item<double>();
}

double absolute_difference(const at::Tensor& a, const at::Tensor& b) {
    if (a.sizes() != b.sizes()) return kInfinity;
    return largest((a.to(at::kDouble) - b.to(at::kDouble)).abs());
}

/// How far two runs with the same decisions can be compared.
struct Horizon {
    std::int64_t steps = std::numeric_limits<std::int64_t>::max();
    bool whole = true;
    std::vector<TensorCheck> checks;  // about the decisions themselves
};

/// First step at which a decision differs; the number of steps when none does.
std::int64_t first_difference(const std::map<std::string, at::Tensor>& results,
                              const tensor_io::WeightMap& stored) {
    at::Tensor differs;
    for (const char* name : kDecisions) {
        const auto ours = results.find(name);
        if (ours == results.end()) continue;
        const at::Tensor here = ours->second.ne(stored.tensor(name)).flatten(1).any(1);
        differs = differs.defined() ? differs.logical_or(here) : here;
    }
    const at::Tensor steps = differs.nonzero();
    return steps.numel() == 0 ? differs.size(0) : steps[0].item<std::int64_t>();
}

/// The reference keeps a stale probe after its first resumed call: up to that call everything must
/// agree, and decisions may part only behind it.
Horizon horizon_of_defect(const std::map<std::string, at::Tensor>& results,
                          const tensor_io::WeightMap& stored) {
    const at::Tensor resumed = stored.tensor("trace.resumed").flatten(1).any(1).nonzero();
    const std::int64_t total = stored.tensor("trace.resumed").size(0);
    const std::int64_t defect = resumed.numel() == 0 ? total - 1 : resumed[0].item<std::int64_t>();
    const std::int64_t parted = first_difference(results, stored);
    const bool ok = parted > defect;
    return {
        .steps = defect + 1,
        .whole = false,
        .checks = {{.name = "trace decisions",
                    .difference = ok ? 0.0 : 1.0,
                    .limit = 0.0,
                    .ok = ok,
                    .note = fmt::format("equal up to the first difference, at step {} of {}; the "
                                        "reference carries its defect from step {} on",
                                        parted, total, defect + 1)}}};
}

/// Another device may decide a close call otherwise; what follows is then another run.
Horizon horizon_of_device(const Case& recorded,
                          const std::map<std::string, at::Tensor>& results,
                          const tensor_io::WeightMap& stored) {
    const std::int64_t total = stored.tensor(kDecisions[0]).size(0);
    const std::int64_t parted = first_difference(results, stored);
    if (recorded.margin.value_or(0.0) > kCudaMargin || parted == total) return {};
    return {.steps = parted,
            .whole = false,
            .checks = {
                {.name = "trace decisions",
                 .difference = 0.0,
                 .limit = 0.0,
                 .ok = true,
                 .note = fmt::format("compared up to step {} of {}: a decision there is too close "
                                     "to call on this device",
                                     parted, total)}}};
}

Horizon horizon_of(const Case& recorded,
                   const std::map<std::string, at::Tensor>& results,
                   const tensor_io::WeightMap& stored,
                   bool on_cuda) {
    if (!recorded.has(kDecisions[0], TensorRole::Result)) return {};
    if (recorded.expectation == Expectation::EqualUpToFirstDifference) {
        return horizon_of_defect(results, stored);
    }
    return on_cuda ? horizon_of_device(recorded, results, stored) : Horizon{};
}

/// The part of a tensor that counts: [steps, …] for a trace, [steps + 1, …] for latents, the last
/// latents of a plain run.
at::Tensor comparable(const Case& recorded,
                      const std::string& name,
                      const at::Tensor& x,
                      const Horizon& horizon) {
    if (recorded.kind == "run" && name == "latents") return x.narrow(0, x.size(0) - 1, 1);
    if (horizon.whole) return x;
    const bool trace = name.starts_with("trace.");
    if (!trace && name != "latents") return x;
    return x.narrow(0, 0, std::min(x.size(0), horizon.steps + (trace ? 0 : 1)));
}

std::string note_of(const Case& recorded, const std::string& name, const Horizon& horizon) {
    if (recorded.kind == "run" && name == "latents") return "after the last step";
    if (!horizon.whole && (name.starts_with("trace.") || name == "latents")) {
        return fmt::format("first {} steps", horizon.steps);
    }
    return {};
}

}  // namespace

double relative_difference(const at::Tensor& a, const at::Tensor& b) {
    if (a.sizes() != b.sizes()) return kInfinity;
    if (a.numel() == 0) return 0.0;
    const at::Tensor ours = a.to(at::kDouble);
    const at::Tensor theirs = b.to(at::kDouble);
    const at::Tensor missing = at::isnan(theirs);
    if (!at::isnan(ours).equal(missing)) return kInfinity;
    // Values that exist nowhere, and equal infinities, differ by nothing.
    const at::Tensor same = missing.logical_or(ours.eq(theirs));
    const double difference = largest((ours - theirs).abs().masked_fill(same, 0.0));
    if (difference == 0.0) return 0.0;
    return difference / largest(theirs.abs().masked_fill(missing, 0.0));
}

std::vector<TensorCheck> check_case(const Case& recorded,
                                    const std::map<std::string, at::Tensor>& results,
                                    const tensor_io::WeightMap& stored,
                                    bool on_cuda) {
    for (const TensorSpec& spec : recorded.with_role(TensorRole::Result)) {
        if (!stored.contains(spec.name)) {
            throw Error(ErrorKind::Input,
                        fmt::format("{} holds no '{}' to check against",
                                    recorded.file.path.string(), spec.name),
                        "replay without --check, or get the file again");
        }
    }
    const Horizon horizon = horizon_of(recorded, results, stored, on_cuda);
    std::vector<TensorCheck> checks = horizon.checks;
    for (const TensorSpec& spec : recorded.with_role(TensorRole::Result)) {
        if (!horizon.whole && is_decision(spec.name)) continue;
        const at::Tensor ours = comparable(recorded, spec.name, results.at(spec.name), horizon);
        const at::Tensor theirs =
            comparable(recorded, spec.name, stored.tensor(spec.name), horizon);
        TensorCheck check{.name = spec.name,
                          .limit = limit_of(recorded, spec),
                          .note = note_of(recorded, spec.name, horizon)};
        if (check.limit == 0.0) {
            check.difference = absolute_difference(ours, theirs);
        } else {
            if (on_cuda) check.limit = std::max(check.limit, kCudaLimit);
            check.difference = relative_difference(ours, theirs);
        }
        check.ok = check.difference <= check.limit;
        checks.push_back(std::move(check));
    }
    return checks;
}

}  // namespace plumbline::tools
