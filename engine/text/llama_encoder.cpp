// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/llama_encoder.h"

#include "base/check.h"
#include "base/error.h"
#include "text/encoder_ops.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::text {
namespace {

constexpr std::int64_t kHeadDim = 128;
constexpr const char* kFirstGate = "layers.0.mlp.gate_proj.weight";

/// One layer; the linear layers have no bias.
struct Layer {
    at::Tensor norm1, norm2;      // [D]
    StoredLinear q, k, v, o;      // [heads · hd, D], twice [kv_heads · hd, D], [D, heads · hd]
    StoredLinear gate, up, down;  // twice [F, D], [D, F]
};

/// cos and sin of the rotations: [L, head_dim], the two halves equal.
struct Rotary {
    at::Tensor cos, sin;
};

Rotary rotary(std::int64_t length, std::int64_t head_dim, double theta) {
    const at::Tensor exponent =
        at::arange(0, head_dim, 2, at::kDouble) / static_cast<double>(head_dim);
    const at::Tensor frequency = at::pow(theta, -exponent);
    const at::Tensor half = at::arange(length, at::kDouble).unsqueeze(1) * frequency;
    const at::Tensor angle = at::cat({half, half}, 1);
    return {.cos = angle.cos(), .sin = angle.sin()};
}

/// x: [B, heads, L, head_dim]. Dimension i turns with i + head_dim / 2, not with its neighbour.
at::Tensor rotate(const at::Tensor& x, const Rotary& by) {
    const auto halves = x.chunk(2, -1);
    return x * by.cos + at::cat({-halves[1], halves[0]}, -1) * by.sin;
}

}  // namespace

struct LlamaEncoder::Weights {
    StoredTable tokens;     // [V, D], as stored
    at::Tensor final_norm;  // [D]; undefined when layers are skipped
    std::vector<Layer> layers;
    LlamaConfig config;
    std::int64_t heads = 0, kv_heads = 0, head_dim = 0;
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat;

    void take_heads(const tensor_io::WeightMap& map, const tensor_io::WeightScope& attention);
    Layer take_layer(const tensor_io::WeightMap& map, const tensor_io::WeightScope& place) const;
    at::Tensor attend(const Layer& layer,
                      const at::Tensor& x,
                      const at::Tensor& bias,
                      const Rotary& positions) const;
};

void LlamaEncoder::Weights::take_heads(const tensor_io::WeightMap& map,
                                       const tensor_io::WeightScope& attention) {
    const auto rows = [&](const char* name) {
        const auto shape = attention[name].shape("weight");
        return shape.empty() ? std::int64_t{0} : shape.front();
    };
    heads = heads_of(rows("q_proj"), config.heads, kHeadDim, map.origin);
    head_dim = rows("q_proj") / heads;
    kv_heads = rows("k_proj") / head_dim;
    if (head_dim % 2 == 0 && kv_heads > 0 && rows("k_proj") % head_dim == 0 &&
        heads % kv_heads == 0)
        return;
    throw Error(ErrorKind::Input,
                fmt::format("{}: {} rows of queries and {} of keys do not make {} heads",
                            map.origin, rows("q_proj"), rows("k_proj"), heads),
                "Put the encoder's own config.json beside it, or use another file.");
}

Layer LlamaEncoder::Weights::take_layer(const tensor_io::WeightMap& map,
                                        const tensor_io::WeightScope& place) const {
    const auto attention = place["self_attn"];
    const auto mlp = place["mlp"];
    const auto width_shape = mlp["gate_proj"].shape("weight");
    const std::int64_t width = width_shape.empty() ? 0 : width_shape.front();
    const std::int64_t dim = tokens.rows.size(1);
    return {.norm1 = place["input_layernorm"].tensor("weight", {dim}),
            .norm2 = place["post_attention_layernorm"].tensor("weight", {dim}),
            .q = take_stored_linear(map, attention["q_proj"], heads * head_dim, dim),
            .k = take_stored_linear(map, attention["k_proj"], kv_heads * head_dim, dim),
            .v = take_stored_linear(map, attention["v_proj"], kv_heads * head_dim, dim),
            .o = take_stored_linear(map, attention["o_proj"], dim, heads * head_dim),
            .gate = take_stored_linear(map, mlp["gate_proj"], width, dim),
            .up = take_stored_linear(map, mlp["up_proj"], width, dim),
            .down = take_stored_linear(map, mlp["down_proj"], dim, width)};
}

/// x: [B, L, D] after the norm; bias: see causal_bias, undefined for causal alone. Returns the same
/// shape.
at::Tensor LlamaEncoder::Weights::attend(const Layer& layer,
                                         const at::Tensor& x,
                                         const at::Tensor& bias,
                                         const Rotary& positions) const {
    const auto split = [&](const StoredLinear& projection) {
        return apply(projection, x).unflatten(-1, {-1, head_dim}).transpose(1, 2);
    };
    // Several heads of queries share one of keys and values.
    const auto shared = [&](const at::Tensor& few) {
        return few.repeat_interleave(heads / kv_heads, 1);
    };
    const at::Tensor q = rotate(split(layer.q), positions);
    const at::Tensor k = shared(rotate(split(layer.k), positions));
    const at::Tensor v = shared(split(layer.v));
    const std::optional<at::Tensor> mask =
        bias.defined() ? std::optional(bias.expand({x.size(0), heads, -1, -1})) : std::nullopt;
    const at::Tensor mixed = at::scaled_dot_product_attention(q, k, v, mask, /*dropout_p=*/0.0,
                                                              /*is_causal=*/!mask.has_value());
    return apply(layer.o, mixed.transpose(1, 2).flatten(2));
}

LlamaEncoder::LlamaEncoder(const tensor_io::WeightMap& weights,
                           const tensor_io::Placement& placement,
                           const LlamaConfig& config)
    : weights_(std::make_unique<Weights>()) {
    const tensor_io::WeightScope root(weights, placement);
    const auto layers = root["layers"];
    const int count = layers.count_children();
    if (config.skipped_layers < 0 || config.skipped_layers >= count) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: the model has {} layers, of which {} are to be skipped",
                                weights.origin, count, config.skipped_layers),
                    "Use the LLaMA 3 that belongs to HunyuanVideo.");
    }
    Weights& w = *weights_;
    w.config = config;
    w.device = placement.device;
    w.dtype = placement.dtype;
    w.tokens = take_table(weights, root["embed_tokens"], "weight");
    w.take_heads(weights, layers[0]["self_attn"]);
    const int used = count - config.skipped_layers;
    for (int index = 0; index < used; ++index)
        w.layers.push_back(w.take_layer(weights, layers[index]));
    if (config.skipped_layers == 0) w.final_norm = root["norm"].tensor("weight", {dim()});
    for (const auto& [name, entry] : weights.entries()) {
        for (int index = used; index < count; ++index)
            if (name.starts_with(layers[index].full_name(""))) root.ignore(name);
    }
    root.ignore("norm.weight");
    root.expect_all_taken("the LLaMA encoder");
}

LlamaEncoder::~LlamaEncoder() = default;

at::Tensor LlamaEncoder::encode(const at::Tensor& ids,
                                const at::Tensor& mask,
                                const Checkpoint& checkpoint) const {
    const Weights& w = *weights_;
    check_ids(ids, std::numeric_limits<std::int64_t>::max());
    PLUMBLINE_CHECK(!mask.defined() || mask.sizes() == ids.sizes(),
                    "mask must have the ids' shape");
    const double epsilon = w.config.norm_epsilon;
    const at::Tensor bias = mask.defined() ? causal_bias(mask.to(w.device), w.dtype) : at::Tensor();
    Rotary positions = rotary(ids.size(1), w.head_dim, w.config.rope_theta);
    positions = {.cos = positions.cos.to(w.device, w.dtype),
                 .sin = positions.sin.to(w.device, w.dtype)};
    at::Tensor x = look_up(w.tokens, ids, w.dtype, w.device);
    for (const Layer& layer : w.layers) {
        checkpoint();
        x = x + w.attend(layer, rms_norm(x, layer.norm1, epsilon), bias, positions);
        const at::Tensor y = rms_norm(x, layer.norm2, epsilon);
        x = x + apply(layer.down, at::silu(apply(layer.gate, y)) * apply(layer.up, y));
    }
    return w.final_norm.defined() ? rms_norm(x, w.final_norm, epsilon) : x;
}

std::int64_t LlamaEncoder::dim() const {
    return weights_->tokens.rows.size(1);
}

std::int64_t LlamaEncoder::vocabulary_size() const {
    return weights_->tokens.rows.size(0);
}

std::int64_t LlamaEncoder::weight_bytes() const {
    const Weights& w = *weights_;
    std::int64_t bytes = bytes_on(w.device, {&w.tokens.rows, &w.final_norm});
    for (const Layer& layer : w.layers) {
        bytes += bytes_on(w.device, {&layer.norm1, &layer.norm2, &layer.q.weight, &layer.k.weight,
                                     &layer.v.weight, &layer.o.weight, &layer.gate.weight,
                                     &layer.up.weight, &layer.down.weight});
    }
    return bytes;
}

tensor_io::WeightMap canonical_llama_names(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap part = behind_marker(weights, {kFirstGate});
    if (!part.contains(kFirstGate)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: it is no LLaMA (no tensor {})", weights.origin, kFirstGate),
                    "Use llava_llama3_fp16.safetensors or the text encoder folder of "
                    "HunyuanVideo.");
    }
    return part.renamed([](const std::string& name) -> std::optional<std::string> {
        const bool unused = name == "lm_head.weight" || name == "scaled_fp8" ||
                            name.ends_with("rotary_emb.inv_freq");
        return unused ? std::nullopt : std::optional(name);
    });
}

}  // namespace plumbline::text
