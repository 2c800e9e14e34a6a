// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/memory_words.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace plumbline::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(plumbline::ui::Memory)

public:
    static QString gigabytes(const QJsonValue& bytes) {
        return tr("%1 GB").arg(bytes.toDouble() / 1e9, 0, 'f', 1);
    }
    static QString remedy(const QJsonObject& change) {
        if (change.contains(QLatin1String("tiled_vae"))) return tr("decoding in tiles would");
        if (change.contains(QLatin1String("frames")))
            return tr("%1 frames would").arg(change.value(QLatin1String("frames")).toInt());
        if (change.contains(QLatin1String("width"))) {
            return tr("%1 × %2 would")
                .arg(change.value(QLatin1String("width")).toInt())
                .arg(change.value(QLatin1String("height")).toInt());
        }
        return tr("a smaller model might");
    }
    static QString of(const QJsonObject& forecast) {
        const QString verdict = forecast.value(QLatin1String("verdict")).toString();
        const QString amount = tr("Memory: about %1 of %2 free")
                                   .arg(gigabytes(forecast.value(QLatin1String("needed"))),
                                        gigabytes(forecast.value(QLatin1String("free"))));
        if (verdict == QLatin1String("fits")) return tr("%1: fits.").arg(amount);
        if (verdict == QLatin1String("tight"))
            return tr("%1: tight, other programs may slow down.").arg(amount);
        if (verdict != QLatin1String("no")) return {};
        return tr("%1: does not fit; %2.")
            .arg(amount, remedy(forecast.value(QLatin1String("fits_with")).toObject()));
    }
};

}  // namespace

QString memory_words(const std::string& json) {
    return Words::of(QJsonDocument::fromJson(QByteArray::fromStdString(json)).object());
}

}  // namespace plumbline::ui
