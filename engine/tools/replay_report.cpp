// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/replay_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace plumbline::tools {
namespace {

using nlohmann::json;

const char* name(CaseStatus status) {
    switch (status) {
        case CaseStatus::Replayed: return "replayed";
        case CaseStatus::Agrees: return "ok";
        case CaseStatus::Differs: return "FAIL";
        case CaseStatus::Unsupported: return "unsupported";
        case CaseStatus::Failed: return "error";
    }
    return "";
}

std::string limit_text(const TensorCheck& check) {
    return check.limit == 0.0 ? "exact" : fmt::format("{:.0e}", check.limit);
}

std::vector<std::string> lines_of(const CaseOutcome& outcome) {
    std::vector<std::string> lines{fmt::format("{}: {}", outcome.name, name(outcome.status))};
    if (outcome.trouble) lines.back() += fmt::format(" ({})", outcome.trouble->message());
    for (const TensorCheck& check : outcome.checks) {
        lines.push_back(fmt::format("  {:<24} {:>9.2e}  {:>6}  {}{}", check.name, check.difference,
                                    limit_text(check), check.ok ? "ok" : "FAIL",
                                    check.note.empty() ? "" : "  (" + check.note + ")"));
    }
    return lines;
}

json json_of(const CaseOutcome& outcome) {
    json entry{{"name", outcome.name}, {"kind", outcome.kind}, {"status", name(outcome.status)}};
    if (!outcome.output.empty()) entry["output"] = outcome.output;
    if (outcome.trouble) entry["message"] = outcome.trouble->what();
    if (outcome.checks.empty()) return entry;
    entry["tensors"] = json::array();
    for (const TensorCheck& check : outcome.checks) {
        // JSON has no infinity: null is "not comparable at all".
        json line{{"name", check.name},
                  {"difference", std::isfinite(check.difference) ? json(check.difference) : json()},
                  {"limit", check.limit},
                  {"ok", check.ok}};
        if (!check.note.empty()) line["note"] = check.note;
        entry["tensors"].push_back(std::move(line));
    }
    return entry;
}

std::vector<std::string> names_with(std::span<const CaseOutcome> outcomes, CaseStatus status) {
    std::vector<std::string> names;
    for (const CaseOutcome& outcome : outcomes) {
        if (outcome.status == status) names.push_back(outcome.name);
    }
    return names;
}

void judge(std::span<const CaseOutcome> outcomes, bool checked, ToolReport& report) {
    const auto failed = names_with(outcomes, CaseStatus::Failed);
    const auto differing = names_with(outcomes, CaseStatus::Differs);
    const auto unsupported = names_with(outcomes, CaseStatus::Unsupported);
    report.failed = true;
    if (!failed.empty()) {
        const auto first = std::ranges::find(outcomes, CaseStatus::Failed, &CaseOutcome::status);
        report.kind = first->trouble->kind();
        report.message = fmt::format("{} of {} cases could not be replayed: {}", failed.size(),
                                     outcomes.size(), fmt::join(failed, ", "));
        report.hint = first->trouble->what();
    } else if (!differing.empty()) {
        report.kind = ErrorKind::Gate;
        report.message = fmt::format("{} of {} cases do not agree with what is recorded: {}",
                                     differing.size(), outcomes.size(), fmt::join(differing, ", "));
        report.hint = "the lines marked FAIL say where";
    } else if (unsupported.size() == outcomes.size()) {
        report.kind = checked ? ErrorKind::Gate : ErrorKind::Input;
        report.message = "none of the selected cases is supported yet";
        report.hint = "select other cases, or use a newer version";
    } else {
        report.failed = false;
    }
}

}  // namespace

ToolReport report_of(std::span<const CaseOutcome> outcomes, const api::ReplayRequest& request) {
    ToolReport report;
    json cases = json::array();
    for (const CaseOutcome& outcome : outcomes) {
        const auto lines = lines_of(outcome);
        report.lines.insert(report.lines.end(), lines.begin(), lines.end());
        cases.push_back(json_of(outcome));
    }
    json counts;
    std::vector<std::string> summary;
    for (const CaseStatus status : {CaseStatus::Replayed, CaseStatus::Agrees, CaseStatus::Differs,
                                    CaseStatus::Failed, CaseStatus::Unsupported}) {
        const auto names = names_with(outcomes, status);
        counts[name(status)] = names.size();
        if (!names.empty()) summary.push_back(fmt::format("{} {}", names.size(), name(status)));
    }
    if (outcomes.size() > 1) {
        report.lines.push_back(
            fmt::format("{} cases: {}", outcomes.size(), fmt::join(summary, ", ")));
    }
    if (const auto names = names_with(outcomes, CaseStatus::Unsupported); !names.empty()) {
        report.lines.push_back(fmt::format("not supported yet: {}", fmt::join(names, ", ")));
    }
    judge(outcomes, request.check, report);
    report.json = json{{"manifest", request.manifest}, {"naming", request.naming},
                       {"device", request.device},     {"check", request.check},
                       {"cases", std::move(cases)},    {"counts", std::move(counts)}}
                      .dump();
    return report;
}

}  // namespace plumbline::tools
