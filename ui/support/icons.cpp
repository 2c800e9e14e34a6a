// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

// Outside any namespace: the function that the macro declares is a global one.
static void load_icons() {
    Q_INIT_RESOURCE(icons);
}

namespace plumbline::ui {
namespace {

QString file_of(const char* name) {
    static const bool loaded = (load_icons(), true);  // resources of a static library
    Q_UNUSED(loaded);
    return QStringLiteral(":/icons/%1.svg").arg(QLatin1String(name));
}

/// Draws at every size, in the colours that the palette has at that moment.
class DrawnIcon final : public QIconEngine {
public:
    explicit DrawnIcon(QByteArray drawing) : drawing_(std::move(drawing)) {}

    void paint(QPainter* painter, const QRect& place, QIcon::Mode mode, QIcon::State) override {
        const QPalette palette = QApplication::palette();
        const QColor colour = palette.color(
            mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active, QPalette::ButtonText);
        QByteArray drawing = drawing_;
        QSvgRenderer(drawing.replace("currentColor", colour.name().toLatin1()))
            .render(painter, place);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return picture;
    }
    [[nodiscard]] QIconEngine* clone() const override { return new DrawnIcon(*this); }

private:
    QByteArray drawing_;
};

}  // namespace

QIcon icon(const char* name) {
    QFile file(file_of(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QIcon(new DrawnIcon(file.readAll()));
}

QIcon program_icon() {
    return QIcon(file_of("plumbline"));
}

}  // namespace plumbline::ui
