// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/settings_difference.h"

#include "records/recipe_json.h"
#include "records/text_checks.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <map>

namespace plumbline::ui {
namespace {

const QStringList kNoSettings = {QStringLiteral("output"), QStringLiteral("trace"),
                                 QStringLiteral("save_latents"), QStringLiteral("overwrite"),
                                 QStringLiteral("interventions")};

/// Every field as text; those of the cache's parameters by their own names.
void collect(const QJsonObject& object, const QString& prefix, std::map<QString, QString>& fields) {
    for (auto field = object.begin(); field != object.end(); ++field) {
        const QString name = prefix + field.key();
        if (kNoSettings.contains(name)) continue;
        if (field->isObject())
            collect(field->toObject(),
                    field.key() == QLatin1String("parameters") ? prefix : name + u' ', fields);
        else
            fields[name] = field->toVariant().toString();
    }
}

QString loras_text(const api::Recipe& recipe) {
    QStringList files;
    for (const api::Lora& lora : recipe.loras)
        files << QString::fromStdString(records::lora_text(lora));
    return files.join(QStringLiteral(", "));
}

std::map<QString, QString> fields_of(const api::Recipe& recipe) {
    std::map<QString, QString> fields;
    collect(
        QJsonDocument::fromJson(QByteArray::fromStdString(records::recipe_text(recipe))).object(),
        {}, fields);
    fields.erase(QStringLiteral("lora"));
    if (!recipe.loras.empty()) fields[QStringLiteral("lora")] = loras_text(recipe);
    return fields;
}

/// Numbers are compared as numbers: "0.20" is "0.2".
bool is_same(const QString& a, const QString& b) {
    bool a_is_number = false, b_is_number = false;
    const double x = a.toDouble(&a_is_number), y = b.toDouble(&b_is_number);
    return a_is_number && b_is_number ? x == y : a == b;
}

}  // namespace

QString settings_text(const api::Recipe& recipe) {
    QString text;
    for (const auto& [name, value] : fields_of(recipe))
        text += QStringLiteral("%1: %2\n").arg(name, value);
    return text;
}

QStringList settings_difference(const api::Recipe& from, const api::Recipe& to) {
    const auto before = fields_of(from), after = fields_of(to);
    QStringList lines;
    for (const auto& [name, value] : after) {
        const auto found = before.find(name);
        const QString old = found == before.end() ? QString() : found->second;
        if (!is_same(old, value)) lines << QStringLiteral("%1: %2 → %3").arg(name, old, value);
    }
    if (to.loras.empty() && !from.loras.empty())
        lines << QStringLiteral("lora: %1 → ").arg(loras_text(from));
    return lines;
}

}  // namespace plumbline::ui
