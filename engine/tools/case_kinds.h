// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "models/denoiser.h"
#include "tensor_io/weight_map.h"
#include "tools/case_check.h"
#include "tools/case_manifest.h"
#include "tools/case_models.h"
#include "tools/case_params.h"
#include "vae/vae.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

namespace plumbline::tools {

/// What the engine computed for a case: tensors by name, any dtype and device, and what a case
/// states beside its tensors (cleaned prompts).
struct CaseResults {
    std::map<std::string, at::Tensor> tensors;
    std::vector<TensorCheck> statements;
};

/// One case on its way through the engine.
class CaseRun {
public:
    /// Verifies and opens the case's file. Everything is borrowed.
    CaseRun(const Case& recorded, CaseModels& models, const Checkpoint& checkpoint);

    [[nodiscard]] const Case& recorded() const { return recorded_; }
    [[nodiscard]] const CaseParams& params() const { return params_; }
    [[nodiscard]] CaseModels& models() const { return models_; }
    [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }
    [[nodiscard]] const tensor_io::WeightMap& file() const { return file_; }

    /// An input on the device, as stored. Throws Error{Input} when it is missing or not as the
    /// manifest says.
    [[nodiscard]] at::Tensor input(const std::string& name) const;
    /// The same, or an undefined tensor when the case has no such input.
    [[nodiscard]] at::Tensor optional_input(const std::string& name) const;
    [[nodiscard]] vae::DecodeOptions decode_options() const;
    /// The dtype that the case was recorded in: parameter "dtype", f32 when absent.
    [[nodiscard]] at::ScalarType dtype() const;

private:
    const Case& recorded_;
    CaseParams params_;
    CaseModels& models_;
    const Checkpoint& checkpoint_;
    tensor_io::WeightMap file_;
};

/// Runs a case of any kind. Throws UnsupportedCase for what comes later, Error{Input} for unknown
/// kinds and parameters.
[[nodiscard]] CaseResults run_case(const CaseRun& run);

[[nodiscard]] CaseResults run_scheduler_case(const CaseRun& run);
[[nodiscard]] CaseResults run_forward_case(const CaseRun& run);
[[nodiscard]] CaseResults run_unet_case(const CaseRun& run);
[[nodiscard]] CaseResults run_vae_case(const CaseRun& run);
[[nodiscard]] CaseResults run_text_case(const CaseRun& run);
[[nodiscard]] CaseResults run_image_encoder_case(const CaseRun& run);
/// Kind "run" and those of cache methods.
[[nodiscard]] CaseResults run_sampling_case(const CaseRun& run);

}  // namespace plumbline::tools
