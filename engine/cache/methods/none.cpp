// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/methods/methods.h"

namespace plumbline::cache {
namespace {

/// Computes every block of every call.
class NoCache final : public CachePolicy {
public:
    void begin(const RunShape&) override {}
    void update(const api::Params&) override {}
};

std::vector<api::ParamSpec> no_params(std::string_view) {
    return {};
}

std::unique_ptr<CachePolicy> make_none(std::string_view, const api::Params&) {
    return std::make_unique<NoCache>();
}

std::optional<std::string> always_supported(std::string_view, const RunShape&) {
    return std::nullopt;
}

}  // namespace

PolicyEntry none_entry() {
    return {.id = "none",
            .title = "No cache",
            .paper = "",
            .summary = "Computes every block of every step: the reference for speed and quality.",
            .families = {"wan", "hunyuan", "flux", "sd15"},
            .params = &no_params,
            .make = &make_none,
            .unsupported = &always_supported,
            .foreknown = &by_step};
}

}  // namespace plumbline::cache
