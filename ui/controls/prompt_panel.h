// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/cards.h"
#include "api/recipe.h"

#include <QTimer>
#include <QWidget>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPlainTextEdit;
class QSpinBox;
class QFormLayout;
class QToolButton;

namespace plumbline::ui {

class ImageBox;
class LoraList;

/// What to generate: model, prompt, size, steps, seed.
class PromptPanel final : public QWidget {
    Q_OBJECT

public:
    explicit PromptPanel(QWidget* parent = nullptr);

    /// The chosen model and its settings stay when it is among them.
    void show_models(const std::vector<api::ModelCard>& cards);
    void choose_model(const std::string& id);
    [[nodiscard]] const api::ModelCard* model() const;
    void set_prompt(const QString& text);
    [[nodiscard]] QString prompt() const;
    /// Brings the settings of a run back; what it left to the model stays as it is.
    void show_recipe(const api::Recipe& recipe);
    /// The recipe without its cache and its outputs.
    [[nodiscard]] api::Recipe recipe() const;
    /// Takes the seed of the next run: a new one when the dice are on.
    std::uint64_t roll_seed();
    /// Tokens of prompt and negative prompt, and how many the model reads; below 0: not known.
    void show_tokens(int prompt, int negative, int limit);
    /// What memory the run would take, in words; empty: not known.
    void show_memory(const QString& words);
    /// Takes a picture as the first frame where the model begins with one; false where it does not.
    bool take_image(const QString& file);
    /// The LoRA files of the run.
    [[nodiscard]] LoraList& loras() const { return *loras_; }
    void focus_prompt();
    /// Where the prompt is written.
    [[nodiscard]] QWidget* prompt_box() const;

Q_SIGNALS:
    void model_changed();
    /// Model or texts changed, and rest: their tokens may be counted.
    void tokens_asked();
    /// Any of the values was changed.
    void edited();

private:
    /// Names, hints and words of the controls, for eyes and screen readers.
    void describe();
    /// In the form, and in the order of Tab.
    void lay_out();
    void connect_boxes();
    void show_model();
    void show_completeness();
    /// What the model does not read is not shown.
    void show_inputs(const api::ModelCard& card);
    /// The frames take the shape of the picture.
    void fit_size_to_image();
    void check_size();
    /// The shift is the model's own, which follows the size of the frames.
    [[nodiscard]] bool shift_is_usual() const;
    void draw_seed();
    QSpinBox* add_number(const QString& name, const QString& help, int from, int to, int step);

    std::vector<api::ModelCard> cards_;
    QComboBox *model_, *sampler_;
    LoraList* loras_;
    QLabel *state_, *size_note_, *tokens_, *memory_;
    QTimer rest_;
    QPlainTextEdit *prompt_, *negative_;
    ImageBox* image_;
    QFormLayout* form_ = nullptr;
    QSpinBox *width_, *height_, *frames_, *fps_, *steps_;
    QDoubleSpinBox *guidance_, *shift_;
    QSpinBox* seed_;
    QToolButton* draw_;
    QCheckBox *dice_, *tiles_;
    QComboBox* device_;
};

}  // namespace plumbline::ui
