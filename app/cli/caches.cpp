// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/catalog.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

using Json = nlohmann::ordered_json;

struct CachesOptions {
    std::string family = "wan";
    Reporting reporting;
};

const char* kind_name(api::ParamKind kind) {
    switch (kind) {
        case api::ParamKind::Flag: return "flag";
        case api::ParamKind::Integer: return "integer";
        case api::ParamKind::Real: return "real";
        case api::ParamKind::Choice: return "choice";
        case api::ParamKind::Numbers: return "numbers";
    }
    return "unknown";
}

bool has_range(const api::ParamSpec& spec) {
    return spec.kind == api::ParamKind::Integer || spec.kind == api::ParamKind::Real;
}

Json param_json(const api::ParamSpec& spec) {
    Json json = {
        {"key", spec.key},
        {"title", spec.title},
        {"help", spec.help},
        {"kind", kind_name(spec.kind)},
        {"default", std::visit([](const auto& held) { return Json(held); }, spec.default_value)},
        {"live", spec.live}};
    if (has_range(spec)) {
        json["minimum"] = spec.minimum;
        json["maximum"] = spec.maximum;
    }
    if (spec.kind == api::ParamKind::Choice) json["choices"] = spec.choices;
    return json;
}

std::string caches_json(const api::CatalogEvent& catalog) {
    Json caches = Json::array();
    for (const api::PolicyCard& policy : catalog.policies) {
        Json parameters = Json::array();
        for (const api::ParamSpec& spec : policy.params) parameters.push_back(param_json(spec));
        caches.push_back({{"id", policy.id},
                          {"title", policy.title},
                          {"summary", policy.summary},
                          {"source", policy.paper},
                          {"families", policy.families},
                          {"parameters", parameters}});
    }
    return Json{{"caches", caches}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string range_text(const api::ParamSpec& spec) {
    if (has_range(spec)) return fmt::format("{} to {}", spec.minimum, spec.maximum);
    if (spec.kind == api::ParamKind::Choice)
        return fmt::format("{}", fmt::join(spec.choices, ", "));
    if (spec.kind == api::ParamKind::Numbers) return "numbers separated by semicolons";
    return "true, false";
}

std::vector<std::string> caches_lines(const api::CatalogEvent& catalog) {
    std::vector<std::string> lines;
    for (const api::PolicyCard& policy : catalog.policies) {
        if (!lines.empty()) lines.emplace_back();
        lines.push_back(fmt::format("{}: {} ({}; {})", policy.id, policy.title,
                                    policy.paper.empty() ? "no paper" : policy.paper,
                                    fmt::join(policy.families, ", ")));
        if (!policy.summary.empty()) lines.push_back("  " + policy.summary);
        std::vector<std::vector<std::string>> rows;
        for (const api::ParamSpec& spec : policy.params) {
            rows.push_back({"  " + spec.key, api::to_text(spec.default_value), range_text(spec),
                            spec.live ? "live" : "", spec.help});
        }
        for (std::string& line : table_lines(rows)) lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

void add_caches(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "caches", "List the cache methods with parameters, defaults, ranges and sources");
    const auto options = std::make_shared<CachesOptions>();
    command
        ->add_option("--family", options->family,
                     "Show the methods and defaults of this model family")
        ->type_name("FAMILY");
    add_reporting(*command, options->reporting, EventsFlag::Absent);
    command->footer("Examples:\n  plumbline caches\n  plumbline caches --family wan --json");
    command->callback([&action, options] {
        action = [options] {
            return show_catalog(options->reporting, options->family,
                                {.json = caches_json, .lines = caches_lines});
        };
    });
}

}  // namespace plumbline::cli
