// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/t5_encoder.h"

#include "base/check.h"
#include "base/error.h"
#include "text/encoder_ops.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

namespace plumbline::text {
namespace {

constexpr double kNormEpsilon = 1e-6;
constexpr double kMaxDistance = 128.0;  // farther keys share the last bucket
constexpr const char* kDamagedHint =
    "The file is damaged or not a T5 or UMT5 encoder; download it again.";

/// One encoder layer; its linear layers have no bias.
struct Layer {
    at::Tensor norm1, norm2;  // [D]
    StoredLinear q, k, v;     // [heads * head_dim, D]
    StoredLinear o;           // [D, heads * head_dim]
    at::Tensor bias;          // [buckets, heads]; undefined where an earlier layer's is shared
    StoredLinear gate, fc1;   // [F, D]; gate is the activated branch
    StoredLinear fc2;         // [D, F]
};

/// Relative position buckets of T5's two-sided encoder: half for keys after the query, and in each
/// half the first half one distance each, the rest logarithmic up to kMaxDistance. Returns [L, L]
/// int64, row = query. Rounds in f32 as the reference does: bucket edges lie on powers of two.
at::Tensor position_buckets(std::int64_t length, std::int64_t buckets, at::Device device) {
    const std::int64_t side = buckets / 2;
    const std::int64_t exact = side / 2;
    const at::Tensor positions = at::arange(length, at::TensorOptions(at::kLong));
    const at::Tensor relative = positions.unsqueeze(0) - positions.unsqueeze(1);  // key - query
    const at::Tensor distance = relative.abs();
    const at::Tensor far =
        (at::log(distance.to(at::kFloat) / static_cast<double>(exact)) /
         std::log(kMaxDistance / static_cast<double>(exact)) * static_cast<double>(side - exact));
    // log(0) is -inf, which no integer holds: clamp before the cast. Near distances do not use it
    // anyway.
    const at::Tensor far_bucket =
        (far.clamp(0.0, kMaxDistance).to(at::kLong) + exact).clamp_max(side - 1);
    const at::Tensor bucket = at::where(distance < exact, distance, far_bucket);
    return ((relative > 0).to(at::kLong) * side + bucket).to(device);
}

}  // namespace

struct T5Encoder::Weights {
    StoredTable token_embedding;  // [V, D], stored dtype; where it was stored (a mapped file, or
                                  // the trainer's device)
    at::Tensor norm;              // [D]
    std::vector<Layer> layers;
    std::int64_t dim = 0;
    std::int64_t heads = 0;
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat;

    Layer take_layer(const tensor_io::WeightMap& map,
                     const tensor_io::WeightScope& block,
                     std::int64_t inner,
                     bool with_bias) const;
    at::Tensor attention(const Layer& layer, const at::Tensor& x, const at::Tensor& bias) const;
};

Layer T5Encoder::Weights::take_layer(const tensor_io::WeightMap& map,
                                     const tensor_io::WeightScope& block,
                                     std::int64_t inner,
                                     bool with_bias) const {
    const auto attention = block["attn"];
    const auto ffn = block["ffn"];
    const std::int64_t ffn_width = ffn["gate"][0].shape("weight").front();
    Layer layer;
    layer.norm1 = block["norm1"].tensor("weight", {dim});
    layer.q = take_stored_linear(map, attention["q"], inner, dim);
    layer.k = take_stored_linear(map, attention["k"], inner, dim);
    layer.v = take_stored_linear(map, attention["v"], inner, dim);
    layer.o = take_stored_linear(map, attention["o"], dim, inner);
    if (with_bias) layer.bias = block["pos_embedding"]["embedding"].tensor("weight", {-1, heads});
    layer.norm2 = block["norm2"].tensor("weight", {dim});
    layer.gate = take_stored_linear(map, ffn["gate"][0], ffn_width, dim);
    layer.fc1 = take_stored_linear(map, ffn["fc1"], ffn_width, dim);
    layer.fc2 = take_stored_linear(map, ffn["fc2"], dim, ffn_width);
    return layer;
}

/// x: [B, L, D] after norm1; bias: [1 or B, heads, L, L] added to the scores. Returns [B, L, D].
/// T5 does not divide the scores by sqrt(head_dim).
at::Tensor T5Encoder::Weights::attention(const Layer& layer,
                                         const at::Tensor& x,
                                         const at::Tensor& bias) const {
    const auto batch = x.size(0);
    const auto length = x.size(1);
    const auto split = [&](const StoredLinear& projection) {
        return apply(projection, x).view({batch, length, heads, -1}).transpose(1, 2);
    };
    const at::Tensor mixed = at::scaled_dot_product_attention(
        split(layer.q), split(layer.k), split(layer.v), bias.expand({batch, heads, length, length}),
        /*dropout_p=*/0.0, /*is_causal=*/false,
        /*scale=*/1.0);
    return apply(layer.o, mixed.transpose(1, 2).reshape({batch, length, -1}));
}

T5Encoder::T5Encoder(const tensor_io::WeightMap& weights, const tensor_io::Placement& placement)
    : weights_(std::make_unique<Weights>()) {
    PLUMBLINE_CHECK(placement.dtype == at::kFloat || placement.dtype == at::kBFloat16 ||
                        placement.dtype == at::kDouble,
                    "T5 overflows in f16 and needs f32 or bf16, got {}",
                    at::toString(placement.dtype));
    const tensor_io::WeightScope root(weights, placement);
    const auto blocks = root["blocks"];
    const int layer_count = blocks.count_children();
    const auto embedding = root["token_embedding"];
    const auto table_shape = embedding.shape("weight");
    const auto bias_shape = blocks[0]["pos_embedding"]["embedding"].shape("weight");
    const auto query_shape = blocks[0]["attn"]["q"].shape("weight");
    const bool sane = table_shape.size() == 2 && bias_shape.size() == 2 && bias_shape[0] >= 4 &&
                      bias_shape[0] % 4 == 0 && bias_shape[1] > 0 && query_shape.size() == 2 &&
                      query_shape[0] % bias_shape[1] == 0;
    if (!sane) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: token_embedding [{}], blocks.0.attn.q [{}] and the position bias "
                        "[{}] do not make a T5 encoder",
                        weights.origin, fmt::join(table_shape, ", "), fmt::join(query_shape, ", "),
                        fmt::join(bias_shape, ", ")),
            kDamagedHint);
    }
    weights_->device = placement.device;
    weights_->dtype = placement.dtype;
    weights_->dim = table_shape[1];
    weights_->heads = bias_shape[1];
    // Half of a real model's bytes, of which a prompt needs a few rows: it stays where and as it is
    // stored.
    weights_->token_embedding = take_table(weights, embedding, "weight");
    const bool bias_everywhere =
        layer_count > 1 && blocks[1].contains("pos_embedding.embedding.weight");
    for (int index = 0; index < layer_count; ++index) {
        weights_->layers.push_back(weights_->take_layer(weights, blocks[index], query_shape[0],
                                                        index == 0 || bias_everywhere));
    }
    weights_->norm = root["norm"].tensor("weight", {weights_->dim});
    root.expect_all_taken("T5 encoder");
}

T5Encoder::~T5Encoder() = default;

at::Tensor T5Encoder::encode(const at::Tensor& ids,
                             const at::Tensor& mask,
                             const Checkpoint& checkpoint) const {
    const Weights& w = *weights_;
    check_ids(ids, std::numeric_limits<std::int64_t>::max());
    PLUMBLINE_CHECK(!mask.defined() || mask.sizes() == ids.sizes(),
                    "mask must have the ids' shape");
    const auto length = ids.size(1);
    const at::Tensor hidden_keys =
        mask.defined() ? (mask.to(w.device) == 0).view({ids.size(0), 1, 1, length}) : at::Tensor();
    const at::Tensor buckets =
        position_buckets(length, w.layers.front().bias.size(0), w.device).view({-1});

    // [buckets, heads] → what is added to the scores, [1 or B, heads, L, L], padding hidden.
    const auto scores_bias = [&](const at::Tensor& table) {
        at::Tensor bias = at::index_select(table, 0, buckets)
                              .view({length, length, w.heads})
                              .permute({2, 0, 1})
                              .unsqueeze(0);
        if (!hidden_keys.defined()) return bias;
        // Not -inf: a row without any real key must not become NaN.
        return at::where(hidden_keys, at::scalar_tensor(-1e30, bias.options()), bias);
    };

    at::Tensor x = look_up(w.token_embedding, ids, w.dtype, w.device);
    at::Tensor bias;
    for (const Layer& layer : w.layers) {
        checkpoint();
        if (layer.bias.defined()) bias = scores_bias(layer.bias);
        x = x + w.attention(layer, rms_norm(x, layer.norm1, kNormEpsilon), bias);
        const at::Tensor y = rms_norm(x, layer.norm2, kNormEpsilon);
        x = x + apply(layer.fc2, at::gelu(apply(layer.gate, y), "tanh") * apply(layer.fc1, y));
    }
    return rms_norm(x, w.norm, kNormEpsilon);
}

std::int64_t T5Encoder::dim() const {
    return weights_->dim;
}

std::int64_t T5Encoder::vocabulary_size() const {
    return weights_->token_embedding.rows.size(0);
}

std::int64_t T5Encoder::weight_bytes() const {
    const at::Device device = weights_->device;
    std::int64_t bytes = bytes_on(device, {&weights_->token_embedding.rows, &weights_->norm});
    for (const Layer& layer : weights_->layers) {
        bytes += bytes_on(device, {&layer.norm1, &layer.norm2, &layer.q.weight, &layer.k.weight,
                                   &layer.v.weight, &layer.o.weight, &layer.bias,
                                   &layer.gate.weight, &layer.fc1.weight, &layer.fc2.weight});
    }
    return bytes;
}

}  // namespace plumbline::text
