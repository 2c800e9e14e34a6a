// SPDX-License-Identifier: GPL-3.0-or-later
// The window in each of its languages: which is chosen, what its menus say, which keys they take.
#include "api/export.h"
#include "shell/main_window.h"
#include "support/engine_text.h"
#include "support/finding_text.h"
#include "support/language.h"
#include "ui/spoken.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QDialogButtonBox>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <algorithm>
#include <set>

namespace plumbline::ui {
namespace {

QString cancel_word() {
    return QDialogButtonBox(QDialogButtonBox::Cancel).button(QDialogButtonBox::Cancel)->text();
}

TEST(Language, IsTheFirstThatTheUserReadsAndTheWindowSpeaks) {
    const auto of = [](std::initializer_list<const char*> names) {
        QStringList read;
        for (const char* name : names) read << QLatin1String(name);
        return language_of(read);
    };
    EXPECT_EQ(of({"ja-JP", "en-US"}), Language::Japanese);
    EXPECT_EQ(of({"de-DE", "zh-Hans-CN"}), Language::Chinese);
    EXPECT_EQ(of({"zh-CN"}), Language::Chinese);
    EXPECT_EQ(of({"zh-SG"}), Language::Chinese);
    EXPECT_EQ(of({"zh-TW"}), Language::English) << "traditional characters are another script";
    EXPECT_EQ(of({"zh-TW", "ja"}), Language::Japanese);
    EXPECT_EQ(of({"en-GB", "ja-JP"}), Language::English);
    EXPECT_EQ(of({"C"}), Language::English);
    EXPECT_EQ(of({}), Language::English);
}

TEST(Language, ReachesWordsOfTheWindowTheEngineAndQt) {
    const QString english = cancel_word();
    {
        const Spoken japanese(Language::Japanese);
        EXPECT_EQ(MainWindow::tr("Generate"), QStringLiteral("生成"));
        EXPECT_EQ(engine_text("Probe threshold"), QStringLiteral("プローブのしきい値"));
        EXPECT_EQ(engine_text("no such text"), QStringLiteral("no such text"));
        EXPECT_TRUE(engine_text("").isEmpty());
        EXPECT_EQ(finding_text({.symptom = insight::Symptom::NothingRecorded}),
                  QStringLiteral("モデルの呼び出しは記録されていません。"));
        EXPECT_EQ(cancel_word(), QStringLiteral("キャンセル"));
    }
    {
        const Spoken chinese(Language::Chinese);
        EXPECT_EQ(MainWindow::tr("Stop"), QStringLiteral("停止"));
        EXPECT_EQ(engine_text("Probe threshold"), QStringLiteral("探针阈值"));
        EXPECT_EQ(cancel_word(), QStringLiteral("取消"));
    }
    EXPECT_EQ(MainWindow::tr("Generate"), QStringLiteral("Generate"));
    EXPECT_EQ(cancel_word(), english);
}

TEST(Language, IsChosenInTheMenuAndRemembered) {
    const auto entry = [](const MainWindow& window, const char* name) {
        const QList<QAction*> all = window.findChildren<QAction*>();
        const auto found = std::ranges::find(all, QString::fromUtf8(name), &QAction::text);
        return found == all.end() ? nullptr : *found;
    };
    {
        MainWindow window;
        ASSERT_NE(entry(window, "日本語"), nullptr);
        EXPECT_FALSE(entry(window, "日本語")->isChecked());
        entry(window, "日本語")->trigger();
        EXPECT_EQ(chosen_language(), Language::Japanese);
    }
    MainWindow next;
    EXPECT_TRUE(entry(next, "日本語")->isChecked());
    choose_language(Language::System);
    EXPECT_EQ(chosen_language(), Language::System);
}

TEST(Language, BringsAFontWithItsShapesAndTakesItAway) {
    const QStringList before = QApplication::font().families();
    for (const auto& [language, family] : {std::pair{Language::Japanese, "Noto Sans CJK JP"},
                                           std::pair{Language::Chinese, "Noto Sans CJK SC"}}) {
        const Spoken spoken(language);
        const QStringList families = QApplication::font().families();
        EXPECT_EQ(families.front(), before.front());
        EXPECT_EQ(families.value(1), QLatin1String(family));
    }
    EXPECT_EQ(QApplication::font().families(), before);
}

TEST(EngineTexts, ListEveryFormatOfAnExport) {
    for (const api::ExportFormat& format : api::export_formats()) {
        EXPECT_TRUE(is_listed(format.title)) << format.title;
        EXPECT_TRUE(is_listed(format.help)) << format.help;
    }
}

class Menus : public testing::TestWithParam<Language> {
protected:
    const Spoken spoken{GetParam()};
    MainWindow window;

    /// Of an opened menu or the bar: each letter behind an "&".
    static void expect_no_letter_twice(const QList<QAction*>& actions) {
        std::set<QKeySequence> letters;
        for (const QAction* action : actions) {
            const QKeySequence letter = QKeySequence::mnemonic(action->text());
            if (letter.isEmpty()) continue;
            EXPECT_TRUE(letters.insert(letter).second) << action->text().toStdString();
        }
    }
};

TEST_P(Menus, HaveNoAcceleratorTwice) {
    const QList<QAction*> bar = window.menuBar()->actions();
    EXPECT_GE(bar.size(), 8);
    expect_no_letter_twice(bar);
    for (const QAction* menu : bar)
        EXPECT_FALSE(QKeySequence::mnemonic(menu->text()).isEmpty()) << menu->text().toStdString();
    for (const QMenu* menu : window.menuBar()->findChildren<QMenu*>())
        expect_no_letter_twice(menu->actions());
}

TEST_P(Menus, TakeTheSameKeysInEveryLanguage) {
    const auto keys = [](const MainWindow& of) {
        std::multiset<QString> all;
        for (const QAction* action : of.findChildren<QAction*>())
            all.insert(QKeySequence::listToString(action->shortcuts(), QKeySequence::PortableText));
        return all;
    };
    const auto here = keys(window);
    EXPECT_GT(here.size(), 40U);
    const Spoken english(Language::English);
    EXPECT_EQ(here, keys(MainWindow()));
}

TEST_P(Menus, SpeakItsLanguage) {
    if (GetParam() == Language::English) {
        EXPECT_EQ(window.menuBar()->actions().front()->text(), QStringLiteral("&File"));
        return;
    }
    int seen = 0;
    for (const QMenu* menu : window.menuBar()->findChildren<QMenu*>()) {
        for (const QAction* action : menu->actions()) {
            if (action->text().isEmpty() || action->text() == QStringLiteral("English")) continue;
            EXPECT_TRUE(is_east_asian(action->text())) << action->text().toStdString();
            ++seen;
        }
    }
    EXPECT_GT(seen, 40);
}

INSTANTIATE_TEST_SUITE_P(Each,
                         Menus,
                         testing::Values(Language::English, Language::Japanese, Language::Chinese));

}  // namespace
}  // namespace plumbline::ui
