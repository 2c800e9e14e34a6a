// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/block_hook.h"
#include "pipeline/meters/meter.h"

#include <set>

namespace plumbline::pipeline {

/// Which tokens of a picture belong to what moves or stands out: [T, h, w] bool, of a prediction
/// [1, C, T, h · p, w · p]. The first three principal components over the channels and the length
/// of the prediction are parted in two; the part further from what lies at the borders is the
/// foreground, and a token where half of its pixels are or more. Stands in for SAM 2, with which
/// the paper does it. Undefined when all pixels are alike.
[[nodiscard]] at::Tensor foreground_tokens(const at::Tensor& prediction,
                                           std::int64_t height,
                                           std::int64_t width);

/// How much attention each image token is given by the image tokens, [L_image] f32: softmax of a
/// sample of the queries over all keys, mean over queries and heads.
[[nodiscard]] at::Tensor received_attention(const models::Scored& scored);

/// ProfilingDiT's profile (arXiv 2504.03140, section 3; numbers that it leaves open are ours): for
/// every block the share of the foreground among the tokens that are given most attention, as many
/// as the foreground has. Blocks with the least are those of the background.
class BlockProfiler final : public Meter, private models::BlockHook {
public:
    void begin(const cache::RunShape& shape) override;
    void before(cache::StackPass& pass) override;
    void saw_prediction(const cache::StepInfo& step, const at::Tensor& prediction) override;
    [[nodiscard]] nlohmann::ordered_json state() const override;
    void restore(const nlohmann::ordered_json& state) override;
    void put_into(Calibration& calibration) const override;

private:
    void saw(const models::Scored& scored) override;

    std::set<int> steps_;               // that are looked at
    std::vector<at::Tensor> received_;  // of each block at this step
    std::vector<std::int64_t> grid_;
    std::vector<double> sums_;  // of each block's share
    int count_ = 0;             // of what they are sums
};

}  // namespace plumbline::pipeline
