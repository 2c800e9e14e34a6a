// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/export.h"

#include <string>
#include <string_view>

namespace plumbline::records {

/// Words of the command line and of files: "all", "no-prompt", "none".
[[nodiscard]] const char* name(api::ExportedSettings settings);
/// "wipe", "side", "difference".
[[nodiscard]] const char* name(api::ExportComparison::Form form);
/// The other way. Throw Error{Usage} listing the words.
[[nodiscard]] api::ExportedSettings settings_of(std::string_view word);
[[nodiscard]] api::ExportComparison::Form form_of(std::string_view word);

/// Checks everything about an export that needs no file. Throws Error{Usage}.
void check_export(const api::ExportRequest& request);

/// Takes an export as export_text writes it into `request`; fields that the text lacks stay:
/// {"result", "output", "codec", "quality", "first", "last", "ping_pong", "repeats", "settings",
/// "overwrite", "threads", "against": {"result", "form", "divider", "gain", "decisions", "trace",
/// "other_trace"}}. An unknown field is an error. Throws Error{Input} naming `where`, the field and
/// what is wrong.
void read_export(api::ExportRequest& request, std::string_view json, const std::string& where);

/// The export as read_export takes it, with every field that is not at its default, indented.
[[nodiscard]] std::string export_text(const api::ExportRequest& request);

}  // namespace plumbline::records
