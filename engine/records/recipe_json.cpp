// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/recipe_json.h"

#include "base/error.h"
#include "base/file.h"
#include "records/recipe_fields.h"
#include "records/text_checks.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <iterator>

namespace plumbline::records {
namespace {

using Json = nlohmann::ordered_json;
using api::Intervention;
using api::Recipe;

constexpr const char* kRunSchema = "plumbline/run/v1";

[[noreturn]] void fail(const std::string& file, const std::string& what, const std::string& hint) {
    throw Error(ErrorKind::Input, fmt::format("recipe {}: {}", file, what), hint);
}

/// A scalar as it would stand on the command line.
std::string scalar_text(const Json& value, const std::string& file, const std::string& field) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean() || value.is_number()) return value.dump();
    fail(file, fmt::format("'{}' is neither text nor a number", field),
         "see plumbline generate --help");
}

void read_cache(Recipe& recipe, const Json& value, const std::string& file) {
    if (!value.is_object()) {
        set_field(recipe, "cache", scalar_text(value, file, "cache"));
        return;
    }
    if (!value.contains("method"))
        fail(file, "'cache' has no method", "add \"method\": \"dicache\"");
    recipe.cache = scalar_text(value["method"], file, "cache.method");
    recipe.cache_text.clear();
    const Json parameters = value.value("parameters", Json::object());
    for (const auto& [key, parameter] : parameters.items()) {
        recipe.cache_text.emplace_back(key,
                                       scalar_text(parameter, file, "cache.parameters." + key));
    }
}

/// A list of files, each "FILE[:WEIGHT]" or {"file", "weight"}; a record also says what was in
/// them.
void read_loras(Recipe& recipe, const Json& value, const std::string& file) {
    recipe.loras.clear();
    const Json list = value.is_array() ? value : Json::array({value});
    for (const Json& one : list) {
        if (!one.is_object()) {
            set_field(recipe, "lora", scalar_text(one, file, "lora"));
            continue;
        }
        if (!one.contains("file") || !one["file"].is_string() || one["file"] == "")
            fail(file, "a LoRA has no file",
                 "write {\"file\": \"style.safetensors\", \"weight\": 0.8}");
        const Json weight = one.value("weight", Json(1.0));
        if (!weight.is_number() || !std::isfinite(weight.get<double>()))
            fail(file, "a LoRA's weight is no number", "write 1 for all of it");
        recipe.loras.push_back(
            {.file = one["file"].get<std::string>(), .weight = weight.get<double>()});
    }
}

api::ParamValue param_value(const Json& value, const std::string& file, const std::string& key) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (value.is_number()) return value.get<double>();
    return scalar_text(value, file, "interventions." + key);
}

Intervention read_intervention(const Json& value, const std::string& file) {
    if (!value.is_object() || !value.contains("step") || !value["step"].is_number_unsigned()) {
        fail(file, "an intervention has no step",
             "write {\"step\": 3, \"kind\": \"compute_next\"}");
    }
    Intervention change;
    change.step = value["step"].get<int>();
    const Json kind = value.value("kind", Json("params"));
    if (kind == "params") {
        change.kind = Intervention::Kind::SetParams;
    } else if (kind == "compute_next") {
        change.kind = Intervention::Kind::ComputeNext;
    } else if (kind == "never_skip") {
        change.kind = Intervention::Kind::NeverSkip;
    } else {
        fail(file, fmt::format("intervention {} is unknown", kind.dump()),
             "choose one of params, compute_next, never_skip");
    }
    const Json params = value.value("params", Json::object());
    for (const auto& [key, parameter] : params.items()) {
        change.params.emplace(key, param_value(parameter, file, key));
    }
    return change;
}

bool is_known(const std::string& name) {
    const auto fields = recipe_fields();
    return std::any_of(fields.begin(), fields.end(),
                       [&name](const RecipeField& field) { return field.name == name; });
}

enum class Unknown { Refuse, PassOver };

void read_field(Recipe& recipe,
                const std::string& name,
                const Json& value,
                const std::string& file,
                Unknown unknown) {
    if (value.is_null() || name == "schema") return;  // null: the model's own default
    if (name == "cache") {
        read_cache(recipe, value, file);
    } else if (name == "lora") {
        read_loras(recipe, value, file);
    } else if (name == "interventions") {
        recipe.interventions.clear();
        for (const Json& one : value) recipe.interventions.push_back(read_intervention(one, file));
    } else if (is_known(name)) {
        set_field(recipe, name, scalar_text(value, file, name));
    } else if (unknown == Unknown::Refuse) {
        set_field(recipe, name, {});  // throws, listing what there is
    }
}

}  // namespace

void read_recipe(Recipe& recipe, std::string_view json, const std::string& file) {
    try {
        const Json document = Json::parse(json);
        if (!document.is_object())
            fail(file, "it is not a JSON object", "see plumbline generate --help");
        const bool is_record = document.value("schema", Json()) == kRunSchema;
        if (is_record && !document.contains("recipe"))
            fail(file, "the record has no recipe", "choose another file");
        const Json& fields = is_record ? document["recipe"] : document;
        for (const auto& [name, value] : fields.items()) {
            read_field(recipe, name, value, file, is_record ? Unknown::PassOver : Unknown::Refuse);
        }
    } catch (const nlohmann::json::parse_error& error) {
        fail(file, fmt::format("it is not JSON (byte {})", error.byte), "correct or make it again");
    } catch (const nlohmann::json::exception& error) {
        fail(file, error.what(), "correct or make it again");
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Input) throw;
        fail(file, error.message(), error.hint());
    }
}

void read_recipe_file(Recipe& recipe, const std::string& file) {
    if (file == "-") {
        const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
        read_recipe(recipe, text, "standard input");
        return;
    }
    read_recipe(recipe, base::read_file(file), file);
}

namespace {

/// Writes what differs from a fresh recipe.
class RecipeWriter {
public:
    template <typename T>
    void add(const char* name, const T& value, const T& usual) {
        if (value != usual) json_[name] = value;
    }
    template <typename T>
    void add(const char* name, const std::optional<T>& value) {
        if (value) json_[name] = *value;
    }
    void add_cache(const Recipe& recipe) {
        Json parameters = Json::object();
        for (const auto& [key, value] : recipe.cache_text) parameters[key] = value;
        json_["cache"] = {{"method", recipe.cache}, {"parameters", parameters}};
    }
    void add_loras(const std::vector<api::Lora>& loras) {
        for (const api::Lora& lora : loras)
            json_["lora"].push_back({{"file", lora.file}, {"weight", lora.weight}});
    }
    void add_interventions(const std::vector<Intervention>& changes) {
        for (const Intervention& change : changes) {
            Json one = {{"step", change.step}, {"kind", kind_name(change.kind)}};
            for (const auto& [key, value] : change.params) {
                one["params"][key] = std::visit([](const auto& held) { return Json(held); }, value);
            }
            json_["interventions"].push_back(one);
        }
    }
    [[nodiscard]] std::string text() const { return json_.dump(2); }

private:
    static const char* kind_name(Intervention::Kind kind) {
        switch (kind) {
            case Intervention::Kind::SetParams: return "params";
            case Intervention::Kind::ComputeNext: return "compute_next";
            case Intervention::Kind::NeverSkip: return "never_skip";
        }
        return "params";
    }

    Json json_ = Json::object();
};

}  // namespace

std::string recipe_text(const Recipe& recipe) {
    const Recipe usual;
    RecipeWriter writer;
    writer.add("model", std::optional(recipe.model));
    writer.add("prompt", recipe.prompt, usual.prompt);
    writer.add("negative", recipe.negative);
    writer.add("image", recipe.image, usual.image);
    writer.add("width", recipe.width);
    writer.add("height", recipe.height);
    writer.add("frames", recipe.frames);
    writer.add("fps", recipe.fps);
    writer.add("steps", recipe.steps);
    writer.add("guidance", recipe.guidance);
    writer.add("shift", recipe.shift);
    writer.add("sampler", recipe.sampler);
    writer.add("seed", std::optional(recipe.seed));
    writer.add_cache(recipe);
    writer.add_loras(recipe.loras);
    writer.add("threads", recipe.threads, usual.threads);
    writer.add("device", recipe.device, usual.device);
    writer.add("dtype", recipe.dtype, usual.dtype);
    writer.add("residency", recipe.residency, usual.residency);
    writer.add("memory", recipe.memory, usual.memory);
    writer.add("preview_decoder", recipe.preview_decoder, usual.preview_decoder);
    writer.add("tiled_vae", recipe.tiled_vae, usual.tiled_vae);
    writer.add("output", recipe.output, usual.output);
    writer.add("trace", recipe.trace, usual.trace);
    writer.add("save_latents", recipe.latents_output, usual.latents_output);
    writer.add("record_case", recipe.record_case, usual.record_case);
    writer.add("overwrite", recipe.overwrite, usual.overwrite);
    writer.add("no_record", !recipe.embed_record, false);
    writer.add_interventions(recipe.interventions);
    return writer.text();
}

}  // namespace plumbline::records
