// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/planned_schedule.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace plumbline::ui {

std::optional<PlannedSchedule> planned_schedule(const std::string& json) {
    const QJsonObject schedule = QJsonDocument::fromJson(QByteArray::fromStdString(json))
                                     .object()
                                     .value(QLatin1String("schedule"))
                                     .toObject();
    if (schedule.isEmpty()) return std::nullopt;
    PlannedSchedule planned;
    for (const api::Branch branch : {api::Branch::Cond, api::Branch::Uncond}) {
        const std::string letters =
            schedule.value(QLatin1String(api::name(branch))).toString().toStdString();
        if (!letters.empty()) planned.decisions[branch] = letters;
    }
    planned.blocks_run = schedule.value(QLatin1String("blocks_run")).toInt();
    planned.in_parts = schedule.value(QLatin1String("in_parts")).toInt();
    planned.blocks = schedule.value(QLatin1String("blocks")).toInt();
    return planned;
}

}  // namespace plumbline::ui
