// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"
#include "schedulers/scheduler.h"
#include "tools/case_kinds.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tools {

/// How the fixtures record cases of one family of denoisers.
struct CaseForm {
    std::string_view family;
    /// Parameters that a forward and a run may have; notes about the inputs among them.
    std::vector<std::string_view> forward_parameters, run_parameters;
    std::string_view latents;               // input of a forward
    std::string_view context, run_context;  // input of a forward, of a run
    double time_scale;                      // recorded timesteps of a forward → the model's
    at::Tensor (*latents_in)(const at::Tensor& recorded);  // → [1, C, T, h, w]
    at::Tensor (*latents_out)(const at::Tensor& latents);  // [N, C, T, h, w] → as recorded
    /// Of this context; not prepared.
    models::Conditioning (*conditioning)(const CaseRun& run, const std::string& context);
    /// noise: [1, C, T, h, w].
    std::unique_ptr<schedulers::Scheduler> (*sampler)(const CaseParams& params,
                                                      const at::Tensor& noise);
    // What the released DiCache of the family does, in the words of the fixtures; empty: there is
    // none.
    std::string_view skip_rule;
    bool last_step_full;
    int calls_before_probe;  // beyond the whole part of retention times calls
};

/// Of a family of models::families().
[[nodiscard]] const CaseForm& form_of(std::string_view family);
/// The notes that a case makes about its inputs must be true of them. latents: [1, C, T, h, w].
void check_notes(const CaseParams& params,
                 const at::Tensor& latents,
                 const models::Conditioning& conditioning);

}  // namespace plumbline::tools
