// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace plumbline::api {

/// A part that a family needs beside its denoiser.
struct PartRule {
    std::string_view part;                   // "vae", …
    std::vector<std::string_view> families;  // of parts that serve
    std::string_view file;                   // what people download for it
    std::string_view licence;
    /// Folders below the model's in which the engine looks for it, "" for the model's own; none:
    /// any.
    std::vector<std::string_view> places{};
};

/// What a family needs and where its publisher stands. Source: engine specification 1.1 (files) and
/// appendix B (licences); where that names none, the licence says to look at the publisher.
struct FamilyRule {
    std::string_view id, title;
    std::string_view group;  // kinds of one publisher's model that share their other parts
    bool supported = false;  // the engine generates with it
    std::string_view file;   // of the denoiser
    std::string_view licence;
    std::string_view tell_tale;  // a family of parts that only this group uses; empty: not asked
    std::vector<PartRule> parts;
};

[[nodiscard]] std::span<const FamilyRule> family_rules();
/// Null for a family without a rule.
[[nodiscard]] const FamilyRule* family_rule(std::string_view id);

}  // namespace plumbline::api
