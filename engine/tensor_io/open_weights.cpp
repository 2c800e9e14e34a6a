// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/file.h"
#include "tensor_io/safetensors.h"
#include "tensor_io/safetensors_index.h"
#include "tensor_io/scaled_weights.h"
#include "tensor_io/torch_zip.h"
#include "tensor_io/weight_map.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tensor_io {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

/// What else people have in their folders, by its first bytes, and what to do about it.
struct OtherFormat {
    std::string_view first_bytes;
    std::string_view what;
    std::string_view hint;
};

constexpr OtherFormat kOtherFormats[] = {
    {"GGUF"sv, "a GGUF file, which is not supported", "get the .safetensors form of the model"},
    {"\x80\x02"sv, "a PyTorch file of the old kind (before 1.6)",
     "load and save it again with a newer PyTorch, or get the .safetensors form"},
    {"version https://git-lfs"sv, "a Git LFS pointer, not the file itself",
     "run git lfs pull, or download the file"},
    {"<"sv, "a web page, not a model", "download the file itself"},
};

std::string_view text_of(const base::MappedFile& file) {
    const auto bytes = file.bytes();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Header length that fits the file, then a JSON object. Asked first: that length may begin with
/// any byte.
bool looks_like_safetensors(std::string_view content) {
    if (content.size() < 9 || content[8] != '{') return false;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        length |= std::uint64_t{static_cast<unsigned char>(content[i])} << (8 * i);
    }
    return length <= content.size();
}

[[noreturn]] void complain_about_candidates(const fs::path& folder,
                                            const std::vector<std::string>& names) {
    throw Error(ErrorKind::Input,
                names.empty()
                    ? fmt::format("{} holds no .safetensors, .pth or .pt file", folder.string())
                    : fmt::format("{} holds several weight files: {}", folder.string(),
                                  fmt::join(names, ", ")),
                names.empty() ? "name the folder of a model" : "name one of them");
}

/// The one weight file of a folder: its index, else its only .safetensors, else its only torch zip.
fs::path weight_file_in(const fs::path& folder) {
    std::vector<std::string> kinds[3];
    for (const std::string& name : base::names_in(folder)) {
        if (name.starts_with('.')) continue;
        if (name.ends_with(".index.json")) kinds[0].push_back(name);
        if (name.ends_with(".safetensors")) kinds[1].push_back(name);
        if (name.ends_with(".pth") || name.ends_with(".pt")) kinds[2].push_back(name);
    }
    for (const auto& names : kinds) {
        if (names.size() > 1) complain_about_candidates(folder, names);
        if (names.size() == 1) return folder / names.front();
    }
    complain_about_candidates(folder, {});
}

/// As the file says, 8-bit tensors without their scales.
WeightMap open_plain(const fs::path& path) {
    std::error_code fault;
    if (fs::is_directory(path, fault)) {
        const fs::path file = weight_file_in(path);
        return file.extension() == ".json" ? open_safetensors_index(file) : open_plain(file);
    }
    const auto file = base::MappedFile::open(path);
    const std::string_view content = text_of(*file);
    if (content.empty()) {
        throw Error(ErrorKind::Input, fmt::format("{} is empty", path.string()),
                    "get the file again");
    }
    if (looks_like_safetensors(content)) {
        const fs::path index = index_of_shard(path);
        return index.empty() ? open_safetensors(path) : open_safetensors_index(index);
    }
    if (content.starts_with("PK\x03\x04")) return with_scales_beside(open_torch_zip(path), path);
    if (content.front() == '{' || path.extension() == ".json") return open_safetensors_index(path);
    for (const OtherFormat& other : kOtherFormats) {
        if (content.starts_with(other.first_bytes)) {
            throw Error(ErrorKind::Input, fmt::format("{} is {}", path.string(), other.what),
                        std::string(other.hint));
        }
    }
    return open_safetensors(path);  // says what is wrong with it
}

}  // namespace

WeightMap open_weights(const fs::path& path) {
    return with_scales(open_plain(path));
}

}  // namespace plumbline::tensor_io
