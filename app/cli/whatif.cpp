// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/table.h"
#include "cli/vary.h"
#include "insight/schedule_replay.h"
#include "records/trace.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

using Json = nlohmann::ordered_json;

struct WhatIfOptions {
    std::string trace, vary;
    bool json = false;
};

struct Prediction {
    double threshold = 0;
    insight::Schedule schedule;
};

Json schedule_json(const insight::Schedule& schedule) {
    Json decisions = Json::object();
    for (const auto& [branch, letters] : schedule.decisions) decisions[api::name(branch)] = letters;
    return {{"calls", schedule.calls},
            {"skipped", schedule.skipped},
            {"speedup", {{"ideal", schedule.speedup()}}},
            {"decisions", decisions}};
}

std::string as_json(const records::Trace& trace,
                    const insight::Schedule& recorded,
                    const std::vector<Prediction>& predictions) {
    Json json{{"model", trace.model},
              {"method", trace.method},
              {"recorded", schedule_json(recorded)},
              {"predicted", Json::array()}};
    for (const Prediction& prediction : predictions) {
        Json row{{"threshold", prediction.threshold}};
        row.update(schedule_json(prediction.schedule));
        json["predicted"].push_back(row);
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> as_lines(const insight::Schedule& recorded,
                                  const std::vector<Prediction>& predictions) {
    std::vector<std::vector<std::string>> rows{{"threshold", "reused", "ideal", "decisions"}};
    const auto add = [&](const std::string& label, const insight::Schedule& schedule) {
        std::string decisions;
        for (const auto& [branch, letters] : schedule.decisions)
            decisions += (decisions.empty() ? "" : " ") + letters;
        rows.push_back({label, fmt::format("{} of {}", schedule.skipped, schedule.calls),
                        fmt::format("{:.2f}x", schedule.speedup()), decisions});
    };
    add("recorded", recorded);
    for (const Prediction& prediction : predictions)
        add(fmt::format("{:.4g}", prediction.threshold), prediction.schedule);
    return table_lines(rows);
}

/// What the run did, in the form of a prediction.
insight::Schedule schedule_of(const insight::Recording& recording) {
    insight::Schedule schedule;
    for (const insight::RecordedCall& call : recording.calls) {
        ++schedule.calls;
        schedule.work += call.work;
        if (call.decision == api::Decision::Skipped) ++schedule.skipped;
        schedule.decisions[call.branch] += api::letter(call.decision);
    }
    return schedule;
}

int whatif(const WhatIfOptions& options) {
    const Variation variation = parse_variation(options.vary);
    if (variation.key != "threshold") {
        throw Error(ErrorKind::Usage, fmt::format("a trace cannot tell about '{}'", variation.key),
                    "vary the threshold; other parameters need new runs");
    }
    const records::Trace trace = records::read_trace(options.trace);
    if (!trace.rule) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{} was made with cache {}, which has no threshold", options.trace,
                                trace.method),
                    "give the trace of a run with dicache");
    }
    const insight::Recording recording = insight::recording_of(trace.steps, *trace.rule);
    std::vector<Prediction> predictions;
    for (const double threshold : variation.values)
        predictions.push_back({threshold, insight::replay(recording, threshold)});
    const insight::Schedule recorded = schedule_of(recording);
    std::string text;
    if (options.json) {
        text = as_json(trace, recorded, predictions) + "\n";
    } else {
        for (const std::string& line : as_lines(recorded, predictions)) text += line + "\n";
        text +=
            "The rule is replayed on this run's errors; where decisions change, later errors "
            "would change too.\n";
    }
    return print_all(text);
}

}  // namespace

void add_whatif(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "whatif", "Predict the decisions of other thresholds from a recorded run");
    const auto options = std::make_shared<WhatIfOptions>();
    command->add_option("TRACE", options->trace, "What generate --trace wrote")
        ->type_name("FILE")
        ->required();
    command->add_option("--vary", options->vary, "threshold=LOW:HIGH:COUNT or threshold=A,B,...")
        ->type_name("KEY=VALUES")
        ->required();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->footer(
        "Examples:\n"
        "  plumbline whatif run.jsonl --vary threshold=0.02:0.3:8\n"
        "  plumbline whatif run.jsonl --vary threshold=0.05,0.1 --json");
    command->callback([&action, options] { action = [options] { return whatif(*options); }; });
}

}  // namespace plumbline::cli
