// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/engine_text.h"

#include <QByteArray>
#include <QCoreApplication>

namespace plumbline::ui {
namespace {

// Long texts are several literals each.
// NOLINTBEGIN(bugprone-suspicious-missing-comma)
constexpr const char* kTexts[] = {
    // Cache methods: title, summary, then title and help of every parameter.
    QT_TRANSLATE_NOOP("engine", "No cache"),
    QT_TRANSLATE_NOOP("engine",
                      "Computes every block of every step: the reference for speed and quality."),
    QT_TRANSLATE_NOOP("engine", "DiCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Probes the first blocks at every step, skips the rest while little changes, "
                      "and follows the trend of the last two residuals."),
    QT_TRANSLATE_NOOP("engine", "Probe threshold"),
    QT_TRANSLATE_NOOP("engine",
                      "Steps are skipped while the accumulated probe error stays below this. "
                      "Higher is faster and less exact; 0 never skips."),
    QT_TRANSLATE_NOOP("engine", "Probe depth"),
    QT_TRANSLATE_NOOP("engine",
                      "Blocks that run at every step to measure the change. 1 to 5 is sensible; "
                      "fewer than the model has."),
    QT_TRANSLATE_NOOP("engine", "Retention"),
    QT_TRANSLATE_NOOP("engine", "Share of the steps at the start that is always computed in full."),
    QT_TRANSLATE_NOOP("engine", "Largest alignment weight"),
    QT_TRANSLATE_NOOP("engine",
                      "How far a skipped step may go along the line through the last two "
                      "residuals; 1 stays at the newest."),
    QT_TRANSLATE_NOOP("engine", "Probe error"),
    QT_TRANSLATE_NOOP("engine",
                      "probe: the change of the probe. difference: how far it is from the change "
                      "of the input; published for Flux with threshold 0.08 and retention 0."),
    QT_TRANSLATE_NOOP("engine", "TeaCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Watches how much the time embedding (Wan) or the modulated input "
                      "changes, and skips the blocks while the sum of the changes it "
                      "foretells stays low."),
    QT_TRANSLATE_NOOP("engine", "Threshold"),
    QT_TRANSLATE_NOOP("engine",
                      "Steps are skipped while the accumulated estimate of the output's "
                      "change stays below this. Higher is faster and less exact; 0 never "
                      "skips."),
    QT_TRANSLATE_NOOP("engine", "Polynomial"),
    QT_TRANSLATE_NOOP("engine",
                      "What turns a change of the signal into one of the output. auto: the "
                      "one that was published for a model of this size. linear: the change "
                      "itself, which needs a threshold about ten times smaller. own: the "
                      "coefficients below, which are those of a calibration where there is "
                      "one."),
    QT_TRANSLATE_NOOP("engine", "Coefficients"),
    QT_TRANSLATE_NOOP("engine",
                      "Of an own polynomial: five numbers, the highest power first, separated "
                      "by semicolons."),
    QT_TRANSLATE_NOOP("engine", "Safety net"),
    QT_TRANSLATE_NOOP("engine",
                      "on: estimates stay within 0 and 1, and at most three steps are skipped "
                      "one after the other. off: as published."),
    QT_TRANSLATE_NOOP("engine", "Retained steps"),
    QT_TRANSLATE_NOOP("engine",
                      "on: the first five steps are computed, the last may be skipped, and "
                      "the time projection is watched. off: the first and the last step are "
                      "computed."),
    QT_TRANSLATE_NOOP("engine", "Coefficients, retained"),
    QT_TRANSLATE_NOOP("engine", "Of an own polynomial of the time projection."),
    QT_TRANSLATE_NOOP("engine", "MagCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Knows beforehand how the size of the stack's residual changes from "
                      "step to step, and skips while the product of these ratios stays near "
                      "1."),
    QT_TRANSLATE_NOOP("engine",
                      "Steps are skipped while the accumulated error of the residual's size "
                      "stays below this. Higher is faster and less exact; 0 never skips."),
    QT_TRANSLATE_NOOP("engine", "Skips in a row"),
    QT_TRANSLATE_NOOP("engine",
                      "So many steps may be skipped one after the other (K of the paper)."),
    QT_TRANSLATE_NOOP("engine",
                      "Share of the steps at the start that is always computed in full: the "
                      "strongest setting for quality."),
    QT_TRANSLATE_NOOP("engine", "Ratios"),
    QT_TRANSLATE_NOOP("engine",
                      "How much the residual shrinks from step to step. auto: as published "
                      "for a model of this size. own: the ratios below, which are those of a "
                      "calibration where there is one."),
    QT_TRANSLATE_NOOP("engine", "Own ratios"),
    QT_TRANSLATE_NOOP("engine",
                      "One number a step, the first is 1, separated by semicolons; another "
                      "number of steps takes the nearest."),
    QT_TRANSLATE_NOOP("engine", "Own ratios, other branch"),
    QT_TRANSLATE_NOOP("engine",
                      "Of the unconditional branch, where guidance has one; the same when "
                      "empty."),
    QT_TRANSLATE_NOOP("engine", "Meaning of the threshold"),
    QT_TRANSLATE_NOOP("engine",
                      "released: of the ratios, as in the released programs. paper: of their "
                      "square roots, as in the program that made the paper's tables; the same "
                      "threshold is then about half as strict."),
    QT_TRANSLATE_NOOP("engine", "EasyCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Measures how much the output moves when the input does, and skips "
                      "while the movement so foretold stays low. Applied to the tokens around "
                      "the blocks, where the paper takes the latents."),
    QT_TRANSLATE_NOOP("engine",
                      "Steps are skipped while the accumulated change that the output should "
                      "have made stays below this share of it. Higher is faster and less "
                      "exact; 0 never skips."),
    QT_TRANSLATE_NOOP("engine", "Warm-up"),
    QT_TRANSLATE_NOOP("engine", "So many steps at the start are always computed."),
    QT_TRANSLATE_NOOP("engine", "FirstBlockCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Runs the first block at every step and skips the others while what it "
                      "adds is nearly what it added at the last computed step."),
    QT_TRANSLATE_NOOP("engine",
                      "A step is skipped while the first block adds what it added at the last "
                      "computed step, but for this share. Higher is faster and less exact; 0 "
                      "never skips."),
    QT_TRANSLATE_NOOP("engine", "FasterCache"),
    QT_TRANSLATE_NOOP(
        "engine",
        "Estimates the unconditional branch from how it last differed, by low and high frequencies "
        "apart, and foretells self-attention along a line. Models that take guidance as an input "
        "have one branch: there attention alone is reused."),
    QT_TRANSLATE_NOOP("engine", "Parts"),
    QT_TRANSLATE_NOOP("engine",
                      "What is reused: how the branches of guidance differ, the outputs of "
                      "self-attention, or both. Attention keeps two tensors for every block."),
    QT_TRANSLATE_NOOP("engine", "Guidance interval"),
    QT_TRANSLATE_NOOP("engine",
                      "The unconditional branch runs at one step in so many, and is estimated at "
                      "the others; 1 runs it always."),
    QT_TRANSLATE_NOOP("engine", "Guidance start"),
    QT_TRANSLATE_NOOP("engine",
                      "Share of the steps after which the unconditional branch may be estimated."),
    QT_TRANSLATE_NOOP("engine", "Last full steps"),
    QT_TRANSLATE_NOOP("engine", "Both branches run at so many steps at the end."),
    QT_TRANSLATE_NOOP("engine", "Gain"),
    QT_TRANSLATE_NOOP("engine",
                      "By how much the low frequencies of the difference are raised before the "
                      "turn, and the high ones after it."),
    QT_TRANSLATE_NOOP("engine", "Turn"),
    QT_TRANSLATE_NOOP("engine",
                      "Share of the steps at which the gain passes from low to high frequencies."),
    QT_TRANSLATE_NOOP("engine", "Gains"),
    QT_TRANSLATE_NOOP("engine",
                      "As the paper has them, or raised to a higher power at every estimated step, "
                      "as the released program does."),
    QT_TRANSLATE_NOOP("engine", "Attention interval"),
    QT_TRANSLATE_NOOP("engine",
                      "Self-attention runs at one step in so many, and is foretold from the last "
                      "two at the others; 1 runs it always."),
    QT_TRANSLATE_NOOP("engine", "Attention start"),
    QT_TRANSLATE_NOOP("engine", "Share of the steps after which attention may be foretold."),
    QT_TRANSLATE_NOOP("engine", "Attention weight"),
    QT_TRANSLATE_NOOP("engine",
                      "How far the line through the last two outputs is followed at the last step; "
                      "it grows from 0, a plain copy, at the first."),
    QT_TRANSLATE_NOOP("engine", "DeepCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Computes the inner blocks every few steps only and the outer ones always. "
                      "Made for the skip connections of a U-Net; for transformers it is our "
                      "variant, which keeps what the inner blocks added."),
    QT_TRANSLATE_NOOP("engine", "One step in so many is computed in full; 1 computes all."),
    QT_TRANSLATE_NOOP("engine", "Branch"),
    QT_TRANSLATE_NOOP("engine",
                      "The skip connection up to which the outer blocks run at every step: 0 is "
                      "the shallowest, with one block on either side, and the fastest."),
    QT_TRANSLATE_NOOP("engine", "Schedule"),
    QT_TRANSLATE_NOOP("engine",
                      "Full steps at equal distances, or close together around the center."),
    QT_TRANSLATE_NOOP("engine", "Center"),
    QT_TRANSLATE_NOOP("engine",
                      "Step around which full steps lie close together; 0: at three tenths of all. "
                      "Schedule centered only."),
    QT_TRANSLATE_NOOP("engine", "Power"),
    QT_TRANSLATE_NOOP("engine", "How much closer together than elsewhere. Schedule centered only."),
    QT_TRANSLATE_NOOP("engine", "ProfilingDiT"),
    QT_TRANSLATE_NOOP("engine",
                      "Reuses what the blocks that mostly look at the background added, and always "
                      "computes the others. Published for Wan 2.1 14B and HunyuanVideo; other "
                      "sizes take a guess or your own list."),
    QT_TRANSLATE_NOOP("engine", "Blocks"),
    QT_TRANSLATE_NOOP("engine",
                      "Which blocks are reused. auto: the published background blocks where there "
                      "are any for a model of this size, else the middle three fifths, which "
                      "nobody profiled. own: the list below."),
    QT_TRANSLATE_NOOP("engine", "Own blocks"),
    QT_TRANSLATE_NOOP("engine", "Numbers of the blocks, from 0, separated by semicolons."),
    QT_TRANSLATE_NOOP("engine",
                      "Reused blocks are computed anew at one step in so many; 0: six in fifty "
                      "steps, 1 computes all."),
    QT_TRANSLATE_NOOP("engine", "Start"),
    QT_TRANSLATE_NOOP(
        "engine",
        "published: at equal distances, but HunyuanVideo's single-stream blocks further apart "
        "early and closer late. uniform, decreasing: one of these for all."),
    QT_TRANSLATE_NOOP("engine", "H2-Cache"),
    QT_TRANSLATE_NOOP("engine",
                      "Tests structure and detail apart: the first and the second half of the "
                      "blocks, each by what its first block adds, pooled. Published for Flux.1; "
                      "with Wan and HunyuanVideo it is our port."),
    QT_TRANSLATE_NOOP("engine", "Structure threshold"),
    QT_TRANSLATE_NOOP("engine",
                      "The first half of the blocks (double-stream ones where a model has them) is "
                      "reused while what its first block adds has changed by less than this since "
                      "it was computed; then the second half is too. 0 turns the method off."),
    QT_TRANSLATE_NOOP("engine", "Detail threshold"),
    QT_TRANSLATE_NOOP("engine",
                      "The second half alone is reused while what its first block adds has changed "
                      "by less than this."),
    QT_TRANSLATE_NOOP("engine",
                      "on: the first three steps and the last are computed, and at most four are "
                      "reused one after the other. off: as published."),
    QT_TRANSLATE_NOOP("engine", "SenCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Knows how sensitive the model is to its latents and to the time, and skips "
                      "while both have moved the output by little since the last computed step."),
    QT_TRANSLATE_NOOP(
        "engine",
        "Steps are skipped while the output is estimated to have moved by less than this (RMS) "
        "since the last computed step. Higher is faster and less exact; 0 never skips."),
    QT_TRANSLATE_NOOP("engine", "Early share"),
    QT_TRANSLATE_NOOP("engine", "Share of the threshold that counts at the start."),
    QT_TRANSLATE_NOOP("engine", "Early part"),
    QT_TRANSLATE_NOOP("engine", "Share of the steps that are the start."),
    QT_TRANSLATE_NOOP("engine", "Sensitivities"),
    QT_TRANSLATE_NOOP(
        "engine",
        "own: the numbers below, which are those of a calibration where there is one. even: alike "
        "at all times, for a model that was not calibrated; the threshold means little then."),
    QT_TRANSLATE_NOOP("engine", "Timesteps"),
    QT_TRANSLATE_NOOP("engine", "Of the sensitivities, 0 to 1000, separated by semicolons."),
    QT_TRANSLATE_NOOP("engine", "Sensitivity to latents"),
    QT_TRANSLATE_NOOP("engine",
                      "How far the output moves with the latents, one number a timestep."),
    QT_TRANSLATE_NOOP("engine", "Sensitivity to time"),
    QT_TRANSLATE_NOOP("engine", "How far the output moves with the time, one number a timestep."),
    QT_TRANSLATE_NOOP("engine", "ProCache"),
    QT_TRANSLATE_NOOP(
        "engine",
        "Computes steps after a pattern chosen beforehand, denser towards the end; between them it "
        "reuses what attention and MLPs gave, but for the tokens of deep blocks that matter most. "
        "Published for Flux.1; the reduced form for video is ours."),
    QT_TRANSLATE_NOOP("engine", "Pattern"),
    QT_TRANSLATE_NOOP("engine",
                      "Which steps are computed. searched: so many as below, further apart early "
                      "than late. published: the authors' for Flux.1. own: the list below, which "
                      "is that of a calibration where there is one."),
    QT_TRANSLATE_NOOP("engine", "Full steps"),
    QT_TRANSLATE_NOOP("engine", "Of fifty. Pattern searched only."),
    QT_TRANSLATE_NOOP("engine", "Own pattern"),
    QT_TRANSLATE_NOOP("engine",
                      "One number a step: 1 computed, 0 reused, 2 reused but for the tokens that "
                      "matter most; separated by semicolons. Stretched to the steps of a run."),
    QT_TRANSLATE_NOOP("engine", "First full steps"),
    QT_TRANSLATE_NOOP("engine", "Selective steps"),
    QT_TRANSLATE_NOOP(
        "engine",
        "on: at every second reused step the deep blocks compute the tokens that matter most."),
    QT_TRANSLATE_NOOP("engine", "Token share"),
    QT_TRANSLATE_NOOP(
        "engine",
        "Share of the tokens that selective steps compute in the MLPs of deep blocks."),
    QT_TRANSLATE_NOOP("engine", "Shares"),
    QT_TRANSLATE_NOOP("engine",
                      "published: fewer tokens the deeper the block, and fewer in double-stream "
                      "blocks. flat: the same share everywhere."),
    QT_TRANSLATE_NOOP("engine", "Form"),
    QT_TRANSLATE_NOOP(
        "engine",
        "modules: every block's attention and MLP are kept, as published. reduced: of all but the "
        "deep blocks what they added together, for much less memory (ours)."),
    QT_TRANSLATE_NOOP("engine", "Deep blocks"),
    QT_TRANSLATE_NOOP("engine",
                      "So many of the last blocks are deep; 0: as published for Flux.1, an eighth "
                      "in the reduced form."),
    QT_TRANSLATE_NOOP("engine", "MixCache-style"),
    QT_TRANSLATE_NOOP("engine",
                      "Chooses at every step what to spare: the whole step, the second branch of "
                      "guidance or the inner blocks, whichever is expected to err least. Our "
                      "reimplementation of the paper's public part; its numbers are ours."),
    QT_TRANSLATE_NOOP("engine", "Refresh threshold"),
    QT_TRANSLATE_NOOP("engine",
                      "The step is computed instead when even the way with the least expected "
                      "error is expected to err by more than this; 0 turns the method off."),
    QT_TRANSLATE_NOOP("engine", "First interval"),
    QT_TRANSLATE_NOOP("engine",
                      "One step in so many is computed at first; how far off the last reuse was "
                      "makes it longer or shorter."),
    QT_TRANSLATE_NOOP("engine", "Shortest interval"),
    QT_TRANSLATE_NOOP("engine", "The interval never gets shorter than this."),
    QT_TRANSLATE_NOOP("engine", "Longest interval"),
    QT_TRANSLATE_NOOP("engine", "The interval never gets longer than this."),
    QT_TRANSLATE_NOOP("engine", "Lengthen below"),
    QT_TRANSLATE_NOOP(
        "engine",
        "The interval grows by one when what was reused last is off by less than this."),
    QT_TRANSLATE_NOOP("engine", "Shorten above"),
    QT_TRANSLATE_NOOP(
        "engine",
        "The interval shrinks by one when what was reused last is off by more than this."),
    QT_TRANSLATE_NOOP("engine", "Settled below"),
    QT_TRANSLATE_NOOP("engine",
                      "Nothing is reused before the prediction changes by less than this from step "
                      "to step, or a quarter of the steps is over."),
    QT_TRANSLATE_NOOP("engine", "Impact of steps"),
    QT_TRANSLATE_NOOP("engine", "How much an error in what a whole step reuses counts."),
    QT_TRANSLATE_NOOP("engine", "Impact of guidance"),
    QT_TRANSLATE_NOOP("engine", "How much an error in how the branches of guidance differ counts."),
    QT_TRANSLATE_NOOP("engine", "Impact of blocks"),
    QT_TRANSLATE_NOOP("engine", "How much an error in what the inner blocks reuse counts."),
    QT_TRANSLATE_NOOP("engine", "TaylorSeer"),
    QT_TRANSLATE_NOOP("engine",
                      "Computes every few steps and foretells the others by a Taylor series "
                      "through the computed ones. Applied to the residual of the whole stack, "
                      "where the paper takes every module's output."),
    QT_TRANSLATE_NOOP("engine", "Interval"),
    QT_TRANSLATE_NOOP("engine",
                      "One step in so many is computed, the others are foretold; 1 computes "
                      "all."),
    QT_TRANSLATE_NOOP("engine", "Order"),
    QT_TRANSLATE_NOOP("engine",
                      "Of the Taylor series through the last computed steps: 0 repeats the "
                      "last residual, 1 goes along a line, 2 along a parabola. Each takes one "
                      "more tensor."),
    QT_TRANSLATE_NOOP("engine", "Research: any trigger, any estimator"),
    QT_TRANSLATE_NOOP("engine",
                      "Puts the triggers of DiCache, TeaCache and MagCache together with "
                      "either estimator. The published pairs are methods of their own; the "
                      "others are nobody's but yours."),
    QT_TRANSLATE_NOOP("engine",
                      "Steps are skipped while the accumulated error of the trigger stays "
                      "below this; each trigger measures on a scale of its own. 0 never "
                      "skips."),
    QT_TRANSLATE_NOOP("engine", "Trigger"),
    QT_TRANSLATE_NOOP("engine",
                      "When to skip. probe: DiCache's probe of the first blocks. modulation: "
                      "TeaCache's signal. magnitude: MagCache's ratios."),
    QT_TRANSLATE_NOOP("engine", "Estimator"),
    QT_TRANSLATE_NOOP("engine",
                      "What stands for a skipped step. last: the last residual. alignment: "
                      "DiCache's line through the last two, for which the probe's blocks run "
                      "at every step."),
    QT_TRANSLATE_NOOP("engine",
                      "Blocks that a probe runs, for the trigger or the estimator that has "
                      "one."),
    QT_TRANSLATE_NOOP("engine", "So many steps may be skipped one after the other; 0: any number."),
    QT_TRANSLATE_NOOP("engine", "Of the trigger modulation, as TeaCache's."),
    QT_TRANSLATE_NOOP("engine", "Of the trigger magnitude, as MagCache's."),
    // Models, and what they may lack.
    QT_TRANSLATE_NOOP("engine", "Demo: an image that moves, 64×64 (Wan 2.1 I2V)"),
    QT_TRANSLATE_NOOP("engine", "Demo: pictures of shapes, 128×128 (Flux.1)"),
    QT_TRANSLATE_NOOP("engine", "Demo: pictures of shapes, 128×128 (Stable Diffusion 1.5)"),
    QT_TRANSLATE_NOOP("engine", "Demo: shapes that move, 64×64"),
    QT_TRANSLATE_NOOP("engine", "Demo: shapes that move, 64×64 (HunyuanVideo)"),
    QT_TRANSLATE_NOOP("engine", "Flux.1 dev"),
    QT_TRANSLATE_NOOP("engine", "Flux.1 schnell"),
    QT_TRANSLATE_NOOP("engine", "HunyuanVideo"),
    QT_TRANSLATE_NOOP("engine", "Stable Diffusion 1.5"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 image-to-video 14B 480P"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 image-to-video 14B 720P"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 text-to-video 1.3B"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 text-to-video 14B"),
    QT_TRANSLATE_NOOP("engine", "its folder"),
    QT_TRANSLATE_NOOP("engine", "the denoiser (diffusion_pytorch_model*.safetensors)"),
    QT_TRANSLATE_NOOP("engine", "the video autoencoder (Wan2.1_VAE.pth or .safetensors)"),
    QT_TRANSLATE_NOOP("engine",
                      "the video autoencoder (vae/pytorch_model.pt or "
                      "hunyuan_video_vae_bf16.safetensors)"),
    QT_TRANSLATE_NOOP("engine", "the autoencoder (ae.safetensors)"),
    QT_TRANSLATE_NOOP("engine", "the autoencoder (vae/ or inside v1-5-pruned-emaonly.safetensors)"),
    // Formats of an export: title and help.
    QT_TRANSLATE_NOOP("engine", "MP4 (H.264)"),
    QT_TRANSLATE_NOOP("engine", "Plays everywhere. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "MP4 (H.265)"),
    QT_TRANSLATE_NOOP("engine", "Smaller than H.264; plays on newer machines. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "WebM (VP9)"),
    QT_TRANSLATE_NOOP("engine", "For the web, free of patents. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "WebM (AV1)"),
    QT_TRANSLATE_NOOP("engine",
                      "The smallest files for the web; slow to make. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "QuickTime (ProRes 422 HQ)"),
    QT_TRANSLATE_NOOP("engine", "For cutting programs: ten bits, every frame by itself, large."),
    QT_TRANSLATE_NOOP("engine", "Matroska (FFV1)"),
    QT_TRANSLATE_NOOP("engine",
                      "Without any loss: the very pixels, for archives and measurements."),
    QT_TRANSLATE_NOOP("engine", "Animated GIF"),
    QT_TRANSLATE_NOOP("engine",
                      "For messages: one palette of 255 colours made from the clip, loops."),
    QT_TRANSLATE_NOOP("engine", "Animated WebP"),
    QT_TRANSLATE_NOOP("engine", "Smaller and truer than GIF, loops. 100 is without loss."),
    QT_TRANSLATE_NOOP("engine", "PNG pictures"),
    QT_TRANSLATE_NOOP("engine", "A folder of numbered pictures, 8 bits a channel."),
    QT_TRANSLATE_NOOP("engine", "PNG pictures (16 bits)"),
    QT_TRANSLATE_NOOP("engine",
                      "A folder of numbered pictures, 16 bits a channel; finer than 8 when decoded "
                      "from latents."),
    QT_TRANSLATE_NOOP("engine", "OpenEXR pictures"),
    QT_TRANSLATE_NOOP("engine",
                      "A folder of numbered pictures in linear light, for compositing programs."),
    QT_TRANSLATE_NOOP("engine", "PNG picture"),
    QT_TRANSLATE_NOOP("engine", "One frame."),
};
// NOLINTEND(bugprone-suspicious-missing-comma)

}  // namespace

QString engine_text(std::string_view text) {
    const QByteArray key(text.data(), static_cast<qsizetype>(text.size()));
    // An empty source asks for the header of the catalogue.
    return key.isEmpty() ? QString() : QCoreApplication::translate("engine", key.constData());
}

std::span<const char* const> engine_texts() {
    return kTexts;
}

}  // namespace plumbline::ui
