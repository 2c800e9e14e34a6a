// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/replay_case.h"

#include "pipeline/device.h"
#include "tensor_io/safetensors.h"
#include "tools/case_kinds.h"
#include "tools/replay_report.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <system_error>

namespace plumbline::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnding = ".safetensors";

/// Result tensors as the case records them: every one, in its shape and dtype, on the host.
std::map<std::string, at::Tensor> as_recorded(const Case& recorded, const CaseResults& computed) {
    std::map<std::string, at::Tensor> results;
    for (const TensorSpec& spec : recorded.with_role(TensorRole::Result)) {
        const auto found = computed.tensors.find(spec.name);
        if (found == computed.tensors.end()) {
            throw Error(
                ErrorKind::Input,
                fmt::format("case {} asks for the result '{}', which kind '{}' does not give",
                            recorded.name, spec.name, recorded.kind),
                "correct the manifest or use a newer version");
        }
        if (found->second.sizes() != at::IntArrayRef(spec.shape)) {
            throw Error(ErrorKind::Input,
                        fmt::format("case {} records '{}' as [{}], but its inputs give [{}]",
                                    recorded.name, spec.name, fmt::join(spec.shape, ", "),
                                    fmt::join(found->second.sizes(), ", ")),
                        "correct the manifest");
        }
        results[spec.name] = found->second.to(at::kCPU, spec.dtype).contiguous();
    }
    return results;
}

void write_results(const fs::path& path, const std::map<std::string, at::Tensor>& results) {
    if (path.has_parent_path()) {
        std::error_code fault;
        fs::create_directories(path.parent_path(), fault);
        if (fault) {
            throw Error(ErrorKind::Failed,
                        fmt::format("cannot make the folder {}: {}", path.parent_path().string(),
                                    fault.message()),
                        "choose another output");
        }
    }
    tensor_io::write_safetensors(path, {results.begin(), results.end()});
}

CaseOutcome replay_one(const Manifest& manifest,
                       const std::string& case_name,
                       const api::ReplayRequest& request,
                       const fs::path& output,
                       CaseModels& models,
                       const Checkpoint& checkpoint) {
    const Case recorded = manifest.read_case(case_name);
    CaseOutcome outcome{.name = case_name, .kind = recorded.kind};
    const CaseRun run(recorded, models, checkpoint);
    const CaseResults computed = run_case(run);
    const auto results = as_recorded(recorded, computed);
    if (!output.empty()) {
        write_results(output, results);
        outcome.output = output.string();
    }
    if (!request.check) return outcome;
    outcome.checks = computed.statements;
    const auto checks = check_case(recorded, results, run.file(), models.device().is_cuda());
    outcome.checks.insert(outcome.checks.end(), checks.begin(), checks.end());
    const bool agrees = std::ranges::all_of(outcome.checks, &TensorCheck::ok);
    outcome.status = agrees ? CaseStatus::Agrees : CaseStatus::Differs;
    return outcome;
}

/// One of many: trouble with it belongs into the report, so that the others are still replayed.
CaseOutcome replay_one_of_many(const Manifest& manifest,
                               const std::string& case_name,
                               const api::ReplayRequest& request,
                               const fs::path& output,
                               CaseModels& models,
                               const Checkpoint& checkpoint) {
    CaseOutcome outcome{.name = case_name};
    try {
        return replay_one(manifest, case_name, request, output, models, checkpoint);
    } catch (const UnsupportedCase& unsupported) {
        outcome.status = CaseStatus::Unsupported;
        outcome.trouble = unsupported;
    } catch (const Error& error) {
        outcome.status = CaseStatus::Failed;
        outcome.trouble = error;
    }
    return outcome;
}

CaseOutcome replay_named(const Manifest& manifest,
                         const api::ReplayRequest& request,
                         CaseModels& models,
                         const Checkpoint& checkpoint) {
    try {
        return replay_one(manifest, request.case_pattern, request, request.output, models,
                          checkpoint);
    } catch (const UnsupportedCase& unsupported) {
        if (!request.check) throw;
        throw Error(ErrorKind::Gate, unsupported.message(), unsupported.hint());
    }
}

fs::path output_of(const api::ReplayRequest& request, const std::string& case_name) {
    if (request.output.empty()) return {};
    return fs::path(request.output) / (case_name + kEnding);
}

void check_output(const api::ReplayRequest& request) {
    if (request.output.empty()) return;
    const bool file = fs::path(request.output).extension() == kEnding;
    if (selects_many(request.case_pattern) && file) {
        throw Error(ErrorKind::Usage,
                    fmt::format("'{}' selects several cases, but the output {} is one file",
                                request.case_pattern, request.output),
                    "name a folder as output");
    }
    if (!selects_many(request.case_pattern) && !file) {
        throw Error(ErrorKind::Usage,
                    fmt::format("the output {} is no {} file", request.output, kEnding),
                    fmt::format("end its name in {}", kEnding));
    }
}

/// Recorded float32 results are not reproduced by TF32, which convolutions use on CUDA unless told.
class ExactConvolutions {
public:
    ExactConvolutions() : allowed_(at::globalContext().allowTF32CuDNN()) {
        at::globalContext().setAllowTF32CuDNN(false);
    }
    ~ExactConvolutions() { at::globalContext().setAllowTF32CuDNN(allowed_); }
    ExactConvolutions(const ExactConvolutions&) = delete;
    ExactConvolutions& operator=(const ExactConvolutions&) = delete;

private:
    bool allowed_;
};

}  // namespace

ToolReport replay(const api::ReplayRequest& request,
                  const Checkpoint& checkpoint,
                  const ReplayProgress& progress) {
    const c10::NoGradGuard no_gradients;
    const ExactConvolutions exact;
    const pipeline::ThreadScope threads(request.threads);
    check_output(request);
    const Manifest manifest(request.manifest);
    const auto names = manifest.select(request.case_pattern);
    CaseModels models(manifest, request.models_dir, request.naming,
                      pipeline::select_target(request.device, "f32").device, checkpoint);
    std::vector<CaseOutcome> outcomes;
    for (const std::string& case_name : names) {
        checkpoint();
        if (progress)
            progress(static_cast<int>(outcomes.size()), static_cast<int>(names.size()), case_name);
        outcomes.push_back(selects_many(request.case_pattern)
                               ? replay_one_of_many(manifest, case_name, request,
                                                    output_of(request, case_name), models,
                                                    checkpoint)
                               : replay_named(manifest, request, models, checkpoint));
    }
    return report_of(outcomes, request);
}

}  // namespace plumbline::tools
