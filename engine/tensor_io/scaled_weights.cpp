// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/scaled_weights.h"

#include "base/error.h"
#include "tensor_io/in_quotes.h"
#include "tensor_io/torch_zip.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

namespace plumbline::tensor_io {
namespace {

using nlohmann::json;

constexpr std::string_view kWeight = ".weight";
constexpr std::string_view kMarker = "scaled_fp8";
constexpr std::string_view kDescription = ".comfy_quant";
constexpr const char* kMetadata = "_quantization_metadata";
constexpr const char* kScaleHint =
    "get the file with one scale a tensor (fp8_scaled), or in bf16 or f16";
constexpr std::array<std::string_view, 2> kScales{".scale_weight", ".weight_scale"};
constexpr std::array<std::string_view, 2> kInputScales{".scale_input", ".input_scale"};

void expect_float8(const WeightMap& weights, const std::string& layer, const json& description) {
    const auto format = description.is_object() ? description.find("format") : description.end();
    const bool is_text = format != description.end() && format->is_string();
    const std::string name = is_text ? format->get<std::string>() : "";
    if (name == "float8_e4m3fn" || name == "float8_e5m2") return;
    throw Error(ErrorKind::Input,
                fmt::format("{}: layer {} is quantised in the format {}, which is not supported",
                            weights.origin, in_quotes(layer), in_quotes(name)),
                "get the model in bf16, f16 or float8_e4m3fn");
}

/// Layers described in the file's metadata, all in a format that can be read.
void check_metadata(const WeightMap& weights) {
    const auto found = weights.metadata.find(kMetadata);
    if (found == weights.metadata.end()) return;
    const json root = json::parse(found->second, nullptr, false);
    const auto layers = root.is_object() ? root.find("layers") : root.end();
    if (layers == root.end() || !layers->is_object()) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: its {} is not understood", weights.origin, kMetadata),
                    "get the model in bf16, f16 or float8_e4m3fn");
    }
    for (const auto& [layer, description] : layers->items())
        expect_float8(weights, layer, description);
}

void check_description(const WeightMap& weights, const std::string& name) {
    const at::Tensor bytes = weights.tensor(name).contiguous();
    const std::string_view text(static_cast<const char*>(bytes.const_data_ptr()), bytes.nbytes());
    expect_float8(weights, name.substr(0, name.size() - kDescription.size()),
                  json::parse(text, nullptr, false));
}

std::int64_t elements(const WeightEntry& entry) {
    std::int64_t product = 1;
    for (const std::int64_t size : entry.shape) product *= size;
    return product;
}

/// Collects what belongs to the 8-bit tensors of a file.
class ScaleFinder {
public:
    explicit ScaleFinder(const WeightMap& weights) : weights_(weights) {
        check_metadata(weights);
        for (const auto& [name, entry] : weights.entries()) {
            if (name.ends_with(kDescription)) {
                check_description(weights, name);
                dropped_.insert(name);
            }
            const std::string_view text = name;
            const bool marks = text.ends_with(kMarker);
            const std::string_view prefix =
                text.substr(0, marks ? text.size() - kMarker.size() : 0);
            if (marks && (prefix.empty() || prefix.ends_with('.'))) dropped_.insert(name);
        }
    }

    /// The scale of an 8-bit tensor, null when its values are meant as they are.
    [[nodiscard]] std::shared_ptr<const WeightEntry> scale_of(const std::string& name) {
        if (!name.ends_with(kWeight)) return nullptr;
        const std::string layer = name.substr(0, name.size() - kWeight.size());
        std::shared_ptr<const WeightEntry> scale;
        const auto& entries = weights_.entries();
        for (auto it = entries.lower_bound(layer + "."); it != entries.end(); ++it) {
            if (!it->first.starts_with(layer + ".")) break;
            const std::string_view ending = std::string_view(it->first).substr(layer.size());
            if (std::ranges::find(kInputScales, ending) != kInputScales.end()) {
                dropped_.insert(it->first);
            } else if (std::ranges::find(kScales, ending) != kScales.end()) {
                scale = one_number(name, it->first, it->second);
                dropped_.insert(it->first);
            } else if (ending.find("scale") != std::string_view::npos) {
                refuse(fmt::format("tensor {} has a scale of an unknown kind, {}", in_quotes(name),
                                   in_quotes(it->first)));
            }
        }
        return scale;
    }

    [[nodiscard]] bool is_dropped(const std::string& name) const { return dropped_.contains(name); }

private:
    [[noreturn]] void refuse(const std::string& what) const {
        throw Error(ErrorKind::Input, fmt::format("{}: {}", weights_.origin, what), kScaleHint);
    }

    [[nodiscard]] std::shared_ptr<const WeightEntry> one_number(const std::string& name,
                                                                const std::string& scale_name,
                                                                const WeightEntry& scale) const {
        if (elements(scale) != 1 || !at::isFloatingType(scale.dtype)) {
            refuse(fmt::format("tensor {} has the scale {} of shape [{}], one number expected",
                               in_quotes(name), in_quotes(scale_name),
                               fmt::join(scale.shape, ", ")));
        }
        return std::make_shared<const WeightEntry>(scale);
    }

    const WeightMap& weights_;
    std::set<std::string> dropped_;
};

constexpr std::string_view kOfficialEnding = "_fp8.pt";

/// 8-bit floats on the CPU → f32, by a table of all 256 values: LibTorch converts one at a time.
at::Tensor looked_up(const at::Tensor& codes, double scale) {
    const at::Tensor table = at::arange(256, at::TensorOptions(at::kInt))
                                 .to(at::kByte)
                                 .view(codes.scalar_type())
                                 .to(at::kFloat)
                                 .mul_(scale);
    const at::Tensor dense = codes.contiguous();
    at::Tensor values = at::empty(codes.sizes(), at::TensorOptions(at::kFloat));
    const auto* from = static_cast<const std::uint8_t*>(dense.const_data_ptr());
    const auto* value_of = table.const_data_ptr<float>();
    auto* to = values.mutable_data_ptr<float>();
    constexpr std::int64_t kGrain = 1 << 16;
    at::parallel_for(0, codes.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) to[i] = value_of[from[i]];
    });
    return values;
}

}  // namespace

bool is_float8(at::ScalarType dtype) {
    return dtype == at::kFloat8_e4m3fn || dtype == at::kFloat8_e5m2;
}

at::Tensor unscaled(const at::Tensor& codes, double scale, at::ScalarType dtype) {
    if (!is_float8(codes.scalar_type())) return at::mul(codes.to(at::kFloat), scale).to(dtype);
    if (codes.device().is_cpu() && dtype == at::kFloat) return looked_up(codes, scale);
    // 8-bit floats are exact in every wider type, so the product is rounded once.
    at::Tensor values = codes.to(dtype);
    return scale == 1.0 ? values : values.mul_(scale);
}

WeightMap with_scales(const WeightMap& weights) {
    ScaleFinder finder(weights);
    std::vector<std::pair<std::string, WeightEntry>> kept;
    for (const auto& [name, entry] : weights.entries()) {
        kept.emplace_back(name, entry);
        if (is_float8(entry.dtype) && entry.scale == nullptr)
            kept.back().second.scale = finder.scale_of(name);
    }
    WeightMap result;
    result.origin = weights.origin;
    result.metadata = weights.metadata;
    for (auto& [name, entry] : kept) {
        if (!finder.is_dropped(name)) result.add(name, entry);
    }
    return result;
}

WeightMap with_scales_beside(const WeightMap& weights, const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    if (!name.ends_with(kOfficialEnding)) return weights;
    const std::filesystem::path beside =
        path.parent_path() / (name.substr(0, name.size() - 3) + "_map.pt");
    if (!std::filesystem::exists(beside)) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: its scales {} are missing", path.string(), beside.filename().string()),
            "put them beside it, under this name");
    }
    const WeightMap scales = open_torch_zip(beside);
    std::map<std::string, std::shared_ptr<const WeightEntry>> scale_of;
    for (const auto& [layer, entry] : scales.entries()) {
        const std::string tensor = layer + std::string(kWeight);
        if (elements(entry) != 1 || !weights.contains(tensor)) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: {} is no scale of a layer of {}", beside.string(),
                                    in_quotes(layer), name),
                        "the two files do not belong together; get them again");
        }
        scale_of[tensor] = std::make_shared<const WeightEntry>(entry);
    }
    WeightMap result;
    result.origin = weights.origin;
    result.metadata = weights.metadata;
    for (const auto& [tensor, entry] : weights.entries()) {
        WeightEntry scaled = entry;
        if (const auto found = scale_of.find(tensor); found != scale_of.end())
            scaled.scale = found->second;
        result.add(tensor, scaled);
    }
    return result;
}

std::int64_t eight_bit_matrix_elements(const WeightMap& weights) {
    std::int64_t sum = 0;
    for (const auto& [name, entry] : weights.entries()) {
        if (is_float8(entry.dtype) && entry.shape.size() == 2) sum += elements(entry);
    }
    return sum;
}

}  // namespace plumbline::tensor_io
