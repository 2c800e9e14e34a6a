// SPDX-License-Identifier: GPL-3.0-or-later
// plumbline-train: makes the demo model out of clips that it renders itself.
#include "base/error.h"
#include "train/commands.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    CLI::App app{"Trains and judges Plumbline's demo model.", "plumbline-train"};
    app.require_subcommand(1);
    int threads = 0;
    app.add_option("--threads", threads, "CPU threads; 0 takes all");
    plumbline::train::add_commands(app);
    app.parse_complete_callback([&threads] {
        if (threads > 0) at::set_num_threads(threads);
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const plumbline::Error& error) {
        fmt::print(stderr, "plumbline-train: error: {}\n", error.what());
        return plumbline::exit_code(error.kind());
    } catch (const std::exception& error) {
        fmt::print(stderr, "plumbline-train: error: {}\n", error.what());
        return 1;
    }
    return 0;
}
