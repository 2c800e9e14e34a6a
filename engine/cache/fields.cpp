// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/fields.h"

#include "base/check.h"
#include "base/error.h"

#include <fmt/format.h>

#include <cstdint>

namespace plumbline::cache::detail {
namespace {

api::ParamSpec spec_without_value(const FieldInfo& info, api::ParamKind kind) {
    api::ParamSpec spec;
    spec.key = info.key;
    spec.title = info.title;
    spec.help = info.help;
    spec.kind = kind;
    spec.minimum = info.minimum;
    spec.maximum = info.maximum;
    spec.choices = info.choices;
    spec.live = info.live;
    spec.logarithmic = info.logarithmic;
    return spec;
}

/// api::complete has checked the kinds, so another one here is our own mistake.
template <typename T>
const T& value_as(const api::ParamValue& value) {
    const T* typed = std::get_if<T>(&value);
    PLUMBLINE_CHECK(typed != nullptr, "a parameter has kind {} after validation", value.index());
    return *typed;
}

}  // namespace

api::ParamSpec spec_of(const FieldInfo& info, double value) {
    api::ParamSpec spec = spec_without_value(info, api::ParamKind::Real);
    spec.default_value = value;
    return spec;
}

api::ParamSpec spec_of(const FieldInfo& info, int value) {
    api::ParamSpec spec = spec_without_value(info, api::ParamKind::Integer);
    spec.default_value = std::int64_t{value};
    return spec;
}

api::ParamSpec spec_of(const FieldInfo& info, const std::string& value) {
    api::ParamSpec spec = spec_without_value(info, api::ParamKind::Choice);
    spec.default_value = value;
    return spec;
}

api::ParamSpec spec_of(const FieldInfo& info, const NumberList& value) {
    api::ParamSpec spec = spec_without_value(info, api::ParamKind::Numbers);
    spec.default_value = api::numbers_text(value.values);
    return spec;
}

void assign(double& to, const api::ParamValue& value) {
    to = value_as<double>(value);
}

void assign(int& to, const api::ParamValue& value) {
    to = static_cast<int>(value_as<std::int64_t>(value));
}

void assign(std::string& to, const api::ParamValue& value) {
    to = value_as<std::string>(value);
}

void assign(NumberList& to, const api::ParamValue& value) {
    to.values = api::parse_numbers(value_as<std::string>(value)).value_or(std::vector<double>());
}

void refuse_change(std::string_view method, const std::string& key) {
    throw Error(ErrorKind::Usage,
                fmt::format("{} of {} cannot change while a run goes", key, method),
                "start a new run with the new value");
}

}  // namespace plumbline::cache::detail
