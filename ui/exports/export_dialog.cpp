// SPDX-License-Identifier: GPL-3.0-or-later
#include "exports/export_dialog.h"

#include "exports/export_target.h"
#include "support/engine_text.h"
#include "support/tab_order.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace plumbline::ui {
namespace {

constexpr int kMostRepeats = 1000;
constexpr double kLargestGain = 64;

/// Label and control as one: the control is named for who cannot see the label.
template <typename Control>
Control* named(Control* control, const QString& name, const QString& help) {
    control->setAccessibleName(name);
    control->setToolTip(help);
    return control;
}

/// Controls of two forms begin at the same place.
void align_labels(std::initializer_list<const QFormLayout*> forms) {
    int widest = 0;
    const auto each_label = [&](const auto& change) {
        for (const QFormLayout* form : forms) {
            for (int row = 0; row < form->rowCount(); ++row) {
                const QLayoutItem* item = form->itemAt(row, QFormLayout::LabelRole);
                if (item != nullptr && item->widget() != nullptr) change(*item->widget());
            }
        }
    };
    each_label([&](const QWidget& label) { widest = std::max(widest, label.sizeHint().width()); });
    each_label([&](QWidget& label) { label.setMinimumWidth(widest); });
}

QHBoxLayout* in_a_row(std::initializer_list<QWidget*> widgets) {
    auto* row = new QHBoxLayout;
    for (QWidget* each : widgets) row->addWidget(each);
    return row;
}

}  // namespace

ExportDialog::ExportDialog(ExportSource source, std::optional<ExportSource> other, QWidget* parent)
    : QDialog(parent), source_(std::move(source)), other_(std::move(other)) {
    setWindowTitle(tr("Export"));
    setAttribute(Qt::WA_DeleteOnClose);
    make_controls();
    make_comparison();
    lay_out();
    restore();
    connect(format_, &QComboBox::currentIndexChanged, this, &ExportDialog::show_format);
    connect(quality_slider_, &QSlider::valueChanged, this, [this](int place) {
        const api::ExportFormat& chosen = format();
        quality_->setValue(chosen.best_quality < chosen.worst_quality
                               ? chosen.worst_quality - place
                               : chosen.worst_quality + place);
    });
    connect(quality_, &QSpinBox::valueChanged, this, [this](int value) {
        quality_slider_->setValue(std::abs(value - format().worst_quality));
    });
    for (QSpinBox* box : {first_, last_, repeats_})
        connect(box, &QSpinBox::valueChanged, this, &ExportDialog::show_frames);
    connect(ping_pong_, &QCheckBox::toggled, this, &ExportDialog::show_frames);
    connect(against_, &QGroupBox::toggled, this, &ExportDialog::show_format);
    connect(form_, &QComboBox::currentIndexChanged, this, &ExportDialog::show_format);
    for (QLineEdit* line : {folder_, name_})
        connect(line, &QLineEdit::textChanged, this, &ExportDialog::show_target);
    show_format();
    show_frames();
}

void ExportDialog::make_controls() {
    from_ = named(new QComboBox(this), tr("From"),
                  tr("Latents are decoded anew: exact, where the clip's file has lost something"));
    if (!source_.latents.empty())
        from_->addItem(tr("its latents, decoded anew"), QString::fromStdString(source_.latents));
    if (!source_.clip.empty()) from_->addItem(tr("its file"), QString::fromStdString(source_.clip));
    format_ = named(new QComboBox(this), tr("Format"), tr("What kind of file is made"));
    for (const api::ExportFormat& each : api::export_formats())
        format_->addItem(engine_text(each.title), QString::fromUtf8(each.id));
    help_ = new QLabel(this);
    help_->setWordWrap(true);
    quality_slider_ = named(new QSlider(Qt::Horizontal, this), tr("Quality"),
                            tr("To the right: finer and larger"));
    quality_ = named(new QSpinBox(this), tr("Quality on the encoder's own scale"),
                     tr("The encoder's own scale"));
    first_ = named(new QSpinBox(this), tr("First frame"), tr("The first frame that is shown"));
    last_ = named(new QSpinBox(this), tr("Last frame"), tr("The last frame that is shown"));
    const int frames = most_frames();
    first_->setRange(1, frames);
    last_->setRange(source_.frames > 0 ? 1 : 0, frames);
    last_->setSpecialValueText(source_.frames > 0 ? QString() : tr("the last"));
    last_->setValue(source_.frames);
    repeats_ = named(new QSpinBox(this), tr("Times"), tr("How often the frames are played"));
    repeats_->setRange(1, kMostRepeats);
    repeats_->setSuffix(tr(" ×"));
    ping_pong_ = named(new QCheckBox(tr("There and back"), this), tr("There and back"),
                       tr("Forwards, then backwards (ping-pong)"));
    length_ = new QLabel(this);
    settings_ = named(new QComboBox(this), tr("Settings in the file"),
                      tr("A file with its settings can be dropped on this window"));
    settings_->addItem(tr("all, so that it can be made again"));
    settings_->addItem(tr("all but the prompts"));
    settings_->addItem(tr("none"));
    folder_ = named(new QLineEdit(this), tr("Folder"), tr("Where the file goes"));
    name_ = named(new QLineEdit(this), tr("Name"), name_help());
    target_ = new QLabel(this);
    target_->setWordWrap(true);
    target_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    target_->setFocusPolicy(Qt::NoFocus);
    buttons_ = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    export_ = buttons_->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    export_->setDefault(true);
    export_->setToolTip(tr("Puts it into the queue"));
    connect(buttons_, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
}

void ExportDialog::make_comparison() {
    against_ = named(new QGroupBox(this), tr("Against the other side"),
                     tr("Both results in one file, as layout Compare shows them"));
    against_->setCheckable(true);
    against_->setChecked(false);
    against_->setVisible(other_.has_value());
    against_->setTitle(other_ ? tr("Against %1").arg(other_->label.section(u'·', 0, 0).trimmed())
                              : QString());
    form_ = named(new QComboBox(this), tr("Form"), tr("How the two stand in the picture"));
    form_->addItem(tr("wipe"));
    form_->addItem(tr("side by side"));
    form_->addItem(tr("difference"));
    form_->setCurrentIndex(static_cast<int>(api::ExportComparison::Form::SideBySide));
    divider_ = named(new QDoubleSpinBox(this), tr("Divider"), tr("Share of the width that A has"));
    divider_->setRange(0, 1);
    divider_->setSingleStep(0.05);
    divider_->setValue(0.5);
    gain_ = named(new QDoubleSpinBox(this), tr("Gain"), tr("Differences are multiplied by it"));
    gain_->setRange(1, kLargestGain);
    gain_->setValue(4);
    decisions_ = named(new QCheckBox(tr("Decisions below the pictures"), this),
                       tr("Decisions below the pictures"),
                       tr("The lanes of both runs, burnt into the picture"));
    const bool has_traces = other_ && !source_.trace.empty() && !other_->trace.empty();
    decisions_->setEnabled(has_traces);
    decisions_->setChecked(has_traces);
    auto* form = new QFormLayout(against_);
    form->addRow(tr("Form"), form_);
    form->addRow(tr("Divider"), divider_);
    form->addRow(tr("Gain"), gain_);
    form->addRow(decisions_);
}

QFormLayout* ExportDialog::make_form() {
    auto* form = new QFormLayout;
    auto* source = new QLabel(source_.label, this);
    source->setWordWrap(true);
    form->addRow(tr("Result"), source);
    form->addRow(tr("From"), from_);
    form->addRow(tr("Format"), format_);
    form->addRow(QString(), help_);
    form->addRow(tr("Quality"), in_a_row({quality_slider_, quality_}));
    auto* to = new QLabel(tr("to"), this);
    QHBoxLayout* frames = in_a_row({first_, to, last_, repeats_, ping_pong_});
    frames->addStretch(1);
    form->addRow(tr("Frames"), frames);
    form->addRow(QString(), length_);
    form->addRow(tr("Settings"), settings_);
    return form;
}

void ExportDialog::lay_out() {
    QFormLayout* form = make_form();
    auto* browse = named(new QToolButton(this), tr("Choose a folder"), tr("Choose a folder"));
    browse->setText(tr("…"));
    browse->setFocusPolicy(Qt::StrongFocus);
    connect(browse, &QToolButton::clicked, this, &ExportDialog::choose_folder);
    auto* where = new QFormLayout;
    where->addRow(tr("Folder"), in_a_row({folder_, browse}));
    where->addRow(tr("Name"), name_);
    where->addRow(QString(), target_);
    align_labels({form, where});
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(against_);
    column->addLayout(where);
    column->addStretch(1);
    column->addWidget(buttons_);
    setMinimumWidth(520);
    set_tab_order({from_, format_, quality_slider_, quality_, first_, last_, repeats_, ping_pong_,
                   settings_, against_, form_, divider_, gain_, decisions_, folder_, browse, name_,
                   export_, buttons_->button(QDialogButtonBox::Cancel)});
}

}  // namespace plumbline::ui
