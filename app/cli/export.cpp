// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/export.h"

#include "base/error.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/table.h"
#include "records/export_json.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

namespace plumbline::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ExportOptions {
    api::ExportRequest request;
    api::ExportComparison comparison;  // counts when its side B is named
    bool list = false;
    Reporting reporting;
};

std::string scale_of(const api::ExportFormat& format) {
    if (format.best_quality == format.worst_quality) return "-";
    return fmt::format("{} to {}, {}", format.best_quality, format.worst_quality,
                       format.usual_quality);
}

/// Codecs whose encoder this FFmpeg lacks, with the encoder's name. Only the engine knows.
std::map<std::string, std::string> lacking_encoders(Session& session) {
    const api::FinishedEvent finished = session.run(api::SystemRequest{});
    if (finished.outcome != api::Outcome::Done)
        throw Error(finished.kind, finished.message, finished.hint);
    std::map<std::string, std::string> lacking;
    const Json system = Json::parse(finished.json);
    for (const Json& one : system.at("encoders").at("missing"))
        lacking[one.at("codec").get<std::string>()] = one.at("encoder").get<std::string>();
    return lacking;
}

int list_formats(const ExportOptions& options) {
    Session session({.json = options.reporting.json, .quiet = true});
    const auto lacking = lacking_encoders(session);
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{
        {"CODEC", "ENDING", "QUALITY (BEST, WORST, USUAL)", "FORMAT"}};
    for (const api::ExportFormat& format : api::export_formats()) {
        const auto lack = lacking.find(format.id);
        const bool works = lack == lacking.end();
        Json one{{"codec", format.id},
                 {"title", format.title},
                 {"ending", format.ending},
                 {"help", format.help},
                 {"available", works}};
        if (format.best_quality != format.worst_quality) {
            one["quality"] = {{"best", format.best_quality},
                              {"worst", format.worst_quality},
                              {"usual", format.usual_quality}};
        }
        list.push_back(one);
        const std::string note =
            works ? format.help : fmt::format("not here: FFmpeg lacks {}", lack->second);
        rows.push_back({format.id, format.ending, scale_of(format),
                        fmt::format("{}. {}", format.title, note)});
    }
    if (options.reporting.json) return print_all(Json{{"formats", list}}.dump() + "\n");
    std::string text;
    for (const std::string& line : table_lines(rows)) text += line + "\n";
    return print_all(text);
}

int export_result(const ExportOptions& options) {
    if (options.list) return list_formats(options);
    api::ExportRequest request = options.request;
    if (!options.comparison.other.empty()) {
        request.comparison = options.comparison;
    } else if (options.comparison.decisions) {
        throw Error(ErrorKind::Usage, "--decisions shows two results' decisions",
                    "name the other one with --against");
    }
    if (request.result.empty() || request.output.empty()) {
        throw Error(ErrorKind::Usage, "a result and --output are needed",
                    "write plumbline export RESULT --output FILE, or --list");
    }
    records::check_export(request);
    records::require_existing("result", request.result);
    if (request.comparison) records::require_existing("result", request.comparison->other);
    Session session(options.reporting);
    return session.complete(request);
}

void add_output_options(CLI::App& command, ExportOptions& options) {
    api::ExportRequest& request = options.request;
    command
        .add_option("RESULT", request.result,
                    "Clip, picture, folder of pictures, or latents (.safetensors)")
        ->type_name("FILE");
    command
        .add_option("--output", request.output,
                    "File, or a folder for pictures (ends in /); {seed}, {model}, {prompt}, "
                    "{steps}, {cache}, {width}, {height}, {codec} and {number} are filled in")
        ->type_name("FILE");
    std::string codecs;
    for (const api::ExportFormat& format : api::export_formats())
        codecs += (codecs.empty() ? "" : "|") + std::string(format.id);
    command.add_option("--codec", request.codec, "By the output's ending when not given")
        ->type_name(codecs);
    command
        .add_option_function<std::string>(
            "--quality",
            [&request](const std::string& text) {
                request.quality = records::parse_int("quality", text, 0, 100);
            },
            "On the format's own scale, which --list shows")
        ->type_name("N");
    command
        .add_option_function<std::string>(
            "--settings",
            [&request](const std::string& text) { request.settings = records::settings_of(text); },
            "What of the settings the file holds")
        ->type_name("all|no-prompt|none");
    command.add_flag("--overwrite", request.overwrite, "Replace a file that exists");
    command
        .add_option_function<std::string>(
            "--threads",
            [&request](const std::string& text) {
                request.threads = records::parse_int("threads", text, 0, 1024);
            },
            "CPU threads for decoding latents; 0 takes all cores")
        ->type_name("N");
    command.add_flag("--list", options.list, "Show the formats and whether they work here");
}

void add_range_options(CLI::App& command, ExportOptions& options) {
    constexpr int kMostFrames = 1'000'000;
    api::ExportRequest& request = options.request;
    command
        .add_option_function<std::string>(
            "--first",
            [&request](const std::string& text) {
                request.first = records::parse_int("first", text, 0, kMostFrames);
            },
            "First frame of the result, counted from 0")
        ->type_name("N");
    command
        .add_option_function<std::string>(
            "--last",
            [&request](const std::string& text) {
                request.last = records::parse_int("last", text, 0, kMostFrames);
            },
            "Last frame, which is shown too; to the end when not given")
        ->type_name("N");
    command.add_flag("--ping-pong", request.ping_pong, "There and back again");
    command
        .add_option_function<std::string>(
            "--repeat",
            [&request](const std::string& text) {
                request.repeats = records::parse_int("repeat", text, 1, 1000);
            },
            "How often the range is played")
        ->type_name("N");
}

void add_comparison_options(CLI::App& command, ExportOptions& options) {
    api::ExportComparison& comparison = options.comparison;
    command.add_option("--against", comparison.other, "Another result of the same size: side B")
        ->type_name("FILE");
    command
        .add_option_function<std::string>(
            "--form",
            [&comparison](const std::string& text) { comparison.form = records::form_of(text); },
            "How both are shown; side by side when not given")
        ->type_name("wipe|side|difference");
    command
        .add_option_function<std::string>(
            "--divider",
            [&comparison](const std::string& text) {
                comparison.divider = records::parse_real("divider", text);
            },
            "wipe: share of the width that A has, 0 to 1")
        ->type_name("X");
    command
        .add_option_function<std::string>(
            "--gain",
            [&comparison](const std::string& text) {
                comparison.gain = records::parse_real("gain", text);
            },
            "difference: what it is multiplied by")
        ->type_name("X");
    command.add_flag("--decisions", comparison.decisions,
                     "Draw both runs' decisions below the pictures");
    command
        .add_option("--trace", comparison.trace,
                    "Trace of RESULT; the one beside it or the record inside it when not given")
        ->type_name("FILE");
    command.add_option("--other-trace", comparison.other_trace, "The same of side B")
        ->type_name("FILE");
}

}  // namespace

void add_export(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("export", "Make a file of a finished result, without running again");
    const auto options = std::make_shared<ExportOptions>();
    add_output_options(*command, *options);
    add_range_options(*command, *options);
    add_comparison_options(*command, *options);
    add_reporting(*command, options->reporting, EventsFlag::Offered);
    command->footer(
        "Examples:\n"
        "  plumbline export ball.mp4 --output ball.webm --codec av1 --quality 30\n"
        "  plumbline export ball.latents.safetensors --output frames/ --codec exr\n"
        "  plumbline export ball.mp4 --output ball.gif --ping-pong --settings no-prompt\n"
        "  plumbline export cached.mp4 --against truth.mp4 --form wipe --decisions --output "
        "ab.mp4\n"
        "  plumbline export --list");
    command->callback(
        [&action, options] { action = [options] { return export_result(*options); }; });
}

}  // namespace plumbline::cli
