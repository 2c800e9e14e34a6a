// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/plot_panel.h"

#include "engine/insight/recordings.h"
#include "plots/block_map.h"
#include "plots/decision_strip.h"
#include "plots/error_plot.h"
#include "plots/staircase_plot.h"
#include "plots/step_table.h"
#include "plots/value_plots.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QSignalSpy>
#include <algorithm>

namespace plumbline::ui {
namespace {

using insight::kRule;

/// A run as it would have been decided at `threshold`, with rising errors.
std::vector<api::StepEvent> run_of(int steps, double threshold) {
    std::string letters = "CCC";
    std::vector<double> errors;
    double sum = 0;
    while (static_cast<int>(letters.size()) < steps) {
        errors.push_back(0.02 + 0.0005 * static_cast<double>(letters.size() % 97));
        sum += errors.back();
        letters += sum < threshold ? 'S' : 'R';
        if (sum >= threshold) sum = 0;
    }
    auto cond = insight::steps_of(letters, errors, threshold);
    return insight::joined(std::move(cond), insight::steps_of(letters, errors, threshold));
}

void fill(PlotPanel& panel, int steps, double threshold) {
    panel.begin_run(steps, kRule, threshold);
    for (api::StepEvent event : run_of(steps, threshold)) {
        event.steps = steps;
        panel.append(event);
    }
}

QString words(const PlotPanel& panel) {
    QString all;
    for (const QLabel* label : panel.findChildren<QLabel*>()) all += label->text() + u'\n';
    return all;
}

TEST(PlotPanel, ABurstOfStepsIsDrawnOnce) {
    PlotPanel panel;
    panel.resize(800, 600);
    panel.show();
    auto* plot = panel.findChild<ErrorPlot*>();
    wait_for([&] { return plot->replots() > 0; });
    const int before = plot->replots();
    fill(panel, 200, 0.1);
    wait_for([&] { return plot->replots() > before; });
    EXPECT_LE(plot->replots(), before + 3);
    EXPECT_EQ(plot->graph(0)->dataCount(), 200);
}

TEST(PlotPanel, AScheduleThatIsKnownIsDrawnBeforeTheRun) {
    PlotPanel panel;
    panel.resize(900, 700);
    panel.show();
    const auto plan = planned_schedule(
        R"({"schedule": {"cond": "CPPCPP", "uncond": "CEECEE", "blocks_run": 18, "blocks": 36}})");
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->decisions.at(api::Branch::Uncond), "CEECEE");
    panel.show_plan(plan);
    auto* strip = panel.findChild<DecisionStrip*>();
    EXPECT_TRUE(strip->accessibleDescription().contains(QStringLiteral("plan, cond: CPPCPP")));
    EXPECT_TRUE(words(panel).contains(QStringLiteral("18 of 36 block evaluations, 2.00 times")));
    panel.show_plan(planned_schedule(
        R"({"schedule": {"cond": "CPP", "blocks_run": 9, "blocks": 9, "in_parts": 6}})"));
    EXPECT_TRUE(
        words(panel).contains(QStringLiteral("9 of 9 block evaluations, 6 of them in parts")));
    // The run itself takes its place; a method that looks has none.
    fill(panel, 6, 0.1);
    EXPECT_FALSE(strip->accessibleDescription().contains(QStringLiteral("plan,")));
    EXPECT_FALSE(words(panel).contains(QStringLiteral("block evaluations")));
    panel.show_plan(plan);
    panel.show_plan(planned_schedule(R"({"schedule": null})"));
    EXPECT_FALSE(words(panel).contains(QStringLiteral("block evaluations")));
    EXPECT_EQ(planned_schedule("no JSON"), std::nullopt);
}

TEST(PlotPanel, WhichBlocksRanStandsBelowTheDecisions) {
    PlotPanel panel;
    panel.resize(900, 700);
    panel.show();
    auto* map = panel.findChild<BlockMap*>();
    fill(panel, 6, 0.1);
    panel.set_threshold(0.2);
    // What a trace of the first version holds says nothing of blocks.
    EXPECT_FALSE(map->isVisible());
    panel.begin_run(3, std::nullopt, 0.25);
    for (int step = 0; step < 3; ++step) {
        api::PassRecord pass{.blocks_run = 7, .blocks = 7, .ran = {{0, 7}}};
        if (step == 1) {
            pass = {.decision = api::Decision::Partial,
                    .blocks_run = 4,
                    .blocks = 7,
                    .ran = {{0, 2}, {5, 7}},
                    .reuse = api::Reuse::Blocks};
        }
        panel.append({.step = step, .steps = 3, .passes = {pass}});
    }
    ASSERT_TRUE(wait_for([&] { return map->isVisible(); }));
    EXPECT_EQ(map->accessibleDescription(), QStringLiteral("cond: 7 4 7. "));
    // The column of the second step has a hole in its middle.
    const QImage drawn = map->grab().toImage();
    const StepAxis axis{.from = -0.5, .to = 2.5, .width = map->width()};
    const auto colour = [&](double share) {
        return drawn.pixelColor(static_cast<int>(axis.x_of(1)), 3 + static_cast<int>(36 * share));
    };
    EXPECT_EQ(colour(0.1), colour(0.9));
    EXPECT_NE(colour(0.1), colour(0.5));
    panel.set_compact(true);
    EXPECT_FALSE(map->isVisible());
    panel.set_compact(false);
    EXPECT_TRUE(map->isVisible());
}

TEST(PlotPanel, DraggingTheLineShowsWhatWouldHaveBeen) {
    PlotPanel panel;
    panel.resize(900, 700);
    panel.show();
    fill(panel, 50, 0.1);
    auto* plot = panel.findChild<ErrorPlot*>();
    ASSERT_TRUE(wait_for([&] { return plot->graph(0)->dataCount() == 50; }));
    QSignalSpy chosen(&panel, &PlotPanel::threshold_chosen);
    plot->replot();
    const double y = plot->yAxis->coordToPixel(0.1), to = plot->yAxis->coordToPixel(0.05);
    const auto send = [&](QEvent::Type type, double at, Qt::MouseButton button) {
        const QPointF place(300, at);
        QMouseEvent event(type, place, plot->mapToGlobal(place), button, Qt::LeftButton,
                          Qt::NoModifier);
        QCoreApplication::sendEvent(plot, &event);
    };
    send(QEvent::MouseButtonPress, y, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton);
    EXPECT_TRUE(words(panel).contains(QStringLiteral("calls reused")));
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_NEAR(chosen.at(0).at(0).toDouble(), 0.05, 0.002);
}

TEST(PlotPanel, AWhatIfOfAHundredStepsFitsAFrame) {
    PlotPanel panel;
    panel.resize(900, 700);
    panel.show();
    fill(panel, 100, 0.1);
    wait_for([&] { return panel.findChild<ErrorPlot*>()->graph(0)->dataCount() == 100; });
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const double start = thread_cpu_ms();
        panel.set_threshold(0.05 + 0.01 * i);
        panel.findChild<DecisionStrip*>()->repaint();
        best = std::min(best, thread_cpu_ms() - start);
    }
    EXPECT_LT(best, 16.0);
}

TEST(PlotPanel, FiveThousandStepsRepaintWithinAFrame) {
    PlotPanel panel;
    panel.resize(1200, 800);
    panel.show();
    fill(panel, 5000, 0.1);
    auto* error = panel.findChild<ErrorPlot*>();
    ASSERT_TRUE(wait_for([&] { return error->graph(0)->dataCount() == 5000; }));
    for (StepPlot* plot :
         {static_cast<StepPlot*>(error), static_cast<StepPlot*>(panel.findChild<WeightPlot*>()),
          static_cast<StepPlot*>(panel.findChild<TimingPlot*>())}) {
        double best = 1e9;
        for (int i = 0; i < 5; ++i) {
            const double start = thread_cpu_ms();
            plot->replot(QCustomPlot::rpImmediateRefresh);
            best = std::min(best, thread_cpu_ms() - start);
        }
        RecordProperty(plot->accessibleName().toStdString(), std::to_string(best));
        EXPECT_LT(best, 16.0) << plot->accessibleName().toStdString();
    }
}

TEST(PlotPanel, TheCursorExplainsItsStepEverywhere) {
    PlotPanel panel;
    panel.resize(900, 700);
    panel.show();
    fill(panel, 20, 0.1);
    QSignalSpy hovered(&panel, &PlotPanel::step_hovered);
    panel.set_cursor(3);
    EXPECT_EQ(hovered.count(), 1);
    EXPECT_TRUE(words(panel).contains(QStringLiteral("step 4 · cond:")));
    panel.set_cursor(99);  // beyond the run: none
    EXPECT_EQ(hovered.at(1).at(0).toInt(), -1);
    panel.set_cursor(5);
    panel.begin_run(20, kRule, 0.1);  // points at nothing yet
    EXPECT_EQ(hovered.back().at(0).toInt(), -1);
}

TEST(StaircasePlot, AClickChoosesAThreshold) {
    PlotPanel panel;
    fill(panel, 50, 0.1);
    StaircasePlot plot;
    plot.resize(400, 130);
    plot.show();
    plot.show_treads(treads_of(panel.series().recording()));
    ASSERT_GT(plot.treads().size(), 5U);
    plot.replot();
    QSignalSpy chosen(&plot, &StaircasePlot::threshold_chosen);
    const double wanted = plot.xAxis->range().center();
    const QPointF place(plot.xAxis->coordToPixel(wanted), 60);
    QMouseEvent press(QEvent::MouseButtonPress, place, plot.mapToGlobal(place), Qt::LeftButton,
                      Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&plot, &press);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_NEAR(chosen.at(0).at(0).toDouble(), wanted, 1e-9);
    QKeyEvent right(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier);
    QCoreApplication::sendEvent(&plot, &right);
    EXPECT_GT(chosen.at(1).at(0).toDouble(), wanted);
}

TEST(StaircasePlot, OfAVeryLongRunComesQuickly) {
    PlotPanel panel;
    fill(panel, 5000, 0.1);
    const insight::Recording recording = panel.series().recording();
    const double start = thread_cpu_ms();
    EXPECT_FALSE(treads_of(recording).empty());
    EXPECT_LT(thread_cpu_ms() - start, 50.0);
}

TEST(StepTable, HoldsTheTreadsOfTheStaircase) {
    const std::vector<insight::Tread> treads{{.threshold = 0.1, .skipped = 3, .speedup = 1.5},
                                             {.threshold = 0.2, .skipped = 5, .speedup = 2.0}};
    StepTable table({steps_page(QStringLiteral("Steps"), {}), staircase_page(treads)});
    table.show_page(1);
    const QStringList lines = table.text().split(u'\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 3);
    EXPECT_EQ(lines[2], QStringLiteral("0.2\t5\t2"));
}

TEST(StepTable, HoldsEveryCall) {
    PlotPanel panel;
    fill(panel, 20, 0.1);
    const StepTable table({steps_page(QStringLiteral("Steps"), panel.series())});
    const QStringList lines = table.text().split(u'\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 41);
    EXPECT_TRUE(lines[1].startsWith(QStringLiteral("1\tcond\tcomputed")));
}

}  // namespace
}  // namespace plumbline::ui
