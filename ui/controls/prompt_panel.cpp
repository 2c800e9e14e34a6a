// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/prompt_panel.h"

#include "api/frame_size.h"
#include "controls/image_box.h"
#include "controls/lora_list.h"
#include "support/engine_text.h"
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
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
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

/// The value of the form step · n + rest, n ≥ 0 and not all of it 0, that is nearest.
int nearest(int value, int step, int rest) {
    return std::max((value - rest + step / 2) / step, rest == 0 ? 1 : 0) * step + rest;
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
    connect(draw_, &QToolButton::clicked, this, &PromptPanel::draw_seed);
    device_->setAccessibleName(tr("Device"));
    device_->setToolTip(tr("Where to compute"));
    device_->addItem(tr("processor"), QStringLiteral("cpu"));
    if (has_gpu()) device_->addItem(tr("NVIDIA GPU"), QStringLiteral("cuda"));
    state_->setWordWrap(true);
    size_note_->setWordWrap(true);
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
    memory_->setWordWrap(true);
    memory_->setAccessibleName(tr("Memory of the run"));
    memory_->hide();
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
    fps_->setSuffix(tr(" fps"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(prompt_);
    column->addWidget(negative_);
    column->addWidget(tokens_);
    column->addLayout(form);
    column->addStretch(1);
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
    tokens_->setWordWrap(true);
    tokens_->setAccessibleName(tr("Tokens"));
    tokens_->hide();
    rest_.setSingleShot(true);
    rest_.setInterval(kRestMs);
    connect(&rest_, &QTimer::timeout, this, &PromptPanel::tokens_asked);
    for (QPlainTextEdit* box : {prompt_, negative_})
        connect(box, &QPlainTextEdit::textChanged, this, [this] { rest_.start(); });
    connect(model_, &QComboBox::currentIndexChanged, this, [this] { rest_.start(); });
    std::vector<QWidget*> top{prompt_, negative_, model_, image_->stops()[0], image_->stops()[1]};
    for (QWidget* stop : loras_->stops()) top.push_back(stop);
    top.push_back(width_);
    set_tab_order(top);
    set_tab_order({width_, height_, frames_, fps_, steps_, guidance_, shift_, sampler_, seed_,
                   draw_, dice_, tiles_, device_});
    form_->setRowVisible(image_, false);
    size_note_->hide();
    state_->hide();
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

void PromptPanel::show_models(const std::vector<api::ModelCard>& cards) {
    const QString before = model_->currentData().toString();
    cards_ = cards;
    bool is_kept = false;
    {
        const QSignalBlocker quiet(model_);
        model_->clear();
        for (const api::ModelCard& card : cards_) {
            const QString title = engine_text(card.title);
            model_->addItem(card.complete ? title : tr("%1 (incomplete)").arg(title),
                            QString::fromStdString(card.id));
        }
        const auto usable = std::ranges::find(cards_, true, &api::ModelCard::complete);
        int index = model_->findData(before);
        is_kept = index >= 0;
        if (index < 0 && usable != cards_.end()) index = static_cast<int>(usable - cards_.begin());
        model_->setCurrentIndex(index);
    }
    if (is_kept) {
        if (const api::ModelCard* card = model()) show_inputs(*card);
        show_completeness();
        return;
    }
    show_model();
    Q_EMIT model_changed();
}

void PromptPanel::choose_model(const std::string& id) {
    const int index = model_->findData(QString::fromStdString(id));
    if (index >= 0) model_->setCurrentIndex(index);
}

const api::ModelCard* PromptPanel::model() const {
    const int index = model_->currentIndex();
    return index >= 0 && index < static_cast<int>(cards_.size())
               ? &cards_[static_cast<std::size_t>(index)]
               : nullptr;
}

void PromptPanel::set_prompt(const QString& text) {
    prompt_->setPlainText(text);
}

QString PromptPanel::prompt() const {
    return prompt_->toPlainText().trimmed();
}

api::Recipe PromptPanel::recipe() const {
    api::Recipe recipe;
    const api::ModelCard* card = model();
    if (card != nullptr) recipe.model = card->id;
    recipe.loras = loras_->loras();
    recipe.prompt = prompt().toStdString();
    recipe.negative = card == nullptr || card->takes_negative
                          ? negative_->toPlainText().trimmed().toStdString()
                          : std::string();
    if (card != nullptr && card->takes_image) recipe.image = image_->file().toStdString();
    recipe.width = width_->value();
    recipe.height = height_->value();
    recipe.frames = frames_->value();
    recipe.fps = fps_->value();
    recipe.steps = steps_->value();
    recipe.guidance = guidance_->value();
    // One that follows the size is the engine's to choose, until another is set.
    if (!shift_is_usual()) recipe.shift = shift_->value();
    if (sampler_->count() > 0) recipe.sampler = sampler_->currentText().toStdString();
    recipe.seed = static_cast<std::uint64_t>(seed_->value());
    recipe.tiled_vae = tiles_->isChecked();
    recipe.device = device_->currentData().toString().toStdString();
    return recipe;
}

void PromptPanel::show_recipe(const api::Recipe& recipe) {
    choose_model(recipe.model);
    loras_->show_loras(recipe.loras);
    prompt_->setPlainText(QString::fromStdString(recipe.prompt));
    if (recipe.negative) negative_->setPlainText(QString::fromStdString(*recipe.negative));
    if (const api::ModelCard* card = model(); card != nullptr && card->takes_image)
        image_->set_file(QString::fromStdString(recipe.image));
    const auto show = [](auto* box, const auto& value) {
        if (value) box->setValue(*value);
    };
    show(width_, recipe.width);
    show(height_, recipe.height);
    show(frames_, recipe.frames);
    show(fps_, recipe.fps);
    show(steps_, recipe.steps);
    show(guidance_, recipe.guidance);
    show(shift_, recipe.shift);
    if (recipe.sampler) sampler_->setCurrentText(QString::fromStdString(*recipe.sampler));
    seed_->setValue(
        static_cast<int>(std::min<std::uint64_t>(recipe.seed, std::numeric_limits<int>::max())));
    dice_->setChecked(false);
    tiles_->setChecked(recipe.tiled_vae);
    // Settings of a machine with another device run on this one's.
    device_->setCurrentIndex(std::max(0, device_->findData(QString::fromStdString(recipe.device))));
}

void PromptPanel::draw_seed() {
    seed_->setValue(QRandomGenerator::global()->bounded(std::numeric_limits<int>::max()));
}

std::uint64_t PromptPanel::roll_seed() {
    if (dice_->isChecked()) draw_seed();
    return static_cast<std::uint64_t>(seed_->value());
}

void PromptPanel::show_tokens(int prompt, int negative, int limit) {
    tokens_->setVisible(prompt >= 0);
    if (prompt < 0) return;
    QString text = negative > 1 ? tr("%1 and %2 of %3 tokens").arg(prompt).arg(negative).arg(limit)
                                : tr("%1 of %2 tokens").arg(prompt).arg(limit);
    if (std::max(prompt, negative) > limit)
        text += u' ' + tr("The model does not read what is beyond.");
    tokens_->setText(text);
}

void PromptPanel::show_memory(const QString& words) {
    memory_->setVisible(!words.isEmpty());
    memory_->setText(words);
}

bool PromptPanel::shift_is_usual() const {
    const api::ModelCard* card = model();
    if (card == nullptr || !card->shift_follows_size) return false;
    return std::abs(shift_->value() - card->default_shift) < 0.01;  // the box rounds to that
}

QWidget* PromptPanel::prompt_box() const {
    return prompt_;
}

void PromptPanel::focus_prompt() {
    prompt_->setFocus();
}

void PromptPanel::show_model() {
    const api::ModelCard* card = model();
    if (card == nullptr) return;
    width_->setValue(card->default_width);
    height_->setValue(card->default_height);
    frames_->setValue(card->default_frames);
    fps_->setValue(card->default_fps);
    steps_->setValue(card->default_steps);
    guidance_->setValue(card->default_guidance);
    shift_->setValue(card->default_shift);
    negative_->setPlainText(QString::fromStdString(card->default_negative));
    sampler_->clear();
    for (const std::string& name : card->samplers) sampler_->addItem(QString::fromStdString(name));
    sampler_->setCurrentText(QString::fromStdString(card->default_sampler));
    show_inputs(*card);
    show_completeness();
}

void PromptPanel::show_inputs(const api::ModelCard& card) {
    negative_->setVisible(card.takes_negative);
    form_->setRowVisible(image_, card.takes_image);
    frames_->setEnabled(!card.is_picture);
    fps_->setEnabled(!card.is_picture);
}

bool PromptPanel::take_image(const QString& file) {
    const api::ModelCard* card = model();
    if (card == nullptr || !card->takes_image || !ImageBox::is_picture(file)) return false;
    image_->set_file(file);
    return true;
}

void PromptPanel::fit_size_to_image() {
    const api::ModelCard* card = model();
    const QSize size = image_->picture_size();
    if (card == nullptr || !size.isValid()) return;
    const auto [width, height] = api::size_like(
        size.width(), size.height(), std::int64_t{card->default_width} * card->default_height);
    width_->setValue(width);
    height_->setValue(height);
}

void PromptPanel::show_completeness() {
    const api::ModelCard* card = model();
    if (card == nullptr) return;
    state_->setVisible(!card->complete);
    QStringList missing;
    for (const std::string& part : card->missing) missing << engine_text(part);
    state_->setText(tr("Still lacks: %1").arg(missing.join(QStringLiteral("; "))));
}

void PromptPanel::check_size() {
    QStringList notes;
    const int width = width_->value(), height = height_->value(), frames = frames_->value();
    if (width % 16 != 0 || height % 16 != 0)
        notes << tr("Width and height must be multiples of 16: %1 × %2 is near.")
                     .arg(nearest(width, 16, 0))
                     .arg(nearest(height, 16, 0));
    if (frames % 4 != 1)
        notes << tr("Frames must be 4n + 1: %1 is near.").arg(nearest(frames, 4, 1));
    size_note_->setText(notes.join(u' '));
    size_note_->setVisible(!notes.isEmpty());
}

}  // namespace plumbline::ui
