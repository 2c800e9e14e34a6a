// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tools/golden_manifest.h"

#include "base/file.h"
#include "tensor_io/safetensors.h"
#include "tools/replay_case.h"

namespace plumbline::tools::tests {

using nlohmann::json;

const json& golden_manifest() {
    static const json manifest = json::parse(base::read_file(golden_path("manifest.json")));
    return manifest;
}

std::filesystem::path golden_path(const std::string& name) {
    return std::filesystem::path(PLUMBLINE_GOLDENS) / name;
}

EditedManifest::EditedManifest() : root(golden_manifest()) {
    const auto make_absolute = [](json& listed) {
        listed["file"] = golden_path(listed["file"].get<std::string>()).string();
    };
    for (auto& [name, entry] : root["cases"].items()) make_absolute(entry);
    for (auto& [name, model] : root["models"].items()) {
        for (auto& [naming, weights] : model["weights"].items()) make_absolute(weights);
        json files = json::object();
        for (const auto& [file, digest] : model["files"].items()) {
            files[golden_path(file).string()] = digest;
        }
        model["files"] = files;
    }
}

void EditedManifest::replace_tensors(const std::string& case_name,
                                     const std::map<std::string, at::Tensor>& changed) {
    json& listed = entry(case_name);
    const auto stored = tensor_io::open_safetensors(listed["file"].get<std::string>());
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, place] : stored.entries()) {
        const auto found = changed.find(name);
        tensors.emplace_back(name, found == changed.end() ? stored.tensor(name) : found->second);
    }
    const auto path = folder / "changed.safetensors";
    tensor_io::write_safetensors(path, tensors);
    listed["file"] = path.string();
    listed.erase("bytes");
    listed["sha256"] = base::sha256_of_file(path);
}

api::ReplayRequest EditedManifest::request(const std::string& pattern, bool check) {
    const auto path = folder / "manifest.json";
    base::write_file(path, root.dump(), true);
    api::ReplayRequest request;
    request.manifest = path.string();
    request.case_pattern = pattern;
    request.check = check;
    return request;
}

ToolReport replay_now(const api::ReplayRequest& request) {
    return replay(request, {}, {});
}

}  // namespace plumbline::tools::tests
