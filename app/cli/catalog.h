// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "cli/session.h"

#include <functional>
#include <string>
#include <vector>

namespace plumbline::cli {

/// How a part of the catalogue is shown.
struct CatalogView {
    std::function<std::string(const api::CatalogEvent&)> json;
    std::function<std::vector<std::string>(const api::CatalogEvent&)> lines;
};

/// Asks the engine for its catalogue and prints a view of it; returns the exit code.
[[nodiscard]] int show_catalog(const Reporting& reporting,
                               const std::string& family,
                               const CatalogView& view);

}  // namespace plumbline::cli
