// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/recipe_json.h"
#include "records/trace.h"
#include "shell/main_window.h"
#include "store/run_store.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>
#include <cstdio>
#include <filesystem>
#include <random>

namespace plumbline::ui {
namespace {

constexpr int kRuns = 3;

// Not a test of its own: what the test below starts and kills.
TEST(StudioKill, DISABLED_QueuesRuns) {
    MainWindow window;
    window.show();
    int finished = 0;
    QObject::connect(&window, &MainWindow::run_finished, [&] { ++finished; });
    window.start_engine();
    ASSERT_TRUE(wait_for([&] { return window.is_ready(); }, 60));
    for (int i = 0; i < kRuns; ++i) window.generate();
    std::puts("queued");
    std::fflush(stdout);
    wait_for([&] { return finished == kRuns; }, 120);
}

/// Starts a studio, kills it so many milliseconds after it queued its runs.
void run_and_kill(const QString& home, int after_ms) {
    QProcess studio;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PLUMBLINE_TEST_HOME"), home);
    studio.setProcessEnvironment(environment);
    studio.start(QCoreApplication::applicationFilePath(),
                 {QStringLiteral("--gtest_filter=StudioKill.DISABLED_QueuesRuns"),
                  QStringLiteral("--gtest_also_run_disabled_tests")});
    ASSERT_TRUE(studio.waitForStarted());
    QByteArray said;
    while (!said.contains("queued")) {
        ASSERT_TRUE(studio.waitForReadyRead(60'000));
        said += studio.readAllStandardOutput();
    }
    QThread::msleep(static_cast<unsigned long>(after_ms));
    studio.kill();
    studio.waitForFinished();
}

/// All runs are listed, at most one broke off, and what is called done is whole.
void expect_nothing_lost(const QString& home) {
    store::RunStore runs(home.toStdString() + "/plumbline/runs.sqlite", /*owns_queue=*/true);
    const auto list = runs.list();
    EXPECT_EQ(list.size(), static_cast<std::size_t>(kRuns));
    int interrupted = 0;
    for (const store::StoredRun& run : list) {
        EXPECT_NE(run.state, store::RunState::Failed) << run.message;
        interrupted += run.state == store::RunState::Interrupted ? 1 : 0;
        if (run.state != store::RunState::Done) continue;
        api::Recipe recipe;
        records::read_recipe(recipe, run.recipe, "run");
        EXPECT_TRUE(std::filesystem::exists(recipe.output)) << recipe.output;
        EXPECT_EQ(records::read_trace(recipe.trace).steps.size(), 25U);
        EXPECT_FALSE(run.result.empty());
    }
    EXPECT_LE(interrupted, 1);
}

TEST(StudioKill, LosesNothingAtAnyMoment) {
    // PLUMBLINE_KILLS=100 for the long form.
    const int kills = std::max(5, qEnvironmentVariableIntValue("PLUMBLINE_KILLS"));
    std::mt19937 random(20261123);
    std::uniform_int_distribution<int> moment(0, 6000);
    for (int i = 0; i < kills; ++i) {
        const QTemporaryDir home;
        const int after_ms = moment(random);
        SCOPED_TRACE(after_ms);
        run_and_kill(home.path(), after_ms);
        if (HasFatalFailure()) return;
        expect_nothing_lost(home.path());
    }
}

}  // namespace
}  // namespace plumbline::ui
