// SPDX-License-Identifier: GPL-3.0-or-later
// With what the real engine tells: every word of it has a translation, and all words have room.
#include "bridge/engine_bridge.h"
#include "controls/policy_panel.h"
#include "shell/first_steps.h"
#include "shell/main_window.h"
#include "ui/spoken.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QToolButton>
#include <optional>

namespace plumbline::ui {
namespace {

constexpr double kLoadSeconds = 60;

TEST(EngineTexts, ListEveryTitleAndHelpOfTheCatalogue) {
    EngineBridge bridge;
    std::optional<api::CatalogEvent> catalog;
    QObject::connect(&bridge, &RunFeed::catalog_came, &bridge,
                     [&](const api::CatalogEvent& event) { catalog = event; });
    bridge.engine().submit(api::CatalogRequest{});
    ASSERT_TRUE(wait_for([&] { return catalog.has_value(); }, kLoadSeconds));
    std::vector<std::string> texts;
    for (const api::PolicyCard& card : catalog->policies) {
        texts.insert(texts.end(), {card.title, card.summary});
        for (const api::ParamSpec& spec : card.params)
            texts.insert(texts.end(), {spec.title, spec.help});
    }
    for (const api::ModelCard& card : catalog->models) texts.push_back(card.title);
    EXPECT_GT(texts.size(), 12U);
    for (const std::string& text : texts) {
        EXPECT_TRUE(is_listed(text))
            << "put it into ui/support/engine_text.cpp, then run packaging/translations.sh:\n"
            << "    QT_TRANSLATE_NOOP(\"engine\", \"" << text << "\"),";
    }
}

bool has_room(const QComboBox& box) {
    QStyleOptionComboBox option;
    option.initFrom(&box);
    const QRect field = box.style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                    QStyle::SC_ComboBoxEditField, &box);
    return box.fontMetrics().horizontalAdvance(box.currentText()) <= field.width();
}

bool has_room(const QLabel& label) {
    if (label.text().isEmpty()) return true;
    if (label.wordWrap()) return label.heightForWidth(label.width()) <= label.height();
    // Lines that may be longer than their place say all of it in their help.
    if (label.sizePolicy().horizontalPolicy() == QSizePolicy::Ignored) return true;
    return label.minimumSizeHint().width() <= label.width();
}

/// Whether the words on a widget are seen whole.
bool has_room(const QWidget& widget) {
    if (widget.objectName() == QLatin1String("qt_toolbar_ext_button") ||
        widget.objectName() == QLatin1String("qt_menubar_ext_button"))
        return false;  // it is shown where not all entries have room
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) return has_room(*label);
    if (const auto* box = qobject_cast<const QComboBox*>(&widget)) return has_room(*box);
    if (const auto* area = qobject_cast<const QScrollArea*>(&widget))
        return area->widget()->width() <= area->viewport()->width();
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        return button->text().isEmpty() || button->sizeHint().width() <= button->width();
    if (qobject_cast<const QAbstractSpinBox*>(&widget) != nullptr)
        return widget.minimumSizeHint().width() <= widget.width();
    return true;
}

std::string words_on(const QWidget& widget) {
    return std::string(widget.metaObject()->className()) + " \"" +
           widget.property("text").toString().toStdString() +
           widget.accessibleName().toStdString() + "\", " + std::to_string(widget.width()) +
           " wide, wants " + std::to_string(widget.sizeHint().width());
}

class SpokenWindow : public testing::TestWithParam<Language> {
protected:
    void SetUp() override {
        window.resize(1280, 720);
        window.show();
        window.start_engine();
        ASSERT_TRUE(wait_for([this] { return window.is_ready(); }, kLoadSeconds));
        wait_for([] { return false; }, 0.1);  // new rows get their places
    }
    int expect_room_for_all() {
        wait_for([] { return false; }, 0.1);
        EXPECT_EQ(window.size(), QSize(1280, 720));
        int seen = 0;
        for (const QWidget* widget : window.findChildren<QWidget*>()) {
            if (!widget->isVisible()) continue;
            ++seen;
            EXPECT_TRUE(has_room(*widget)) << words_on(*widget);
        }
        return seen;
    }
    const Spoken spoken{GetParam()};
    MainWindow window;
};

TEST_P(SpokenWindow, HasRoomForItsWordsInEveryLayout) {
    for (const auto layout :
         {MainWindow::Layout::Generate, MainWindow::Layout::Tune, MainWindow::Layout::Compare}) {
        SCOPED_TRACE(static_cast<int>(layout));
        window.choose_layout(layout);
        EXPECT_GT(expect_room_for_all(), 50);
    }
}

TEST_P(SpokenWindow, HasRoomForTheFirstSteps) {
    window.choose_layout(MainWindow::Layout::Tune);
    window.show_first_steps();
    auto* steps = window.findChild<FirstSteps*>();
    ASSERT_NE(steps, nullptr);
    for (int step = 0; step < 3; ++step) {
        expect_room_for_all();
        const QWidget* card = steps->findChild<QAbstractButton*>()->parentWidget();
        EXPECT_TRUE(window.rect().contains(card->geometry()));
        steps->go_on();
    }
}

TEST_P(SpokenWindow, ShowsTheEnginesWordsInItsLanguage) {
    const auto* policy = window.findChild<PolicyPanel*>();
    int seen = 0;
    for (const QLabel* label : policy->findChildren<QLabel*>()) {
        if (!label->isVisibleTo(&window) || label->text().isEmpty()) continue;
        EXPECT_EQ(is_east_asian(label->text()), GetParam() != Language::English)
            << label->text().toStdString();
        ++seen;
    }
    EXPECT_GT(seen, 5);
}

INSTANTIATE_TEST_SUITE_P(Each,
                         SpokenWindow,
                         testing::Values(Language::English, Language::Japanese, Language::Chinese));

}  // namespace
}  // namespace plumbline::ui
