// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace plumbline::tests {

/// Puts a whole Wan model of random weights, made of the golden fixtures, into a folder, named as
/// the authors name its files: 5 blocks of width 64 with 2 heads.
void make_original_model(const std::filesystem::path& folder);
/// The same as diffusers lays it out and names its tensors.
void make_diffusers_model(const std::filesystem::path& folder);

}  // namespace plumbline::tests
