// SPDX-License-Identifier: GPL-3.0-or-later
// What the window is held together by: icons, one instance, first steps, memory, trouble.
#include "base/error.h"
#include "plots/decision_strip.h"
#include "shell/first_steps.h"
#include "shell/main_window.h"
#include "shell/remembered.h"
#include "shell/single_instance.h"
#include "shell/trouble_dialog.h"
#include "support/icons.h"
#include "support/log.h"
#include "support/theme.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSysInfo>
#include <QTemporaryDir>
#include <thread>

namespace plumbline::ui {
namespace {

int inked_pixels(const QIcon& icon, QIcon::Mode mode, QColor& colour) {
    const QImage image =
        icon.pixmap(QSize(32, 32), 1.0, mode).toImage().convertToFormat(QImage::Format_ARGB32);
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) < 200) continue;
            colour = image.pixelColor(x, y);
            ++count;
        }
    }
    return count;
}

TEST(Icons, EveryDrawingShowsInkInThePalettesColour) {
    EXPECT_FALSE(program_icon().pixmap(64, 64).isNull());
    const QPalette before = QApplication::palette();
    QPalette red = before;
    red.setColor(QPalette::ButtonText, QColor(Qt::red));
    int drawings = 0;
    for (QDirIterator each(QStringLiteral(":/icons")); each.hasNext();) {
        const std::string name = QFileInfo(each.next()).baseName().toStdString();
        if (name == "plumbline") continue;
        const QIcon drawn = icon(name.c_str());
        QApplication::setPalette(red);
        QColor colour;
        EXPECT_GT(inked_pixels(drawn, QIcon::Normal, colour), 20) << name;
        EXPECT_EQ(colour.name(), QStringLiteral("#ff0000")) << name;
        QApplication::setPalette(before);
        ++drawings;
    }
    EXPECT_GT(drawings, 15);
    EXPECT_TRUE(icon("no such drawing").isNull());
}

TEST(Theme, HighContrastDrawsTheFrameOfEveryField) {
    apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), Theme::HighContrast);
    QLineEdit line;
    QSpinBox number;
    QComboBox choice;
    QPlainTextEdit text;
    QPushButton button;
    for (QWidget* field :
         std::initializer_list<QWidget*>{&line, &number, &choice, &text, &button}) {
        field->resize(120, 30);
        const QImage drawn = field->grab().toImage();
        EXPECT_GT(qGray(drawn.pixel(60, 0)), 180) << field->metaObject()->className();
        EXPECT_GT(qGray(drawn.pixel(0, 15)), 180) << field->metaObject()->className();
    }
    apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), Theme::System);
}

TEST(SingleInstance, HandsFilesToTheOneThatIsOpen) {
    const QTemporaryDir folder;
    SingleInstance first(folder.path());
    ASSERT_FALSE(first.hand_over({}));
    QStringList came;
    QObject::connect(&first, &SingleInstance::files_came, &first,
                     [&](const QStringList& files) { came = files; });
    const QStringList files{QStringLiteral("/a/b c.mp4"), QStringLiteral("/ü.jsonl")};
    bool handed = false;
    std::thread second([&] { handed = SingleInstance(folder.path()).hand_over(files); });
    EXPECT_TRUE(wait_for([&] { return !came.isEmpty(); }, 10));
    second.join();
    EXPECT_TRUE(handed);
    EXPECT_EQ(came, files);
}

TEST(SingleInstance, AnotherFolderIsAnotherWindowAndALockOfTheDeadDoesNotCount) {
    const QTemporaryDir one, two;
    SingleInstance first(one.path());
    ASSERT_FALSE(first.hand_over({}));
    SingleInstance other(two.path());
    EXPECT_FALSE(other.hand_over({}));
    const QTemporaryDir left;
    QFile lock(left.path() + QStringLiteral("/studio.lock"));
    ASSERT_TRUE(lock.open(QIODevice::WriteOnly));
    lock.write("999999999\nplumbline-studio\n" + QSysInfo::machineHostName().toUtf8() + "\n");
    lock.close();
    SingleInstance next(left.path());
    EXPECT_FALSE(next.hand_over({}));
}

TEST(SingleInstance, SaysWhenTheFolderCannotBeWritten) {
    SingleInstance nowhere(QStringLiteral("/proc/plumbline"));
    EXPECT_THROW(static_cast<void>(nowhere.hand_over({})), Error);
}

TEST(FirstSteps, PointsAtThreeThingsAndEscEndsIt) {
    MainWindow window;
    window.resize(1300, 900);
    window.show();
    EXPECT_FALSE(is_welcomed());
    window.show_first_steps();
    EXPECT_TRUE(is_welcomed());
    auto* steps = window.findChild<FirstSteps*>();
    ASSERT_NE(steps, nullptr);
    EXPECT_EQ(steps->step(), 0);
    auto* next = steps->findChild<QPushButton*>();
    ASSERT_NE(next, nullptr);
    for (int step = 1; step < 3; ++step) {
        next->click();
        EXPECT_EQ(steps->step(), step);
        const QWidget* card = next->parentWidget();
        EXPECT_TRUE(window.rect().contains(card->geometry())) << "the words are cut off";
    }
    QKeyEvent esc(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QCoreApplication::sendEvent(steps, &esc);
    EXPECT_TRUE(wait_for([&] { return window.findChild<FirstSteps*>() == nullptr; }, 5));
}

TEST(Remembered, SettingsAndFilesComeBackFromStartToStart) {
    api::Recipe recipe;
    recipe.prompt = "a red ball\n\"quoted\" Ж";
    recipe.steps = 7;
    recipe.cache_text = {{"threshold", "0.31"}};
    remember_settings(recipe);
    const auto left = remembered_settings();
    ASSERT_TRUE(left.has_value());
    EXPECT_EQ(left->prompt, recipe.prompt);
    EXPECT_EQ(left->steps, 7);
    EXPECT_EQ(left->cache_text, recipe.cache_text);

    const QTemporaryDir folder;
    forget_recent_files();
    QStringList paths;
    for (int i = 0; i < 12; ++i) {
        paths << folder.filePath(QStringLiteral("clip%1.mp4").arg(i));
        ASSERT_TRUE(QFile(paths.back()).open(QIODevice::WriteOnly));
        remember_file(paths.back());
    }
    remember_file(paths[5]);
    EXPECT_EQ(recent_files().size(), 10);
    EXPECT_EQ(recent_files().front(), paths[5]);
    EXPECT_EQ(recent_files()[1], paths[11]);
    QFile::remove(paths[11]);
    EXPECT_FALSE(recent_files().contains(paths[11]));
    forget_recent_files();
    EXPECT_TRUE(recent_files().isEmpty());
}

TEST(TroubleDialog, SaysWhatHappenedWhatWasKeptAndWhatToTry) {
    start_log();
    ASSERT_FALSE(log_file().isEmpty());
    MainWindow window;
    window.open_file(QStringLiteral("/nowhere/settings.json"));
    const QList<TroubleDialog*> dialogs = window.findChildren<TroubleDialog*>();
    ASSERT_EQ(dialogs.size(), 1);
    EXPECT_FALSE(dialogs[0]->isModal());
    EXPECT_TRUE(dialogs[0]->report().contains(QStringLiteral("/nowhere/settings.json")));
    EXPECT_TRUE(dialogs[0]->report().contains(QStringLiteral("Everything is as it was.")));
    EXPECT_TRUE(dialogs[0]->report().contains(QStringLiteral("\"steps\"")));
    window.open_file(QStringLiteral("/nowhere/other.jsonl"));
    EXPECT_EQ(window.findChildren<TroubleDialog*>().size(), 1);
    EXPECT_TRUE(dialogs[0]->report().contains(QStringLiteral("other.jsonl")));
    EXPECT_TRUE(dialogs[0]->report().contains(QStringLiteral("settings.json")));
    QFile log(log_file());
    ASSERT_TRUE(log.open(QIODevice::ReadOnly));
    EXPECT_TRUE(log.readAll().contains("/nowhere/settings.json"));
}

}  // namespace
}  // namespace plumbline::ui
