// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/lora_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>

namespace plumbline::records {
namespace {

// Of files with hundreds of layers it is some hundred kilobytes.
constexpr std::uint64_t kLongestHeader = 32u << 20;
constexpr std::array<std::string_view, 4> kMarks{".lora_", ".lora.", ".diff", ".hada_"};

}  // namespace

bool is_lora_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<unsigned char, 8> size{};
    if (!file.read(reinterpret_cast<char*>(size.data()), size.size())) return false;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < size.size(); ++i) length |= std::uint64_t{size[i]} << (8 * i);
    if (length < 2 || length > kLongestHeader) return false;
    std::string text(length, '\0');
    if (!file.read(text.data(), static_cast<std::streamsize>(length))) return false;
    const auto header = nlohmann::json::parse(text, nullptr, false);
    if (!header.is_object()) return false;
    return std::ranges::any_of(header.items(), [](const auto& item) {
        return std::ranges::any_of(kMarks, [&](std::string_view mark) {
            return item.key().find(mark) != std::string::npos;
        });
    });
}

}  // namespace plumbline::records
