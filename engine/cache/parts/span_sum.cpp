// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/span_sum.h"

#include <ATen/ATen.h>

#include <utility>

namespace plumbline::cache {
namespace {

bool is_unet(const models::Streams& streams) {
    return streams.image.dim() == 4;
}

}  // namespace

SpanSum added_between(const models::Streams& before, const models::Streams& after) {
    SpanSum sum;
    sum.image = after.image - before.image;
    if (before.text.defined()) sum.text = after.text - before.text;
    return sum;
}

SpanSum kept_of(const models::Streams& before, const models::Streams& after) {
    if (is_unet(before)) return {.image = after.image, .text = {}};
    return added_between(before, after);
}

models::Streams put_back(models::Streams streams, const SpanSum& kept) {
    if (!is_unet(streams)) return plus(std::move(streams), kept);
    streams.image = kept.image;
    return streams;
}

models::Streams plus(models::Streams streams, const SpanSum& sum) {
    streams.image = streams.image + sum.image;
    if (sum.text.defined()) streams.text = streams.text + sum.text;
    return streams;
}

}  // namespace plumbline::cache
