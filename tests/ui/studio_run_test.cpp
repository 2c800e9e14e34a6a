// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/plot_panel.h"
#include "preview/preview_pane.h"
#include "shell/main_window.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QAbstractSpinBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QStandardPaths>

namespace plumbline::ui {
namespace {

constexpr double kLoadSeconds = 60, kRunSeconds = 120;

class Studio : public testing::Test {
protected:
    void SetUp() override {
        window.show();
        QObject::connect(&window, &MainWindow::run_finished, [this](int how) { outcome = how; });
        window.start_engine();
        ASSERT_TRUE(wait_for([this] { return threshold() != nullptr; }, kLoadSeconds));
    }
    QDoubleSpinBox* threshold() {
        for (auto* box : window.findChildren<QDoubleSpinBox*>()) {
            if (box->accessibleName() == QStringLiteral("Probe threshold")) return box;
        }
        return nullptr;
    }
    static QStringList results(const QString& pattern) {
        return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                    QStringLiteral("/plumbline/results"))
            .entryList({pattern});
    }
    [[nodiscard]] const RunSeries& series() const {
        return window.findChild<PlotPanel*>()->series();
    }

    MainWindow window;
    int outcome = -1;
};

TEST_F(Studio, GeneratesAndMovesTheThresholdMidRun) {
    auto* pane = window.findChild<PreviewPane*>();
    window.generate();
    ASSERT_TRUE(wait_for([&] { return series().done() >= 3; }, kRunSeconds));
    threshold()->setValue(0.05);
    ASSERT_TRUE(wait_for([&] { return outcome >= 0; }, kRunSeconds));
    EXPECT_EQ(outcome, static_cast<int>(api::Outcome::Done));
    EXPECT_EQ(series().done(), series().steps());
    ASSERT_EQ(series().applied().size(), 1U);
    EXPECT_EQ(series().thresholds().back(), 0.05);
    EXPECT_EQ(pane->frames(), 17);
    EXPECT_TRUE(pane->is_playing());
    EXPECT_EQ(results(QStringLiteral("*.mp4")).size(), 1);
}

TEST_F(Studio, StoppingKeepsTheLatents) {
    const auto before = results(QStringLiteral("*.safetensors")).size();
    window.generate();
    ASSERT_TRUE(wait_for([&] { return series().done() >= 2; }, kRunSeconds));
    window.stop();
    ASSERT_TRUE(wait_for([&] { return outcome >= 0; }, kRunSeconds));
    EXPECT_EQ(outcome, static_cast<int>(api::Outcome::Stopped));
    EXPECT_LT(series().done(), series().steps());
    EXPECT_EQ(results(QStringLiteral("*.safetensors")).size(), before + 1);
    EXPECT_FALSE(window.is_running());
}

}  // namespace
}  // namespace plumbline::ui
