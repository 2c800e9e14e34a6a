// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/export.h"
#include "exports/export_source.h"

#include <QString>

namespace plumbline::ui {

/// What stands in braces in a name, for people.
[[nodiscard]] QString name_help();

/// Where an export goes.
struct ExportTarget {
    QString path;     // free; empty: the name or the folder cannot be
    QString trouble;  // why
};

/// folder / name + the format's ending, with "-2", "-3", … when that is there already: nothing is
/// overwritten. name: with placeholders as records::expand_name_template has them.
[[nodiscard]] ExportTarget export_target(const QString& folder,
                                         const QString& name,
                                         const api::ExportFormat& format,
                                         const ExportSource& source);

}  // namespace plumbline::ui
