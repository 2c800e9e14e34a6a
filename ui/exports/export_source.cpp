// SPDX-License-Identifier: GPL-3.0-or-later
#include "exports/export_source.h"

#include "exports/export_dialog.h"
#include "records/recipe_json.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <filesystem>

namespace plumbline::ui {
namespace {

std::string if_there(const std::string& path) {
    std::error_code fault;
    return !path.empty() && std::filesystem::exists(path, fault) ? path : std::string();
}

}  // namespace

QString exported_file(const std::string& result) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(result))
        .object()
        .value(QLatin1String("output"))
        .toString();
}

ExportSource export_source(const store::StoredRun& run, const QString& label) {
    ExportSource source;
    source.run = run.id;
    source.label = label;
    records::read_recipe(source.recipe, run.recipe,
                         ExportDialog::tr("run %1").arg(run.id).toStdString());
    source.clip = if_there(source.recipe.output);
    source.latents = if_there(source.recipe.latents_output);
    source.trace = if_there(source.recipe.trace);
    source.frames = source.recipe.frames.value_or(0);
    source.fps = source.recipe.fps.value_or(0);
    return source;
}

}  // namespace plumbline::ui
