// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/meters/block_profiler.h"

#include <ATen/ATen.h>
#include <ATen/TensorIndexing.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::ordered_json;

// Steps 8, 12, 20, 30 and 40 of fifty: before, nothing can be told from the prediction.
constexpr std::array kLookedAt{0.16, 0.24, 0.40, 0.60, 0.80};
constexpr std::int64_t kQueries = 512;  // sampled of each block
constexpr int kRounds = 20;             // of k-means
// Of the blocks: about what the authors reuse of Wan 2.1 (0.70) and HunyuanVideo (0.63).
constexpr double kBackgroundShare = 0.65;

/// Each row from 0 to 1.
at::Tensor stretched_rows(const at::Tensor& rows) {
    const at::Tensor low = std::get<0>(rows.min(1, true)), high = std::get<0>(rows.max(1, true));
    return (rows - low) / (high - low).clamp_min(1e-12);
}

/// What tells pixels apart: [4, N].
at::Tensor features_of(const at::Tensor& channels) {
    const at::Tensor centered = channels - channels.mean(1, true);
    const at::Tensor covariance = at::mm(centered, centered.t());
    // Ascending: the last three are the principal ones.
    const at::Tensor axes = std::get<1>(at::linalg_eigh(covariance));
    const std::int64_t kept = std::min<std::int64_t>(3, axes.size(1));
    const at::Tensor components = at::mm(axes.narrow(1, axes.size(1) - kept, kept).t(), centered);
    const at::Tensor length = at::linalg_vector_norm(channels, 2, {0}, true);
    return stretched_rows(at::cat({components, length}, 0));
}

/// 1 in the outermost ring of each frame: [T · h · w].
at::Tensor borders(std::int64_t frames, std::int64_t height, std::int64_t width) {
    at::Tensor ring = at::ones({frames, height, width}, at::kBool);
    if (height > 2 && width > 2) ring.narrow(1, 1, height - 2).narrow(2, 1, width - 2).fill_(false);
    return ring.flatten();
}

at::Tensor distance_to(const at::Tensor& features, const at::Tensor& center) {
    return (features - center).square().sum(0);
}

/// Pixels nearer to what stands out than to the borders' mean; undefined when none or all are.
at::Tensor parted(const at::Tensor& features, const at::Tensor& ring) {
    const at::Tensor border = features.index({at::indexing::Slice(), ring}).mean(1, true);
    at::Tensor near = border;
    at::Tensor far = features.index_select(1, distance_to(features, border).argmax().view({1}));
    at::Tensor is_far;
    for (int round = 0; round < kRounds; ++round) {
        is_far = distance_to(features, far) < distance_to(features, near);
        const auto count = is_far.sum().item<std::int64_t>();
        if (count == 0 || count == is_far.numel()) return {};
        far = features.index({at::indexing::Slice(), is_far}).mean(1, true);
        near = features.index({at::indexing::Slice(), ~is_far}).mean(1, true);
    }
    const bool swapped =
        distance_to(far, border).item<float>() < distance_to(near, border).item<float>();
    return swapped ? ~is_far : is_far;
}

/// Of the foreground's tokens, the share that is among as many with the most attention; mean over
/// the frames that have a foreground. NaN when none has.
double share_of(const at::Tensor& foreground, const at::Tensor& received) {
    double sum = 0;
    int frames = 0;
    for (std::int64_t frame = 0; frame < foreground.size(0); ++frame) {
        const at::Tensor mask = foreground[frame].flatten();
        const auto count = mask.sum().item<std::int64_t>();
        if (count == 0) continue;
        const at::Tensor most = std::get<1>(received[frame].topk(count));
        sum += mask.index_select(0, most).sum().item<double>() / static_cast<double>(count);
        ++frames;
    }
    return frames > 0 ? sum / frames : std::nan("");
}

}  // namespace

at::Tensor foreground_tokens(const at::Tensor& prediction,
                             std::int64_t height,
                             std::int64_t width) {
    const at::Tensor channels = prediction[0].to(at::kCPU, at::kFloat);  // [C, T, h, w]
    const std::int64_t frames = channels.size(1), h = channels.size(2), w = channels.size(3);
    const at::Tensor mask = parted(features_of(channels.flatten(1)), borders(frames, h, w));
    if (!mask.defined()) return {};
    const at::Tensor pixels = mask.view({frames, height, h / height, width, w / width});
    return pixels.to(at::kFloat).mean({2, 4}) >= 0.5;
}

at::Tensor received_attention(const models::Scored& scored) {
    const at::Tensor& q = scored.queries;
    const std::int64_t heads = q.size(1), count = std::min(kQueries, scored.image_tokens);
    const at::Tensor sampled =
        scored.first_image_token +
        (at::arange(count, at::kLong) * scored.image_tokens).div(count, "floor");
    const at::Tensor indices = sampled.to(q.device());
    const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(3)));
    at::Tensor sum = at::zeros({scored.image_tokens}, q.options().dtype(at::kFloat));
    for (std::int64_t head = 0; head < heads; ++head) {
        const at::Tensor queries = q[0][head].index_select(0, indices).to(at::kFloat);
        const at::Tensor keys = scored.keys[0][head].to(at::kFloat);
        const at::Tensor map = at::softmax(at::mm(queries, keys.t()) * scale, -1);
        sum += map.narrow(1, scored.first_image_token, scored.image_tokens).mean(0);
    }
    return (sum / static_cast<double>(heads)).to(at::kCPU);
}

void BlockProfiler::begin(const cache::RunShape& shape) {
    steps_.clear();
    for (const double share : kLookedAt)
        steps_.insert(static_cast<int>(std::lround(share * shape.steps)));
    sums_.resize(static_cast<std::size_t>(shape.stack.blocks));
    received_.clear();
}

void BlockProfiler::before(cache::StackPass& pass) {
    if (pass.branch() != api::Branch::Cond || !steps_.contains(pass.step().call)) return;
    grid_ = pass.context().grid;
    received_.assign(sums_.size(), {});
    pass.hook_blocks(this);
}

void BlockProfiler::saw(const models::Scored& scored) {
    received_.at(static_cast<std::size_t>(scored.block)) =
        received_attention(scored).view({grid_[0], grid_[1] * grid_[2]});
}

void BlockProfiler::saw_prediction(const cache::StepInfo& step, const at::Tensor& prediction) {
    if (!steps_.contains(step.call)) return;
    const at::Tensor foreground = foreground_tokens(prediction, grid_[1], grid_[2]);
    if (!foreground.defined()) return;
    std::vector<double> shares;
    for (const at::Tensor& received : received_) shares.push_back(share_of(foreground, received));
    received_.clear();
    if (!std::isfinite(shares.front())) return;
    std::ranges::transform(sums_, shares, sums_.begin(), std::plus<>{});
    ++count_;
}

Json BlockProfiler::state() const {
    return {{"sums", sums_}, {"count", count_}};
}

void BlockProfiler::restore(const Json& state) {
    sums_ = state.at("sums").get<std::vector<double>>();
    count_ = state.at("count").get<int>();
}

void BlockProfiler::put_into(Calibration& calibration) const {
    calibration.profilingdit = {};
    if (count_ == 0) return;
    for (const double sum : sums_)
        calibration.profilingdit.foreground.push_back(std::round(sum / count_ * 1e5) / 1e5);
    // The last block is never left out: nothing behind it would repair what it reuses.
    std::vector<int> blocks(sums_.size() - 1);
    std::iota(blocks.begin(), blocks.end(), 0);
    const std::vector<double>& shares = calibration.profilingdit.foreground;
    std::ranges::stable_sort(blocks, {},
                             [&](int block) { return shares[static_cast<std::size_t>(block)]; });
    const auto wanted =
        static_cast<std::size_t>(std::lround(kBackgroundShare * static_cast<double>(sums_.size())));
    blocks.resize(std::min(blocks.size(), wanted));
    std::ranges::sort(blocks);
    calibration.profilingdit.background.assign(blocks.begin(), blocks.end());
}

}  // namespace plumbline::pipeline
