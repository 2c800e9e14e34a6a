// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/prompt_panel.h"

#include "api/frame_size.h"
#include "controls/image_box.h"
#include "controls/lora_list.h"
#include "support/engine_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline::ui {
namespace {

/// The value of the form step · n + rest, n ≥ 0 and not all of it 0, that is nearest.
int nearest(int value, int step, int rest) {
    return std::max((value - rest + step / 2) / step, rest == 0 ? 1 : 0) * step + rest;
}

}  // namespace

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
