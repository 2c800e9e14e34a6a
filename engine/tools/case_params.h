// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tools {

/// The parameters of one case, read strictly: whatever is not understood is an Error{Input} that
/// names the case and the parameter, so that no case passes on a setting that nobody looked at.
class CaseParams {
public:
    /// params must outlive this.
    CaseParams(std::string case_name, const nlohmann::json& params);

    /// Throws when there is a parameter outside `known`.
    void expect_only(std::initializer_list<std::vector<std::string_view>> known) const;
    [[nodiscard]] bool has(std::string_view key) const { return params_->contains(key); }
    [[nodiscard]] double number(std::string_view key) const;
    [[nodiscard]] double number(std::string_view key, double otherwise) const;
    [[nodiscard]] std::int64_t integer(std::string_view key) const;
    [[nodiscard]] std::string text(std::string_view key) const;
    [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    [[nodiscard]] std::vector<double> numbers(std::string_view key) const;
    /// Throws unless the parameter, where present, is this number: a note about the inputs that
    /// must be true.
    void expect_integer(std::string_view key, std::int64_t fact) const;
    /// Throws: the value of `key` cannot be used because `why`.
    [[noreturn]] void refuse(std::string_view key, std::string_view why) const;

private:
    template <typename T>
    [[nodiscard]] T get(std::string_view key, const char* kind) const;

    std::string case_name_;
    const nlohmann::json* params_;
};

}  // namespace plumbline::tools
