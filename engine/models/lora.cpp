// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lora.h"

#include "base/error.h"
#include "models/lora_file.h"
#include "tensor_io/in_quotes.h"
#include "tensor_io/weight_scope.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::models {
namespace {

using std::string_view;
using tensor_io::in_quotes;
using tensor_io::WeightMap;

constexpr std::array<string_view, 9> kPrefixes{"base_model.model.",
                                               "model.diffusion_model.",
                                               "diffusion_model.",
                                               "transformer.",
                                               "model.",
                                               "unet.",
                                               "lora_unet_",
                                               "lora_transformer_",
                                               "lora_"};
constexpr std::array<string_view, 2> kTextPrefixes{"lora_te", "text_encoder"};

/// Rows of a canonical tensor.
struct Place {
    std::string tensor;
    std::int64_t first = 0, count = 0;
    bool halves_swapped = false;
};

/// "blocks.0.ffn.0.weight" → "blocks_0_ffn_0.weight".
std::string flat(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    const bool is_parameter = name.ends_with(".weight") || name.ends_with(".bias");
    std::string result = name;
    std::replace(result.begin(),
                 is_parameter ? result.begin() + static_cast<std::ptrdiff_t>(dot) : result.end(),
                 '.', '_');
    return result;
}

/// Every name that a layer of this model may have, dots as underscores.
class LayerNames {
public:
    LayerNames(const WeightMap& canonical, const NameTable& table) : weights_(canonical) {
        for (const auto& [name, entry] : canonical.entries()) {
            if (!entry.shape.empty())
                places_.emplace(flat(name), Place{name, 0, entry.shape[0], false});
        }
        for (const auto& [name, entry] : canonical.entries()) {
            if (entry.shape.empty()) continue;
            for (const OtherName& other : other_names(name, table))
                places_.emplace(flat(other.name), place_of(name, entry.shape[0], other));
        }
    }

    /// Null when the model has no such parameter.
    [[nodiscard]] const Place* find(std::string layer, const std::string& parameter) const {
        while (true) {
            for (const std::string& name : {flat(layer) + "." + parameter, flat(layer)}) {
                const auto found = places_.find(name);
                if (found != places_.end()) return &found->second;
                if (parameter != "weight") break;  // tensors that are no layer's have no other
            }
            const auto prefix = std::ranges::find_if(
                kPrefixes, [&](string_view one) { return layer.starts_with(one); });
            if (prefix == kPrefixes.end()) return nullptr;
            layer.erase(0, prefix->size());
        }
    }

private:
    /// All pieces but the last are as high as the matrix is wide: queries, keys and values of the
    /// model's own width.
    [[nodiscard]] Place place_of(const std::string& name,
                                 std::int64_t rows,
                                 const OtherName& other) const {
        if (other.pieces == 1) return {name, 0, rows, other.halves_swapped};
        const std::size_t dot = name.rfind('.');
        const std::string matrix = name.substr(0, dot) + ".weight";
        const auto& shape = weights_.entry(weights_.contains(matrix) ? matrix : name).shape;
        const std::int64_t height = shape.size() > 1 ? shape[1] : rows / other.pieces;
        const std::int64_t first = height * other.piece;
        return {name, first, other.piece + 1 == other.pieces ? rows - first : height, false};
    }

    const WeightMap& weights_;
    std::map<std::string, Place> places_;
};

[[noreturn]] void refuse(const LoraFile& file, const std::string& what, const std::string& hint) {
    throw Error(ErrorKind::Input, fmt::format("{} {}", file.weights.origin, what), hint);
}

std::int64_t elements(const std::vector<std::int64_t>& shape, std::size_t from) {
    std::int64_t product = 1;
    for (std::size_t axis = from; axis < shape.size(); ++axis) product *= shape[axis];
    return product;
}

/// The change has the form of the rows that it changes.
void check_shape(const LoraFile& file,
                 const LoraChange& change,
                 const WeightMap& canonical,
                 const Place& place) {
    const auto& whole = canonical.entry(place.tensor).shape;
    const auto& up = file.weights.entry(change.up).shape;
    const std::int64_t rows = up.empty() ? 0 : up[0];
    const std::int64_t width =
        change.down.empty() ? elements(up, 1) : elements(file.weights.entry(change.down).shape, 1);
    const bool is_product = change.down.empty() || elements(up, 2) == 1;
    if (rows == place.count && width == elements(whole, 1) && is_product) return;
    refuse(file,
           fmt::format("changes layer {} by [{}, {}], the model has [{}, {}] there",
                       in_quotes(change.layer), rows, width, place.count, elements(whole, 1)),
           "take a LoRA that was made for this size of the model");
}

/// In f32, its scale multiplied in.
at::Tensor values_of(const WeightMap& weights, const std::string& name) {
    return tensor_io::WeightScope(weights, {}).tensor(name, weights.entry(name).shape);
}

/// values: f32, of the whole tensor, contiguous.
void add_change(at::Tensor& values,
                const LoraFile& file,
                const LoraChange& change,
                const Place& place,
                double weight) {
    const c10::NoGradGuard no_grad;
    at::Tensor rows = values.narrow(0, place.first, place.count).view({place.count, -1});
    at::Tensor up = values_of(file.weights, change.up).reshape({place.count, -1});
    if (place.halves_swapped) up = at::roll(up, place.count / 2, 0);
    const double factor = weight * change.factor;
    if (change.down.empty())
        rows.add_(up.view_as(rows), factor);
    else
        rows.addmm_(up, values_of(file.weights, change.down).flatten(1), 1.0, factor);
}

bool is_of_text_encoder(const std::string& layer) {
    return std::ranges::any_of(kTextPrefixes,
                               [&](string_view prefix) { return layer.starts_with(prefix); });
}

/// What the file changes beyond this model, said at once.
void refuse_strangers(const LoraFile& file,
                      const Family& family,
                      const std::vector<std::string>& strangers) {
    std::vector<std::string> text;
    std::ranges::copy_if(strangers, std::back_inserter(text), is_of_text_encoder);
    if (!text.empty())
        refuse(file,
               fmt::format("changes {} layer{} of a text encoder, which is not supported: {}",
                           text.size(), text.size() == 1 ? "" : "s", in_quotes(text)),
               "take a LoRA that changes the denoiser alone");
    if (strangers.size() == file.changes.size())
        refuse(file,
               fmt::format("is no LoRA of {}: it changes {}", family.title, in_quotes(strangers)),
               fmt::format("take one that was made for {}", family.title));
    refuse(file,
           fmt::format("changes {} layer{} that this {} model does not have: {}", strangers.size(),
                       strangers.size() == 1 ? "" : "s", family.title, in_quotes(strangers)),
           "take a LoRA that was made for this variant of the model");
}

void merge(WeightMap& weights,
           const Family& family,
           const LayerNames& names,
           const api::Lora& lora) {
    const auto file = std::make_shared<const LoraFile>(read_lora(lora.file));
    std::map<std::string, std::vector<std::pair<const LoraChange*, Place>>> changes;
    std::vector<std::string> strangers;
    for (const LoraChange& change : file->changes) {
        const Place* place = names.find(change.layer, change.parameter);
        if (place == nullptr)
            strangers.push_back(change.layer);
        else
            changes[place->tensor].emplace_back(&change, *place);
    }
    if (!strangers.empty()) refuse_strangers(*file, family, strangers);
    for (const auto& [tensor, list] : changes) {
        for (const auto& [change, place] : list) check_shape(*file, *change, weights, place);
    }
    if (lora.weight == 0) return;
    for (auto& [tensor, list] : changes) {
        weights.change(tensor,
                       [file, list = std::move(list), weight = lora.weight](at::Tensor& values) {
                           for (const auto& [change, place] : list)
                               add_change(values, *file, *change, place, weight);
                       });
    }
}

}  // namespace

WeightMap with_loras(WeightMap canonical, const Family& family, std::span<const api::Lora> loras) {
    if (loras.empty()) return canonical;
    if (family.names == nullptr) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: LoRA files are not supported for {}", loras.front().file,
                                family.title),
                    "leave the LoRA out");
    }
    const WeightMap plain = canonical;
    const LayerNames names(plain, family.names());
    for (const api::Lora& lora : loras) merge(canonical, family, names, lora);
    return canonical;
}

}  // namespace plumbline::models
