// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lora_file.h"

#include "base/error.h"
#include "base/file.h"
#include "tensor_io/in_quotes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace plumbline::models {
namespace {

using nlohmann::json;
using std::string_view;
using tensor_io::in_quotes;

constexpr std::size_t kLargestConfig = std::size_t{1} << 20;

enum class Role { Up, Down, Alpha, Difference, BiasDifference, UpBias };
struct Ending {
    string_view text;
    Role role;
};
constexpr std::array<Ending, 16> kEndings{{
    {".lora_B.weight", Role::Up},
    {".lora_A.weight", Role::Down},
    {".lora_B.default.weight", Role::Up},
    {".lora_A.default.weight", Role::Down},
    {".lora_up.weight", Role::Up},
    {".lora_down.weight", Role::Down},
    {".lora.up.weight", Role::Up},
    {".lora.down.weight", Role::Down},
    {".lora_linear_layer.up.weight", Role::Up},
    {".lora_linear_layer.down.weight", Role::Down},
    {".alpha", Role::Alpha},
    {".lora_B.bias", Role::UpBias},
    {".lora_up.bias", Role::UpBias},
    {".lora.up.bias", Role::UpBias},
    {".diff", Role::Difference},
    {".diff_b", Role::BiasDifference},
}};

/// Relatives of LoRA, by a part of their tensors' names.
struct OtherKind {
    string_view part, what;
};
constexpr std::array<OtherKind, 10> kOtherKinds{{
    {".dora_scale", "a DoRA (its directions and lengths are apart)"},
    {".lora_magnitude_vector", "a DoRA (its directions and lengths are apart)"},
    {".lora_mid.", "a LoCon in Tucker's form"},
    {".hada_w", "a LoHa"},
    {".lokr_w", "a LoKr"},
    {".oft_", "an OFT"},
    {".boft_", "a BOFT"},
    {".ia3_", "an (IA)³"},
    {".set_weight", "a file of replaced weights"},
    {".reshape_weight", "a LoRA of a layer of another shape"},
}};

/// What a file says once for all of its layers, as PEFT's configuration.
struct Settings {
    std::optional<double> alpha;
    std::map<std::string, double> alphas;  // of layers whose names end so
    bool by_root_of_rank = false;          // alpha / √rank

    [[nodiscard]] std::optional<double> alpha_of(const std::string& layer) const {
        for (const auto& [ending, value] : alphas) {
            if (layer == ending || layer.ends_with("." + ending)) return value;
        }
        return alpha;
    }
};

[[noreturn]] void refuse(const std::string& origin,
                         const std::string& what,
                         const std::string& hint) {
    throw Error(ErrorKind::Input, fmt::format("{} {}", origin, what), hint);
}

/// prefix: "transformer." in a file's metadata, nothing in a file of its own.
Settings parse_settings(const std::string& text,
                        const std::string& prefix,
                        const std::string& origin) {
    const json root = json::parse(text, nullptr, false);
    if (!root.is_object())
        refuse(origin, "has LoRA settings that are not JSON", "get the file again");
    const auto value = [&](const char* key) { return root.value(prefix + key, json()); };
    if (value("use_dora") == true)
        refuse(origin, "is a DoRA (its directions and lengths are apart)", "take a LoRA");
    Settings settings;
    if (value("lora_alpha").is_number()) settings.alpha = value("lora_alpha").get<double>();
    settings.by_root_of_rank = value("use_rslora") == true;
    const json patterns = value("alpha_pattern");
    if (!patterns.is_object()) return settings;
    for (const auto& [layer, alpha] : patterns.items()) {
        if (!alpha.is_number())
            refuse(origin, fmt::format("has no number for the alpha of {}", in_quotes(layer)),
                   "get the file again");
        settings.alphas[layer] = alpha.get<double>();
    }
    return settings;
}

Settings settings_of(const tensor_io::WeightMap& weights, const std::filesystem::path& path) {
    const auto said = weights.metadata.find("lora_adapter_metadata");
    if (said != weights.metadata.end())
        return parse_settings(said->second, "transformer.", weights.origin);
    const std::filesystem::path beside = path.parent_path() / "adapter_config.json";
    if (path.stem() != "adapter_model" || !std::filesystem::exists(beside)) return {};
    return parse_settings(base::read_file(beside, kLargestConfig), "", beside.string());
}

/// Tensors of a layer by what they are.
struct Layer {
    std::map<Role, std::string> tensors;

    [[nodiscard]] const std::string* find(Role role) const {
        const auto found = tensors.find(role);
        return found == tensors.end() ? nullptr : &found->second;
    }
};

void expect_supported(const tensor_io::WeightMap& weights, const std::string& name) {
    for (const OtherKind& kind : kOtherKinds) {
        if (name.find(kind.part) == std::string::npos) continue;
        refuse(weights.origin, fmt::format("is {}, which is not supported", kind.what),
               "take a LoRA, or merge it into the model with the program that made "
               "it");
    }
}

std::map<std::string, Layer> layers_of(const tensor_io::WeightMap& weights) {
    std::map<std::string, Layer> layers;
    std::vector<std::string> strangers;
    for (const auto& [name, entry] : weights.entries()) {
        expect_supported(weights, name);
        const auto ending = std::ranges::find_if(
            kEndings, [&](const Ending& one) { return name.ends_with(one.text); });
        if (ending != kEndings.end()) {
            layers[name.substr(0, name.size() - ending->text.size())].tensors[ending->role] = name;
        } else {
            strangers.push_back(name);
        }
    }
    if (strangers.empty() && !layers.empty()) return layers;
    if (layers.empty())
        refuse(weights.origin, fmt::format("is no LoRA file: it holds {}", in_quotes(strangers)),
               "plumbline inspect says what it is");
    refuse(weights.origin,
           fmt::format("holds {} tensor{} that no LoRA has: {}", strangers.size(),
                       strangers.size() == 1 ? "" : "s", in_quotes(strangers)),
           "take the LoRA in another form");
}

double alpha_tensor(const tensor_io::WeightMap& weights, const std::string& name) {
    const at::Tensor stored = weights.tensor(name).to(at::kDouble);
    const double alpha = stored.numel() == 1 ? stored.item<double>() : std::nan("");
    if (std::isfinite(alpha)) return alpha;
    refuse(weights.origin, fmt::format("has no number in {}", in_quotes(name)),
           "the file is damaged; get it again");
}

double factor_of(const LoraFile& file,
                 const Layer& layer,
                 const std::string& name,
                 const Settings& settings,
                 std::int64_t rank) {
    const std::string* stored = layer.find(Role::Alpha);
    const std::optional<double> alpha =
        stored != nullptr ? alpha_tensor(file.weights, *stored) : settings.alpha_of(name);
    if (!alpha) return 1.0;
    const auto ranks = static_cast<double>(rank);
    return *alpha / (settings.by_root_of_rank ? std::sqrt(ranks) : ranks);
}

void add_low_rank(LoraFile& file,
                  const Layer& layer,
                  const std::string& name,
                  const Settings& settings) {
    const std::string *up = layer.find(Role::Up), *down = layer.find(Role::Down);
    if (up == nullptr && down == nullptr) {
        if (layer.find(Role::Difference) != nullptr || layer.find(Role::BiasDifference) != nullptr)
            return;
        refuse(file.weights.origin, fmt::format("changes nothing of layer {}", in_quotes(name)),
               "the file is incomplete; get it again");
    }
    if (up == nullptr || down == nullptr)
        refuse(file.weights.origin,
               fmt::format("lacks the other half of {}", in_quotes(up == nullptr ? *down : *up)),
               "the file is incomplete; get it again");
    const auto &out = file.weights.entry(*up).shape, &in = file.weights.entry(*down).shape;
    if (out.size() < 2 || in.size() < 2 || out[1] != in[0] || in[0] < 1)
        refuse(file.weights.origin,
               fmt::format("has halves of layer {} of the shapes [{}] and [{}], "
                           "which do not fit",
                           in_quotes(name), fmt::join(out, ", "), fmt::join(in, ", ")),
               "the file is damaged; get it again");
    const double factor = factor_of(file, layer, name, settings, in[0]);
    file.changes.push_back(
        {.layer = name, .parameter = "weight", .up = *up, .down = *down, .factor = factor});
    if (const std::string* bias = layer.find(Role::UpBias)) {
        file.changes.push_back(
            {.layer = name, .parameter = "bias", .up = *bias, .down = {}, .factor = factor});
    }
}

}  // namespace

LoraFile read_lora(const std::filesystem::path& path) {
    LoraFile file{.weights = tensor_io::open_weights(path), .changes = {}};
    const Settings settings = settings_of(file.weights, path);
    for (const auto& [name, layer] : layers_of(file.weights)) {
        add_low_rank(file, layer, name, settings);
        for (const auto& [role, parameter] :
             {std::pair(Role::Difference, "weight"), std::pair(Role::BiasDifference, "bias")}) {
            if (const std::string* stored = layer.find(role)) {
                file.changes.push_back({.layer = name,
                                        .parameter = parameter,
                                        .up = *stored,
                                        .down = {},
                                        .factor = 1.0});
            }
        }
    }
    return file;
}

}  // namespace plumbline::models
