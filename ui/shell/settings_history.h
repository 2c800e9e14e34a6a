// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <QElapsedTimer>
#include <QObject>
#include <QUndoStack>
#include <functional>

namespace plumbline::ui {

/// Undo and redo of edits of the settings. Edits that follow each other closely are one step.
class SettingsHistory final : public QObject {
    Q_OBJECT

public:
    using Read = std::function<api::Recipe()>;
    using Show = std::function<void(const api::Recipe&)>;

    /// read: the settings as they stand. show: brings settings back into the controls.
    SettingsHistory(Read read, Show show, QObject* parent = nullptr);

    /// The user changed something.
    void note_edit();
    /// The settings changed without the user: a model's defaults came. What was done stays undone.
    void start_over();
    [[nodiscard]] QUndoStack& stack() { return stack_; }

Q_SIGNALS:
    /// By an edit, an undo or a redo.
    void changed(const api::Recipe& settings);

private:
    class Edit;
    void bring_back(const api::Recipe& settings);

    Read read_;
    Show show_;
    QUndoStack stack_;
    api::Recipe last_;
    QElapsedTimer since_edit_;
    int burst_ = 0;  // edits of one burst share a number and merge
    bool showing_ = false;
};

}  // namespace plumbline::ui
