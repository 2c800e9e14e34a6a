// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_params.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace plumbline::tools {

CaseParams::CaseParams(std::string case_name, const nlohmann::json& params)
    : case_name_(std::move(case_name)), params_(&params) {}

void CaseParams::expect_only(std::initializer_list<std::vector<std::string_view>> known) const {
    for (const auto& item : params_->items()) {
        const std::string_view key = item.key();
        const bool found = std::ranges::any_of(
            known, [&](const auto& keys) { return std::ranges::find(keys, key) != keys.end(); });
        if (!found) {
            throw Error(
                ErrorKind::Input,
                fmt::format("case {} has the unknown parameter '{}'", case_name_, key),
                "this kind of case does not have it; correct the manifest or use a newer version");
        }
    }
}

template <typename T>
T CaseParams::get(std::string_view key, const char* kind) const {
    const auto found = params_->find(key);
    if (found == params_->end()) {
        throw Error(ErrorKind::Input,
                    fmt::format("case {} lacks the parameter '{}'", case_name_, key),
                    "correct the manifest");
    }
    try {
        return found->get<T>();
    } catch (const nlohmann::json::exception&) {
        refuse(key, fmt::format("it is not {}", kind));
    }
}

double CaseParams::number(std::string_view key) const {
    return get<double>(key, "a number");
}

double CaseParams::number(std::string_view key, double otherwise) const {
    return has(key) ? number(key) : otherwise;
}

std::int64_t CaseParams::integer(std::string_view key) const {
    const auto found = params_->find(key);
    if (found != params_->end() && !found->is_number_integer()) refuse(key, "it is not an integer");
    return get<std::int64_t>(key, "an integer");
}

std::string CaseParams::text(std::string_view key) const {
    return get<std::string>(key, "a text");
}

std::string CaseParams::text(std::string_view key, std::string_view otherwise) const {
    return has(key) ? text(key) : std::string(otherwise);
}

bool CaseParams::flag(std::string_view key, bool otherwise) const {
    return has(key) ? get<bool>(key, "true or false") : otherwise;
}

std::vector<std::string> CaseParams::texts(std::string_view key) const {
    return get<std::vector<std::string>>(key, "a list of texts");
}

std::vector<double> CaseParams::numbers(std::string_view key) const {
    return get<std::vector<double>>(key, "a list of numbers");
}

void CaseParams::expect_integer(std::string_view key, std::int64_t fact) const {
    if (has(key) && integer(key) != fact) {
        refuse(key, fmt::format("the recorded tensors say {}", fact));
    }
}

void CaseParams::refuse(std::string_view key, std::string_view why) const {
    throw Error(ErrorKind::Input,
                fmt::format("case {}: parameter '{}' = {} cannot be used: {}", case_name_, key,
                            params_->at(std::string(key)).dump(), why),
                "correct the manifest");
}

}  // namespace plumbline::tools
