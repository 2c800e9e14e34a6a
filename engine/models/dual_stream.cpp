// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dual_stream.h"

#include "cuda/modulate.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace plumbline::models {
namespace {

StreamWeights take_stream(const tensor_io::WeightScope& scope,
                          const std::string& stream,
                          const DualStreamConfig& config) {
    const std::int64_t d = config.dim, head_dim = config.head_dim();
    const tensor_io::WeightScope attention = scope[stream + "_attn"], mlp = scope[stream + "_mlp"];
    return {.modulation = take_linear(scope, stream + "_mod.lin", 6 * d, d),
            .qkv = take_linear(attention, "qkv", 3 * d, d),
            .proj = take_linear(attention, "proj", d, d),
            .norm_q = attention.tensor("norm.query_norm.scale", {head_dim}),
            .norm_k = attention.tensor("norm.key_norm.scale", {head_dim}),
            .mlp_in = take_linear(mlp, "0", config.mlp_dim, d),
            .mlp_out = take_linear(mlp, "2", d, config.mlp_dim)};
}

/// Queries and keys of the joined sequence, filled a stream at a time: nothing is joined by a copy.
class JointAttention {
public:
    JointAttention(const DualStreamConfig& config,
                   std::int64_t image_tokens,
                   std::int64_t text_tokens,
                   const at::Tensor& like)
        : config_(config),
          image_{config.text_first ? text_tokens : 0, image_tokens},
          text_{config.text_first ? 0 : image_tokens, text_tokens},
          q_(at::empty({like.size(0), config.heads, image_tokens + text_tokens, config.head_dim()},
                       like.options())),
          k_(at::empty_like(q_)) {}

    /// qkv: [B, L, 3 · D] of one stream.
    void put_image(const at::Tensor& qkv,
                   const at::Tensor& norm_q,
                   const at::Tensor& norm_k,
                   const BlockContext& context) {
        put(qkv, norm_q, norm_k, image_, context.rope_cos, context.rope_sin);
    }
    void put_text(const at::Tensor& qkv, const at::Tensor& norm_q, const at::Tensor& norm_k) {
        put(qkv, norm_q, norm_k, text_, {}, {});
    }
    /// v: [B, L, D] of both streams → [B, L, D].
    [[nodiscard]] at::Tensor run(const at::Tensor& v,
                                 int block,
                                 const BlockContext& context) const {
        if (context.hook != nullptr) {
            context.hook->saw({.block = block,
                               .queries = q_,
                               .keys = k_,
                               .first_image_token = image_.start,
                               .image_tokens = image_.length});
        }
        return attention(q_, k_, split_heads(v, config_.heads));
    }
    /// Each stream's part of a joined sequence [B, L, …], a view.
    [[nodiscard]] at::Tensor image_part(const at::Tensor& joined) const {
        return joined.narrow(1, image_.start, image_.length);
    }
    [[nodiscard]] at::Tensor text_part(const at::Tensor& joined) const {
        return joined.narrow(1, text_.start, text_.length);
    }

private:
    struct Place {
        std::int64_t start, length;
    };
    void put(const at::Tensor& qkv,
             const at::Tensor& norm_q,
             const at::Tensor& norm_k,
             const Place& place,
             const at::Tensor& cos,
             const at::Tensor& sin) {
        const std::int64_t d = config_.dim;
        cuda::head_norm_rope(qkv.narrow(2, 0, d), norm_q, config_.eps, cos, sin,
                             q_.narrow(2, place.start, place.length));
        cuda::head_norm_rope(qkv.narrow(2, d, d), norm_k, config_.eps, cos, sin,
                             k_.narrow(2, place.start, place.length));
    }

    const DualStreamConfig& config_;
    Place image_, text_;
    at::Tensor q_, k_;
};

std::vector<at::Tensor> modulation_of(const Linear& layer,
                                      const BlockContext& context,
                                      std::int64_t count) {
    return linear(context.modulation, layer).chunk(count, 1);
}

/// The stream of some tokens of a double-stream block.
struct Stream {
    const StreamWeights& weights;
    MlpTokens tokens;
    std::vector<at::Tensor> m;  // shift, scale, gate of attention, then of the MLP
    const at::Tensor& x;

    /// After the attention.
    [[nodiscard]] at::Tensor finished(const at::Tensor& attended,
                                      int block,
                                      double eps,
                                      const BlockContext& context) const {
        const at::Tensor after = cuda::gated_add(x, attended, m[2]);
        const auto modulated = [&] { return cuda::modulated_layer_norm(after, m[4], m[3], eps); };
        const auto mlp = [&](const at::Tensor& y) {
            return gelu_mlp(y, weights.mlp_in, weights.mlp_out);
        };
        return cuda::gated_add(after, mlp_by(context, block, tokens, modulated, mlp), m[5]);
    }
    /// Queries, keys and values, [B, L, 3 · D].
    [[nodiscard]] at::Tensor qkv(double eps) const {
        return linear(cuda::modulated_layer_norm(x, m[1], m[0], eps), weights.qkv);
    }
};

/// The two streams as one sequence: a view where a single-stream block left them side by side. Not
/// while gradients are recorded: such a view would pass on those of the first stream alone.
at::Tensor join(const at::Tensor& first, const at::Tensor& second) {
    const std::int64_t length = first.size(1) + second.size(1), d = first.size(2);
    const bool side_by_side = first.storage().is_alias_of(second.storage()) &&
                              first.strides() == second.strides() && first.stride(2) == 1 &&
                              first.stride(1) == d && first.stride(0) == length * d &&
                              second.storage_offset() == first.storage_offset() + first.size(1) * d;
    if (!side_by_side || c10::GradMode::is_enabled()) return at::cat({first, second}, 1);
    return first.as_strided({first.size(0), length, d}, first.strides());
}

/// The layer's part that gives outputs [first, first + count); views.
Linear outputs_of(const Linear& layer, std::int64_t first, std::int64_t count) {
    return {.weight = layer.weight.narrow(0, first, count),
            .bias = layer.bias.narrow(0, first, count),
            .scale = layer.scale};
}

/// What the layer makes of its inputs [first, first + count), without its bias; views.
Linear inputs_of(const Linear& layer, std::int64_t first, std::int64_t count) {
    return {.weight = layer.weight.narrow(1, first, count), .bias = {}, .scale = layer.scale};
}

}  // namespace

DoubleBlockWeights take_double_block(const tensor_io::WeightScope& scope,
                                     const DualStreamConfig& config) {
    return {.image = take_stream(scope, "img", config), .text = take_stream(scope, "txt", config)};
}

SingleBlockWeights take_single_block(const tensor_io::WeightScope& scope,
                                     const DualStreamConfig& config) {
    const std::int64_t d = config.dim, mlp = config.mlp_dim;
    const Linear in = take_linear(scope, "linear1", 3 * d + mlp, d);
    const Linear out = take_linear(scope, "linear2", d, d + mlp);
    // One after the other: g++ 12 destroys members twice when one of nested braces throws.
    SingleBlockWeights weights;
    weights.modulation = take_linear(scope, "modulation.lin", 3 * d, d);
    weights.qkv = outputs_of(in, 0, 3 * d);
    weights.mlp_in = outputs_of(in, 3 * d, mlp);
    weights.proj = inputs_of(out, 0, d);
    weights.proj.bias = out.bias;
    weights.mlp_out = inputs_of(out, d, mlp);
    weights.norm_q = scope.tensor("norm.query_norm.scale", {config.head_dim()});
    weights.norm_k = scope.tensor("norm.key_norm.scale", {config.head_dim()});
    return weights;
}

at::Tensor modulated_image(const StreamWeights& weights,
                           const DualStreamConfig& config,
                           const Streams& streams,
                           const BlockContext& context) {
    const auto m = modulation_of(weights.modulation, context, 6);
    return cuda::modulated_layer_norm(streams.image, m[1], m[0], config.eps);
}

Streams run_double_block(const DoubleBlockWeights& weights,
                         const DualStreamConfig& config,
                         const Streams& streams,
                         const BlockContext& context) {
    const Stream image{.weights = weights.image,
                       .tokens = MlpTokens::Image,
                       .m = modulation_of(weights.image.modulation, context, 6),
                       .x = streams.image};
    const Stream text{.weights = weights.text,
                      .tokens = MlpTokens::Text,
                      .m = modulation_of(weights.text.modulation, context, 6),
                      .x = streams.text};
    const auto attend = [&] {
        const std::int64_t d = config.dim;
        const at::Tensor image_qkv = image.qkv(config.eps), text_qkv = text.qkv(config.eps);
        JointAttention joint(config, streams.image.size(1), streams.text.size(1), streams.image);
        joint.put_image(image_qkv, weights.image.norm_q, weights.image.norm_k, context);
        joint.put_text(text_qkv, weights.text.norm_q, weights.text.norm_k);
        const at::Tensor image_v = image_qkv.narrow(2, 2 * d, d),
                         text_v = text_qkv.narrow(2, 2 * d, d);
        const at::Tensor mixed = joint.run(
            config.text_first ? at::cat({text_v, image_v}, 1) : at::cat({image_v, text_v}, 1),
            streams.at, context);
        return Attended{.image = linear(joint.image_part(mixed), weights.image.proj),
                        .text = linear(joint.text_part(mixed), weights.text.proj)};
    };
    const Attended attended = attended_by(context, streams.at, attend);
    return {.image = image.finished(attended.image, streams.at, config.eps, context),
            .text = text.finished(attended.text, streams.at, config.eps, context),
            .at = streams.at + 1};
}

Streams run_single_block(const SingleBlockWeights& weights,
                         const DualStreamConfig& config,
                         const Streams& streams,
                         const BlockContext& context) {
    const at::Tensor x =
        config.text_first ? join(streams.text, streams.image) : join(streams.image, streams.text);
    const auto m = modulation_of(weights.modulation, context, 3);
    at::Tensor y;  // made when a part asks for it
    const auto modulated = [&] {
        if (!y.defined()) y = cuda::modulated_layer_norm(x, m[1], m[0], config.eps);
        return y;
    };
    const std::int64_t image_tokens = streams.image.size(1), text_tokens = streams.text.size(1);
    const auto attend = [&] {
        const at::Tensor qkv = linear(modulated(), weights.qkv);
        JointAttention joint(config, image_tokens, text_tokens, x);
        joint.put_image(joint.image_part(qkv), weights.norm_q, weights.norm_k, context);
        joint.put_text(joint.text_part(qkv), weights.norm_q, weights.norm_k);
        const at::Tensor v = qkv.narrow(2, 2 * config.dim, config.dim);
        return Attended{.image = linear(joint.run(v, streams.at, context), weights.proj),
                        .text = {}};
    };
    const auto mlp = [&](const at::Tensor& z) {
        return gelu_mlp(z, weights.mlp_in, weights.mlp_out);
    };
    const at::Tensor attended = attended_by(context, streams.at, attend).image;
    at::Tensor update = mlp_by(context, streams.at, MlpTokens::Joined, modulated, mlp);
    if (attended.defined()) {
        // Into the fresh one, unless a hook may keep it; what was attended may be kept too.
        update = context.hook == nullptr ? update.add_(attended) : update + attended;
    }
    const at::Tensor out = cuda::gated_add(x, update, m[2]);
    return {.image = out.narrow(1, config.text_first ? text_tokens : 0, image_tokens),
            .text = out.narrow(1, config.text_first ? 0 : image_tokens, text_tokens),
            .at = streams.at + 1};
}

}  // namespace plumbline::models
