// SPDX-License-Identifier: GPL-3.0-or-later
// LoRA files in the window: the list, its way into settings and history, and files dropped on it.
#include "controls/lora_list.h"

#include "controls/prompt_panel.h"
#include "shell/main_window.h"
#include "shell/settings_difference.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QDoubleSpinBox>
#include <QFile>
#include <QListWidget>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace plumbline::ui {
namespace {

template <typename Widget>
Widget* part(const QWidget& list, const char* name) {
    for (auto* each : list.findChildren<Widget*>()) {
        if (each->accessibleName() == QLatin1String(name)) return each;
    }
    return nullptr;
}

TEST(LoraList, AddsWeighsAndRemoves) {
    LoraList list;
    QSignalSpy edits(&list, &LoraList::edited);
    auto* files = list.findChild<QListWidget*>();
    auto* weight = list.findChild<QDoubleSpinBox*>();
    EXPECT_TRUE(files->isHidden()) << "an empty list takes no room";
    list.add(QStringLiteral("/a/soft light.safetensors"));
    list.add(QStringLiteral("/a/grain.safetensors"));
    EXPECT_FALSE(files->isHidden());
    EXPECT_EQ(edits.count(), 2);
    weight->setValue(0.65);
    EXPECT_EQ(edits.count(), 3);
    ASSERT_EQ(list.loras().size(), 2U);
    EXPECT_EQ(list.loras()[0].weight, 1.0);
    EXPECT_EQ(list.loras()[1].file, "/a/grain.safetensors");
    EXPECT_EQ(list.loras()[1].weight, 0.65);
    EXPECT_EQ(files->item(1)->text(), QStringLiteral("grain × 0.65"));
    files->setCurrentRow(0);
    EXPECT_EQ(weight->value(), 1.0);
    EXPECT_EQ(edits.count(), 3) << "to look at one is no edit";
    list.add(QStringLiteral("/a/grain.safetensors"));
    EXPECT_EQ(files->currentRow(), 1) << "it is there already";
    EXPECT_EQ(list.loras().size(), 2U);
    part<QToolButton>(list, "Remove the LoRA")->click();
    ASSERT_EQ(list.loras().size(), 1U);
    EXPECT_EQ(list.loras()[0].file, "/a/soft light.safetensors");
    list.show();
    list.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&list));
    files->setFocus();
    QTest::keyClick(files, Qt::Key_Delete);
    EXPECT_TRUE(list.loras().empty());
    EXPECT_TRUE(files->isHidden());
}

TEST(LoraList, IsPartOfTheSettings) {
    PromptPanel panel;
    QSignalSpy edits(&panel, &PromptPanel::edited);
    panel.loras().add(QStringLiteral("/a/grain.safetensors"));
    EXPECT_EQ(edits.count(), 1);
    const api::Recipe with = panel.recipe();
    ASSERT_EQ(with.loras.size(), 1U);
    panel.show_recipe({});
    EXPECT_TRUE(panel.recipe().loras.empty());
    panel.show_recipe(with);
    EXPECT_EQ(panel.recipe().loras.at(0).file, "/a/grain.safetensors");
    api::Recipe without = with;
    without.loras.clear();
    EXPECT_EQ(settings_difference(with, without),
              QStringList{QStringLiteral("lora: /a/grain.safetensors → ")});
    EXPECT_EQ(settings_difference(without, with),
              QStringList{QStringLiteral("lora:  → /a/grain.safetensors")});
}

class LoraInWindow : public testing::Test {
protected:
    void SetUp() override { qputenv("PLUMBLINE_ENGINE", PLUMBLINE_FAKE_ENGINE); }
    void TearDown() override { qunsetenv("PLUMBLINE_ENGINE"); }
};

TEST_F(LoraInWindow, AFileThatIsDroppedIsAddedAndCanBeUndone) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("grain.safetensors"));
    const QByteArray header =
        R"({"blocks.0.ffn.0.lora_A.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    QByteArray size(8, '\0');
    size[0] = static_cast<char>(header.size());
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(size + header + "0000");
    file.close();
    MainWindow window;
    window.show();
    auto* panel = window.findChild<PromptPanel*>();
    window.open_file(path);
    ASSERT_EQ(panel->recipe().loras.size(), 1U);
    EXPECT_EQ(panel->recipe().loras[0].file, path.toStdString());
    QAction *undo = nullptr, *add = nullptr;
    for (QAction* action : window.actions()) {
        if (action->shortcut() == QKeySequence(QStringLiteral("Ctrl+Shift+L"))) add = action;
    }
    for (QAction* action : window.findChildren<QAction*>()) {
        if (action->shortcut() == QKeySequence(QKeySequence::Undo)) undo = action;
    }
    EXPECT_NE(add, nullptr);
    ASSERT_NE(undo, nullptr);
    undo->trigger();
    EXPECT_TRUE(panel->recipe().loras.empty());
}

}  // namespace
}  // namespace plumbline::ui
