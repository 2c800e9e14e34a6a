// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tools/part_report.h"

#include <set>
#include <string>
#include <vector>

namespace plumbline::tools {

/// What the denoisers among these parts need beside them and is not there, in words: "denoiser"
/// when there is none, "vae", "text encoder", …; where a family takes several of a kind, with which
/// one: "text encoder (clip-text)". tokenizers: kinds as the family rules call them
/// ("sentencepiece", "bpe", "tokenizer-json").
[[nodiscard]] std::vector<std::string> missing_parts(const std::vector<PartReport>& parts,
                                                     std::set<std::string> tokenizers);

}  // namespace plumbline::tools
