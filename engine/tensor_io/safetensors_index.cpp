// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/safetensors_index.h"

#include "base/error.h"
#include "base/file.h"
#include "tensor_io/in_quotes.h"
#include "tensor_io/safetensors.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace plumbline::tensor_io {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw Error(ErrorKind::Input, fmt::format("{}: {}", path.string(), what),
                "the index is damaged or of another kind; get it again");
}

/// Picks "weight_map" out of the document and skips the rest, whatever its form.
class IndexReader : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit IndexReader(const fs::path& path) : path_(path) {}

    [[nodiscard]] bool found() const { return found_; }
    std::map<std::string, std::string> take() { return std::move(shards_); }

    bool null() override { return value(); }
    bool boolean(bool) override { return value(); }
    bool binary(binary_t&) override { return value(); }
    bool number_float(number_float_t, const string_t&) override { return value(); }
    bool number_integer(number_integer_t) override { return value(); }
    bool number_unsigned(number_unsigned_t) override { return value(); }
    bool string(string_t& text) override {
        if (!in_map_) return value();
        if (!shards_.emplace(key_, std::move(text)).second) {
            fail(path_, fmt::format("tensor {} is listed twice", in_quotes(key_)));
        }
        return true;
    }
    bool start_object(std::size_t) override {
        if (depth_ == 1 && key_ == "weight_map") {
            if (found_) fail(path_, "'weight_map' is there twice");
            found_ = in_map_ = true;
        } else {
            value();
        }
        ++depth_;
        return true;
    }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t) override {
        value();
        if (depth_ == 0) fail(path_, "it is not a JSON object");
        ++depth_;
        return true;
    }
    bool end_array() override { return leave(); }
    bool key(string_t& text) override {
        if (depth_ == 1 || in_map_) key_ = std::move(text);
        return true;
    }
    bool parse_error(std::size_t position,
                     const std::string&,
                     const nlohmann::detail::exception&) override {
        fail(path_, fmt::format("not valid JSON at byte {}", position));
    }

private:
    /// Any value that is not a shard name: wrong inside the map, of no interest elsewhere.
    bool value() {
        if (in_map_) fail(path_, fmt::format("tensor {} has no file name", in_quotes(key_)));
        return true;
    }
    bool leave() {
        --depth_;
        in_map_ = false;  // nothing nests inside the map
        return true;
    }

    fs::path path_;
    std::map<std::string, std::string> shards_;
    std::string key_;
    std::size_t depth_ = 0;
    bool in_map_ = false;
    bool found_ = false;
};

/// A shard must lie beside its index: any other name could point anywhere on the disk.
bool is_plain_file_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "name" of "name-00001-of-00002.safetensors"; nullopt for any other name and for "-of-00001".
std::optional<std::string> stem_of_shard(const fs::path& path) {
    const std::string stem = path.stem().string();
    const std::size_t of = stem.rfind("-of-");
    if (of == std::string::npos) return std::nullopt;
    const std::string count = stem.substr(of + 4);
    const std::size_t dash = of == 0 ? std::string::npos : stem.rfind('-', of - 1);
    if (dash == std::string::npos || !is_number(count)) return std::nullopt;
    if (!is_number(stem.substr(dash + 1, of - dash - 1))) return std::nullopt;
    if (count.find_first_not_of('0') == count.size() - 1 && count.back() == '1')
        return std::nullopt;
    return stem.substr(0, dash);
}

bool lists(const fs::path& index, const std::string& shard) {
    return std::ranges::any_of(read_safetensors_index(index),
                               [&](const auto& item) { return item.second == shard; });
}

void check_shard(const fs::path& index_path,
                 const std::string& shard,
                 const WeightMap& weights,
                 const std::set<std::string>& expected) {
    const auto complain = [&](std::string_view what, const std::string& name) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: tensor {} {} {}", index_path.string(), in_quotes(name), what,
                                in_quotes(shard)),
                    "the index and its files do not belong together; get them again");
    };
    for (const std::string& name : expected) {
        if (!weights.contains(name)) complain("is missing in", name);
    }
    for (const auto& [name, entry] : weights.entries()) {
        if (!expected.contains(name)) complain("is not listed, but is in", name);
    }
}

}  // namespace

std::map<std::string, std::string> read_safetensors_index(const fs::path& index_path) {
    const std::string json = base::read_file(index_path);
    IndexReader reader(index_path);
    nlohmann::json::sax_parse(json, &reader);
    if (!reader.found()) fail(index_path, "it has no 'weight_map'");
    auto shards = reader.take();
    for (const auto& [tensor, shard] : shards) {
        if (!is_plain_file_name(shard)) {
            fail(index_path,
                 fmt::format("tensor {} is said to be in {}, which is no plain file name",
                             in_quotes(tensor), in_quotes(shard)));
        }
    }
    return shards;
}

fs::path index_of_shard(const fs::path& path) {
    const auto stem = stem_of_shard(path);
    if (!stem) return {};
    const std::string name = path.filename().string();
    const fs::path folder = path.parent_path();
    fs::path usual = folder / (*stem + ".safetensors.index.json");
    std::error_code fault;
    if (fs::exists(usual, fault) && lists(usual, name)) return usual;
    // Variants put more words around ".index.".
    for (const std::string& other : base::names_in(folder.empty() ? "." : folder)) {
        const bool is_index =
            other.ends_with(".json") && other.find(".index.") != std::string::npos;
        if (is_index && lists(folder / other, name)) return folder / other;
    }
    throw Error(
        ErrorKind::Input,
        fmt::format("{} is one part of a set, and no index beside it lists it", path.string()),
        fmt::format("get {} as well", usual.filename().string()));
}

WeightMap open_safetensors_index(const fs::path& index_path) {
    std::map<std::string, std::set<std::string>> names_of_shard;
    for (const auto& [tensor, shard] : read_safetensors_index(index_path)) {
        names_of_shard[shard].insert(tensor);
    }
    WeightMap result;
    result.origin = index_path.string();
    for (const auto& [shard, names] : names_of_shard) {
        const fs::path path = index_path.parent_path() / shard;
        std::error_code fault;
        if (!fs::exists(path, fault)) {
            throw Error(
                ErrorKind::Input,
                fmt::format("{}: its part {} is missing", index_path.string(), in_quotes(shard)),
                "put it beside the index");
        }
        const WeightMap weights = open_safetensors(path);
        check_shard(index_path, shard, weights, names);
        for (const auto& [name, entry] : weights.entries()) result.add(name, entry);
        result.metadata.insert(weights.metadata.begin(), weights.metadata.end());
    }
    return result;
}

}  // namespace plumbline::tensor_io
