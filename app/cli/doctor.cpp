// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/doctor.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "records/json_forms.h"
#include "records/trace.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

using Json = nlohmann::ordered_json;

struct DoctorOptions {
    std::string trace;
    bool json = false;
};

int doctor(const DoctorOptions& options) {
    const records::Trace trace = records::read_trace(options.trace);
    const auto findings =
        insight::diagnose(insight::recording_of(trace.steps, trace.rule.value_or(insight::Rule{})));
    if (options.json) {
        Json list = Json::array();
        for (const insight::Finding& finding : findings) {
            Json json = records::finding_form(finding);
            json["text"] = insight::describe(finding);
            list.push_back(json);
        }
        return print_all(Json{{"findings", list}}.dump() + "\n");
    }
    std::string text;
    for (const insight::Finding& finding : findings) text += insight::describe(finding) + "\n";
    return print_all(text);
}

}  // namespace

void add_doctor(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("doctor", "Say in words what a recorded run's cache did");
    const auto options = std::make_shared<DoctorOptions>();
    command->add_option("TRACE", options->trace, "What generate --trace wrote")
        ->type_name("FILE")
        ->required();
    command->add_flag("--json", options->json, "Print the findings as one JSON object");
    command->footer("Examples:\n  plumbline doctor run.jsonl\n  plumbline doctor run.jsonl --json");
    command->callback([&action, options] { action = [options] { return doctor(*options); }; });
}

}  // namespace plumbline::cli
