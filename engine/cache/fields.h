// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/params.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plumbline::cache {

/// What a parameter is called and allows; the default comes from a family's options.
struct FieldInfo {
    std::string key, title, help;
    double minimum = 0, maximum = 0;        // numbers; inclusive
    std::vector<std::string> choices = {};  // texts
    bool live = false;
    bool logarithmic = false;
};

/// A list of numbers, a parameter of kind Numbers.
struct NumberList {
    std::vector<double> values;
    bool operator==(const NumberList&) const = default;
};

/// One parameter of a method as a member of its plain struct of options. Schema, validation,
/// reading and live changes all come from one list of these.
template <typename Options>
struct Field {
    std::variant<double Options::*, int Options::*, std::string Options::*, NumberList Options::*>
        member;
    FieldInfo info;
};

namespace detail {
[[nodiscard]] api::ParamSpec spec_of(const FieldInfo& info, double value);
[[nodiscard]] api::ParamSpec spec_of(const FieldInfo& info, int value);
[[nodiscard]] api::ParamSpec spec_of(const FieldInfo& info, const std::string& value);
[[nodiscard]] api::ParamSpec spec_of(const FieldInfo& info, const NumberList& value);
void assign(double& to, const api::ParamValue& value);
void assign(int& to, const api::ParamValue& value);
void assign(std::string& to, const api::ParamValue& value);
void assign(NumberList& to, const api::ParamValue& value);
[[noreturn]] void refuse_change(std::string_view method, const std::string& key);
}  // namespace detail

/// Schema with these defaults.
template <typename Options>
[[nodiscard]] std::vector<api::ParamSpec> schema(const std::vector<Field<Options>>& fields,
                                                 const Options& defaults) {
    std::vector<api::ParamSpec> specs;
    for (const auto& field : fields) {
        std::visit(
            [&](auto member) { specs.push_back(detail::spec_of(field.info, defaults.*member)); },
            field.member);
    }
    return specs;
}

/// Options from parameters; what is absent comes from `defaults`. Throws Error{Usage} like
/// api::complete.
template <typename Options>
[[nodiscard]] Options read(std::string_view method,
                           const std::vector<Field<Options>>& fields,
                           const Options& defaults,
                           const api::Params& params) {
    const api::Params complete = api::complete(method, schema(fields, defaults), params);
    Options options = defaults;
    for (const auto& field : fields) {
        std::visit(
            [&](auto member) { detail::assign(options.*member, complete.at(field.info.key)); },
            field.member);
    }
    return options;
}

/// The same for a run that goes on: throws Error{Usage} when a parameter differs that may not
/// change now.
template <typename Options>
[[nodiscard]] Options read_live(std::string_view method,
                                const std::vector<Field<Options>>& fields,
                                const Options& present,
                                const api::Params& params) {
    const Options next = read(method, fields, present, params);
    for (const auto& field : fields) {
        // g++ 12 sees members of kinds that these options have none of as not initialised.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
        const bool same =
            std::visit([&](auto member) { return next.*member == present.*member; }, field.member);
#pragma GCC diagnostic pop
        if (!same && !field.info.live) detail::refuse_change(method, field.info.key);
    }
    return next;
}

}  // namespace plumbline::cache
