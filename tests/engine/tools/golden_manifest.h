// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "support/temporary_folder.h"
#include "tools/report.h"

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace plumbline::tools::tests {

/// The manifest of the fixtures in the repository.
[[nodiscard]] const nlohmann::json& golden_manifest();
[[nodiscard]] std::filesystem::path golden_path(const std::string& name);

/// A copy of the fixtures' manifest in a folder of its own, to be spoiled: file names are made
/// absolute, so that it refers to the fixtures until a test says otherwise.
class EditedManifest {
public:
    EditedManifest();

    [[nodiscard]] nlohmann::json& entry(const std::string& case_name) {
        return root["cases"][case_name];
    }
    [[nodiscard]] nlohmann::json& params(const std::string& case_name) {
        return entry(case_name)["params"];
    }
    /// Puts changed tensors into a copy of the case's file; the others stay.
    void replace_tensors(const std::string& case_name,
                         const std::map<std::string, at::Tensor>& changed);
    /// Writes the manifest and returns a request for the case.
    [[nodiscard]] api::ReplayRequest request(const std::string& pattern, bool check = true);

    nlohmann::json root;
    plumbline::tests::TemporaryFolder folder;
};

/// Replays without progress and checkpoint.
[[nodiscard]] ToolReport replay_now(const api::ReplayRequest& request);

}  // namespace plumbline::tools::tests
