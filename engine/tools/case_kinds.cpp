// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_kinds.h"

#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace plumbline::tools {
namespace {

struct Kind {
    std::string_view name;
    CaseResults (*run)(const CaseRun& run);  // null: known, but for a later version
};

constexpr std::array<Kind, 11> kKinds{{{"scheduler", run_scheduler_case},
                                       {"dit_forward", run_forward_case},
                                       {"vae", run_vae_case},
                                       {"text_encoder", run_text_case},
                                       {"run", run_sampling_case},
                                       {"dicache", run_sampling_case},
                                       {"unet_forward", run_unet_case},
                                       {"image_encoder", run_image_encoder_case},
                                       {"teacache", run_sampling_case},
                                       {"magcache", run_sampling_case},
                                       {"deepcache", nullptr}}};

}  // namespace

CaseRun::CaseRun(const Case& recorded, CaseModels& models, const Checkpoint& checkpoint)
    : recorded_(recorded),
      params_(recorded.name, recorded.params),
      models_(models),
      checkpoint_(checkpoint) {
    verify(recorded.file);
    file_ = tensor_io::open_safetensors(recorded.file.path);
}

at::Tensor CaseRun::input(const std::string& name) const {
    const auto spec = std::ranges::find(recorded_.tensors, name, &TensorSpec::name);
    if (spec == recorded_.tensors.end() || spec->role != TensorRole::Input) {
        throw Error(ErrorKind::Input,
                    fmt::format("case {} has no input tensor '{}'", recorded_.name, name),
                    "correct the manifest");
    }
    const tensor_io::WeightEntry& entry = file_.entry(name);
    if (entry.shape != spec->shape || entry.dtype != spec->dtype) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: tensor {} is not of the shape and dtype that the manifest gives",
                        recorded_.file.path.string(), name),
            "get the file and the manifest again");
    }
    return file_.tensor(name).to(models_.device());
}

at::Tensor CaseRun::optional_input(const std::string& name) const {
    return recorded_.has(name, TensorRole::Input) ? input(name) : at::Tensor();
}

vae::DecodeOptions CaseRun::decode_options() const {
    vae::DecodeOptions options;
    options.checkpoint = checkpoint_;
    return options;
}

at::ScalarType CaseRun::dtype() const {
    const std::string dtype = params_.text("dtype", "f32");
    if (dtype == "f32") return at::kFloat;
    if (dtype == "bf16") return at::kBFloat16;
    if (dtype == "f16") return at::kHalf;
    params_.refuse("dtype", "it is not f32, bf16 or f16");
}

CaseResults run_case(const CaseRun& run) {
    const std::string& name = run.recorded().kind;
    const auto kind = std::ranges::find(kKinds, name, &Kind::name);
    if (kind == kKinds.end()) {
        throw Error(ErrorKind::Input,
                    fmt::format("case {} is of the unknown kind '{}'", run.recorded().name, name),
                    "correct the manifest or use a newer version");
    }
    if (kind->run == nullptr) {
        throw UnsupportedCase(
            fmt::format("case {}: kind '{}' is not supported yet", run.recorded().name, name));
    }
    return kind->run(run);
}

}  // namespace plumbline::tools
