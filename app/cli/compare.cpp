// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cli/commands.h"
#include "cli/gate.h"
#include "cli/session.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace plumbline::cli {
namespace {

struct CompareOptions {
    std::string a, b;
    std::vector<std::string> metrics;
    std::vector<std::string> fail_if;
    Reporting reporting;
};

void add_metric(std::vector<std::string>& metrics, const std::string& metric) {
    if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end())
        metrics.push_back(metric);
}

/// The metrics asked for (all when none is), and those that a condition needs.
std::vector<std::string> metrics_of(const CompareOptions& options, const std::vector<Gate>& gates) {
    const std::vector<std::string_view> known(known_metrics().begin(), known_metrics().end());
    std::vector<std::string> metrics;
    for (const std::string& metric : options.metrics) {
        add_metric(metrics, records::parse_choice("metric", metric, known));
    }
    if (metrics.empty()) metrics = known_metrics();
    for (const Gate& gate : gates) add_metric(metrics, gate.metric);
    return metrics;
}

int compare(const CompareOptions& options) {
    std::vector<Gate> gates;
    for (const std::string& text : options.fail_if) gates.push_back(parse_gate(text));
    api::CompareRequest request{
        .a = options.a, .b = options.b, .metrics = metrics_of(options, gates)};
    records::require_existing("file", request.a);
    records::require_existing("file", request.b);
    Session session(options.reporting);
    const api::FinishedEvent finished = session.run(request);
    const int code = session.report(finished);
    if (code == 0) check_gates(gates, finished.json);
    return code;
}

}  // namespace

void add_compare(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand("compare", "Measure how far two results are apart");
    const auto options = std::make_shared<CompareOptions>();
    command->add_option("A", options->a, "Video, folder of PNG files or latents")
        ->type_name("FILE")
        ->required();
    command->add_option("B", options->b, "What to compare it with")->type_name("FILE")->required();
    command
        ->add_option("--metrics", options->metrics,
                     "Comma-separated, from psnr and ssim; all when not given")
        ->type_name("METRICS")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        ->add_option("--fail-if", options->fail_if,
                     "Exit code 6 when the condition holds; may be repeated")
        ->type_name("CONDITION")
        ->delimiter(',')
        ->allow_extra_args(false);
    add_reporting(*command, options->reporting, EventsFlag::Absent);
    command->footer(
        "Examples:\n"
        "  plumbline compare truth.mp4 cached.mp4\n"
        "  plumbline compare truth.mp4 cached.mp4 --metrics psnr --fail-if 'psnr<30' --json");
    command->callback([&action, options] { action = [options] { return compare(*options); }; });
}

}  // namespace plumbline::cli
