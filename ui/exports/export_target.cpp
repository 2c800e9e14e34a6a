// SPDX-License-Identifier: GPL-3.0-or-later
#include "exports/export_target.h"

#include "base/error.h"
#include "exports/export_dialog.h"
#include "records/name_template.h"

#include <QDir>
#include <QFileInfo>

namespace plumbline::ui {
namespace {

constexpr int kMostTries = 10'000;

records::NameValues values_of(const ExportSource& source, const api::ExportFormat& format) {
    const api::Recipe& recipe = source.recipe;
    records::NameValues values{{"prompt", recipe.prompt}, {"model", recipe.model},
                               {"cache", recipe.cache},   {"seed", std::to_string(recipe.seed)},
                               {"codec", format.id},      {"number", std::to_string(source.run)}};
    if (recipe.steps) values["steps"] = std::to_string(*recipe.steps);
    if (recipe.width) values["width"] = std::to_string(*recipe.width);
    if (recipe.height) values["height"] = std::to_string(*recipe.height);
    return values;
}

/// "" for the first try, then "-2", "-3", …
QString suffix(int attempt) {
    return attempt == 1 ? QString() : QStringLiteral("-%1").arg(attempt);
}

}  // namespace

QString name_help() {
    QStringList fields;
    for (const std::string_view field : records::name_fields())
        fields << QStringLiteral("{%1}").arg(
            QString::fromUtf8(field.data(), static_cast<qsizetype>(field.size())));
    return ExportDialog::tr("Without an ending; may hold %1, which the run fills in")
        .arg(fields.join(QStringLiteral(", ")));
}

ExportTarget export_target(const QString& folder,
                           const QString& name,
                           const api::ExportFormat& format,
                           const ExportSource& source) {
    const QFileInfo place(folder);
    if (!place.isDir() || folder.isEmpty())
        return {{}, ExportDialog::tr("There is no such folder.")};
    if (!place.isWritable()) return {{}, ExportDialog::tr("The folder cannot be written to.")};
    QString stem;
    try {
        stem = QString::fromStdString(
                   records::expand_name(name.toStdString(), values_of(source, format)))
                   .trimmed();
    } catch (const Error& error) {
        return {{}, QString::fromStdString(error.message() + "; " + error.hint())};
    }
    if (stem.isEmpty() || stem.contains(u'/') || stem.startsWith(u'.'))
        return {{}, ExportDialog::tr("The name cannot be that of a file.")};
    const QString base = QDir(place.absoluteFilePath()).filePath(stem);
    for (int attempt = 1; attempt <= kMostTries; ++attempt) {
        const QString path = base + suffix(attempt) + QString::fromUtf8(format.ending);
        if (!QFileInfo::exists(path)) return {path, {}};
    }
    return {{}, ExportDialog::tr("Too many files have this name.")};
}

}  // namespace plumbline::ui
