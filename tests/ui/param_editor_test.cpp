// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/param_editor.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSlider>

namespace plumbline::ui {
namespace {

std::vector<api::ParamSpec> schema() {
    return {{.key = "depth",
             .title = "Depth",
             .help = "Blocks",
             .kind = api::ParamKind::Integer,
             .minimum = 1,
             .maximum = 8,
             .default_value = std::int64_t{2}},
            {.key = "threshold",
             .title = "Threshold",
             .help = "Sum of errors",
             .kind = api::ParamKind::Real,
             .minimum = 0,
             .maximum = 2,
             .default_value = 0.08,
             .live = true,
             .logarithmic = true},
            {.key = "error",
             .title = "Error",
             .help = "Which",
             .kind = api::ParamKind::Choice,
             .default_value = std::string("probe"),
             .choices = {"probe", "difference"}},
            {.key = "on",
             .title = "On",
             .help = "Or off",
             .kind = api::ParamKind::Flag,
             .default_value = true}};
}

TEST(ParamEditor, ShowsTheDefaultsOfASchema) {
    ParamEditor editor;
    editor.show_schema(schema());
    const api::Params expected = {{"depth", std::int64_t{2}},
                                  {"threshold", 0.08},
                                  {"error", std::string("probe")},
                                  {"on", true}};
    EXPECT_EQ(editor.values(), expected);
}

TEST(ParamEditor, TellsAnEditAndKeepsQuietWhenItIsSet) {
    ParamEditor editor;
    editor.show_schema(schema());
    std::vector<std::string> edits;
    QObject::connect(&editor, &ParamEditor::edited,
                     [&](const std::string& key, const api::ParamValue&) { edits.push_back(key); });
    editor.set_value("threshold", 0.5);
    EXPECT_TRUE(edits.empty());
    EXPECT_EQ(std::get<double>(editor.values()["threshold"]), 0.5);
    editor.findChild<QDoubleSpinBox*>()->setValue(0.25);
    EXPECT_EQ(edits, std::vector<std::string>{"threshold"});
}

TEST(ParamEditor, TheSliderOfAThresholdIsLogarithmic) {
    ParamEditor editor;
    editor.show_schema(schema());
    auto* slider = editor.findChild<QSlider*>();
    slider->setValue(slider->maximum());
    EXPECT_NEAR(std::get<double>(editor.values()["threshold"]), 2.0, 1e-9);
    slider->setValue(slider->maximum() * 2 / 3);
    EXPECT_NEAR(std::get<double>(editor.values()["threshold"]), 0.2, 0.01);
    slider->setValue(0);
    EXPECT_EQ(std::get<double>(editor.values()["threshold"]), 0.0);
}

TEST(ParamEditor, DuringARunOnlyLiveValuesCanChange) {
    ParamEditor editor;
    editor.show_schema(schema());
    editor.set_running(true);
    EXPECT_TRUE(editor.findChild<QDoubleSpinBox*>()->isEnabled());
    EXPECT_FALSE(editor.findChild<QComboBox*>()->isEnabled());
    editor.set_running(false);
    EXPECT_TRUE(editor.findChild<QComboBox*>()->isEnabled());
}

}  // namespace
}  // namespace plumbline::ui
