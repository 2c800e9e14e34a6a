// SPDX-License-Identifier: GPL-3.0-or-later
// The panel's controls: what they are called, where they stand, what they set off.
#include "controls/image_box.h"
#include "controls/lora_list.h"
#include "controls/prompt_panel.h"
#include "support/icons.h"
#include "support/tab_order.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <limits>

namespace plumbline::ui {
namespace {

constexpr int kRestMs = 350;  // after the last key
constexpr int kPromptLines = 4, kNegativeLines = 2;

QPlainTextEdit* text_box(QWidget* parent, const QString& name, const QString& hint, int lines) {
    auto* box = new QPlainTextEdit(parent);
    box->setAccessibleName(name);
    box->setPlaceholderText(hint);
    box->setTabChangesFocus(true);
    box->setFixedHeight(box->fontMetrics().lineSpacing() * lines + 14);
    return box;
}

bool has_gpu() {
    return QFileInfo::exists(QStringLiteral("/proc/driver/nvidia/version"));
}

QDoubleSpinBox* real_box(QWidget* parent, const QString& name, double to, double step) {
    auto* box = new QDoubleSpinBox(parent);
    box->setAccessibleName(name);
    box->setRange(0.0, to);
    box->setSingleStep(step);
    box->setDecimals(2);
    return box;
}

}  // namespace

PromptPanel::PromptPanel(QWidget* parent)
    : QWidget(parent),
      model_(new QComboBox(this)),
      sampler_(new QComboBox(this)),
      loras_(new LoraList(this)),
      state_(new QLabel(this)),
      size_note_(new QLabel(this)),
      tokens_(new QLabel(this)),
      memory_(new QLabel(this)),
      prompt_(text_box(this, tr("Prompt"), tr("What the clip shows"), kPromptLines)),
      negative_(text_box(this, tr("Negative prompt"), tr("What it must not show"), kNegativeLines)),
      image_(new ImageBox(this)),
      width_(add_number(tr("Width"), tr("Pixels, a multiple of 16"), 16, 8192, 16)),
      height_(add_number(tr("Height"), tr("Pixels, a multiple of 16"), 16, 8192, 16)),
      frames_(add_number(tr("Frames"), tr("4n + 1: 17, 33, 81"), 1, 4097, 4)),
      fps_(add_number(tr("Frames a second"), tr("Of the finished clip"), 1, 240, 1)),
      steps_(add_number(tr("Steps"), tr("More are finer and slower"), 1, 10000, 1)),
      guidance_(real_box(this, tr("Guidance"), 100, 0.5)),
      shift_(real_box(this, tr("Shift"), 100, 0.5)),
      seed_(add_number(tr("Seed"),
                       tr("The same seed gives the same clip"),
                       0,
                       std::numeric_limits<int>::max(),
                       1)),
      draw_(new QToolButton(this)),
      dice_(new QCheckBox(tr("new each time"), this)),
      tiles_(new QCheckBox(tr("in tiles"), this)),
      device_(new QComboBox(this)) {
    describe();
    lay_out();
    connect_boxes();
}

void PromptPanel::describe() {
    model_->setAccessibleName(tr("Model"));
    // Long names end in the list, not beyond the panel.
    model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    model_->setMinimumContentsLength(10);
    sampler_->setAccessibleName(tr("Sampler"));
    guidance_->setToolTip(tr("How closely the prompt is followed; 1 switches guidance off"));
    shift_->setToolTip(tr("Moves steps towards the noisy end; larger sizes need more"));
    dice_->setToolTip(tr("Draws a new seed for every run; off: the seed is locked"));
    tiles_->setAccessibleName(tr("Decoding in tiles"));
    tiles_->setToolTip(
        tr("Takes less memory and more time; pixels differ a little where tiles meet"));
    draw_->setIcon(icon("dice"));
    draw_->setToolTip(tr("Draw a new seed now"));
    draw_->setAccessibleName(draw_->toolTip());
    draw_->setFocusPolicy(Qt::StrongFocus);
    device_->setAccessibleName(tr("Device"));
    device_->setToolTip(tr("Where to compute"));
    device_->addItem(tr("processor"), QStringLiteral("cpu"));
    if (has_gpu()) device_->addItem(tr("NVIDIA GPU"), QStringLiteral("cuda"));
    state_->setWordWrap(true);
    size_note_->setWordWrap(true);
    memory_->setWordWrap(true);
    memory_->setAccessibleName(tr("Memory of the run"));
    memory_->hide();
    fps_->setSuffix(tr(" fps"));
    tokens_->setWordWrap(true);
    tokens_->setAccessibleName(tr("Tokens"));
    tokens_->hide();
    size_note_->hide();
    state_->hide();
}

void PromptPanel::lay_out() {
    const auto pair = [this](QWidget* a, const QString& between, QWidget* b) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(a, 1);
        if (!between.isEmpty()) row->addWidget(new QLabel(between, this));
        row->addWidget(b, 1);
        return row;
    };
    auto* form = form_ = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    auto* model_name = new QLabel(tr("Model"), this);
    model_name->setBuddy(model_);
    form->addRow(model_name);
    form->addRow(model_);  // below its name: titles are long
    form->addRow(state_);
    form->addRow(tr("First frame"), image_);
    form->addRow(tr("LoRA"), loras_);
    form->addRow(tr("Size"), pair(width_, QStringLiteral("×"), height_));
    form->addRow(tr("Frames"), pair(frames_, tr("at"), fps_));
    form->addRow(size_note_);
    form->addRow(memory_);
    form->addRow(tr("Steps"), steps_);
    form->addRow(tr("Guidance"), guidance_);
    form->addRow(tr("Shift"), shift_);
    form->addRow(tr("Sampler"), sampler_);
    auto* seed = pair(seed_, {}, dice_);
    seed->insertWidget(1, draw_);
    form->addRow(tr("Seed"), seed);
    form->addRow(tr("Decoding"), tiles_);
    form->addRow(tr("Device"), device_);
    form->setRowVisible(device_, device_->count() > 1);
    auto* column = new QVBoxLayout(this);
    column->addWidget(prompt_);
    column->addWidget(negative_);
    column->addWidget(tokens_);
    column->addLayout(form);
    column->addStretch(1);
    form_->setRowVisible(image_, false);
    std::vector<QWidget*> top{prompt_, negative_, model_, image_->stops()[0], image_->stops()[1]};
    for (QWidget* stop : loras_->stops()) top.push_back(stop);
    top.push_back(width_);
    set_tab_order(top);
    set_tab_order({width_, height_, frames_, fps_, steps_, guidance_, shift_, sampler_, seed_,
                   draw_, dice_, tiles_, device_});
}

void PromptPanel::connect_boxes() {
    connect(draw_, &QToolButton::clicked, this, &PromptPanel::draw_seed);
    connect(model_, &QComboBox::currentIndexChanged, this, [this] {
        show_model();
        Q_EMIT model_changed();
    });
    for (QSpinBox* box : {width_, height_, frames_})
        connect(box, &QSpinBox::valueChanged, this, &PromptPanel::check_size);
    for (QSpinBox* box : {width_, height_, frames_, fps_, steps_, seed_})
        connect(box, &QSpinBox::valueChanged, this, &PromptPanel::edited);
    for (QDoubleSpinBox* box : {guidance_, shift_})
        connect(box, &QDoubleSpinBox::valueChanged, this, &PromptPanel::edited);
    for (QPlainTextEdit* box : {prompt_, negative_})
        connect(box, &QPlainTextEdit::textChanged, this, &PromptPanel::edited);
    for (QComboBox* box : {model_, sampler_, device_})
        connect(box, &QComboBox::currentIndexChanged, this, &PromptPanel::edited);
    connect(tiles_, &QCheckBox::toggled, this, &PromptPanel::edited);
    connect(image_, &ImageBox::changed, this, &PromptPanel::fit_size_to_image);
    connect(image_, &ImageBox::changed, this, &PromptPanel::edited);
    connect(loras_, &LoraList::edited, this, &PromptPanel::edited);
    rest_.setSingleShot(true);
    rest_.setInterval(kRestMs);
    connect(&rest_, &QTimer::timeout, this, &PromptPanel::tokens_asked);
    for (QPlainTextEdit* box : {prompt_, negative_})
        connect(box, &QPlainTextEdit::textChanged, this, [this] { rest_.start(); });
    connect(model_, &QComboBox::currentIndexChanged, this, [this] { rest_.start(); });
}

QSpinBox* PromptPanel::add_number(const QString& name,
                                  const QString& help,
                                  int from,
                                  int to,
                                  int step) {
    auto* box = new QSpinBox(this);
    box->setAccessibleName(name);
    box->setToolTip(help);
    box->setRange(from, to);
    box->setSingleStep(step);
    return box;
}

}  // namespace plumbline::ui
