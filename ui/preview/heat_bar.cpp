// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/heat_bar.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLinearGradient>
#include <QPainter>
#include <QSettings>
#include <QSlider>

namespace plumbline::ui {
namespace {

constexpr const char* kOn = "preview/error_map";
constexpr const char* kOpacity = "preview/error_map_opacity";
constexpr int kUsualOpacity = 60;  // %
constexpr int kGradientWidth = 90, kGap = 5;
constexpr int kStep = 0, kSum = 1;  // entries of the list

QString number(double value) {
    return QString::number(value, 'g', 3);
}

}  // namespace

HeatLegend::HeatLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Colours of the heat map"));
    show_range({});
}

void HeatLegend::show_range(const HeatRange& range) {
    low_ = number(range.low);
    high_ = number(range.high);
    setToolTip(tr("Relative change of the probe of a token, from %1 (dark) to %2 (light)")
                   .arg(low_, high_));
    setAccessibleDescription(toolTip());
    updateGeometry();
    update();
}

QSize HeatLegend::sizeHint() const {
    const QFontMetrics metrics = fontMetrics();
    return {metrics.horizontalAdvance(low_) + metrics.horizontalAdvance(high_) + kGradientWidth +
                2 * kGap,
            metrics.height() + 2};
}

void HeatLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int left = fontMetrics().horizontalAdvance(low_) + kGap;
    const QRect bar(left, 2, kGradientWidth, height() - 4);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= 16; ++i) gradient.setColorAt(i / 16.0, heat_colour(i / 16.0));
    painter.fillRect(bar, gradient);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, low_);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, high_);
}

HeatBar::HeatBar(QWidget* parent)
    : QWidget(parent),
      shown_(new QAction(tr("Where it hurts"), this)),
      summed_(new QAction(tr("Heat map: sum over the steps"), this)),
      which_(new QComboBox(this)),
      legend_(new HeatLegend(this)),
      opacity_(new QSlider(Qt::Horizontal, this)),
      text_(new QLabel(this)) {
    shown_->setCheckable(true);
    shown_->setShortcut(QKeySequence(tr("Ctrl+H")));
    shown_->setToolTip(tr("A heat map over the preview: the probe error of every token"));
    shown_->setStatusTip(shown_->toolTip());
    summed_->setCheckable(true);
    summed_->setShortcut(QKeySequence(tr("Ctrl+Shift+H")));
    summed_->setToolTip(tr("The heat map adds up every step, or shows the one under the cursor"));
    summed_->setStatusTip(summed_->toolTip());
    which_->addItem(tr("this step"));
    which_->addItem(tr("summed"));
    which_->setAccessibleName(tr("Heat map of"));
    which_->setToolTip(summed_->toolTip());
    const QSettings settings;
    opacity_->setRange(10, 100);
    opacity_->setValue(settings.value(QLatin1String(kOpacity), kUsualOpacity).toInt());
    opacity_->setAccessibleName(tr("Opacity of the heat map"));
    opacity_->setToolTip(opacity_->accessibleName());
    opacity_->setFixedWidth(80);
    text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    text_->setTextFormat(Qt::PlainText);
    text_->setAccessibleName(tr("What the heat map shows"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(6, 0, 6, 0);
    line->addWidget(which_);
    line->addWidget(legend_);
    line->addWidget(text_, 1);
    auto* heading = new QLabel(tr("opacity"), this);
    heading->setBuddy(opacity_);
    heading->setAccessibleName(heading->text());
    line->addWidget(heading);
    line->addWidget(opacity_);
    connect(shown_, &QAction::toggled, this, [this](bool on) {
        QSettings().setValue(QLatin1String(kOn), on);
        Q_EMIT switched(on);
        refresh();
    });
    connect(summed_, &QAction::toggled, which_,
            [this](bool on) { which_->setCurrentIndex(on ? kSum : kStep); });
    connect(which_, &QComboBox::currentIndexChanged, this, [this](int index) {
        summed_->setChecked(index == kSum);
        refresh();
    });
    connect(opacity_, &QSlider::valueChanged, this, [this](int percent) {
        QSettings().setValue(QLatin1String(kOpacity), percent);
        Q_EMIT changed();
    });
    shown_->setChecked(settings.value(QLatin1String(kOn), false).toBool());
    refresh();
}

bool HeatBar::is_on() const {
    return shown_->isChecked();
}

double HeatBar::opacity() const {
    return opacity_->value() / 100.0;
}

void HeatBar::clear() {
    maps_.clear();
    step_ = -1;
    refresh();
}

void HeatBar::append(const api::StepEvent& event) {
    maps_.append(event);
    if (is_on()) refresh();
}

void HeatBar::set_step(int step) {
    if (step == step_) return;
    step_ = step;
    if (is_on()) refresh();
}

ErrorMapPointer HeatBar::map() const {
    if (!is_on()) return nullptr;
    if (which_->currentIndex() == kSum) return maps_.sum();
    return maps_.of_step(step_ < 0 ? maps_.newest() : step_);
}

void HeatBar::refresh() {
    setVisible(is_on());
    const ErrorMapPointer shown = map();
    legend_->setVisible(shown != nullptr);
    if (shown) legend_->show_range(range_of(*shown));
    text_->setText(words());
    text_->setToolTip(text_->text());
    Q_EMIT changed();
}

QString HeatBar::words() const {
    if (maps_.empty())
        return tr("No heat map yet: with this on, a run makes one at every step with a probe.");
    if (which_->currentIndex() == kSum) return tr("summed steps: %1").arg(maps_.summed_steps());
    const int step = step_ < 0 ? maps_.newest() : step_;
    switch (maps_.state(step)) {
        case ErrorMaps::State::Held: return tr("step %1").arg(step + 1);
        case ErrorMaps::State::NoProbe:
            return tr("step %1 was computed without a probe: no error to show").arg(step + 1);
        case ErrorMaps::State::NotAsked:
            return tr("step %1 ran while the heat map was off").arg(step + 1);
        case ErrorMaps::State::Dropped: return tr("step %1 is no longer kept").arg(step + 1);
    }
    return {};
}

}  // namespace plumbline::ui
