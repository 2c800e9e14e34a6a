// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compare_pane.h"
#include "compare/frame_difference.h"
#include "engine/insight/recordings.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <cmath>

namespace plumbline::ui {
namespace {

api::Clip clip(int frames, int width, int height, std::uint8_t value) {
    api::Clip made;
    for (int i = 0; i < frames; ++i) {
        api::Image image{.width = width, .height = height, .pixels = {}};
        image.pixels.assign(image.row_bytes() * static_cast<std::size_t>(height), value);
        made.frames.push_back(std::move(image));
    }
    made.fps = {8, 1};
    return made;
}

QImage filled(QColor colour, int width = 40, int height = 20) {
    QImage image(width, height, QImage::Format_RGB888);
    image.fill(colour);
    return image;
}

records::Trace trace_of(const char* letters, double threshold) {
    records::Trace trace;
    trace.params = {{"threshold", threshold}};
    trace.rule = insight::kRule;
    trace.steps = insight::steps_of(letters, std::vector{0.3, 0.1, 0.1, 0.2, 0.1, 0.1}, threshold);
    for (api::StepEvent& step : trace.steps) step.steps = static_cast<int>(trace.steps.size());
    return trace;
}

TEST(FrameDifference, NumbersAreThoseOfTheDefinition) {
    const QImage a = filled(QColor(100, 100, 100)), b = filled(QColor(110, 95, 100));
    // (100 + 25 + 0) / 3
    EXPECT_DOUBLE_EQ(mean_square_error(a, b), 125.0 / 3);
    EXPECT_NEAR(psnr_of(125.0 / 3), 31.9329, 1e-4);
    EXPECT_TRUE(std::isinf(psnr_of(mean_square_error(a, a))));
    EXPECT_EQ(difference(a, b, 4).pixelColor(3, 3), QColor(40, 20, 0));
    EXPECT_EQ(difference(a, filled(Qt::white), 10).pixelColor(0, 0), QColor(255, 255, 255));
    // The clip's is of the mean error, not the mean of decibels.
    EXPECT_NEAR(clip_psnr({a, a}, {a, b}), psnr_of(125.0 / 6), 1e-9);
    EXPECT_TRUE(std::isnan(clip_psnr({}, {b})));
}

TEST(CompareView, AWipeShowsALeftAndBRightOfTheDivider) {
    CompareView view;
    view.resize(400, 200);
    view.show_pair(filled(Qt::red), filled(Qt::blue));
    view.set_wipe(0.25);
    const QImage drawn = view.grab().toImage();
    EXPECT_EQ(drawn.pixelColor(60, 150), QColor(Qt::red));
    EXPECT_EQ(drawn.pixelColor(140, 150), QColor(Qt::blue));
    QKeyEvent right(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &right);
    EXPECT_NEAR(view.wipe(), 0.27, 1e-12);
    view.set_wipe(7);
    EXPECT_EQ(view.wipe(), 1.0);
}

TEST(CompareView, SideBySideDifferenceAndFlickerShowWhatTheySay) {
    CompareView view;
    view.resize(400, 200);
    view.show_pair(filled(Qt::red), filled(Qt::blue));
    view.set_mode(CompareMode::SideBySide);
    EXPECT_EQ(view.grab().toImage().pixelColor(100, 130), QColor(Qt::red));
    EXPECT_EQ(view.grab().toImage().pixelColor(300, 130), QColor(Qt::blue));
    view.set_mode(CompareMode::Difference);
    EXPECT_EQ(view.grab().toImage().pixelColor(200, 130), QColor(Qt::magenta));
    view.set_mode(CompareMode::Flicker);
    view.show_side(true);
    EXPECT_EQ(view.grab().toImage().pixelColor(200, 130), QColor(Qt::blue));
    view.show_side(false);
    EXPECT_EQ(view.grab().toImage().pixelColor(200, 130), QColor(Qt::red));
}

TEST(ComparePane, FramesGoInStepAndTheShorterClipDecides) {
    ComparePane pane;
    pane.begin_side(0, QStringLiteral("run 1"));
    pane.show_clip(0, clip(9, 16, 16, 100));
    EXPECT_EQ(pane.frames(), 0);
    pane.begin_side(1, QStringLiteral("run 2"));
    pane.show_clip(1, clip(5, 8, 8, 110));
    EXPECT_EQ(pane.frames(), 5);
    pane.step_frames(3);
    EXPECT_EQ(pane.frame(), 3);
    pane.step_frames(9);
    EXPECT_EQ(pane.frame(), 4);
    ASSERT_TRUE(wait_for([&] { return pane.note().contains(QStringLiteral("of the clip")); }, 10));
    // 10 log10(255^2 / 100)
    EXPECT_TRUE(pane.note().contains(QStringLiteral("28.1 dB"))) << pane.note().toStdString();
    EXPECT_TRUE(pane.note().contains(QStringLiteral("A has 9 frames, B 5")));
    EXPECT_TRUE(pane.note().contains(QStringLiteral("from 8×8")));
    pane.swap_sides();
    EXPECT_TRUE(pane.note().contains(QStringLiteral("A has 5 frames, B 9")));
    pane.set_playing(true);
    EXPECT_TRUE(wait_for([&] { return pane.frame() != 4; }, 5));
}

TEST(LinkedTraces, MarksTheStepsThatWereDecidedDifferently) {
    LinkedTraces traces;
    traces.show_trace(0, trace_of("CCRSSRSS", 0.25));
    EXPECT_TRUE(traces.differing_steps().empty());
    traces.show_trace(1, trace_of("CCRSRRSS", 0.15));
    EXPECT_EQ(traces.differing_steps(), std::vector<int>{4});
    traces.set_cursor(4);
    EXPECT_EQ(traces.cursor(), 4);
    QString all;
    for (const QLabel* label : traces.findChildren<QLabel*>()) all += label->text() + u'\n';
    EXPECT_TRUE(all.contains(QStringLiteral("differently at 1 of 8"))) << all.toStdString();
    EXPECT_TRUE(all.contains(QStringLiteral("A, step 5")));
    traces.set_cursor(99);
    EXPECT_EQ(traces.cursor(), -1);
    traces.swap_sides();
    EXPECT_EQ(traces.differing_steps(), std::vector<int>{4});
}

}  // namespace
}  // namespace plumbline::ui
