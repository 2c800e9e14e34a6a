// SPDX-License-Identifier: GPL-3.0-or-later
#include "exports/export_dialog.h"
#include "exports/export_target.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSlider>
#include <QSpinBox>
#include <fstream>
#include <memory>

namespace plumbline::ui {
namespace {

using Form = api::ExportComparison::Form;

class Export : public testing::Test {
protected:
    void SetUp() override { QSettings().remove(QStringLiteral("export")); }

    [[nodiscard]] ExportSource source(const std::string& name = "a") const {
        ExportSource made;
        made.run = 7;
        made.label = QStringLiteral("run 7, dicache · a red ball");
        made.recipe.prompt = "a red ball";
        made.recipe.seed = 3;
        made.clip = (folder.path() / (name + ".mp4")).string();
        made.latents = (folder.path() / (name + ".latents.safetensors")).string();
        made.trace = (folder.path() / (name + ".jsonl")).string();
        made.frames = 17;
        made.fps = 8;
        return made;
    }
    template <typename Control>
    static Control* control(const QDialog& dialog, const char* name) {
        for (auto* each : dialog.findChildren<Control*>())
            if (each->accessibleName() == QLatin1String(name)) return each;
        ADD_FAILURE() << "no control named " << name;
        return nullptr;
    }
    std::unique_ptr<ExportDialog> dialog(std::optional<ExportSource> other = {}) const {
        auto made = std::make_unique<ExportDialog>(source(), std::move(other), nullptr);
        made->setAttribute(Qt::WA_DeleteOnClose, false);
        control<QLineEdit>(*made, "Folder")
            ->setText(QString::fromStdString(folder.path().string()));
        return made;
    }
    static QAbstractButton* export_button(const QDialog& dialog) {
        auto* box = dialog.findChild<QDialogButtonBox*>();
        for (QAbstractButton* each : box->buttons())
            if (box->buttonRole(each) == QDialogButtonBox::AcceptRole) return each;
        return nullptr;
    }
    void touch(const std::string& name) const { std::ofstream(folder.path() / name) << "x"; }

    tests::TemporaryFolder folder;
};

TEST_F(Export, BeginsWithTheWholeClipAsH264FromItsLatents) {
    const auto asked = dialog()->request();
    EXPECT_EQ(asked.result, source().latents);
    EXPECT_EQ(asked.codec, "h264");
    EXPECT_EQ(asked.quality, 17);
    EXPECT_EQ(asked.first, 0);
    EXPECT_EQ(asked.last, 16);
    EXPECT_FALSE(asked.ping_pong);
    EXPECT_EQ(asked.repeats, 1);
    EXPECT_EQ(asked.settings, api::ExportedSettings::All);
    EXPECT_FALSE(asked.comparison);
    EXPECT_FALSE(asked.overwrite);
    EXPECT_EQ(asked.output, (folder.path() / "a_red_ball-3.mp4").string());
}

TEST_F(Export, SaysWhatTheControlsSay) {
    const auto shown = dialog();
    shown->choose_format(QStringLiteral("webp"));
    control<QSpinBox>(*shown, "Quality on the encoder's own scale")->setValue(60);
    control<QSpinBox>(*shown, "First frame")->setValue(5);
    control<QSpinBox>(*shown, "Last frame")->setValue(9);
    control<QSpinBox>(*shown, "Times")->setValue(3);
    control<QCheckBox>(*shown, "There and back")->setChecked(true);
    control<QComboBox>(*shown, "Settings in the file")->setCurrentIndex(1);
    control<QComboBox>(*shown, "From")->setCurrentIndex(1);
    const auto asked = shown->request();
    EXPECT_EQ(asked.result, source().clip);
    EXPECT_EQ(asked.codec, "webp");
    EXPECT_EQ(asked.quality, 60);
    EXPECT_EQ(asked.first, 4);
    EXPECT_EQ(asked.last, 8);
    EXPECT_EQ(asked.repeats, 3);
    EXPECT_TRUE(asked.ping_pong);
    EXPECT_EQ(asked.settings, api::ExportedSettings::WithoutPrompt);
    EXPECT_TRUE(asked.output.ends_with(".webp"));
}

TEST_F(Export, FinerIsToTheRightOnEveryScale) {
    const auto shown = dialog();
    auto* slider = control<QSlider>(*shown, "Quality");
    auto* number = control<QSpinBox>(*shown, "Quality on the encoder's own scale");
    for (const api::ExportFormat& format : api::export_formats()) {
        shown->choose_format(QString::fromUtf8(format.id));
        EXPECT_EQ(number->isEnabled(), format.best_quality != format.worst_quality) << format.id;
        if (!number->isEnabled()) {
            EXPECT_FALSE(shown->request().quality) << format.id;
            continue;
        }
        EXPECT_EQ(number->value(), format.usual_quality) << format.id;
        slider->setValue(slider->maximum());
        EXPECT_EQ(number->value(), format.best_quality) << format.id;
        slider->setValue(slider->minimum());
        EXPECT_EQ(number->value(), format.worst_quality) << format.id;
    }
}

TEST_F(Export, OnePictureIsOneFrame) {
    const auto shown = dialog();
    shown->choose_format(QStringLiteral("picture"));
    control<QSpinBox>(*shown, "First frame")->setValue(4);
    const auto asked = shown->request();
    EXPECT_EQ(asked.first, 3);
    EXPECT_EQ(asked.last, 3);
    EXPECT_FALSE(control<QSpinBox>(*shown, "Last frame")->isEnabled());
    EXPECT_TRUE(asked.output.ends_with(".png"));
}

TEST_F(Export, TheRangeIsNeverEmpty) {
    const auto shown = dialog();
    control<QSpinBox>(*shown, "Last frame")->setValue(4);
    control<QSpinBox>(*shown, "First frame")->setValue(12);
    EXPECT_EQ(shown->request().first, 11);
    EXPECT_EQ(shown->request().last, 11);
}

TEST_F(Export, ANameThatIsTakenGetsANumber) {
    touch("a_red_ball-3.mp4");
    touch("a_red_ball-3-2.mp4");
    EXPECT_EQ(dialog()->request().output, (folder.path() / "a_red_ball-3-3.mp4").string());
}

TEST_F(Export, BracesOfANameAreBraces) {
    const auto shown = dialog();
    control<QLineEdit>(*shown, "Name")->setText(QStringLiteral("{{a}}"));
    EXPECT_EQ(shown->request().output, (folder.path() / "{{a}}.mp4").string());
}

TEST_F(Export, WhatCannotBeWrittenIsSaidBefore) {
    const auto shown = dialog();
    auto* folder_line = control<QLineEdit>(*shown, "Folder");
    EXPECT_TRUE(export_button(*shown)->isEnabled());
    folder_line->setText(QStringLiteral("/no/such/folder"));
    EXPECT_FALSE(export_button(*shown)->isEnabled());
    folder_line->setText(QString::fromStdString(folder.path().string()));
    control<QLineEdit>(*shown, "Name")->setText(QStringLiteral("{nonsense}"));
    EXPECT_FALSE(export_button(*shown)->isEnabled());
    control<QLineEdit>(*shown, "Name")->setText({});
    EXPECT_FALSE(export_button(*shown)->isEnabled());
    control<QLineEdit>(*shown, "Name")->setText(QStringLiteral("clip"));
    EXPECT_TRUE(export_button(*shown)->isEnabled());
}

TEST_F(Export, AgainstAnotherResult) {
    const auto alone = dialog();
    EXPECT_FALSE(alone->findChild<QGroupBox*>()->isVisibleTo(alone.get()));
    const auto shown = dialog(source("b"));
    EXPECT_FALSE(shown->request().comparison);
    shown->set_against(true);
    shown->choose_form(CompareMode::Difference, 0.25, 8);
    const auto asked = shown->request().comparison;
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->form, Form::Difference);
    EXPECT_EQ(asked->other, source("b").latents);
    EXPECT_EQ(asked->gain, 8);
    EXPECT_TRUE(asked->decisions);
    EXPECT_EQ(asked->trace, source().trace);
    EXPECT_EQ(asked->other_trace, source("b").trace);
    shown->choose_form(CompareMode::Flicker, 0.25, 8);
    EXPECT_EQ(shown->request().comparison->form, Form::SideBySide);
}

TEST_F(Export, WithoutLatentsTheFileIsTaken) {
    ExportSource cut = source();
    cut.latents.clear();
    ExportDialog shown(cut, {}, nullptr);
    shown.setAttribute(Qt::WA_DeleteOnClose, false);
    EXPECT_EQ(shown.request().result, cut.clip);
    EXPECT_EQ(control<QComboBox>(shown, "From")->count(), 1);
}

TEST_F(Export, ChoicesAreRememberedAndAsked) {
    {
        const auto shown = dialog();
        shown->choose_format(QStringLiteral("av1"));
        control<QSpinBox>(*shown, "Quality on the encoder's own scale")->setValue(40);
        api::ExportRequest asked;
        QObject::connect(shown.get(), &ExportDialog::export_asked,
                         [&](const api::ExportRequest& request) { asked = request; });
        export_button(*shown)->click();
        EXPECT_EQ(asked.codec, "av1");
        EXPECT_EQ(asked.quality, 40);
    }
    const auto again = dialog();
    EXPECT_EQ(again->request().codec, "av1");
    EXPECT_EQ(again->request().quality, 40);
    again->choose_format(QStringLiteral("h264"));
    EXPECT_EQ(again->request().quality, 17);  // each format has its own
}

}  // namespace
}  // namespace plumbline::ui
