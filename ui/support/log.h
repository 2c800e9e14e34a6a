// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace plumbline::ui {

/// Starts the window's log: $XDG_STATE_HOME/plumbline/studio.log, three files of at most 1 MiB;
/// Qt's own warnings go there too. Without it (a folder that cannot be written) nothing is logged
/// and log_file() is empty.
void start_log();
[[nodiscard]] QString log_file();
/// One line with the time; nothing before start_log().
void log(const QString& line);

}  // namespace plumbline::ui
