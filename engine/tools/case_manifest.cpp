// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_manifest.h"

#include "base/file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace plumbline::tools {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr int kFormat = 1;
constexpr std::size_t kListedNames = 8;

[[noreturn]] void damaged(const fs::path& path, const std::string& what) {
    throw Error(ErrorKind::Input, fmt::format("{}: {}", path.string(), what),
                "correct the manifest or get it again");
}

/// A member of a JSON object as T; a missing one or another type is the manifest's fault.
template <typename T>
T member(const json& object, const char* key, const fs::path& path, const std::string& where) {
    const auto found = object.find(key);
    if (found == object.end()) damaged(path, fmt::format("{} has no \"{}\"", where, key));
    try {
        return found->get<T>();
    } catch (const json::exception&) {
        damaged(path, fmt::format("\"{}\" of {} is of the wrong kind", key, where));
    }
}

template <typename T>
std::optional<T> optional_member(const json& object,
                                 const char* key,
                                 const fs::path& path,
                                 const std::string& where) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return std::nullopt;
    return member<T>(object, key, path, where);
}

const json& section(const json& root, const char* key, const fs::path& path) {
    const auto found = root.find(key);
    if (found == root.end() || !found->is_object()) {
        damaged(path, fmt::format("it has no object \"{}\"", key));
    }
    return *found;
}

struct NamedType {
    const char* name;
    at::ScalarType type;
};
constexpr std::array<NamedType, 7> kTypes{{{"float32", at::kFloat},
                                           {"float64", at::kDouble},
                                           {"float16", at::kHalf},
                                           {"bfloat16", at::kBFloat16},
                                           {"int32", at::kInt},
                                           {"int64", at::kLong},
                                           {"uint8", at::kByte}}};

TensorSpec read_tensor(const std::string& name,
                       const json& entry,
                       const fs::path& path,
                       const std::string& where) {
    TensorSpec spec{.name = name};
    const std::string of = fmt::format("tensor {} of {}", name, where);
    spec.shape = member<std::vector<std::int64_t>>(entry, "shape", path, of);
    const auto dtype = member<std::string>(entry, "dtype", path, of);
    const auto type =
        std::ranges::find(kTypes, dtype, [](const NamedType& t) { return std::string(t.name); });
    if (type == kTypes.end())
        damaged(path, fmt::format("{} has the unknown dtype '{}'", of, dtype));
    spec.dtype = type->type;
    const auto role = member<std::string>(entry, "role", path, of);
    if (role == "input") {
        spec.role = TensorRole::Input;
    } else if (role == "result") {
        spec.role = TensorRole::Result;
    } else if (role == "reference") {
        spec.role = TensorRole::Reference;
    } else {
        damaged(path, fmt::format("{} has the unknown role '{}'", of, role));
    }
    return spec;
}

ListedFile read_listed(const json& entry, const fs::path& manifest, const std::string& where) {
    return {.path = manifest.parent_path() / member<std::string>(entry, "file", manifest, where),
            .sha256 = optional_member<std::string>(entry, "sha256", manifest, where),
            .bytes = optional_member<std::uintmax_t>(entry, "bytes", manifest, where)};
}

Expectation read_expectation(const json& entry, const fs::path& path, const std::string& where) {
    const auto text = optional_member<std::string>(entry, "expect", path, where).value_or("equal");
    if (text == "equal") return Expectation::Equal;
    if (text == "equal_up_to_first_difference") return Expectation::EqualUpToFirstDifference;
    damaged(path, fmt::format("{} expects '{}', which is not known", where, text));
}

}  // namespace

void verify(const ListedFile& file) {
    std::error_code fault;
    const auto bytes = fs::file_size(file.path, fault);
    if (fault) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} cannot be read: {}", file.path.string(), fault.message()),
                    "the manifest names it; put it there");
    }
    const bool right_size = !file.bytes || *file.bytes == bytes;
    if (!right_size || (file.sha256 && base::sha256_of_file(file.path) != *file.sha256)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is not the file that the manifest means: its {} differs",
                                file.path.string(), right_size ? "SHA-256" : "size"),
                    "get the file and the manifest again");
    }
}

std::vector<TensorSpec> Case::with_role(TensorRole role) const {
    std::vector<TensorSpec> found;
    std::ranges::copy_if(tensors, std::back_inserter(found),
                         [&](const TensorSpec& spec) { return spec.role == role; });
    return found;
}

bool Case::has(const std::string& tensor, TensorRole role) const {
    return std::ranges::any_of(
        tensors, [&](const TensorSpec& spec) { return spec.name == tensor && spec.role == role; });
}

Manifest::Manifest(const fs::path& path) : path_(path) {
    root_ = json::parse(base::read_file(path), nullptr, false);
    if (!root_.is_object()) damaged(path, "it is not a JSON object");
    const int format = member<int>(root_, "format", path, "the manifest");
    if (format != kFormat) damaged(path, fmt::format("format {} is not known", format));
    (void)section(root_, "cases", path);
}

bool selects_many(const std::string& pattern) {
    return pattern == "all" || pattern.find_first_of("*?[") != std::string::npos;
}

std::vector<std::string> Manifest::select(const std::string& pattern) const {
    std::vector<std::string> names;
    std::vector<std::string> examples;
    for (const auto& [name, entry] : section(root_, "cases", path_).items()) {
        const bool wanted =
            pattern == "all" || pattern == name ||
            (selects_many(pattern) && fnmatch(pattern.c_str(), name.c_str(), 0) == 0);
        if (wanted) names.push_back(name);
        if (examples.size() < kListedNames) examples.push_back(name);
    }
    if (names.empty()) {
        throw Error(ErrorKind::Usage, fmt::format("{} has no case '{}'", path_.string(), pattern),
                    examples.empty()
                        ? "it holds no case at all"
                        : fmt::format("it holds, for example: {}", fmt::join(examples, ", ")));
    }
    return names;
}

Case Manifest::read_case(const std::string& name) const {
    const json& entry = section(root_, "cases", path_).at(name);
    const std::string where = fmt::format("case {}", name);
    if (!entry.is_object()) damaged(path_, fmt::format("{} is not an object", where));
    Case result{.name = name,
                .kind = member<std::string>(entry, "kind", path_, where),
                .model = optional_member<std::string>(entry, "model", path_, where).value_or(""),
                .file = read_listed(entry, path_, where),
                .params = section(entry, "params", path_),
                .expectation = read_expectation(entry, path_, where)};
    for (const auto& [tensor, spec] : section(entry, "tensors", path_).items()) {
        result.tensors.push_back(read_tensor(tensor, spec, path_, where));
    }
    if (const auto checks = entry.find("checks"); checks != entry.end() && checks->is_object()) {
        result.margin = optional_member<double>(*checks, "margin", path_, where);
    }
    return result;
}

bool Manifest::has_model(const std::string& name) const {
    const auto models = root_.find("models");
    return models != root_.end() && models->is_object() && models->contains(name);
}

ListedModel Manifest::read_model(const std::string& name) const {
    const json& entry = section(root_, "models", path_).at(name);
    const std::string where = fmt::format("model {}", name);
    ListedModel model{.name = name};
    if (const auto config = entry.find("config"); config != entry.end()) model.config = *config;
    for (const auto& [naming, weights] : section(entry, "weights", path_).items()) {
        model.weights.emplace(naming, read_listed(weights, path_, where));
    }
    if (const auto files = entry.find("files"); files != entry.end()) {
        for (const auto& [file, digest] : files->items()) {
            if (!digest.is_string())
                damaged(path_, fmt::format("file {} of {} has no SHA-256", file, where));
            model.files.push_back({.path = path_.parent_path() / file,
                                   .sha256 = digest.get<std::string>(),
                                   .bytes = {}});
        }
    }
    return model;
}

}  // namespace plumbline::tools
