// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/doctor.h"

#include "base/error.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "records/json_forms.h"
#include "records/trace.h"
#include "store/run_store.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>

namespace plumbline::cli {
namespace {

using Json = nlohmann::ordered_json;

struct DoctorOptions {
    std::string trace;
    bool system = false;
    bool json = false;
};

/// Of this machine: only the engine knows its libraries.
int describe_system(const DoctorOptions& options) {
    const std::filesystem::path data = store::usual_file().parent_path();
    Session session({.json = options.json, .quiet = true});
    return session.complete(
        api::SystemRequest{.folders = {data.string(), (data / "results").string(),
                                       std::filesystem::current_path().string()}});
}

int doctor(const DoctorOptions& options) {
    if (options.system != options.trace.empty()) {
        throw Error(ErrorKind::Usage,
                    options.system ? "a trace and --system are both given"
                                   : "there is neither a trace nor --system",
                    "give one of them");
    }
    if (options.system) return describe_system(options);
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
    CLI::App* command = program.add_subcommand(
        "doctor", "Say in words what a recorded run's cache did, or what this machine has");
    const auto options = std::make_shared<DoctorOptions>();
    command->add_option("TRACE", options->trace, "What generate --trace wrote")->type_name("FILE");
    command->add_flag("--system", options->system, "Speak of this machine instead");
    command->add_flag("--json", options->json, "Print the findings as one JSON object");
    command->footer(
        "Examples:\n  plumbline doctor run.jsonl\n  plumbline doctor run.jsonl --json\n  plumbline "
        "doctor --system");
    command->callback([&action, options] { action = [options] { return doctor(*options); }; });
}

}  // namespace plumbline::cli
