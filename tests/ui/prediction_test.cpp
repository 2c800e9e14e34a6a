// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/prediction.h"

#include "controls/param_editor.h"
#include "controls/policy_panel.h"
#include "controls/rug_slider.h"
#include "engine/insight/recordings.h"
#include "plots/plot_panel.h"
#include "plots/staircase_plot.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QLabel>
#include <QTextBrowser>
#include <algorithm>
#include <limits>

namespace plumbline::ui {
namespace {

using insight::kRule;

std::vector<api::StepEvent> steps_of(const std::string& letters, double threshold) {
    std::vector<double> errors(
        static_cast<std::size_t>(std::ranges::count_if(letters, [](char c) { return c != 'C'; })),
        0.05);
    auto steps = insight::steps_of(letters, errors, threshold);
    for (api::StepEvent& step : steps) step.steps = static_cast<int>(letters.size());
    return steps;
}

RunSeries series_of(const std::string& letters, double threshold) {
    RunSeries series;
    series.begin(static_cast<int>(letters.size()), kRule);
    for (const api::StepEvent& step : steps_of(letters, threshold)) series.append(step);
    return series;
}

void show(PlotPanel& panel, const std::string& letters, double threshold) {
    panel.begin_run(static_cast<int>(letters.size()), kRule, threshold);
    for (const api::StepEvent& step : steps_of(letters, threshold)) panel.append(step);
}

QString words(const QWidget& of) {
    QString all;
    for (const QLabel* label : of.findChildren<QLabel*>()) all += label->text() + u'\n';
    return all;
}

TEST(PredictionLog, HoldsAWhatIfAgainstTheRunThatFollows) {
    PredictionLog log;
    EXPECT_FALSE(log.settle(series_of("CCRRRR", 0.01)));  // nothing was predicted
    log.predict(0.12, {.calls = 6, .skipped = 4, .work = 2.4});
    const auto outcome = log.settle(series_of("CCSSRS", 0.12));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->predicted.skipped, 4);
    EXPECT_EQ(outcome->actual.skipped, 3);
    EXPECT_DOUBLE_EQ(outcome->predicted.speedup, 2.5);
    EXPECT_NEAR(outcome->actual.speedup, 6 / 3.3, 1e-9);
    EXPECT_EQ(
        words_of(*outcome),
        QStringLiteral("threshold 0.12: predicted 2.50×, 4 of 6 reused; actual 1.82×, 3 reused"));
    EXPECT_NEAR(log.mean_miss(), 2.5 - 6 / 3.3, 1e-9);
    EXPECT_FALSE(log.settle(series_of("CCSSRS", 0.12)));  // told once
    EXPECT_EQ(log.outcomes().size(), 1U);
}

TEST(PredictionLog, ARunThatIsNoTestOfItSettlesNothing) {
    PredictionLog log;
    const insight::Schedule schedule{.calls = 6, .skipped = 4, .work = 2.4};
    log.predict(0.12, schedule);
    EXPECT_FALSE(log.settle(series_of("CCSSRS", 0.13)));  // another threshold
    log.predict(0.12, schedule);
    EXPECT_FALSE(log.settle(series_of("CCSSRSS", 0.12)));  // another number of calls
    log.predict(0.12, schedule);
    RunSeries touched = series_of("CCSSRS", 0.12);
    touched.note({.step = 3, .params = {}, .intervention = "compute_next"});
    EXPECT_FALSE(log.settle(touched));
    EXPECT_TRUE(log.outcomes().empty());
}

TEST(PlotPanel, SaysHowFarAWhatIfWasOff) {
    PlotPanel panel;
    show(panel, "CCRRRRRR", 0.01);
    panel.set_threshold(0.12);  // two of three could be reused
    EXPECT_FALSE(words(panel).contains(QStringLiteral("Earlier what-ifs")));
    show(panel, "CCSSRSSR", 0.12);
    const auto outcome = panel.settle_prediction();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->predicted.skipped, 4);
    EXPECT_EQ(outcome->actual.skipped, 4);
    EXPECT_TRUE(words(panel).contains(QStringLiteral("actual 1.82×, 4 reused")))
        << words(panel).toStdString();
    panel.set_threshold(0.2);
    EXPECT_TRUE(words(panel).contains(QStringLiteral("Earlier what-ifs were off by 0.00×")));
    // What half a run says does not take the place of what was said of a whole one.
    panel.begin_run(8, kRule, 0.2);
    panel.append(steps_of("CCRRRRRR", 0.2).front());
    panel.set_threshold(0.3);
    show(panel, "CCSSSRSS", 0.2);
    const auto second = panel.settle_prediction();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->predicted.skipped, 5);
}

TEST(StaircasePlot, MarksWhatWasPredictedAndWhatCame) {
    StaircasePlot plot;
    plot.resize(320, 130);
    plot.show_treads(treads_of(series_of("CCRRRRRRRRRR", 0.01).recording()));
    const double before = plot.xAxis->range().upper;
    plot.mark(PredictionOutcome{
        .threshold = 2 * before, .calls = 12, .predicted = {8, 9.0}, .actual = {7, 2.0}});
    EXPECT_TRUE(plot.xAxis->range().contains(2 * before));
    EXPECT_TRUE(plot.yAxis->range().contains(9.0));
    int points = 0, labels = 0;
    for (int i = 0; i < plot.graphCount(); ++i)
        points += plot.graph(i)->lineStyle() == QCPGraph::lsNone ? plot.graph(i)->dataCount() : 0;
    for (int i = 0; i < plot.itemCount(); ++i) {
        const auto* text = qobject_cast<QCPItemText*>(plot.item(i));
        labels += text != nullptr && text->visible() ? 1 : 0;
    }
    EXPECT_EQ(points, 2);
    EXPECT_EQ(labels, 2);
    plot.mark(std::nullopt);
    for (int i = 0; i < plot.itemCount(); ++i) {
        const auto* text = qobject_cast<QCPItemText*>(plot.item(i));
        EXPECT_FALSE(text != nullptr && text->visible());
    }
}

TEST(RugSlider, DrawsATickOncePerPosition) {
    RugSlider slider;
    slider.setRange(0, 1000);
    slider.resize(300, slider.sizeHint().height());
    for (const int position : {500, 500, 20, -5, 4000}) slider.add_tick(position);
    EXPECT_EQ(slider.ticks(), (std::vector{0, 20, 500, 1000}));
    slider.show();
    const QImage with = slider.grab().toImage();
    slider.clear_ticks();
    const QImage without = slider.grab().toImage();
    const auto differs = [&](int x) {
        return with.pixel(x, slider.height() - 2) != without.pixel(x, slider.height() - 2);
    };
    EXPECT_TRUE(differs(slider.pixel_of(500)));
    EXPECT_TRUE(differs(slider.pixel_of(20)));
    EXPECT_FALSE(differs(slider.pixel_of(250)));
    EXPECT_NEAR(slider.pixel_of(500), 150, 2);
}

TEST(ParamEditor, ErrorsStandOnTheLogarithmicScaleOfTheThreshold) {
    ParamEditor editor;
    editor.show_schema({{.key = "threshold",
                         .title = "Threshold",
                         .help = "Sum of errors",
                         .kind = api::ParamKind::Real,
                         .minimum = 0,
                         .maximum = 2,
                         .default_value = 0.08,
                         .live = true,
                         .logarithmic = true}});
    auto* slider = editor.findChild<RugSlider*>();
    auto* box = editor.findChild<QDoubleSpinBox*>();
    const std::vector<double> errors = {0.02, 0.2, std::numeric_limits<double>::quiet_NaN()};
    editor.add_ticks("threshold", errors);
    editor.add_ticks("nothing", errors);
    ASSERT_EQ(slider->ticks().size(), 2U);
    // A tick lies where the slider stands at that value.
    box->setValue(0.2);
    EXPECT_EQ(slider->value(), slider->ticks()[1]);
    EXPECT_NEAR(slider->ticks()[1] - slider->ticks()[0], 1000 / 3.0, 2);  // a decade of three
    EXPECT_TRUE(slider->accessibleDescription().contains(QStringLiteral("2 of them")));
    EXPECT_TRUE(slider->toolTip().contains(QStringLiteral("0.02 to 0.2")));
    // Keys move it, and the number with it.
    QKeyEvent left(QEvent::KeyPress, Qt::Key_Left, Qt::NoModifier);
    QCoreApplication::sendEvent(slider, &left);
    EXPECT_LT(box->value(), 0.2);
    editor.clear_ticks("threshold");
    EXPECT_TRUE(slider->ticks().empty());
    EXPECT_FALSE(slider->toolTip().contains(QStringLiteral("Ticks")));
}

TEST(PolicyPanel, OffersWhatTheFamilyHasWithItsDefaults) {
    const auto card = [](const char* id, const char* family, double threshold) {
        return api::PolicyCard{.id = id,
                               .title = id,
                               .family = family,
                               .params = {{.key = "threshold",
                                           .title = "Threshold",
                                           .kind = api::ParamKind::Real,
                                           .minimum = 0,
                                           .maximum = 2,
                                           .default_value = threshold}}};
    };
    PolicyPanel panel;
    panel.show_methods({card("none", "wan", 0), card("dicache", "wan", 0.08),
                        card("none", "flux", 0), card("dicache", "flux", 0.4),
                        card("none", "sd15", 0), card("deepcache", "sd15", 0)});
    auto* box = panel.findChild<QComboBox*>();
    EXPECT_EQ(box->count(), 2);
    EXPECT_EQ(panel.method(), "dicache");
    EXPECT_EQ(std::get<double>(panel.params().at("threshold")), 0.08);
    panel.set_family("flux");
    EXPECT_EQ(panel.method(), "dicache");
    EXPECT_EQ(std::get<double>(panel.params().at("threshold")), 0.4);
    panel.set_family("sd15");
    EXPECT_EQ(panel.method(), "none");  // it has no dicache
    panel.choose_method("deepcache");
    EXPECT_EQ(panel.method(), "deepcache");
    panel.set_family("unheard of");
    EXPECT_EQ(panel.method(), "deepcache");
}

TEST(PolicyPanel, ShowsTheErrorsOfTheRunAndWhatCameOfAWhatIf) {
    PolicyPanel panel;
    panel.show_methods({{.id = "dicache",
                         .title = "DiCache",
                         .params = {{.key = "threshold",
                                     .title = "Threshold",
                                     .kind = api::ParamKind::Real,
                                     .minimum = 0,
                                     .maximum = 2,
                                     .default_value = 0.08,
                                     .logarithmic = true}}}});
    auto* slider = panel.findChild<RugSlider*>();
    for (const api::StepEvent& step : steps_of("CCRS", 0.08)) panel.append(step);
    EXPECT_EQ(slider->ticks().size(), 1U);  // equal errors
    panel.clear_findings();
    EXPECT_TRUE(slider->ticks().empty());
    panel.show_outcome(PredictionOutcome{
        .threshold = 0.12, .calls = 6, .predicted = {4, 2.5}, .actual = {3, 1.82}});
    panel.show_findings(series_of("CCSSRS", 0.12).recording());
    EXPECT_EQ(slider->ticks().size(), 1U);
    const auto told = [&] {
        return panel.findChild<QTextBrowser*>()->toPlainText().contains(
            QStringLiteral("predicted 2.50×, 4 of 6 reused; actual 1.82×, 3 reused"));
    };
    EXPECT_TRUE(told());
    panel.clear_findings();
    panel.show_findings(series_of("CCSSRS", 0.12).recording());
    EXPECT_FALSE(told());
}

}  // namespace
}  // namespace plumbline::ui
