// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/clip_data.h"

#include "base/check.h"
#include "train/clip_renderer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace plumbline::train {

at::Tensor to_tensor(std::span<const api::Image> frames) {
    PLUMBLINE_CHECK(!frames.empty(), "a clip without frames");
    const std::int64_t height = frames[0].height, width = frames[0].width;
    at::Tensor bytes =
        at::empty({static_cast<std::int64_t>(frames.size()), height, width, 3}, at::kByte);
    auto* to = bytes.data_ptr<std::uint8_t>();
    for (const api::Image& frame : frames) {
        std::memcpy(to, frame.pixels.data(), frame.pixels.size());
        to += frame.pixels.size();
    }
    return bytes.permute({3, 0, 1, 2}).to(at::kFloat).div_(127.5).sub_(1.0).contiguous();
}

std::vector<Caption> training_captions() {
    std::vector<Caption> list = all_captions();
    std::erase_if(list, is_held_out);
    return list;
}

std::vector<Caption> held_out_captions() {
    std::vector<Caption> list = all_captions();
    std::erase_if(list, [](const Caption& caption) { return !is_held_out(caption); });
    std::sort(list.begin(), list.end(), [](const Caption& a, const Caption& b) {
        return scatter_bits(static_cast<std::uint64_t>(index_of(a)) + 77) <
               scatter_bits(static_cast<std::uint64_t>(index_of(b)) + 77);
    });
    return list;
}

ClipSource::ClipSource(std::uint64_t seed, int size, int frames)
    : captions_(training_captions()), random_(seed), size_(size), frames_(frames) {}

ClipSource::Sample ClipSource::next() {
    return next(
        captions_[std::uniform_int_distribution<std::size_t>(0, captions_.size() - 1)(random_)]);
}

ClipSource::Sample ClipSource::next(const Caption& caption) {
    const std::uint64_t seed = random_();
    if (frames_ == 1) {
        const float time = std::uniform_real_distribution<float>(0, 1)(random_);
        const std::array<api::Image, 1> moment{
            render_moment(caption, seed, time, {.width = size_, .height = size_})};
        return {.caption = caption, .clip = to_tensor(moment)};
    }
    const std::vector<api::Image> frames =
        render(caption, seed, {.width = size_, .height = size_, .frames = frames_});
    return {.caption = caption, .clip = to_tensor(frames)};
}

}  // namespace plumbline::train
