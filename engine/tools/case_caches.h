// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/params.h"
#include "cache/policy.h"
#include "tools/case_form.h"
#include "tools/case_kinds.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tools {

/// How the fixtures record runs with one cache method; the kind of a case is the method's id.
struct CacheForm {
    std::string_view kind;
    std::vector<std::string_view> parameters;
    /// In our terms. Throws Error{Input} where the case states another rule than the method has for
    /// this family.
    api::Params (*params)(const CaseRun& run, const CaseForm& form, const cache::RunShape& shape);
    std::map<std::string, at::Tensor> (*trace)(std::span<const api::StepEvent> steps);
};

/// Null for a kind that is no run with a cache.
[[nodiscard]] const CacheForm* cache_form(std::string_view kind);

}  // namespace plumbline::tools
