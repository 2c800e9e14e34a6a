// SPDX-License-Identifier: GPL-3.0-or-later
// The studio's program on a screen of its own, with keys and mouse as a user has them. What comes
// of it is seen from outside: windows, files, the queue's database, traces, the log.
#include "records/recipe_json.h"
#include "records/trace.h"
#include "ui/desktop/running_studio.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <limits>

namespace plumbline::ui {
namespace {

constexpr QSize kScreen(1920, 1080);
constexpr const char *kMain = "Plumbline", *kDifference = "Settings of the file",
                     *kExport = "Export";
constexpr int kSteps = 40;
// Of the light palette (ui/support/theme.cpp): the threshold line, the conditional branch, and what
// is computed, probed and then computed, reused.
constexpr QRgb kThreshold = 0xffc62839, kCond = 0xff1f5fbf;
constexpr QRgb kDecisions[] = {0xffc3c9d2, 0xfff2b366, 0xff86d6ad};
constexpr int kShortestLine = 200;  // pixels
constexpr double kRunSeconds = 300;
constexpr int kFirstPaintMs = 1500;

/// The first steps lie over all of the window: over the end of its menu bar too.
bool is_dimmed(const QImage& image) {
    return !image.isNull() && qGray(image.pixel(image.width() - 5, 5)) < 160;
}

int pixels_of(const QImage& image, QRgb colour) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) count += image.pixel(x, y) == colour ? 1 : 0;
    }
    return count;
}

/// The middle of the longest level line of the threshold's colour.
std::optional<QPoint> threshold_line(const QImage& image) {
    int longest = kShortestLine;
    std::optional<QPoint> middle;
    for (int y = 0; y < image.height(); ++y) {
        int length = 0;
        for (int x = 0; x < image.width(); ++x) {
            length = image.pixel(x, y) == kThreshold ? length + 1 : 0;
            if (length <= longest) continue;
            longest = length;
            middle = QPoint(x - length / 2, y);
        }
    }
    return middle;
}

/// The file of an export that is done.
QString made_by(const store::StoredRun& run) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(run.result))
        .object()
        .value(QLatin1String("output"))
        .toString();
}

void expect_h264(const QString& file) {
    QProcess probe;
    probe.start(QStringLiteral("ffprobe"),
                {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-show_entries"),
                 QStringLiteral("stream=codec_name,pix_fmt,color_space"), QStringLiteral("-of"),
                 QStringLiteral("csv=p=0"), file});
    ASSERT_TRUE(probe.waitForFinished());
    EXPECT_EQ(probe.readAllStandardOutput().trimmed(), "h264,yuv420p,bt709");
}

class Desktop : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(home.isValid());
        // Long enough for a hand to act in the middle.
        api::Recipe recipe;
        recipe.prompt = "a red ball circles over a night sky";
        recipe.steps = kSteps;
        recipe.cache_text = {{"threshold", "0.1"}};
        QFile file(recipe_file());
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(records::recipe_text(recipe)));
    }
    /// What a failed test saw last.
    void TearDown() override {
        source.kill();
        source.waitForFinished();
        if (!HasFailure()) return;
        const QString file = QStringLiteral(PLUMBLINE_BINARY_DIR "/logs/desktop-test.png");
        QDir().mkpath(QFileInfo(file).path());
        screen.picture().save(file);
        ADD_FAILURE() << "the screen: " << file.toStdString() << "\nthe log:\n" << studio.log();
    }
    [[nodiscard]] QString recipe_file() const {
        return home.filePath(QStringLiteral("settings.json"));
    }
    [[nodiscard]] std::optional<store::StoredRun> newest() const {
        const auto runs = studio.runs();
        return runs.empty() ? std::nullopt : std::optional(runs.front());
    }
    [[nodiscard]] bool newest_is(std::int64_t after, store::RunState state) const {
        const auto run = newest();
        return run && run->id > after && run->state == state;
    }

    /// How much of the decision lanes is filled.
    [[nodiscard]] int decided(const ScreenWindow& window) const {
        const QImage image = screen.picture(window);
        int count = 0;
        for (const QRgb fill : kDecisions) count += pixels_of(image, fill);
        return count;
    }
    /// Drags the line in the error plot up or down by so many pixels.
    bool drag_threshold(int by) {
        const auto window = studio.window(kMain);
        if (!window) return false;
        const auto line = threshold_line(screen.picture(*window));
        if (!line) return false;
        const QPoint from = window->place.topLeft() + *line;
        screen.move_to(from);
        screen.hold_button();
        for (int i = 1; i <= 8; ++i) screen.move_to(from + QPoint(0, by * i / 8));
        screen.release_button();
        return true;
    }
    /// Drags until the settings say that the threshold is another one: while a run goes, the
    /// plot's scale may move between the look and the grasp.
    bool change_threshold(int by) {
        const double before = studio.remembered_threshold();
        for (int tries = 0; tries < 10; ++tries) {
            if (drag_threshold(by) &&
                comes_true([&] { return studio.remembered_threshold() != before; }, 3))
                return true;
        }
        return false;
    }

    /// Drags a file from another program's window into the middle of the studio's.
    void drop(const QString& file) {
        source.kill();
        source.waitForFinished();
        source.setProcessEnvironment(studio.environment());
        source.start(QStringLiteral(PLUMBLINE_DRAG_SOURCE), {file});
        std::optional<ScreenWindow> from;
        ASSERT_TRUE(comes_true([&] { return (from = screen.find("Drag source")).has_value(); }));
        const auto to = screen.find(kMain);
        ASSERT_TRUE(to.has_value());
        screen.move_to(from->place.center());
        screen.hold_button();
        QByteArray said;
        int moves = 0;
        const bool accepted = comes_true([&] {
            screen.move_to(to->place.center() + QPoint(moves++ % 40, 0));
            source.waitForReadyRead(20);
            return (said += source.readAllStandardOutput()).contains("accepted");
        });
        screen.release_button();
        ASSERT_TRUE(accepted) << "the window takes no file";
    }
    /// The difference is shown first; nothing changes before Return says so.
    void take_over_settings() {
        const api::Recipe before = studio.remembered();
        ASSERT_TRUE(studio.window(kDifference).has_value());
        EXPECT_EQ(records::recipe_text(studio.remembered()), records::recipe_text(before));
        screen.press("Return");
        ASSERT_TRUE(comes_true([&] { return !studio.shows(kDifference); }));
    }

    void start() {
        ASSERT_TRUE(studio.window(kMain).has_value());
        ASSERT_TRUE(comes_true([&] { return studio.is_welcomed(); }));
        ASSERT_TRUE(
            comes_true([&] { return studio.log().find("models known") != std::string::npos; }));
        const auto window = studio.window(kMain);
        ASSERT_TRUE(comes_true([&] { return is_dimmed(screen.picture(*window)); }));
        screen.press("Escape");
        ASSERT_TRUE(comes_true([&] { return !is_dimmed(screen.picture(*window)); }));
    }
    /// Ctrl+Return; gives the new run's id.
    std::int64_t generate() {
        const std::int64_t last = newest() ? newest()->id : 0;
        EXPECT_TRUE(studio.window(kMain).has_value());
        screen.press("Control_L+Return");
        EXPECT_TRUE(comes_true([&] { return newest() && newest()->id > last; }));
        return newest()->id;
    }

    QTemporaryDir home;
    VirtualScreen screen{kScreen};
    RunningStudio studio{screen, home.path()};
    QProcess source;  // of a drag
};

TEST_F(Desktop, GeneratesDragsStopsLooksBackAndTakesAFileWithRealKeysAndMouse) {
    start();
    if (HasFatalFailure()) return;
    drop(recipe_file());
    take_over_settings();
    if (HasFatalFailure()) return;
    ASSERT_TRUE(comes_true([&] { return studio.remembered().steps == kSteps; }));
    EXPECT_EQ(studio.remembered_threshold(), 0.1);

    // Generate, and move the threshold while it goes.
    const auto window = studio.window(kMain);
    ASSERT_TRUE(window.has_value());
    const int drawn = pixels_of(screen.picture(*window), kCond);
    const std::int64_t first = generate();
    ASSERT_TRUE(comes_true([&] { return pixels_of(screen.picture(*window), kCond) > drawn + 50; }))
        << "the error plot stays empty";
    ASSERT_TRUE(change_threshold(-40));
    const double dragged = studio.remembered_threshold();
    EXPECT_GT(dragged, 0.1);
    ASSERT_TRUE(newest_is(0, store::RunState::Running)) << "the run was over before the drag";
    // It acts at the next step: the one that goes ends, and another.
    for (int steps = 0; steps < 2; ++steps) {
        const int before = decided(*window);
        ASSERT_TRUE(comes_true([&] { return decided(*window) > before; }));
    }
    screen.press("Escape");
    ASSERT_TRUE(comes_true([&] { return newest_is(0, store::RunState::Stopped); }));
    const api::Recipe stopped = RunningStudio::recipe_of(*newest());
    const records::Trace trace = records::read_trace(stopped.trace);
    EXPECT_TRUE(trace.stopped);
    EXPECT_LT(trace.steps.size(), static_cast<std::size_t>(kSteps));
    ASSERT_FALSE(trace.applied.empty()) << "the trace does not record the drag";
    EXPECT_EQ(std::get<double>(trace.applied.back().params.at("threshold")), dragged);
    EXPECT_GT(trace.applied.back().step, 0);
    EXPECT_TRUE(std::filesystem::exists(stopped.latents_output));

    // The history has it, and gives its settings back.
    screen.press("Control_L+f");
    screen.type("red ball");
    screen.press("Down");
    screen.press("Return");
    EXPECT_TRUE(comes_true([&] { return studio.remembered_threshold() == 0.1; }))
        << studio.remembered_threshold();

    // A whole run.
    const std::int64_t second = generate();
    EXPECT_GT(second, first);
    ASSERT_TRUE(comes_true([&] { return newest_is(first, store::RunState::Done); }, kRunSeconds));
    const QString clip = QString::fromStdString(RunningStudio::recipe_of(*newest()).output);
    expect_h264(clip);

    // Another file of it, with what the dialog offers.
    ASSERT_TRUE(studio.window(kMain).has_value());
    screen.press("Control_L+e");
    ASSERT_TRUE(studio.window(kExport).has_value());
    screen.press("Return");
    ASSERT_TRUE(comes_true([&] { return newest_is(second, store::RunState::Done); }, kRunSeconds));
    EXPECT_EQ(newest()->kind, store::RunKind::Export);
    const QString exported = made_by(*newest());
    EXPECT_TRUE(exported.startsWith(home.path())) << exported.toStdString();
    expect_h264(exported);

    // Back with the file: it brings the threshold that it was made with.
    ASSERT_TRUE(change_threshold(-30));
    drop(exported);
    take_over_settings();
    if (HasFatalFailure()) return;
    EXPECT_TRUE(comes_true([&] { return studio.remembered_threshold() == 0.1; }))
        << studio.remembered_threshold();

    ASSERT_TRUE(studio.window(kMain).has_value());
    screen.press("Control_L+q");
    EXPECT_EQ(studio.exit_code(), 0);
}

TEST_F(Desktop, PaintsSoonAndLoadsNoCudaWhereThereIsNoDriver) {
    start();  // and everything is in the system's cache
    if (HasFatalFailure()) return;
    // The clock on the wall: of three starts one may meet a machine that has time for it.
    int best = std::numeric_limits<int>::max();
    for (int tries = 0; tries < 3 && best > kFirstPaintMs; ++tries) {
        const QTemporaryDir other;
        const RunningStudio warm(screen, other.path());
        ASSERT_TRUE(comes_true([&] { return warm.first_paint_ms().has_value(); }));
        best = std::min(best, *warm.first_paint_ms());
    }
    std::printf("first paint after %d ms, warm\n", best);
    EXPECT_LE(best, kFirstPaintMs);
    const std::string mapped = studio.mapped();
    EXPECT_NE(mapped.find("libtorch_cpu"), std::string::npos);
    if (!std::filesystem::exists("/proc/driver/nvidia")) {
        EXPECT_EQ(mapped.find("libtorch_cuda"), std::string::npos);
    }
}

}  // namespace
}  // namespace plumbline::ui
