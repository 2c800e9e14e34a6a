// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/event_json.h"

#include "records/json_forms.h"

#include <nlohmann/json.hpp>

namespace plumbline::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* name(api::Outcome outcome) {
    switch (outcome) {
        case api::Outcome::Done: return "done";
        case api::Outcome::Failed: return "failed";
        case api::Outcome::Stopped: return "stopped";
    }
    return "unknown";
}

/// Appends an event's own fields; false when it has no line.
struct Writer {
    Json& json;

    bool operator()(const api::PhaseEvent& event) const {
        json["event"] = "phase";
        json["phase"] = api::name(event.phase);
        json["done"] = event.done;
        json["total"] = event.total;
        json["note"] = event.note;
        return true;
    }
    bool operator()(const api::StepEvent& event) const {
        json["event"] = "step";
        json["step"] = event.step;
        json["steps"] = event.steps;
        json["t"] = records::number(event.t);
        json["sigma"] = records::number(event.sigma);
        json["ms"] = records::number(event.ms);
        json["saved"] = records::number(event.saved);
        json["eta_seconds"] = records::number(event.eta_seconds);
        json["host_bytes"] = event.host_bytes;
        json["device_bytes"] = event.device_bytes;
        json["cache_bytes"] = event.cache_bytes;
        json["passes"] = Json::array();
        for (const api::PassRecord& pass : event.passes) {
            json["passes"].push_back(records::pass_form(pass));
        }
        return true;
    }
    bool operator()(const api::ParamsApplied& event) const {
        json["event"] = "params";
        json["step"] = event.step;
        json["intervention"] = event.intervention;
        json["params"] = records::params_form(event.params);
        return true;
    }
    bool operator()(const api::PreviewEvent& event) const {
        json["event"] = "preview";
        json["step"] = event.step;
        const std::size_t count = event.frames ? event.frames->size() : 0;
        json["frames"] = count;
        json["width"] = count > 0 ? event.frames->front().width : 0;
        json["height"] = count > 0 ? event.frames->front().height : 0;
        json["ms"] = records::number(event.ms);
        return true;
    }
    bool operator()(const api::ClipEvent&) const { return false; }
    bool operator()(const api::LogEvent& event) const {
        json["event"] = "log";
        json["level"] = event.level == api::LogLevel::Warning ? "warning" : "info";
        json["text"] = event.text;
        return true;
    }
    bool operator()(const api::Dropped& event) const {
        json["event"] = "dropped";
        json["lines"] = event.lines;
        return true;
    }
    bool operator()(const api::CatalogEvent&) const { return false; }
    bool operator()(const api::LibraryEvent&) const { return false; }
    bool operator()(const api::FinishedEvent& event) const {
        json["event"] = "finished";
        json["outcome"] = name(event.outcome);
        if (event.outcome == api::Outcome::Failed) {
            json["exit_code"] = exit_code(event.kind);
            json["message"] = event.message;
            json["hint"] = event.hint;
        }
        return true;
    }
};

}  // namespace

std::string event_line(const api::Event& event) {
    Json json = {{"event", nullptr}, {"job", event.job}};
    if (!std::visit(Writer{json}, event.body)) return {};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace plumbline::cli
