// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/inspect.h"

#include "text/sentencepiece_tokenizer.h"
#include "tools/missing_parts.h"
#include "tools/part_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

namespace plumbline::tools {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kListedNames = 8;
constexpr int kFolderDepth = 3;
constexpr const char* kTokenizer = "spiece.model";
/// What a tokenizer's file is called, and its kind in the rules of families.
constexpr std::array<std::pair<const char*, const char*>, 3> kTokenizerKinds{
    {{kTokenizer, "sentencepiece"}, {"merges.txt", "bpe"}, {"tokenizer.json", "tokenizer-json"}}};
constexpr const char* kIndexEnding = ".index.json";

bool is_weights(const fs::path& path) {
    const auto ending = path.extension();
    return ending == ".safetensors" || ending == ".pth" || ending == ".pt";
}

bool is_index(const fs::path& path) {
    return path.filename().string().ends_with(kIndexEnding);
}

/// Weight files below a folder; a set of shards counts once, as its index.
std::vector<fs::path> weight_files(const fs::path& folder) {
    std::vector<fs::path> files, indices;
    for (auto it = fs::recursive_directory_iterator(folder,
                                                    fs::directory_options::skip_permission_denied);
         it != fs::recursive_directory_iterator(); ++it) {
        if (it.depth() >= kFolderDepth) it.disable_recursion_pending();
        if (!it->is_regular_file()) continue;
        if (is_weights(it->path())) files.push_back(it->path());
        if (is_index(it->path())) indices.push_back(it->path());
    }
    for (const fs::path& index : indices) {
        // "NAME.safetensors.index.json" stands for "NAME-00001-of-0000N.safetensors".
        const std::string stem = index.filename().string();
        const std::string name = stem.substr(0, stem.find(".safetensors"));
        std::erase_if(files, [&](const fs::path& file) {
            return file.parent_path() == index.parent_path() &&
                   file.filename().string().starts_with(name + "-");
        });
    }
    files.insert(files.end(), indices.begin(), indices.end());
    std::ranges::sort(files);
    return files;
}

/// Files below a folder of this name.
std::vector<fs::path> files_called(const fs::path& folder, std::string_view name) {
    std::vector<fs::path> files;
    for (auto it = fs::recursive_directory_iterator(folder,
                                                    fs::directory_options::skip_permission_denied);
         it != fs::recursive_directory_iterator(); ++it) {
        if (it.depth() >= kFolderDepth) it.disable_recursion_pending();
        if (it->path().filename() == name) files.push_back(it->path());
    }
    std::ranges::sort(files);
    return files;
}

std::string gigabytes(double bytes) {
    return bytes < 1e9 ? fmt::format("{:.1f} MB", bytes / 1e6)
                       : fmt::format("{:.2f} GB", bytes / 1e9);
}

std::string some_of(const std::vector<std::string>& names) {
    const std::vector<std::string> first(
        names.begin(),
        names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kListedNames)));
    const std::string more =
        names.size() > kListedNames ? fmt::format(" and {} more", names.size() - kListedNames) : "";
    return fmt::format("{}{}", fmt::join(first, ", "), more);
}

json json_of(const PartReport& part) {
    json entry{{"path", part.path.string()},
               {"prefix", part.prefix},
               {"family", part.family ? json(part.family->id) : json()},
               {"part", part.family ? json(name(part.family->part)) : json()},
               {"naming", part.family ? json(part.family->naming) : json()},
               {"title", part.family ? json(part.title) : json()},
               {"loadable", part.family != nullptr && part.family->loadable},
               {"facts", part.facts},
               {"parameters", part.parameters},
               {"stored_bytes", part.stored_bytes},
               {"tensors_by_dtype", part.tensors_by_dtype},
               {"scaled_tensors", part.scaled_tensors},
               {"memory_bytes", {{"f32", part.f32_bytes}, {"bf16", part.bf16_bytes}}}};
    if (part.names_checked) {
        entry["missing"] = part.missing;
        entry["unexpected"] = part.unexpected;
    }
    return entry;
}

std::string memory_line(const PartReport& part) {
    const std::string f32 = gigabytes(static_cast<double>(part.f32_bytes));
    const std::string bf16 = gigabytes(static_cast<double>(part.bf16_bytes));
    const bool encodes =
        part.family->part == ModelPart::TextEncoder || part.family->part == ModelPart::ImageEncoder;
    if (!encodes) return fmt::format("  weights in memory: {} in f32, {} in bf16", f32, bf16);
    return fmt::format(
        "  weights in memory: {} on the CPU, where matrices stay as they are stored; {} in bf16 on "
        "another device",
        f32, bf16);
}

std::vector<std::string> lines_of(const PartReport& part) {
    const std::string place = part.prefix.empty()
                                  ? part.path.string()
                                  : fmt::format("{} ({}*)", part.path.string(), part.prefix);
    if (part.family == nullptr) {
        return {fmt::format("{}: not recognised, {} in tensors", place,
                            gigabytes(static_cast<double>(part.stored_bytes)))};
    }
    std::vector<std::string> lines{fmt::format(
        "{}: {}, {} naming, {}", place, part.title, part.family->naming,
        part.family->loadable ? name(part.family->part) : "recognised, not yet loadable")};
    for (const std::string& fact : part.facts) lines.push_back("  " + fact);
    std::vector<std::string> dtypes;
    for (const auto& [dtype, count] : part.tensors_by_dtype) {
        dtypes.push_back(fmt::format("{} {}", count, dtype));
    }
    const auto parameters = static_cast<double>(part.parameters);
    lines.push_back(fmt::format("  {:.1f} M parameters, {} stored, tensors: {}", parameters / 1e6,
                                gigabytes(static_cast<double>(part.stored_bytes)),
                                fmt::join(dtypes, ", ")));
    if (part.scaled_tensors > 0) {
        lines.push_back(
            fmt::format("  {} tensors of 8 bits have a scale each", part.scaled_tensors));
    }
    lines.push_back(memory_line(part));
    if (!part.names_checked) return lines;
    lines.push_back(part.missing.empty() ? "  no tensor is missing"
                                         : fmt::format("  missing {} tensors: {}",
                                                       part.missing.size(), some_of(part.missing)));
    lines.push_back(part.unexpected.empty()
                        ? "  no tensor is unexpected"
                        : fmt::format("  unexpected {} tensors: {}", part.unexpected.size(),
                                      some_of(part.unexpected)));
    return lines;
}

struct Tokenizer {
    fs::path path;
    int pieces = 0;
};

/// What lies in a folder of model parts.
struct Folder {
    std::vector<PartReport> parts;
    std::vector<Tokenizer> tokenizers;
    std::set<std::string> tokenizer_kinds;
    std::vector<Error> troubles;  // one bad file does not hide the others
};

Folder look_into(const std::string& path, const Checkpoint& checkpoint) {
    Folder folder;
    for (const fs::path& file : weight_files(path)) {
        checkpoint();
        try {
            const auto found = describe_file(file);
            folder.parts.insert(folder.parts.end(), found.begin(), found.end());
        } catch (const Error& error) {
            folder.troubles.push_back(error);
        }
    }
    for (const auto& [name, kind] : kTokenizerKinds) {
        if (!files_called(path, name).empty()) folder.tokenizer_kinds.emplace(kind);
    }
    for (const fs::path& file : files_called(path, kTokenizer)) {
        folder.tokenizers.push_back({file, text::open_sentencepiece(file)->vocabulary_size()});
    }
    return folder;
}

json json_of(const std::string& path,
             const Folder& folder,
             const std::vector<std::string>& missing) {
    json parts = json::array();
    for (const PartReport& part : folder.parts) parts.push_back(json_of(part));
    json tokenizers = json::array();
    for (const Tokenizer& tokenizer : folder.tokenizers) {
        tokenizers.push_back({{"path", tokenizer.path.string()}, {"pieces", tokenizer.pieces}});
    }
    json errors = json::array();
    for (const Error& trouble : folder.troubles) errors.push_back(trouble.what());
    return {{"path", path},
            {"kind", "folder"},
            {"parts", std::move(parts)},
            {"tokenizers", std::move(tokenizers)},
            {"errors", std::move(errors)},
            {"missing_parts", missing}};
}

ToolReport inspect_folder(const std::string& path, const Checkpoint& checkpoint) {
    const Folder folder = look_into(path, checkpoint);
    if (folder.parts.empty() && folder.tokenizers.empty() && folder.troubles.empty()) {
        throw Error(ErrorKind::Input, fmt::format("{} holds no part of a model", path),
                    "name a folder with weight files");
    }
    ToolReport report;
    for (const PartReport& part : folder.parts) {
        const auto lines = lines_of(part);
        report.lines.insert(report.lines.end(), lines.begin(), lines.end());
    }
    for (const Tokenizer& tokenizer : folder.tokenizers) {
        report.lines.push_back(
            fmt::format("{}: tokenizer, {} pieces", tokenizer.path.string(), tokenizer.pieces));
    }
    for (const Error& trouble : folder.troubles) {
        report.lines.push_back(fmt::format("not usable: {}", trouble.message()));
    }
    const auto missing = missing_parts(folder.parts, folder.tokenizer_kinds);
    report.lines.push_back(missing.empty()
                               ? "every part is there"
                               : fmt::format("missing parts: {}", fmt::join(missing, ", ")));
    report.json = json_of(path, folder, missing).dump();
    if (!folder.troubles.empty()) {
        report.failed = true;
        report.kind = folder.troubles.front().kind();
        report.message = folder.troubles.front().message();
        report.hint = folder.troubles.front().hint();
    }
    return report;
}

ToolReport inspect_file(const std::string& path) {
    ToolReport report;
    json result{{"path", path}, {"kind", "file"}};
    if (fs::path(path).filename() == kTokenizer) {
        const int pieces = text::open_sentencepiece(path)->vocabulary_size();
        report.lines.push_back(fmt::format("{}: tokenizer, {} pieces", path, pieces));
        result["tokenizers"] = json::array({{{"path", path}, {"pieces", pieces}}});
        report.json = result.dump();
        return report;
    }
    result["parts"] = json::array();
    for (const PartReport& part : describe_file(path)) {
        const auto lines = lines_of(part);
        report.lines.insert(report.lines.end(), lines.begin(), lines.end());
        result["parts"].push_back(json_of(part));
    }
    report.json = result.dump();
    return report;
}

}  // namespace

ToolReport inspect(const api::InspectRequest& request, const Checkpoint& checkpoint) {
    return fs::is_directory(request.path) ? inspect_folder(request.path, checkpoint)
                                          : inspect_file(request.path);
}

}  // namespace plumbline::tools
