// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/model_set.h"

#include <optional>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// The manifest resources/models/<name>.json, or the one whose folder is the folder `name`. Parts
/// are not looked for yet. Throws Error{Input} when the manifest is damaged.
[[nodiscard]] std::optional<ModelFiles> find_manifest(const std::string& name);
/// Ids of all manifests in name order, the demo model first.
[[nodiscard]] std::vector<std::string> manifest_ids();
/// What the model's own folder says: prompts.json {"negative": "…"}, which may hold a prompt
/// template as well or instead (see text/prompt_template.h), and for a model without a manifest the
/// defaults of the official model of its size.
void apply_folder_settings(ModelFiles& files);

}  // namespace plumbline::pipeline
