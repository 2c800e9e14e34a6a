// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::tools {

/// A case that is in order but needs something the engine does not have yet.
class UnsupportedCase : public Error {
public:
    explicit UnsupportedCase(const std::string& what)
        : Error(ErrorKind::Input, what, "replay another case, or use a newer version") {}
};

/// A file that a manifest names, with what it says about its content.
struct ListedFile {
    std::filesystem::path path;
    std::optional<std::string> sha256{};
    std::optional<std::uintmax_t> bytes{};
};
/// Throws Error{Input} when the file is missing or is not the one that the manifest means.
void verify(const ListedFile& file);

enum class TensorRole { Input, Result, Reference };

struct TensorSpec {
    std::string name;
    std::vector<std::int64_t> shape{};
    at::ScalarType dtype = at::kFloat;
    TensorRole role = TensorRole::Input;
};

enum class Expectation { Equal, EqualUpToFirstDifference };

/// One recorded case.
struct Case {
    std::string name;
    std::string kind;
    std::string model{};  // empty: none
    ListedFile file{};
    nlohmann::json params{};
    std::vector<TensorSpec> tensors{};
    Expectation expectation = Expectation::Equal;
    std::optional<double>
        margin{};  // distance of the closest decision from its threshold, relative

    [[nodiscard]] std::vector<TensorSpec> with_role(TensorRole role) const;
    [[nodiscard]] bool has(const std::string& tensor, TensorRole role) const;
};

/// A model as a manifest lists it: its configuration and its weights under each naming.
struct ListedModel {
    std::string name;
    nlohmann::json config{};
    std::map<std::string, ListedFile> weights{};
    std::vector<ListedFile> files{};  // tokenizers
};

/// A manifest.json. Form: golden/README.md of the design.
class Manifest {
public:
    /// Throws Error{Input} when the file is missing, no JSON object, of another format.
    explicit Manifest(const std::filesystem::path& path);

    /// Names of the cases that a name, a glob pattern or "all" selects, sorted.
    /// Throws Error{Usage} when there is none.
    [[nodiscard]] std::vector<std::string> select(const std::string& pattern) const;
    /// Throws Error{Input} when the entry lacks something or a value is not understood.
    [[nodiscard]] Case read_case(const std::string& name) const;
    [[nodiscard]] bool has_model(const std::string& name) const;
    [[nodiscard]] ListedModel read_model(const std::string& name) const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    nlohmann::json root_;
};

/// True when the pattern can select more than one case.
[[nodiscard]] bool selects_many(const std::string& pattern);

}  // namespace plumbline::tools
