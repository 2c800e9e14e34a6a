// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/settings_history.h"

#include <gtest/gtest.h>

#include <QThread>

namespace plumbline::ui {
namespace {

struct Controls {
    api::Recipe shown;
    SettingsHistory history{[this] { return shown; },
                            [this](const api::Recipe& to) { shown = to; }};

    void edit(const std::string& prompt) {
        shown.prompt = prompt;
        history.note_edit();
    }
};

TEST(SettingsHistory, UndoesAndRedoes) {
    Controls controls;
    controls.edit("a");
    QThread::msleep(900);  // another burst
    controls.edit("b");
    controls.history.stack().undo();
    EXPECT_EQ(controls.shown.prompt, "a");
    controls.history.stack().undo();
    EXPECT_EQ(controls.shown.prompt, "");
    controls.history.stack().redo();
    controls.history.stack().redo();
    EXPECT_EQ(controls.shown.prompt, "b");
}

TEST(SettingsHistory, AWordTypedIsOneStep) {
    Controls controls;
    for (const char* text : {"b", "ba", "bal", "ball"}) controls.edit(text);
    EXPECT_EQ(controls.history.stack().count(), 1);
    controls.history.stack().undo();
    EXPECT_EQ(controls.shown.prompt, "");
}

TEST(SettingsHistory, NoChangeIsNoStep) {
    Controls controls;
    controls.history.note_edit();
    EXPECT_EQ(controls.history.stack().count(), 0);
}

TEST(SettingsHistory, AModelsDefaultsAreNotUndone) {
    Controls controls;
    controls.edit("a");
    controls.shown.steps = 50;
    controls.history.start_over();
    EXPECT_FALSE(controls.history.stack().canUndo());
}

}  // namespace
}  // namespace plumbline::ui
