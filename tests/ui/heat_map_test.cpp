// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/heat_map.h"

#include "preview/heat_bar.h"
#include "preview/preview_pane.h"
#include "shell/main_window.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline::ui {
namespace {

ErrorMapPointer map_of(int frames, int height, int width, std::vector<float> values) {
    return std::make_shared<const api::ErrorMap>(api::ErrorMap{
        .frames = frames, .height = height, .width = width, .values = std::move(values)});
}

/// One branch a map; a null one stands for a call that was probed without a map.
api::StepEvent step_of(int step, const std::vector<ErrorMapPointer>& maps, bool probed = true) {
    api::StepEvent event{.step = step, .steps = 50};
    for (const ErrorMapPointer& map : maps) {
        api::PassRecord pass;
        if (probed) pass.probe_error = 0.1;
        pass.error_map = map;
        event.passes.push_back(pass);
    }
    return event;
}

api::PreviewEvent preview_of(int frames, int width, int height) {
    auto images = std::make_shared<std::vector<api::Image>>();
    for (int i = 0; i < frames; ++i) {
        images->push_back(
            {width, height,
             std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), 128)});
    }
    return {.step = 0, .frames = images, .ms = 1};
}

class HeatTest : public testing::Test {
protected:
    HeatTest() { QSettings().remove(QStringLiteral("preview")); }
    ~HeatTest() override { QSettings().remove(QStringLiteral("preview")); }
};

TEST(ErrorMaps, HoldTheMeanOfTheBranchesAndTheSumOfTheSteps) {
    ErrorMaps maps;
    maps.append(step_of(0, {nullptr, nullptr}, /*probed=*/false));
    maps.append(step_of(1, {nullptr, nullptr}));
    EXPECT_TRUE(maps.empty());
    maps.append(step_of(2, {map_of(1, 1, 2, {1, 2}), map_of(1, 1, 2, {3, 6})}));
    maps.append(step_of(3, {nullptr, map_of(1, 1, 2, {10, 20})}));
    EXPECT_EQ(maps.of_step(2)->values, (std::vector<float>{2, 4}));
    EXPECT_EQ(maps.of_step(3)->values, (std::vector<float>{10, 20}));
    EXPECT_EQ(maps.sum()->values, (std::vector<float>{12, 24}));
    EXPECT_EQ(maps.summed_steps(), 2);
    EXPECT_EQ(maps.newest(), 3);
    EXPECT_EQ(maps.state(0), ErrorMaps::State::NoProbe);
    EXPECT_EQ(maps.state(1), ErrorMaps::State::NotAsked);
    EXPECT_EQ(maps.state(3), ErrorMaps::State::Held);
    maps.clear();
    EXPECT_TRUE(maps.empty());
    EXPECT_EQ(maps.bytes(), 0U);
}

TEST(ErrorMaps, LongRunsLoseTheOldestAndKeepTheSum) {
    ErrorMaps maps(/*most_bytes=*/10 * 16);
    for (int step = 0; step < 1000; ++step)
        maps.append(step_of(step, {map_of(1, 2, 2, {1, 1, 1, 2})}));
    EXPECT_LE(maps.bytes(), 160U);
    EXPECT_EQ(maps.of_step(989), nullptr);
    EXPECT_EQ(maps.state(989), ErrorMaps::State::Dropped);
    EXPECT_NE(maps.of_step(990), nullptr);
    EXPECT_EQ(maps.sum()->values, (std::vector<float>{1000, 1000, 1000, 2000}));
}

TEST(HeatMap, FramesFollowTheAutoencodersGroups) {
    const auto all = [](int frames, int tokens) {
        std::vector<int> at;
        for (int i = 0; i < frames; ++i) at.push_back(token_frame(i, frames, tokens));
        return at;
    };
    EXPECT_EQ(all(5, 5), (std::vector{0, 1, 2, 3, 4}));  // a preview: one a latent frame
    EXPECT_EQ(all(9, 3), (std::vector{0, 1, 1, 1, 1, 2, 2, 2, 2}));
    EXPECT_EQ(all(81, 21)[76], 19);
    EXPECT_EQ(all(81, 21)[77], 20);
    EXPECT_EQ(all(1, 1), (std::vector{0}));
    EXPECT_EQ(token_frame(0, 0, 5), 0);  // no picture yet
}

TEST(HeatMap, LightnessRisesAllTheWay) {
    double before = -1;
    for (int i = 0; i <= 100; ++i) {
        const QColor colour = heat_colour(i / 100.0);
        const double luma =
            0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF();
        EXPECT_GT(luma, before) << i;
        before = luma;
    }
}

TEST(HeatMap, InterpolatesBetweenTheCentresOfTokens) {
    const auto map = map_of(2, 1, 2, {0, 0, 1, 3});
    const HeatRange range = range_of(*map);
    EXPECT_EQ(range.low, 0);
    EXPECT_EQ(range.high, 3);
    const QImage first = heat_image(*map, 0, range, {40, 10});
    EXPECT_EQ(first.pixelColor(0, 0), heat_colour(0));
    EXPECT_EQ(first.pixelColor(39, 9), heat_colour(0));
    const QImage second = heat_image(*map, 1, range, {40, 10});
    EXPECT_EQ(second.pixelColor(39, 5), heat_colour(1));
    EXPECT_EQ(second.pixelColor(30, 5), heat_colour(1));  // right of the last centre
    EXPECT_EQ(second.pixelColor(0, 5), heat_colour(85.0 / 255));
    int before = -1;
    for (int x = 0; x < 40; ++x) {
        const int green = second.pixelColor(x, 5).green();  // rises with the lightness
        EXPECT_GE(green, before);
        before = green;
    }
}

TEST(HeatMap, WhatIsNotFiniteIsDrawnAsTheHighestAndCountsInNoRange) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto map = map_of(1, 1, 3, {1, nan, 2});
    EXPECT_EQ(range_of(*map).high, 2);
    EXPECT_EQ(heat_image(*map, 0, range_of(*map), {3, 1}).pixelColor(1, 0), heat_colour(1));
    const auto flat = map_of(1, 1, 2, {1, 1});
    EXPECT_EQ(heat_image(*flat, 0, range_of(*flat), {2, 1}).pixelColor(1, 0), heat_colour(0));
    EXPECT_EQ(range_of(*map_of(1, 1, 1, {nan})).high, 0);
}

TEST_F(HeatTest, TheBarShowsTheStepUnderTheCursorOrTheSum) {
    HeatBar bar;
    QSignalSpy switched(&bar, &HeatBar::switched);
    const auto text = [&] {
        for (const auto* label : bar.findChildren<QLabel*>()) {
            if (label->accessibleName() == QStringLiteral("What the heat map shows"))
                return label->text();
        }
        return QString();
    };
    EXPECT_FALSE(bar.is_on());
    bar.append(step_of(3, {map_of(1, 1, 2, {1, 2})}));
    EXPECT_EQ(bar.map(), nullptr);
    bar.shown_action()->trigger();
    ASSERT_EQ(switched.count(), 1);
    EXPECT_TRUE(switched.at(0).at(0).toBool());
    bar.append(step_of(4, {map_of(1, 1, 2, {5, 7})}));
    EXPECT_EQ(bar.map()->values[1], 7);  // the newest
    EXPECT_EQ(text(), QStringLiteral("step 5"));
    bar.set_step(3);
    EXPECT_EQ(bar.map()->values[1], 2);
    const auto* legend = bar.findChild<HeatLegend*>();
    EXPECT_TRUE(legend->accessibleDescription().contains(QStringLiteral("from 1 (dark) to 2")));
    bar.set_step(2);
    EXPECT_EQ(bar.map(), nullptr);
    bar.summed_action()->trigger();
    EXPECT_EQ(bar.map()->values[1], 9);
    EXPECT_EQ(text(), QStringLiteral("summed steps: 2"));
    EXPECT_EQ(bar.findChild<QComboBox*>()->currentIndex(), 1);
    bar.findChild<QComboBox*>()->setCurrentIndex(0);
    EXPECT_FALSE(bar.summed_action()->isChecked());
    bar.clear();
    EXPECT_TRUE(text().contains(QStringLiteral("No heat map yet")));
    EXPECT_TRUE(HeatBar().is_on());  // remembered
}

TEST_F(HeatTest, LiesOverThePreviewAndFollowsItsFrames) {
    PreviewPane pane;
    pane.resize(400, 300);
    pane.show();
    pane.show_preview(preview_of(2, 64, 64));
    pane.set_playing(false);
    pane.step_frames(-pane.frame());
    auto* view = pane.findChild<FrameView*>();
    const auto centre = [&] {
        return view->grab().toImage().pixelColor(view->width() / 2, view->height() / 2);
    };
    const QColor grey = centre();
    // The first frame is calm, the second hurts.
    pane.heat().append(step_of(1, {map_of(2, 1, 1, {0, 1})}));
    EXPECT_EQ(centre(), grey);  // off
    pane.heat().shown_action()->trigger();
    pane.heat().findChild<QSlider*>()->setValue(100);
    EXPECT_EQ(centre(), heat_colour(0));
    pane.step_frames(1);
    EXPECT_EQ(centre(), heat_colour(1));
    pane.heat().findChild<QSlider*>()->setValue(50);
    EXPECT_NEAR(centre().red(), (heat_colour(1).red() + grey.red()) / 2, 2);
    // The clip of the same run: 5 frames of 2 latent ones.
    api::Clip clip{.frames = *preview_of(5, 64, 64).frames, .fps = {8, 1}};
    pane.show_clip(clip);
    pane.heat().findChild<QSlider*>()->setValue(100);
    pane.set_playing(false);
    pane.step_frames(-pane.frame());
    EXPECT_EQ(centre(), heat_colour(0));
    pane.step_frames(1);
    EXPECT_EQ(centre(), heat_colour(1));
    pane.begin_run();  // maps of the last run do not lie over the next
    EXPECT_EQ(pane.heat().map(), nullptr);
}

TEST_F(HeatTest, IsDrawnWithinAFrame) {
    PreviewPane pane;
    pane.resize(1280, 800);
    pane.show();
    pane.show_preview(preview_of(21, 104, 60));
    pane.set_playing(false);
    pane.heat().shown_action()->trigger();
    auto* view = pane.findChild<FrameView*>();
    QImage canvas(view->size(), QImage::Format_RGB32);
    double slowest_new = 0, slowest_same = 0;
    for (int step = 0; step < 5; ++step) {
        std::vector<float> values(21 * 30 * 52);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<float>((i * 7919 + static_cast<std::size_t>(step)) % 1000);
        double start = thread_cpu_ms();
        pane.heat().append(step_of(step, {map_of(21, 30, 52, values)}));
        view->render(&canvas);
        slowest_new = std::max(slowest_new, thread_cpu_ms() - start);
        start = thread_cpu_ms();
        view->render(&canvas);
        slowest_same = std::max(slowest_same, thread_cpu_ms() - start);
    }
    std::printf("a new map %.2f ms, the same again %.2f ms at %d x %d\n", slowest_new, slowest_same,
                view->width(), view->height());
    EXPECT_LT(slowest_new, 16.0);
    EXPECT_LT(slowest_same, 16.0);
}

TEST_F(HeatTest, IsACommandOfTheViewMenu) {
    MainWindow window;
    window.choose_layout(MainWindow::Layout::Tune);
    window.show();
    const auto& heat = window.findChild<PreviewPane*>()->heat();
    EXPECT_FALSE(heat.isVisible());
    bool listed = false;
    for (const QMenu* menu : window.menuBar()->findChildren<QMenu*>())
        listed = listed || menu->actions().contains(heat.shown_action());
    EXPECT_TRUE(listed);
    EXPECT_EQ(heat.shown_action()->shortcut(), QKeySequence(QStringLiteral("Ctrl+H")));
    heat.shown_action()->trigger();
    EXPECT_TRUE(heat.isVisible());
    for (const QWidget* widget : heat.findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->metaObject()->className();
}

}  // namespace
}  // namespace plumbline::ui
