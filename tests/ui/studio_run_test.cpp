// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compare_pane.h"
#include "exports/export_dialog.h"
#include "plots/plot_panel.h"
#include "preview/heat_bar.h"
#include "preview/preview_pane.h"
#include "records/recipe_json.h"
#include "runs/run_panel.h"
#include "shell/main_window.h"
#include "ui/ui_support.h"
#include "ui/watched_application.h"

#include <gtest/gtest.h>

#include <QAbstractSpinBox>
#include <QAction>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QUrl>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace plumbline::ui {
namespace {

constexpr double kLoadSeconds = 60, kRunSeconds = 120;

class Studio : public testing::Test {
protected:
    void SetUp() override {
        window.show();
        QObject::connect(&window, &MainWindow::run_finished, [this](int how) {
            outcome = how;
            ++finished;
        });
        window.start_engine();
        ASSERT_TRUE(wait_for([this] { return threshold() != nullptr; }, kLoadSeconds));
    }
    QDoubleSpinBox* threshold() { return threshold_of(window); }
    static QDoubleSpinBox* threshold_of(const MainWindow& of) {
        for (auto* box : of.findChildren<QDoubleSpinBox*>()) {
            if (box->accessibleName() == QStringLiteral("Probe threshold")) return box;
        }
        return nullptr;
    }
    static void set_folder(const ExportDialog& dialog, const QString& folder) {
        for (auto* line : dialog.findChildren<QLineEdit*>())
            if (line->accessibleName() == QStringLiteral("Folder")) line->setText(folder);
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
    int outcome = -1, finished = 0;
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

TEST_F(Studio, TheHeatMapSwitchedOnMidRunShowsWhereItHurts) {
    auto* pane = window.findChild<PreviewPane*>();
    const ErrorMaps& maps = pane->heat().maps();
    window.generate();
    ASSERT_TRUE(wait_for([&] { return series().done() >= 8; }, kRunSeconds));
    EXPECT_TRUE(maps.empty());
    pane->heat().shown_action()->trigger();
    ASSERT_TRUE(wait_for([&] { return outcome >= 0; }, kRunSeconds));
    ASSERT_FALSE(maps.empty());
    EXPECT_EQ(maps.newest(), series().steps() - 1);
    EXPECT_EQ(maps.state(7), ErrorMaps::State::NotAsked);
    const ErrorMapPointer last = maps.of_step(maps.newest());
    EXPECT_EQ(token_frame(pane->frames() - 1, pane->frames(), last->frames), last->frames - 1);
    // The mean of the map is the error that was plotted.
    double sum = 0, expected = 0;
    for (const float value : last->values) sum += value;
    for (const api::PassRecord& pass : series().events().back().passes) {
        expected += pass.probe_error / static_cast<double>(series().events().back().passes.size());
        EXPECT_EQ(pass.error_map, nullptr);  // kept by the maps alone
    }
    EXPECT_NEAR(sum / static_cast<double>(last->values.size()), expected, 1e-4 * expected);
    pane->heat().shown_action()->trigger();
}

TEST_F(Studio, AWhatIfIsHeldAgainstTheRunThatFollows) {
    threshold()->setValue(0);  // nothing reused
    window.generate();
    ASSERT_TRUE(wait_for([&] { return finished == 1; }, kRunSeconds));
    threshold()->setValue(0.15);
    auto* doctor = window.findChild<QTextBrowser*>();
    EXPECT_FALSE(doctor->toPlainText().contains(QStringLiteral("predicted")));
    window.generate();
    ASSERT_TRUE(wait_for([&] { return finished == 2; }, kRunSeconds));
    const QString expected = QStringLiteral("actual %1×").arg(series().ideal_speedup(), 0, 'f', 2);
    EXPECT_TRUE(doctor->toPlainText().contains(expected)) << doctor->toPlainText().toStdString();
}

TEST_F(Studio, EventsAreHandledWithinAFrameDuringARun) {
    auto* application = dynamic_cast<WatchedApplication*>(QCoreApplication::instance());
    ASSERT_NE(application, nullptr);
    wait_for([] { return false; }, 0.3);  // the first show is over
    application->restart();
    window.generate();
    ASSERT_TRUE(wait_for([&] { return outcome >= 0; }, kRunSeconds));
    wait_for([] { return false; }, 0.5);  // the clip plays
    std::vector<double> times = application->handled_ms();
    ASSERT_GT(times.size(), 100U);
    std::ranges::sort(times);
    const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf("%zu events, ms of CPU: median %.3f, 90 %% %.3f, 99 %% %.3f, largest %.3f\n",
                times.size(), at(0.5), at(0.9), at(0.99), times.back());
    EXPECT_LT(at(0.99), 16.0);
    EXPECT_LT(times.back(), 50.0);
}

TEST_F(Studio, SettingsComeBackAtTheNextStart) {
    const auto threshold_at_start = [] {
        MainWindow next;
        next.start_engine();
        EXPECT_TRUE(wait_for([&] { return next.is_ready(); }, kLoadSeconds));
        return threshold_of(next)->value();
    };
    threshold()->setValue(0.37);
    EXPECT_EQ(threshold_at_start(), 0.37);
    EXPECT_EQ(threshold_at_start(), 0.37);  // a start alone changes nothing
    QSettings().remove(QStringLiteral("window/settings"));
    EXPECT_EQ(threshold_at_start(), 0.2);  // the demo model's own
}

TEST_F(Studio, NoCudaIsLoadedWhereThereIsNoDriver) {
    if (std::filesystem::exists("/proc/driver/nvidia")) GTEST_SKIP() << "there is a driver";
    std::ifstream maps("/proc/self/maps");
    const std::string all{std::istreambuf_iterator<char>(maps), {}};
    EXPECT_NE(all.find("libtorch_cpu"), std::string::npos);
    EXPECT_EQ(all.find("libtorch_cuda"), std::string::npos);
}

TEST_F(Studio, ADroppedResultBringsItsSettingsBack) {
    threshold()->setValue(0.15);
    window.generate();
    ASSERT_TRUE(wait_for([&] { return outcome >= 0; }, kRunSeconds));
    threshold()->setValue(0.4);
    api::Recipe made;
    records::read_recipe(made, window.findChild<RunPanel*>()->table().run(0)->recipe, "run");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(made.output))});
    QDragEnterEvent enter({200, 200}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &drop);
    QMessageBox* box = nullptr;
    ASSERT_TRUE(wait_for([&] { return (box = window.findChild<QMessageBox*>()) != nullptr; }, 30))
        << window.statusBar()->currentMessage().toStdString();
    EXPECT_TRUE(box->informativeText().contains(QStringLiteral("threshold: 0.4 → 0.15")))
        << box->informativeText().toStdString();
    box->button(QMessageBox::Apply)->click();
    EXPECT_EQ(threshold()->value(), 0.15);
}

TEST_F(Studio, AFinishedRunIsExportedThroughTheQueueAndComesBack) {
    threshold()->setValue(0.2);
    window.generate();
    ASSERT_TRUE(wait_for([&] { return finished == 1; }, kRunSeconds));
    for (auto* action : window.findChildren<QAction*>())
        if (action->shortcut() == QKeySequence(QStringLiteral("Ctrl+E"))) action->trigger();
    auto* dialog = window.findChild<ExportDialog*>();
    ASSERT_NE(dialog, nullptr);
    dialog->choose_format(QStringLiteral("h264"));
    const QTemporaryDir folder;
    set_folder(*dialog, folder.path());
    const std::string made = dialog->request().output;
    EXPECT_TRUE(dialog->request().result.ends_with(".safetensors"));
    const auto& table = window.findChild<RunPanel*>()->table();
    dialog->accept();
    ASSERT_EQ(table.run(0)->kind, store::RunKind::Export);
    ASSERT_TRUE(wait_for([&] { return finished == 2; }, kRunSeconds));
    EXPECT_EQ(outcome, static_cast<int>(api::Outcome::Done));
    EXPECT_TRUE(std::filesystem::exists(made));
    ASSERT_TRUE(wait_for([&] { return table.run(0)->state == store::RunState::Done; }));
    EXPECT_FALSE(table.run(0)->thumbnail.empty());
    // The plots still show the run.
    EXPECT_EQ(series().done(), series().steps());

    QProcess probe;
    probe.start(QStringLiteral("ffprobe"),
                {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-show_entries"),
                 QStringLiteral("stream=codec_name,pix_fmt,color_space,color_range,nb_frames"),
                 QStringLiteral("-of"), QStringLiteral("csv=p=0"), QString::fromStdString(made)});
    ASSERT_TRUE(probe.waitForFinished());
    EXPECT_EQ(probe.readAllStandardOutput().trimmed(), QByteArray("h264,yuv420p,tv,bt709,17"));

    threshold()->setValue(0.4);
    window.open_file(QString::fromStdString(made));
    QMessageBox* box = nullptr;
    ASSERT_TRUE(wait_for([&] { return (box = window.findChild<QMessageBox*>()) != nullptr; }, 30));
    EXPECT_TRUE(box->informativeText().contains(QStringLiteral("threshold: 0.4 → 0.2")))
        << box->informativeText().toStdString();
    box->button(QMessageBox::Apply)->click();
    EXPECT_EQ(threshold()->value(), 0.2);
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
    // What there is can be looked at: a file is made of it.
    const auto& table = window.findChild<RunPanel*>()->table();
    ASSERT_TRUE(wait_for([&] { return table.run(0)->state == store::RunState::Stopped; }));
    Q_EMIT window.findChild<RunPanel*>()->export_asked(store::StoredRun(*table.run(0)));
    auto* dialog = window.findChild<ExportDialog*>();
    ASSERT_NE(dialog, nullptr);
    dialog->choose_format(QStringLiteral("gif"));
    const QTemporaryDir folder;
    set_folder(*dialog, folder.path());
    const std::string made = dialog->request().output;
    dialog->accept();
    ASSERT_TRUE(wait_for([&] { return finished == 2; }, kRunSeconds));
    EXPECT_EQ(outcome, static_cast<int>(api::Outcome::Done));
    EXPECT_GT(std::filesystem::file_size(made), 1000U);
}

TEST_F(Studio, RunsWaitInLineAndAreRememberedAndComeBack) {
    const auto& table = window.findChild<RunPanel*>()->table();
    const int before = table.rowCount();
    threshold()->setValue(0.123);
    window.generate();
    window.generate();  // waits for the first
    ASSERT_TRUE(wait_for([&] { return table.rowCount() == before + 2; }));
    EXPECT_EQ(table.run(0)->state, store::RunState::Running);
    EXPECT_EQ(table.run(1)->state, store::RunState::Waiting);
    // What waits takes the settings as they stand.
    for (auto* box : window.findChildren<QSpinBox*>())
        if (box->accessibleName() == QStringLiteral("Seed")) box->setValue(77);
    Q_EMIT window.findChild<RunPanel*>()->edit_asked(table.run(1)->id);
    ASSERT_TRUE(wait_for([&] { return finished == 2; }, kRunSeconds));
    threshold()->setValue(0.3);
    ASSERT_TRUE(wait_for([&] { return table.run(0)->state == store::RunState::Done; }));
    api::Recipe edited;
    records::read_recipe(edited, table.run(0)->recipe, "run");
    EXPECT_EQ(edited.seed, 77U);
    EXPECT_FALSE(table.run(0)->thumbnail.empty());
    EXPECT_GT(table.run(0)->speedup, 1.0);
    const std::int64_t first = table.run(1)->id;

    MainWindow later;  // as after a new start
    later.start_engine();
    auto* panel = later.findChild<RunPanel*>();
    ASSERT_EQ(panel->table().rowCount(), before + 2);
    ASSERT_TRUE(wait_for([&] { return later.is_ready(); }, kLoadSeconds));
    const int row = panel->table().row_of(first);
    ASSERT_GE(row, 0);
    Q_EMIT panel->open_asked(*panel->table().run(row));
    EXPECT_EQ(threshold_of(later)->value(), 0.123);
    const RunSeries& shown = later.findChild<PlotPanel*>()->series();
    EXPECT_EQ(shown.done(), 25);
    EXPECT_EQ(shown.thresholds().back(), 0.123);
    auto* pane = later.findChild<PreviewPane*>();
    EXPECT_TRUE(wait_for([&] { return pane->frames() == 17; }, 30));  // the clip plays again
    // And two of them stand against each other.
    auto* runs = later.findChild<RunPanel*>();
    for (const int side : {0, 1})
        Q_EMIT runs->compare_asked(store::StoredRun(*runs->table().run(side)), side);
    auto* compared = later.findChild<ComparePane*>();
    EXPECT_TRUE(wait_for([&] { return compared->frames() == 17; }, 30));
    EXPECT_EQ(compared->findChild<LinkedTraces*>()->series(0).done(), 25);
}

}  // namespace
}  // namespace plumbline::ui
