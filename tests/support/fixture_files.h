// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace plumbline::tests {

/// Puts a file of the golden fixtures where it is wanted; makes the folder.
inline void copy_fixture(const std::string& name, const std::filesystem::path& to) {
    std::filesystem::create_directories(to.parent_path());
    std::filesystem::copy_file(std::filesystem::path(PLUMBLINE_GOLDENS) / name, to);
}

inline void write_text(const std::filesystem::path& place, const std::string& text) {
    std::filesystem::create_directories(place.parent_path());
    std::ofstream(place) << text;
}

/// What the configuration files of the tiny models say.
inline constexpr const char* kClipConfig = R"({"num_attention_heads": 4})";
inline constexpr const char* kFluxVaeConfig =
    R"({"norm_num_groups": 4, "scaling_factor": 0.3611, "shift_factor": 0.1159})";

}  // namespace plumbline::tests
