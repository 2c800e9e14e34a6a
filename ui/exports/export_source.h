// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "store/run_store.h"

#include <QString>
#include <cstdint>
#include <string>

namespace plumbline::ui {

/// A run of the list as something to make files of.
struct ExportSource {
    std::int64_t run = 0;
    QString label;
    api::Recipe recipe;
    std::string clip, latents, trace;  // files that exist; empty: there is none
    int frames = 0;                    // of the result; 0: not known
    double fps = 0;                    // likewise

    [[nodiscard]] bool empty() const { return clip.empty() && latents.empty(); }
};

/// The file that an export made, by its result object (JSON); empty: it made none.
[[nodiscard]] QString exported_file(const std::string& result);

/// What the run left. Throws Error{Input} when its recipe cannot be read.
[[nodiscard]] ExportSource export_source(const store::StoredRun& run, const QString& label);

}  // namespace plumbline::ui
