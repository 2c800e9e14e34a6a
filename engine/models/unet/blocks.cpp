// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/unet/blocks.h"

#include "base/check.h"

#include <ATen/ATen.h>

namespace plumbline::models::unet {
namespace {

at::Tensor run_layers(const BlockWeights& weights,
                      const Config& config,
                      const at::Tensor& x,
                      const BlockContext& context) {
    at::Tensor image = resnet(weights.resnets.front(), config, x, context.modulation);
    if (weights.transformer) image = transformer(*weights.transformer, config, image, context.text);
    if (weights.resnets.size() > 1)
        image = resnet(weights.resnets.back(), config, image, context.modulation);
    return image;
}

/// Repeats pixels up to the size of what is joined next: twice as many, or one less where halving
/// rounded up.
at::Tensor enlarged(const BlockWeights& weights, const at::Tensor& x, const at::Tensor& next) {
    const at::Tensor larger = at::upsample_nearest2d(x, {next.size(2), next.size(3)});
    return conv(larger, weights.resample);
}

}  // namespace

BlockWeights take_block(const tensor_io::WeightScope& scope,
                        const BlockForm& form,
                        const Config& config) {
    BlockWeights block;
    block.form = form;
    if (form.role == Role::Entry) return block;
    const tensor_io::WeightScope place = scope[form.name];
    if (form.role == Role::Down && form.resamples) {
        block.resample = take_conv(place, "0.op", form.out, form.in, 3);
        return block;
    }
    block.resnets.push_back(take_resnet(place[0], form.in + form.skip, form.out, config));
    if (form.attention) block.transformer = take_transformer(place[1], form.out, config);
    if (form.role == Role::Middle)
        block.resnets.push_back(take_resnet(place[2], form.out, form.out, config));
    if (form.resamples)
        block.resample = take_conv(place[form.attention ? 2 : 1], "conv", form.out, form.out, 3);
    return block;
}

Streams run_block(const BlockWeights& weights,
                  const Config& config,
                  const Streams& streams,
                  const BlockContext& context) {
    Streams next{.image = streams.image, .text = {}, .skips = streams.skips, .at = streams.at + 1};
    switch (weights.form.role) {
        case Role::Entry: next.skips.push_back(next.image); break;
        case Role::Down:
            next.image = weights.form.resamples
                             ? conv(streams.image, weights.resample, /*stride=*/2)
                             : run_layers(weights, config, streams.image, context);
            next.skips.push_back(next.image);
            break;
        case Role::Middle: next.image = run_layers(weights, config, next.image, context); break;
        case Role::Up:
            PLUMBLINE_CHECK(!next.skips.empty(), "block {} finds no skip to join", streams.at);
            next.image = at::cat({streams.image, next.skips.back()}, 1);
            next.skips.pop_back();
            next.image = run_layers(weights, config, next.image, context);
            if (weights.form.resamples) {
                PLUMBLINE_CHECK(!next.skips.empty(), "block {} enlarges for nobody", streams.at);
                next.image = enlarged(weights, next.image, next.skips.back());
            }
            break;
    }
    return next;
}

}  // namespace plumbline::models::unet
