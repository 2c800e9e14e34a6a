// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/running_studio.h"

#include "records/recipe_json.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

namespace plumbline::ui {
namespace {

constexpr int kEndMs = 60'000;

}  // namespace

double threshold_of(const api::Recipe& recipe) {
    for (const auto& [key, text] : recipe.cache_text) {
        if (key == "threshold") return std::stod(text);
    }
    return -1;
}

RunningStudio::RunningStudio(VirtualScreen& screen, const QString& home)
    : screen_(screen), home_(home) {
    const QString path = qEnvironmentVariable("PATH");
    environment_.insert(QStringLiteral("PATH"), path);
    environment_.insert(QStringLiteral("HOME"), home);
    environment_.insert(QStringLiteral("DISPLAY"), screen.name());
    environment_.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    environment_.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    for (const char* kind : {"CONFIG", "DATA", "STATE", "CACHE"}) {
        const QString folder = home + u'/' + QString::fromLatin1(kind).toLower();
        QDir().mkpath(folder);
        environment_.insert(QStringLiteral("XDG_%1_HOME").arg(QLatin1String(kind)), folder);
    }
    program_.setProcessEnvironment(environment_);
    program_.setProcessChannelMode(QProcess::ForwardedChannels);
    program_.start(QStringLiteral(PLUMBLINE_STUDIO), {});
}

RunningStudio::~RunningStudio() {
    if (program_.state() == QProcess::NotRunning) return;
    program_.kill();
    program_.waitForFinished();
}

std::optional<ScreenWindow> RunningStudio::window(std::string_view title) const {
    std::optional<ScreenWindow> found;
    comes_true([&] { return (found = screen_.find(title)).has_value(); });
    if (found) screen_.focus(*found);
    return found;
}

api::Recipe RunningStudio::remembered() const {
    const QSettings settings(home_ + QStringLiteral("/config/plumbline/plumbline.conf"),
                             QSettings::IniFormat);
    const QString text = settings.value(QStringLiteral("window/settings")).toString();
    api::Recipe recipe;
    if (!text.isEmpty()) records::read_recipe(recipe, text.toStdString(), "the settings");
    return recipe;
}

double RunningStudio::remembered_threshold() const {
    return threshold_of(remembered());
}

bool RunningStudio::is_welcomed() const {
    const QSettings settings(home_ + QStringLiteral("/config/plumbline/plumbline.conf"),
                             QSettings::IniFormat);
    return settings.value(QStringLiteral("window/welcomed")).toBool();
}

std::string RunningStudio::log() const {
    QFile file(home_ + QStringLiteral("/state/plumbline/studio.log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::optional<int> RunningStudio::first_paint_ms() const {
    const std::string said = log(), before = "first paint after ";
    const auto at = said.find(before);
    if (at == std::string::npos) return std::nullopt;
    return std::stoi(said.substr(at + before.size()));
}

std::string RunningStudio::mapped() const {
    QFile maps(QStringLiteral("/proc/%1/maps").arg(program_.processId()));
    return maps.open(QIODevice::ReadOnly) ? maps.readAll().toStdString() : std::string();
}

std::vector<store::StoredRun> RunningStudio::runs() const {
    const QString file = home_ + QStringLiteral("/data/plumbline/runs.sqlite");
    if (!QFileInfo::exists(file)) return {};
    return store::RunStore(file.toStdString(), /*owns_queue=*/false).list();
}

api::Recipe RunningStudio::recipe_of(const store::StoredRun& run) {
    api::Recipe recipe;
    records::read_recipe(recipe, run.recipe, "run " + std::to_string(run.id));
    return recipe;
}

std::optional<int> RunningStudio::exit_code() {
    if (program_.state() != QProcess::NotRunning && !program_.waitForFinished(kEndMs))
        return std::nullopt;
    if (program_.exitStatus() != QProcess::NormalExit) return std::nullopt;
    return program_.exitCode();
}

}  // namespace plumbline::ui
