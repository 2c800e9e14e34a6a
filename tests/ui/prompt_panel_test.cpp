// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/prompt_panel.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>

namespace plumbline::ui {
namespace {

QSpinBox* box(const PromptPanel& panel, const QString& name) {
    for (auto* each : panel.findChildren<QSpinBox*>()) {
        if (each->accessibleName() == name) return each;
    }
    return nullptr;
}

std::string notes(const PromptPanel& panel) {
    std::string all;
    for (const auto* label : panel.findChildren<QLabel*>()) {
        if (!label->isHidden()) all += label->text().toStdString() + '\n';
    }
    return all;
}

TEST(PromptPanel, NamesTheNearestSizeThatFits) {
    const PromptPanel panel;
    box(panel, QStringLiteral("Width"))->setValue(64);
    box(panel, QStringLiteral("Height"))->setValue(64);
    box(panel, QStringLiteral("Frames"))->setValue(17);
    EXPECT_EQ(notes(panel).find("near"), std::string::npos);
    box(panel, QStringLiteral("Width"))->setValue(833);
    box(panel, QStringLiteral("Height"))->setValue(475);
    EXPECT_NE(notes(panel).find("832 × 480 is near"), std::string::npos) << notes(panel);
    box(panel, QStringLiteral("Frames"))->setValue(80);
    EXPECT_NE(notes(panel).find("4n + 1: 81 is near"), std::string::npos) << notes(panel);
    box(panel, QStringLiteral("Frames"))->setValue(2);
    EXPECT_NE(notes(panel).find("4n + 1: 1 is near"), std::string::npos) << notes(panel);
}

TEST(PromptPanel, TheDiceDrawASeedAndTheLockKeepsIt) {
    PromptPanel panel;
    QSpinBox* seed = box(panel, QStringLiteral("Seed"));
    seed->setValue(7);
    EXPECT_EQ(panel.roll_seed(), 7U);
    panel.findChild<QToolButton*>()->click();
    const int drawn = seed->value();
    EXPECT_NE(drawn, 7);
    EXPECT_EQ(panel.roll_seed(), static_cast<std::uint64_t>(drawn));
    panel.findChild<QCheckBox*>()->setChecked(true);
    EXPECT_NE(panel.roll_seed(), static_cast<std::uint64_t>(drawn));
}

}  // namespace
}  // namespace plumbline::ui
