// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/remembered.h"

#include "base/error.h"
#include "records/recipe_json.h"
#include "support/log.h"

#include <QFileInfo>
#include <QSettings>
#include <algorithm>

namespace plumbline::ui {
namespace {

constexpr QLatin1String kSettings("window/settings"), kRecent("window/recent"),
    kWelcomed("window/welcomed");
constexpr qsizetype kRecentFiles = 10;

}  // namespace

void remember_settings(const api::Recipe& recipe) {
    QSettings store;
    store.setValue(kSettings, QString::fromStdString(records::recipe_text(recipe)));
    store.sync();
}

std::optional<api::Recipe> remembered_settings() {
    const QString text = QSettings().value(kSettings).toString();
    if (text.isEmpty()) return std::nullopt;
    try {
        api::Recipe recipe;
        records::read_recipe(recipe, text.toStdString(), "the remembered settings");
        return recipe;
    } catch (const Error& error) {
        // Written by another version: the defaults are better than no window.
        log(QString::fromUtf8(error.what()));
        return std::nullopt;
    }
}

QStringList recent_files() {
    QStringList files = QSettings().value(kRecent).toStringList();
    files.removeIf([](const QString& file) { return !QFileInfo::exists(file); });
    return files;
}

void remember_file(const QString& path) {
    const QString file = QFileInfo(path).absoluteFilePath();
    QStringList files = recent_files();
    files.removeAll(file);
    files.prepend(file);
    QSettings().setValue(kRecent, files.mid(0, kRecentFiles));
}

void forget_recent_files() {
    QSettings().remove(kRecent);
}

bool is_welcomed() {
    return QSettings().value(kWelcomed, false).toBool();
}

void set_welcomed() {
    QSettings().setValue(kWelcomed, true);
}

}  // namespace plumbline::ui
