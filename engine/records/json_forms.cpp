// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/json_forms.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

namespace plumbline::records {

using Json = nlohmann::ordered_json;

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json params_form(const api::Params& params) {
    Json object = Json::object();
    for (const auto& [key, value] : params) {
        object[key] = std::visit([](const auto& held) { return Json(held); }, value);
    }
    return object;
}

namespace {

/// Pairs [first, end).
Json spans_form(const api::BlockSet& blocks) {
    Json list = Json::array();
    for (const api::BlockSpan& span : blocks.spans()) list.push_back({span.first, span.end});
    return list;
}

}  // namespace

Json pass_form(const api::PassRecord& pass) {
    return {
        {"branch", api::name(pass.branch)},
        {"decision", std::string(1, api::letter(pass.decision))},
        {"blocks_run", pass.blocks_run},
        {"blocks", pass.blocks},
        {"ran", spans_form(pass.ran)},
        {"reuse", pass.reuse == api::Reuse::Unnamed ? Json(nullptr) : Json(api::name(pass.reuse))},
        {"token_share", number(pass.token_share)},
        {"work", number(pass.work)},
        {"probe_error", number(pass.probe_error)},
        {"probe_change", number(pass.probe_change)},
        {"input_change", number(pass.input_change)},
        {"accumulated_error", number(pass.accumulated_error)},
        {"accumulated_after", number(pass.accumulated_after)},
        {"threshold", number(pass.threshold)},
        {"alignment_weight", number(pass.alignment_weight)},
        {"alignment_weight_raw", number(pass.alignment_weight_raw)},
        {"ms",
         {{"probe", number(pass.probe_ms)},
          {"stack", number(pass.stack_ms)},
          {"head", number(pass.head_ms)}}},
        {"cache_bytes", pass.cache_bytes}};
}

Json finding_form(const insight::Finding& finding) {
    return {{"symptom", insight::name(finding.symptom)},
            {"count", finding.count},
            {"total", finding.total},
            {"value", number(finding.value)},
            {"smallest", number(finding.smallest)},
            {"better", number(finding.better)},
            {"gain", number(finding.gain)}};
}

Json rule_form(const insight::Rule& rule) {
    return {{"compare", rule.or_equal ? "<=" : "<"}, {"skip_work", rule.skip_work}};
}

}  // namespace plumbline::records
