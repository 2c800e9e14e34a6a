// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/theme.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QWidget>

namespace plumbline::ui {
namespace {

struct Shades {
    QColor window, base, alternate, text, muted, button, highlight, on_highlight, link;
};

QPalette palette_of(const Shades& s) {
    QPalette palette;
    palette.setColor(QPalette::Window, s.window);
    palette.setColor(QPalette::Base, s.base);
    palette.setColor(QPalette::AlternateBase, s.alternate);
    palette.setColor(QPalette::Button, s.button);
    palette.setColor(QPalette::ToolTipBase, s.base);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText})
        palette.setColor(role, s.text);
    palette.setColor(QPalette::PlaceholderText, s.muted);
    palette.setColor(QPalette::Highlight, s.highlight);
    palette.setColor(QPalette::HighlightedText, s.on_highlight);
    palette.setColor(QPalette::Link, s.link);
    palette.setColor(QPalette::Light, s.button.lighter(115));
    palette.setColor(QPalette::Midlight, s.button.lighter(107));
    palette.setColor(QPalette::Mid, s.button.darker(125));
    palette.setColor(QPalette::Dark, s.button.darker(150));
    palette.setColor(QPalette::Shadow, QColor(0, 0, 0));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, s.muted);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, s.button.darker(115));
    return palette;
}

const Shades kLight{.window = QColor(QRgb(0xf3f4f6)),
                    .base = QColor(QRgb(0xffffff)),
                    .alternate = QColor(QRgb(0xeef0f3)),
                    .text = QColor(QRgb(0x16191d)),
                    .muted = QColor(QRgb(0x767d88)),
                    .button = QColor(QRgb(0xe6e8ec)),
                    .highlight = QColor(QRgb(0x2563c9)),
                    .on_highlight = QColor(QRgb(0xffffff)),
                    .link = QColor(QRgb(0x1d4fb0))};
const Shades kDark{.window = QColor(QRgb(0x1e2126)),
                   .base = QColor(QRgb(0x16181c)),
                   .alternate = QColor(QRgb(0x22262c)),
                   .text = QColor(QRgb(0xe8eaed)),
                   .muted = QColor(QRgb(0x8a919c)),
                   .button = QColor(QRgb(0x2c3138)),
                   .highlight = QColor(QRgb(0x3f7fe8)),
                   .on_highlight = QColor(QRgb(0xffffff)),
                   .link = QColor(QRgb(0x7fb0ff))};
const Shades kContrast{.window = QColor(QRgb(0x000000)),
                       .base = QColor(QRgb(0x000000)),
                       .alternate = QColor(QRgb(0x101010)),
                       .text = QColor(QRgb(0xffffff)),
                       .muted = QColor(QRgb(0xc8c8c8)),
                       .button = QColor(QRgb(0x1c1c1c)),
                       .highlight = QColor(QRgb(0xffe000)),
                       .on_highlight = QColor(QRgb(0x000000)),
                       .link = QColor(QRgb(0x66ccff))};

QStyle* fusion() {
    return QStyleFactory::create(QStringLiteral("Fusion"));
}

/// Fusion's frames are darker than the window: on black they are not there. This draws them in the
/// colour of the text, and thicker where the keyboard is.
class OutlinedStyle final : public QProxyStyle {
public:
    OutlinedStyle() : QProxyStyle(fusion()) {}

    void drawPrimitive(PrimitiveElement element,
                       const QStyleOption* option,
                       QPainter* painter,
                       const QWidget* widget) const override {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool is_part = widget != nullptr && widget->parentWidget() != nullptr &&
                             (widget->parentWidget()->inherits("QAbstractSpinBox") ||
                              widget->parentWidget()->inherits("QComboBox"));
        const bool has_frame = element == PE_PanelLineEdit || element == PE_Frame ||
                               element == PE_PanelButtonCommand || element == PE_IndicatorCheckBox;
        if (has_frame && !is_part) outline(*option, *painter);
    }
    void drawComplexControl(ComplexControl control,
                            const QStyleOptionComplex* option,
                            QPainter* painter,
                            const QWidget* widget) const override {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        if (control == CC_SpinBox || control == CC_ComboBox) outline(*option, *painter);
    }

private:
    static void outline(const QStyleOption& option, QPainter& painter) {
        const bool has_keyboard = option.state.testFlag(State_HasFocus);
        const auto group =
            option.state.testFlag(State_Enabled) ? QPalette::Active : QPalette::Disabled;
        painter.save();
        painter.setBrush(Qt::NoBrush);
        painter.setPen(has_keyboard ? QPen(option.palette.color(QPalette::Highlight), 3)
                                    : QPen(option.palette.color(group, QPalette::Text), 1));
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
        painter.restore();
    }
};

}  // namespace

void apply_theme(QApplication& application, Theme theme) {
    application.setStyle(theme == Theme::HighContrast ? new OutlinedStyle : fusion());
    switch (theme) {
        // The desktop's own where it has one, else the style's.
        case Theme::System: application.setPalette(QPalette()); break;
        case Theme::Light: application.setPalette(palette_of(kLight)); break;
        case Theme::Dark: application.setPalette(palette_of(kDark)); break;
        case Theme::HighContrast: application.setPalette(palette_of(kContrast)); break;
    }
}

PlotColours plot_colours(const QPalette& palette) {
    const QColor base = palette.color(QPalette::Base), text = palette.color(QPalette::Text);
    const bool dark = base.lightness() < 128;
    QColor grid = text;
    grid.setAlpha(50);
    QColor frame = text;
    frame.setAlpha(140);
    if (dark) {
        return {.background = base,
                .text = text,
                .frame = frame,
                .grid = grid,
                .cond = QColor(QRgb(0x6db1ff)),
                .uncond = QColor(QRgb(0xffb454)),
                .threshold = QColor(QRgb(0xff6b81)),
                .predicted = QColor(QRgb(0xb79cff)),
                .computed = QColor(QRgb(0x5b6472)),
                .resumed = QColor(QRgb(0xd98e3a)),
                .reused = QColor(QRgb(0x3fb27f)),
                .partial = QColor(QRgb(0x8f7ad6)),
                .on_fill = QColor(QRgb(0x0b0d10))};
    }
    return {.background = base,
            .text = text,
            .frame = frame,
            .grid = grid,
            .cond = QColor(QRgb(0x1f5fbf)),
            .uncond = QColor(QRgb(0xb45f06)),
            .threshold = QColor(QRgb(0xc62839)),
            .predicted = QColor(QRgb(0x6a48c7)),
            .computed = QColor(QRgb(0xc3c9d2)),
            .resumed = QColor(QRgb(0xf2b366)),
            .reused = QColor(QRgb(0x86d6ad)),
            .partial = QColor(QRgb(0xbfb0ef)),
            .on_fill = QColor(QRgb(0x14181d))};
}

}  // namespace plumbline::ui
