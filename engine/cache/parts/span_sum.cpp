// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/span_sum.h"

#include <ATen/ATen.h>

namespace plumbline::cache {

SpanSum added_between(const models::Streams& before, const models::Streams& after) {
    SpanSum sum;
    sum.image = after.image - before.image;
    if (before.text.defined()) sum.text = after.text - before.text;
    return sum;
}

models::Streams plus(models::Streams streams, const SpanSum& sum) {
    streams.image = streams.image + sum.image;
    if (sum.text.defined()) streams.text = streams.text + sum.text;
    return streams;
}

}  // namespace plumbline::cache
