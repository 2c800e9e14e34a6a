// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "store/run_store.h"
#include "ui/desktop/virtual_screen.h"

#include <QProcess>
#include <QString>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::ui {

/// The studio as its user starts it, with folders of its own, and what it leaves outside itself:
/// windows, settings, queue, log.
class RunningStudio {
public:
    /// home: an empty folder.
    RunningStudio(VirtualScreen& screen, const QString& home);
    ~RunningStudio();

    /// The window of this title, once it is shown, with the keyboard given to it.
    [[nodiscard]] std::optional<ScreenWindow> window(std::string_view title) const;
    [[nodiscard]] bool shows(std::string_view title) const {
        return screen_.find(title).has_value();
    }
    /// The settings that it remembers; the defaults before it does.
    [[nodiscard]] api::Recipe remembered() const;
    [[nodiscard]] double remembered_threshold() const;
    /// Whether it welcomed a first user.
    [[nodiscard]] bool is_welcomed() const;
    [[nodiscard]] std::string log() const;
    /// From the start of its process to the first picture; nothing before that.
    [[nodiscard]] std::optional<int> first_paint_ms() const;
    /// The libraries and files that it has mapped into its memory.
    [[nodiscard]] std::string mapped() const;
    /// The runs of its queue and history, newest first.
    [[nodiscard]] std::vector<store::StoredRun> runs() const;
    [[nodiscard]] static api::Recipe recipe_of(const store::StoredRun& run);
    /// Waits for its end; its exit code, nothing when it goes on or crashed.
    [[nodiscard]] std::optional<int> exit_code();
    [[nodiscard]] const QProcessEnvironment& environment() const { return environment_; }

private:
    VirtualScreen& screen_;
    QString home_;
    QProcessEnvironment environment_;
    QProcess program_;
};

/// The threshold among a recipe's cache parameters; below 0: there is none.
[[nodiscard]] double threshold_of(const api::Recipe& recipe);

}  // namespace plumbline::ui
