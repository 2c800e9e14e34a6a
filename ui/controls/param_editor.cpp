// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/param_editor.h"

#include "controls/rug_slider.h"
#include "support/engine_text.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <algorithm>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr int kSliderSteps = 1000;
constexpr double kDecades = 1e-3;  // a logarithmic slider begins at this share of its maximum

/// Between a slider's position and a value; position 0 is the minimum itself.
double value_at(const api::ParamSpec& spec, int position) {
    const double share = static_cast<double>(position) / kSliderSteps;
    if (!spec.logarithmic) return spec.minimum + share * (spec.maximum - spec.minimum);
    if (position == 0) return spec.minimum;
    return spec.maximum * std::pow(kDecades, 1.0 - share);
}

int position_of(const api::ParamSpec& spec, double value) {
    double share = 0;
    if (!spec.logarithmic)
        share = (value - spec.minimum) / (spec.maximum - spec.minimum);
    else if (value > 0)
        share = 1.0 - std::log(value / spec.maximum) / std::log(kDecades);
    return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kSliderSteps));
}

double as_real(const api::ParamValue& value) {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return 0.0;
}

}  // namespace

ParamEditor::ParamEditor(QWidget* parent) : QWidget(parent), form_(new QFormLayout(this)) {
    form_->setContentsMargins(0, 0, 0, 0);
    form_->setRowWrapPolicy(QFormLayout::WrapLongRows);
}

void ParamEditor::show_schema(const std::vector<api::ParamSpec>& specs) {
    while (form_->rowCount() > 0) form_->removeRow(0);
    rows_.clear();
    tab_stops_.clear();
    for (const api::ParamSpec& spec : specs) add_row(spec);
}

api::Params ParamEditor::values() const {
    api::Params values;
    for (const auto& [key, row] : rows_) values[key] = row.read();
    return values;
}

void ParamEditor::set_value(const std::string& key, const api::ParamValue& value) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return;
    const QScopedValueRollback<bool> quiet(writing_, true);
    row->second.write(value);
}

void ParamEditor::set_running(bool running) {
    for (const auto& [key, row] : rows_) row.editor->setEnabled(!running || row.spec.live);
}

void ParamEditor::add_ticks(const std::string& key, std::span<const double> values) {
    const auto found = rows_.find(key);
    if (found == rows_.end() || found->second.slider == nullptr) return;
    Row& row = found->second;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        row.slider->add_tick(position_of(row.spec, value));
        row.lowest_tick = row.ticks == 0 ? value : std::min(row.lowest_tick, value);
        row.highest_tick = row.ticks == 0 ? value : std::max(row.highest_tick, value);
        ++row.ticks;
    }
    describe_ticks(row);
}

void ParamEditor::clear_ticks(const std::string& key) {
    const auto found = rows_.find(key);
    if (found == rows_.end() || found->second.slider == nullptr) return;
    found->second.slider->clear_ticks();
    found->second.ticks = 0;
    describe_ticks(found->second);
}

void ParamEditor::describe_ticks(const Row& row) {
    QString text = engine_text(row.spec.help);
    if (row.ticks > 0) {
        text += u'\n' + tr("Ticks below: errors of the run shown, %1 to %2 (%3 of them).")
                            .arg(QString::number(row.lowest_tick, 'g', 3),
                                 QString::number(row.highest_tick, 'g', 3))
                            .arg(row.ticks);
    }
    row.slider->setToolTip(text);
    row.slider->setAccessibleDescription(text);
}

void ParamEditor::add_row(const api::ParamSpec& spec) {
    Row row;
    switch (spec.kind) {
        case api::ParamKind::Flag: row = make_flag(spec); break;
        case api::ParamKind::Integer: row = make_integer(spec); break;
        case api::ParamKind::Real: row = make_real(spec); break;
        case api::ParamKind::Choice: row = make_choice(spec); break;
        case api::ParamKind::Numbers: row = make_numbers(spec); break;
    }
    row.spec = spec;
    const QString help = engine_text(spec.help);
    const QString title = engine_text(spec.title);
    row.editor->setToolTip(help);
    row.editor->setAccessibleName(title);
    row.editor->setAccessibleDescription(help);
    for (auto* part : row.editor->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        part->setAccessibleName(title);
    auto* label = new QLabel(title, this);
    label->setToolTip(help);
    label->setBuddy(row.editor);
    form_->addRow(label, row.editor);
    {
        const QScopedValueRollback<bool> quiet(writing_, true);
        row.write(spec.default_value);
    }
    rows_.emplace(spec.key, std::move(row));
}

ParamEditor::Row ParamEditor::make_flag(const api::ParamSpec& spec) {
    auto* box = new QCheckBox(this);
    tab_stops_.push_back(box);
    connect(box, &QCheckBox::toggled, this, [this, key = spec.key] { tell(key); });
    return {.editor = box,
            .read = [box] { return api::ParamValue(box->isChecked()); },
            .write =
                [box](const api::ParamValue& value) {
                    if (const auto* flag = std::get_if<bool>(&value)) box->setChecked(*flag);
                }};
}

ParamEditor::Row ParamEditor::make_integer(const api::ParamSpec& spec) {
    auto* box = new QSpinBox(this);
    tab_stops_.push_back(box);
    box->setRange(static_cast<int>(spec.minimum), static_cast<int>(spec.maximum));
    connect(box, &QSpinBox::valueChanged, this, [this, key = spec.key] { tell(key); });
    return {.editor = box,
            .read = [box] { return api::ParamValue(static_cast<std::int64_t>(box->value())); },
            .write =
                [box](const api::ParamValue& value) {
                    box->setValue(static_cast<int>(as_real(value)));
                }};
}

ParamEditor::Row ParamEditor::make_real(const api::ParamSpec& spec) {
    auto* both = new QWidget(this);
    // A scale of decades, with errors on it, needs the whole width.
    auto* line =
        new QBoxLayout(spec.logarithmic ? QBoxLayout::BottomToTop : QBoxLayout::LeftToRight, both);
    line->setContentsMargins(0, 0, 0, 0);
    auto* slider = new RugSlider(both);
    slider->setRange(0, kSliderSteps);
    slider->setPageStep(kSliderSteps / 20);
    slider->setAccessibleName(tr("%1, coarse").arg(engine_text(spec.title)));
    slider->setMinimumWidth(60);
    auto* box = new QDoubleSpinBox(both);
    box->setDecimals(4);
    box->setRange(spec.minimum, spec.maximum);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    box->setKeyboardTracking(false);
    box->setAccessibleName(engine_text(spec.title));
    line->addWidget(slider, 1);
    line->addWidget(box);
    both->setFocusProxy(box);
    if (spec.logarithmic)
        tab_stops_.insert(tab_stops_.end(), {box, slider});
    else
        tab_stops_.insert(tab_stops_.end(), {slider, box});
    connect(slider, &QSlider::valueChanged, box, [box, spec, slider](int position) {
        // Only a hand on the slider moves the number; the number moves the slider below.
        if (position != position_of(spec, box->value()) && !slider->signalsBlocked())
            box->setValue(value_at(spec, position));
    });
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, spec, slider](double value) {
        const QSignalBlocker quiet(slider);
        slider->setValue(position_of(spec, value));
        tell(spec.key);
    });
    return {.editor = both,
            .read = [box] { return api::ParamValue(box->value()); },
            .write = [box](const api::ParamValue& value) { box->setValue(as_real(value)); },
            .slider = slider};
}

ParamEditor::Row ParamEditor::make_choice(const api::ParamSpec& spec) {
    auto* box = new QComboBox(this);
    tab_stops_.push_back(box);
    for (const std::string& choice : spec.choices) box->addItem(QString::fromStdString(choice));
    connect(box, &QComboBox::currentIndexChanged, this, [this, key = spec.key] { tell(key); });
    return {.editor = box,
            .read = [box] { return api::ParamValue(box->currentText().toStdString()); },
            .write =
                [box](const api::ParamValue& value) {
                    if (const auto* text = std::get_if<std::string>(&value))
                        box->setCurrentText(QString::fromStdString(*text));
                }};
}

ParamEditor::Row ParamEditor::make_numbers(const api::ParamSpec& spec) {
    auto* line = new QLineEdit(this);
    tab_stops_.push_back(line);
    line->setPlaceholderText(tr("none"));
    // Half a list is no list: it is told when the hand has left it, and what is none goes back.
    connect(line, &QLineEdit::editingFinished, this, [this, line, key = spec.key] {
        const auto numbers = api::parse_numbers(line->text().toStdString());
        const auto row = rows_.find(key);
        if (numbers) {
            line->setText(QString::fromStdString(api::numbers_text(*numbers)));
            tell(key);
        } else if (row != rows_.end()) {
            row->second.write(row->second.spec.default_value);
        }
    });
    return {
        .editor = line,
        .read =
            [line] {
                const auto numbers = api::parse_numbers(line->text().toStdString());
                return api::ParamValue(api::numbers_text(numbers.value_or(std::vector<double>())));
            },
        .write =
            [line](const api::ParamValue& value) {
                if (const auto* text = std::get_if<std::string>(&value))
                    line->setText(QString::fromStdString(*text));
            }};
}

void ParamEditor::tell(const std::string& key) {
    if (writing_) return;
    const auto row = rows_.find(key);
    if (row != rows_.end()) Q_EMIT edited(key, row->second.read());
}

}  // namespace plumbline::ui
