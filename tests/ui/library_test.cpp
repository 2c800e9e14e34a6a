// SPDX-License-Identifier: GPL-3.0-or-later
// The model library in the window, on the fake engine of tests/engine/api: in every folder it finds
// "lone" and "whole" of Wan 2.1, and "other" of Flux.
#include "bridge/engine_bridge.h"
#include "controls/prompt_panel.h"
#include "library/library_dialog.h"
#include "library/model_shelf.h"
#include "library/system_dialog.h"
#include "runs/run_queue.h"
#include "shell/main_window.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <filesystem>
#include <memory>

namespace plumbline::ui {
namespace {

class ModelLibrary : public testing::Test {
protected:
    void SetUp() override { qputenv("PLUMBLINE_ENGINE", PLUMBLINE_FAKE_ENGINE); }
    void TearDown() override { qunsetenv("PLUMBLINE_ENGINE"); }

    [[nodiscard]] std::filesystem::path file() const {
        return home_.path().toStdString() + "/runs.sqlite";
    }
    static void scan(ModelShelf& shelf, const char* folder) {
        shelf.scan(QString::fromUtf8(folder));
        EXPECT_TRUE(shelf.is_scanning());
        ASSERT_TRUE(wait_for([&] { return !shelf.is_scanning(); }));
    }
    /// The first row of any depth with this text.
    static QTreeWidgetItem* row(const QTreeWidget& tree, const char* text, int column = 0) {
        const auto rows =
            tree.findItems(QString::fromUtf8(text), Qt::MatchContains | Qt::MatchRecursive, column);
        return rows.isEmpty() ? nullptr : rows.front();
    }

    QTemporaryDir home_;
};

TEST_F(ModelLibrary, AScanIsShownWithWhatLacksAndIsThereAfterANewStart) {
    {
        EngineBridge bridge;
        ModelShelf shelf(bridge, file());
        LibraryDialog dialog(shelf, nullptr);
        dialog.show();
        scan(shelf, "/models");
        EXPECT_EQ(dialog.findChild<QListWidget*>()->count(), 1);
    }
    EngineBridge bridge;
    ModelShelf shelf(bridge, file());  // nothing is scanned here
    LibraryDialog dialog(shelf, nullptr);
    const QTreeWidget& tree = dialog.tree();
    ASSERT_NE(row(tree, "Wan 2.1 text-to-video"), nullptr);
    EXPECT_EQ(row(tree, "Wan 2.1 text-to-video")->childCount(), 2);
    EXPECT_EQ(row(tree, "whole")->text(1), LibraryDialog::tr("ready"));
    EXPECT_EQ(row(tree, "lone")->text(1), LibraryDialog::tr("incomplete"));
    EXPECT_NE(row(tree, "get ae.safetensors", 2), nullptr);
    EXPECT_NE(row(tree, "non-commercial", 3), nullptr);
}

TEST_F(ModelLibrary, TheFilterLeavesMatchingModelsAndTheirFamilies) {
    EngineBridge bridge;
    ModelShelf shelf(bridge, file());
    scan(shelf, "/models");
    LibraryDialog dialog(shelf, nullptr);
    const QTreeWidget& tree = dialog.tree();
    dialog.findChild<QLineEdit*>()->setText(QStringLiteral("ae.safetensors"));
    EXPECT_TRUE(row(tree, "Wan 2.1 text-to-video")->isHidden());
    EXPECT_FALSE(row(tree, "Flux.1 dev")->isHidden());
    dialog.findChild<QLineEdit*>()->clear();
    EXPECT_FALSE(row(tree, "Wan 2.1 text-to-video")->isHidden());
}

TEST_F(ModelLibrary, WhatCouldNotBeReadIsListed) {
    EngineBridge bridge;
    ModelShelf shelf(bridge, file());
    scan(shelf, "/models");
    scan(shelf, "/models");
    EXPECT_EQ(shelf.troubles().size(), 1U);
    const LibraryDialog dialog(shelf, nullptr);
    EXPECT_NE(row(dialog.tree(), "bad.safetensors"), nullptr);
}

TEST_F(ModelLibrary, VanishedFilesAreMarkedAtTheStart) {
    {
        EngineBridge bridge;
        ModelShelf shelf(bridge, file());
        scan(shelf, "/gone");
    }
    EngineBridge bridge;
    ModelShelf shelf(bridge, file());
    const auto has_vanished = [&] {
        return shelf.models().front().needs.front().state == api::LibraryNeed::State::Vanished;
    };
    EXPECT_FALSE(has_vanished());
    shelf.start();
    EXPECT_TRUE(wait_for(has_vanished));
}

TEST_F(ModelLibrary, AFolderIsForgottenAndAFailedScanChangesNothing) {
    EngineBridge bridge;
    ModelShelf shelf(bridge, file());
    scan(shelf, "/models");
    scan(shelf, "/missing");
    EXPECT_EQ(shelf.folders().size(), 1U);
    shelf.remove(QStringLiteral("/models"));
    EXPECT_TRUE(shelf.folders().empty());
    EXPECT_TRUE(shelf.models().empty());
}

TEST_F(ModelLibrary, EveryControlHasANameAndIsReachedByTab) {
    EngineBridge bridge;
    ModelShelf shelf(bridge, file());
    scan(shelf, "/models");
    LibraryDialog dialog(shelf, nullptr);
    dialog.show();
    int seen = 0;
    const auto expect_reachable = [&](const QWidget* widget, const QString& name) {
        ++seen;
        EXPECT_FALSE(name.isEmpty()) << widget->metaObject()->className();
        EXPECT_TRUE((widget->focusPolicy() & Qt::TabFocus) != 0) << name.toStdString();
    };
    for (auto* button : dialog.findChildren<QPushButton*>())
        expect_reachable(button, button->text());
    expect_reachable(dialog.findChild<QListWidget*>(),
                     dialog.findChild<QListWidget*>()->accessibleName());
    expect_reachable(dialog.findChild<QTreeWidget*>(),
                     dialog.findChild<QTreeWidget*>()->accessibleName());
    expect_reachable(dialog.findChild<QLineEdit*>(),
                     dialog.findChild<QLineEdit*>()->accessibleName());
    EXPECT_EQ(seen, 7);
}

TEST_F(ModelLibrary, TheWindowOpensIt) {
    MainWindow window;
    window.show();
    window.start_engine();
    ASSERT_TRUE(wait_for([&] { return window.is_ready(); }));
    for (QAction* action : window.actions()) {
        if (action->text() == MainWindow::tr("Model library")) action->trigger();
    }
    auto* dialog = window.findChild<LibraryDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_FALSE(dialog->isModal());
}

TEST_F(ModelLibrary, ModelsThatComeLaterLeaveTheSettingsAlone) {
    PromptPanel panel;
    api::ModelCard demo{.id = "demo", .title = "Demo", .complete = true, .default_steps = 25};
    api::ModelCard more{
        .id = "/m/wan.safetensors", .title = "wan", .complete = true, .default_steps = 50};
    panel.show_models({demo});
    api::Recipe recipe = panel.recipe();
    recipe.steps = 33;
    panel.show_recipe(recipe);
    panel.show_models({demo, more});
    EXPECT_EQ(panel.recipe().steps, 33);
    panel.choose_model("/m/wan.safetensors");
    EXPECT_EQ(panel.recipe().model, "/m/wan.safetensors");
    EXPECT_EQ(panel.recipe().steps, 50);
    panel.show_models({demo});  // the chosen one is gone
    EXPECT_EQ(panel.recipe().model, "demo");
}

TEST_F(ModelLibrary, TheMachineIsDescribed) {
    EngineBridge bridge;
    const SystemDialog dialog(bridge, {QStringLiteral("/data")}, nullptr);
    EXPECT_TRUE(wait_for([&] { return dialog.text() == QStringLiteral("Processor: fake"); }));
}

TEST_F(ModelLibrary, AQueueThatAnotherProgramWorksOnIsTakenOverWhenItEnds) {
    EngineBridge bridge;
    auto other = std::make_unique<store::QueueOwner>(file());
    RunQueue queue(bridge, file(), home_.path().toStdString());
    QString said;
    QObject::connect(&queue, &RunQueue::troubled, [&](const QString& text) { said = text; });
    api::Recipe recipe;
    recipe.prompt = "a ball";
    queue.add(recipe);
    EXPECT_TRUE(said.contains(QStringLiteral("another Plumbline"), Qt::CaseInsensitive));
    EXPECT_EQ(queue.list({}).front().state, store::RunState::Waiting);
    other.reset();
    EXPECT_TRUE(wait_for([&] { return queue.list({}).front().state == store::RunState::Done; }));
}

TEST_F(ModelLibrary, ARunThatAnotherProgramAddsBegins) {
    EngineBridge bridge;
    RunQueue queue(bridge, file(), home_.path().toStdString());
    store::RunStore(file(), false)
        .add({.recipe = R"({"prompt": "a ball"})", .prompt = "a ball", .model = "demo"});
    EXPECT_TRUE(wait_for([&] {
        const auto runs = queue.list({});
        return !runs.empty() && runs.front().state == store::RunState::Done;
    }));
}

}  // namespace
}  // namespace plumbline::ui
