// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/encoder_ops.h"

#include "base/check.h"
#include "base/error.h"
#include "tensor_io/scaled_weights.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>

namespace plumbline::text {
namespace {

void require_shape(const tensor_io::WeightMap& weights,
                   const tensor_io::WeightScope& place,
                   std::string_view name,
                   std::int64_t rows,
                   std::int64_t columns) {
    const auto shape = place.shape(name);
    const auto fits = [](std::int64_t size, std::int64_t want) { return want < 0 || size == want; };
    if (shape.size() == 2 && fits(shape[0], rows) && fits(shape[1], columns)) return;
    throw Error(
        ErrorKind::Input,
        fmt::format("{}: tensor {} has the shape [{}], [{}, {}] expected (-1: any)", weights.origin,
                    place.full_name(name), fmt::join(shape, ", "), rows, columns),
        "The file belongs to another model or to another size of it.");
}

/// The scale of fp8 weights, 1 where there is none. One read per tensor loaded.
double take_scale(const tensor_io::WeightMap& weights, const tensor_io::WeightScope& place) {
    double product = 1.0;
    for (const char* name : {"scale_weight", "weight_scale"}) {
        if (!place.contains(name)) continue;
        const at::Tensor scale = weights.tensor(place.full_name(name));
        if (scale.numel() != 1) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: {} holds {} scales, one was expected", weights.origin,
                                    place.full_name(name), scale.numel()),
                        "Use a text encoder with one scale per tensor, or a 16-bit one.");
        }
        place.ignore(name);
        product *= scale.to(at::kDouble).item<double>();
    }
    for (const char* name : {"scale_input", "input_scale"}) {
        if (place.contains(name)) place.ignore(name);  // for fp8 products, which are not used here
    }
    return product;
}

}  // namespace

StoredLinear take_stored_linear(const tensor_io::WeightMap& weights,
                                const tensor_io::WeightScope& place,
                                std::int64_t out,
                                std::int64_t in,
                                Bias bias) {
    StoredLinear layer;
    layer.scale = take_scale(weights, place);
    if (place.placement().device.is_cpu()) {
        place.placement().checkpoint();
        require_shape(weights, place, "weight", out, in);
        layer.weight = weights.tensor(place.full_name("weight"));
        layer.scale *= weights.scale(place.full_name("weight"));
        place.ignore("weight");
    } else {
        layer.weight = place.tensor("weight", {out, in});
    }
    if (bias == Bias::Yes) layer.bias = place.tensor("bias", {out});
    return layer;
}

at::Tensor apply(const StoredLinear& layer, const at::Tensor& x) {
    if (tensor_io::is_float8(layer.weight.scalar_type())) {
        return at::linear(
            x, tensor_io::unscaled(layer.weight.to(x.device()), layer.scale, x.scalar_type()),
            layer.bias);
    }
    at::Tensor weight = layer.weight.to(x.device(), x.scalar_type());
    if (layer.scale != 1.0) weight = weight * layer.scale;
    return at::linear(x, weight, layer.bias);
}

StoredTable take_table(const tensor_io::WeightMap& weights,
                       const tensor_io::WeightScope& place,
                       std::string_view name,
                       std::int64_t dim) {
    place.placement().checkpoint();
    require_shape(weights, place, name, -1, dim);
    place.ignore(name);
    const std::string full = place.full_name(name);
    return {.rows = weights.tensor(full),
            .scale = take_scale(weights, place) * weights.scale(full)};
}

at::Tensor look_up(const StoredTable& table,
                   const at::Tensor& ids,
                   at::ScalarType dtype,
                   at::Device device) {
    const at::Tensor& stored = table.rows;
    const at::Tensor flat = ids.to(stored.device()).reshape({-1});
    // index_select has no 8-bit float kernels; bytes move just as well.
    at::Tensor rows =
        stored.element_size() == 1
            ? at::index_select(stored.view(at::kByte), 0, flat).view(stored.scalar_type())
            : at::index_select(stored, 0, flat);
    rows = table.scale == 1.0 ? rows.to(device, dtype)
                              : tensor_io::unscaled(rows.to(device), table.scale, dtype);
    return rows.reshape({ids.size(0), ids.size(1), stored.size(1)});
}

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double epsilon) {
    const at::Tensor wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.pow(2).mean(-1, /*keepdim=*/true) + epsilon);
    return (wide * scale).to(weight.scalar_type()) * weight;
}

at::Tensor causal_bias(const at::Tensor& mask, at::ScalarType dtype) {
    const auto length = mask.size(1);
    const auto on = mask.options().dtype(at::kBool);
    const at::Tensor later = at::ones({length, length}, on).triu(1);
    const at::Tensor hidden = later.logical_or((mask == 0).view({-1, 1, 1, length}));
    return at::zeros(hidden.sizes(), mask.options().dtype(dtype)).masked_fill(hidden, -1e30);
}

std::int64_t bytes_on(at::Device device, std::initializer_list<const at::Tensor*> tensors) {
    std::int64_t bytes = 0;
    for (const at::Tensor* tensor : tensors) {
        if (tensor->defined() && tensor->device() == device)
            bytes += static_cast<std::int64_t>(tensor->nbytes());
    }
    return bytes;
}

tensor_io::WeightMap behind_marker(const tensor_io::WeightMap& weights,
                                   std::initializer_list<std::string_view> markers) {
    const auto is_prefix_of = [](std::string_view name, std::string_view marker) {
        if (!name.ends_with(marker)) return false;
        return name.size() == marker.size() || name[name.size() - marker.size() - 1] == '.';
    };
    for (const std::string_view marker : markers) {
        for (const auto& [name, entry] : weights.entries()) {
            if (!is_prefix_of(name, marker)) continue;
            const std::string prefix = name.substr(0, name.size() - marker.size());
            return weights.renamed([&](const std::string& full) -> std::optional<std::string> {
                if (!full.starts_with(prefix)) return std::nullopt;
                return full.substr(prefix.size());
            });
        }
    }
    return weights;
}

std::int64_t heads_of(std::int64_t dim,
                      std::int64_t heads,
                      std::int64_t head_dim,
                      const std::string& origin) {
    const std::int64_t count = heads > 0 ? heads : dim / head_dim;
    if (count > 0 && dim % count == 0) return count;
    throw Error(
        ErrorKind::Input,
        fmt::format("{}: {} channels cannot be shared out among {} heads", origin, dim, count),
        "Put the encoder's own config.json beside it, or use another file.");
}

void check_ids(const at::Tensor& ids, std::int64_t longest) {
    PLUMBLINE_CHECK(ids.dim() == 2 && ids.scalar_type() == at::kLong && ids.numel() > 0,
                    "ids must be [B, L] int64, not empty");
    PLUMBLINE_CHECK(ids.size(1) <= longest, "{} tokens, {} at most", ids.size(1), longest);
}

}  // namespace plumbline::text
