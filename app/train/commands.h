// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace plumbline::train {

/// Adds every subcommand of plumbline-train; each runs from its parse callback and throws Error.
void add_commands(CLI::App& app);

}  // namespace plumbline::train
