// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/prompt_panel.h"

#include "controls/image_box.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QToolButton>

namespace plumbline::ui {
namespace {

QSpinBox* box(const PromptPanel& panel, const QString& name) {
    for (auto* each : panel.findChildren<QSpinBox*>()) {
        if (each->accessibleName() == name) return each;
    }
    return nullptr;
}

std::string notes(const PromptPanel& panel) {
    std::string all;
    for (const auto* label : panel.findChildren<QLabel*>()) {
        if (!label->isHidden()) all += label->text().toStdString() + '\n';
    }
    return all;
}

TEST(PromptPanel, NamesTheNearestSizeThatFits) {
    const PromptPanel panel;
    box(panel, QStringLiteral("Width"))->setValue(64);
    box(panel, QStringLiteral("Height"))->setValue(64);
    box(panel, QStringLiteral("Frames"))->setValue(17);
    EXPECT_EQ(notes(panel).find("near"), std::string::npos);
    box(panel, QStringLiteral("Width"))->setValue(833);
    box(panel, QStringLiteral("Height"))->setValue(475);
    EXPECT_NE(notes(panel).find("832 × 480 is near"), std::string::npos) << notes(panel);
    box(panel, QStringLiteral("Frames"))->setValue(80);
    EXPECT_NE(notes(panel).find("4n + 1: 81 is near"), std::string::npos) << notes(panel);
    box(panel, QStringLiteral("Frames"))->setValue(2);
    EXPECT_NE(notes(panel).find("4n + 1: 1 is near"), std::string::npos) << notes(panel);
}

TEST(PromptPanel, TheDiceDrawASeedAndTheLockKeepsIt) {
    PromptPanel panel;
    QSpinBox* seed = box(panel, QStringLiteral("Seed"));
    seed->setValue(7);
    EXPECT_EQ(panel.roll_seed(), 7U);
    panel.findChild<QToolButton*>()->click();
    const int drawn = seed->value();
    EXPECT_NE(drawn, 7);
    EXPECT_EQ(panel.roll_seed(), static_cast<std::uint64_t>(drawn));
    panel.findChild<QCheckBox*>()->setChecked(true);
    EXPECT_NE(panel.roll_seed(), static_cast<std::uint64_t>(drawn));
}

/// One model of each kind.
std::vector<api::ModelCard> cards() {
    api::ModelCard text{.id = "text", .title = "Text", .complete = true};
    text.default_width = 832;
    text.default_height = 480;
    text.default_sampler = "unipc";
    text.samplers = {"unipc", "euler"};
    api::ModelCard image = text;
    image.id = "image";
    image.takes_image = true;
    api::ModelCard picture = text;
    picture.id = "picture";
    picture.default_sampler = "plms";
    picture.samplers = {"plms", "ddim"};
    picture.takes_negative = false;
    picture.is_picture = true;
    return {text, image, picture};
}

TEST(PromptPanel, ShowsWhatTheModelReads) {
    PromptPanel panel;
    panel.show_models(cards());
    auto* image = panel.findChild<ImageBox*>();
    auto* negative = panel.findChildren<QPlainTextEdit*>()[1];
    negative->setPlainText(QStringLiteral("blurry"));
    EXPECT_TRUE(image->isHidden());
    EXPECT_EQ(panel.recipe().negative, "blurry");
    EXPECT_EQ(panel.recipe().sampler, "unipc");
    panel.choose_model("image");
    EXPECT_FALSE(image->isHidden());
    panel.choose_model("picture");
    EXPECT_TRUE(image->isHidden());
    EXPECT_TRUE(negative->isHidden());
    negative->setPlainText(QStringLiteral("blurry"));
    EXPECT_EQ(panel.recipe().negative, "");
    EXPECT_EQ(panel.recipe().sampler, "plms");
    EXPECT_FALSE(box(panel, QStringLiteral("Frames"))->isEnabled());
}

TEST(PromptPanel, TheFirstFrameGivesTheSizeAndComesBackWithItsSettings) {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("first.png"));
    ASSERT_TRUE(QImage(480, 832, QImage::Format_RGB32).save(file));
    PromptPanel panel;
    panel.show_models(cards());
    EXPECT_FALSE(panel.take_image(file));  // it reads text alone
    panel.choose_model("image");
    EXPECT_FALSE(panel.take_image(QStringLiteral("notes.txt")));
    ASSERT_TRUE(panel.take_image(file));
    EXPECT_EQ(panel.recipe().image, file.toStdString());
    EXPECT_EQ(panel.recipe().width, 480);
    EXPECT_EQ(panel.recipe().height, 832);
    EXPECT_NE(notes(panel).find("first.png, 480×832"), std::string::npos) << notes(panel);
    api::Recipe with = panel.recipe();
    with.width = 256;
    api::Recipe without = with;
    without.image.clear();
    panel.show_recipe(without);
    EXPECT_EQ(panel.recipe().image, "");
    panel.show_recipe(with);
    EXPECT_EQ(panel.recipe().image, file.toStdString());
    EXPECT_EQ(panel.recipe().width, 256);
    panel.choose_model("text");
    EXPECT_EQ(panel.recipe().image, "");
}

TEST(PromptPanel, DecodingInTilesComesBackWithItsSettings) {
    PromptPanel panel;
    panel.show_models(cards());
    EXPECT_FALSE(panel.recipe().tiled_vae);
    api::Recipe tiled = panel.recipe();
    tiled.tiled_vae = true;
    panel.show_recipe(tiled);
    EXPECT_TRUE(panel.recipe().tiled_vae);
    tiled.tiled_vae = false;
    panel.show_recipe(tiled);
    EXPECT_FALSE(panel.recipe().tiled_vae);
}

TEST(PromptPanel, AFileThatCannotBeShownIsNamed) {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("cut.png"));
    QFile(file).open(QIODevice::WriteOnly);
    PromptPanel panel;
    panel.show_models(cards());
    panel.choose_model("image");
    ASSERT_TRUE(panel.take_image(file));
    EXPECT_NE(notes(panel).find("cut.png cannot be shown"), std::string::npos) << notes(panel);
}

}  // namespace
}  // namespace plumbline::ui
