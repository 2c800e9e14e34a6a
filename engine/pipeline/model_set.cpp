// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/model_set.h"

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "models/lora.h"
#include "pipeline/calibration.h"
#include "pipeline/family_ways.h"
#include "pipeline/model_manifest.h"
#include "pipeline/preview_maker.h"
#include "schedulers/scheduler.h"
#include "tensor_io/weight_map.h"
#include "vae/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <sstream>

namespace plumbline::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWholeHashLimit = std::size_t{256} << 20;
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

bool is_weight_file(const fs::path& path) {
    const std::string extension = path.extension().string();
    return extension == ".safetensors" || extension == ".pth" || extension == ".pt";
}

/// Weight files of a folder in name order; of a sharded set only its index.
std::vector<fs::path> weight_files(const fs::path& folder) {
    std::vector<fs::path> files, indices;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (!entry.is_regular_file(ignored)) continue;
        if (entry.path().filename().string().ends_with(".index.json"))
            indices.push_back(entry.path());
        else if (is_weight_file(entry.path()))
            files.push_back(entry.path());
    }
    for (const fs::path& index : indices) {
        const std::string stem = index.filename().string();
        const std::string shard = stem.substr(0, stem.find('.')) + "-";
        std::erase_if(files, [&](const fs::path& file) {
            return file.filename().string().starts_with(shard);
        });
        files.push_back(index);
    }
    std::ranges::sort(files);
    return files;
}

struct Search {
    fs::path found;     // empty: none
    std::string fault;  // what is wrong with the first file that cannot be read
};

/// The first weight file in one of these folders whose header `accept` likes. Files that cannot be
/// read are passed over: they matter only when no other serves.
Search find_weights(const fs::path& root,
                    std::span<const char* const> folders,
                    const std::function<bool(const tensor_io::WeightMap&)>& accept) {
    Search search;
    for (const char* folder : folders) {
        for (const fs::path& file : weight_files((root / folder).lexically_normal())) {
            try {
                if (!accept(tensor_io::open_weights(file))) continue;
                search.found = file;
                return search;
            } catch (const Error& error) {
                if (search.fault.empty()) search.fault = error.what();
            }
        }
    }
    return search;
}

/// A part's file; when there is none, says so among what is missing.
fs::path take_part(ModelFiles& files, const Search& search, const std::string& part) {
    if (search.found.empty()) {
        // It may be the file with the fault, or another. "the denoiser" → "no denoiser can be
        // read".
        files.missing.push_back(search.fault.empty()
                                    ? part
                                    : fmt::format("no {} can be read: {}",
                                                  part.substr(part.find(' ') + 1), search.fault));
    }
    return search.found;
}

constexpr std::array<const char*, 6> kDenoiserFolders{
    ".",          "transformer", "diffusion_models", "unet", "hunyuan-video-t2v-720p/transformers",
    "checkpoints"};
constexpr std::array<const char*, 3> kVaeFolders{".", "vae", "hunyuan-video-t2v-720p/vae"};

bool accept_denoiser(const tensor_io::WeightMap& weights) {
    return models::family_of(weights) != nullptr;
}

void require_denoiser(const fs::path& file) {
    if (accept_denoiser(tensor_io::open_weights(file))) return;
    throw Error(ErrorKind::Input, fmt::format("{} is no denoiser that is known", file.string()),
                "plumbline inspect says what it is");
}

/// ComfyUI keeps parts in sibling folders: the root of a file in diffusion_models is its parent.
/// HunyuanVideo's authors have the denoiser one folder deeper than the encoders.
fs::path root_of_file(const fs::path& file) {
    const fs::path parent = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const std::string name = fs::absolute(parent).lexically_normal().filename().string();
    if (name == "transformers") return parent / ".." / "..";
    constexpr std::array<std::string_view, 4> kPartFolders{"diffusion_models", "transformer",
                                                           "unet", "checkpoints"};
    return std::ranges::find(kPartFolders, name) != kPartFolders.end() ? parent / ".." : parent;
}

/// Pictures of all families have the same kind of autoencoder; how many channels its latents have
/// is the denoiser's affair, which a run checks.
bool makes_latents_for(const vae::VaeEntry& entry, const FamilyWays& ways) {
    if (entry.family == ways.id) return true;
    return ways.is_picture && ways_of(entry.family).is_picture;
}

/// The one that a manifest names, else that of a file that holds the whole model, else one in the
/// model's folders.
Search find_vae(const ModelFiles& files,
                const std::function<bool(const tensor_io::WeightMap&)>& accept) {
    const auto holds_one = [&](const fs::path& file) {
        return !file.empty() && accept(tensor_io::open_weights(file));
    };
    try {
        if (holds_one(files.vae)) return {.found = files.vae, .fault = {}};
    } catch (const Error& error) {
        return {.found = {}, .fault = error.what()};
    }
    if (holds_one(files.denoiser)) return {.found = files.denoiser, .fault = {}};
    return find_weights(files.folder, kVaeFolders, accept);
}

void find_parts(ModelFiles& files, const fs::path& denoiser) {
    const Search found = denoiser.empty()
                             ? find_weights(files.folder, kDenoiserFolders, accept_denoiser)
                             : Search{.found = denoiser, .fault = {}};
    files.denoiser = take_part(files, found, "the denoiser (diffusion_pytorch_model*.safetensors)");
    if (!files.denoiser.empty())
        files.family = models::family_of(tensor_io::open_weights(files.denoiser))->id;
    const FamilyWays& ways = ways_of(files.family);
    const vae::VaeEntry* kind = vae::vae_of_family(files.family);
    const auto accept_vae = [&](const tensor_io::WeightMap& weights) {
        const vae::VaeEntry* entry = vae::vae_of_tensors(weights);
        if (entry == nullptr || !makes_latents_for(*entry, ways)) return false;
        kind = entry;
        return true;
    };
    files.vae = take_part(files, find_vae(files, accept_vae), std::string(ways.vae_file));
    if (kind != nullptr) files.preview = kind->preview();
    if (!files.denoiser.empty()) {
        const fs::path beside = files.denoiser.parent_path() / "config.json";
        if (fs::exists(beside)) files.config = beside;
    }
    ways.find_text(files);
}

models::ConfigHints config_hints(const ModelFiles& files) {
    return files.config.empty() ? models::ConfigHints{} : models::read_config_json(files.config);
}

std::string hash_of(const base::MappedFile& file) {
    const std::span<const std::byte> bytes = file.bytes();
    if (bytes.size() <= kWholeHashLimit) return base::sha256(bytes);
    return fmt::format("head:{}:{}", bytes.size(), base::sha256(bytes.first(kHeadBytes)));
}

/// Of the files that hold the tensors, wherever the path leads: a file, an index, a folder.
std::string hash_of_weights(const fs::path& path) {
    std::map<fs::path, std::shared_ptr<const base::MappedFile>> parts;
    const tensor_io::WeightMap weights = tensor_io::open_weights(path);
    for (const auto& [name, entry] : weights.entries()) {
        if (entry.file) parts[entry.file->path()] = entry.file;
    }
    if (parts.size() == 1) return hash_of(*parts.begin()->second);
    std::string all;
    for (const auto& [place, file] : parts) all += hash_of(*file);
    return fmt::format("set:{}:{}", parts.size(), base::sha256(std::as_bytes(std::span(all))));
}

/// Of its file, or of the two in a folder of BPE files.
std::string hash_of_tokenizer(const fs::path& place) {
    if (!fs::is_directory(place)) return hash_of(*base::MappedFile::open(place));
    const std::string both = hash_of(*base::MappedFile::open(place / "vocab.json")) +
                             hash_of(*base::MappedFile::open(place / "merges.txt"));
    return fmt::format("set:2:{}", base::sha256(std::as_bytes(std::span(both))));
}

api::ModelCard card_of(const ModelFiles& files) {
    api::ModelCard card;
    card.id = files.id;
    card.title = files.title;
    card.family = files.family;
    card.folder = files.folder.string();
    card.complete = files.missing.empty();
    card.missing = files.missing;
    card.licence = files.licence;
    card.default_sampler = files.defaults.sampler;
    card.samplers = schedulers::user_sampler_names(models::find_family(files.family).prediction);
    card.default_steps = files.defaults.steps;
    card.default_frames = files.defaults.frames;
    card.default_fps = files.defaults.fps;
    card.default_width = files.defaults.width;
    card.default_height = files.defaults.height;
    card.default_guidance = files.defaults.guidance;
    card.default_shift = files.defaults.shift_for(files.defaults.width, files.defaults.height);
    card.shift_follows_size = files.defaults.shift_follows_size;
    card.default_negative = files.defaults.negative;
    card.tuned = files.defaults.cache;
    card.takes_negative = ways_of(files.family).has_two_branches;
    card.is_picture = ways_of(files.family).is_picture;
    card.takes_image = !files.image_encoder.empty();
    if (card.complete) card.example_prompt = bench_prompts(files).front();
    return card;
}

}  // namespace

double ModelDefaults::shift_for(std::int64_t width, std::int64_t height) const {
    if (shift_at_480p && width * height <= 832 * 480) return *shift_at_480p;
    // A token is 16 × 16 pixels.
    return shift_follows_size ? schedulers::dynamic_shift(width / 16 * (height / 16)) : shift;
}

ModelFiles find_model(const std::string& name) {
    ModelFiles files;
    fs::path denoiser;
    std::error_code ignored;  // a name that cannot be looked at is no model's
    if (const auto manifest = find_manifest(name)) {
        files = *manifest;
    } else if (fs::is_directory(name, ignored)) {
        files.folder = name;
        // Of "folder/" the last name is empty.
        const fs::path whole = fs::absolute(files.folder / "").lexically_normal().parent_path();
        files.id = files.title = whole.filename().string();
    } else if (fs::is_regular_file(name, ignored)) {
        denoiser = name;
        require_denoiser(denoiser);
        files.folder = root_of_file(denoiser);
        files.id = files.title = denoiser.stem().string();
    } else {
        throw Error(
            ErrorKind::Input, fmt::format("there is no model {}", name),
            fmt::format("give a folder, a file or one of: {}", fmt::join(manifest_ids(), ", ")));
    }
    if (files.folder.empty() || !fs::is_directory(files.folder)) {
        files.missing.emplace_back("its folder");
        return files;
    }
    find_parts(files, denoiser);
    files.preview_decoder = find_preview_decoder(files.folder, files.family);
    apply_folder_settings(files);
    apply_calibration(files);
    return files;
}

ModelFiles find_complete_model(const std::string& name) {
    ModelFiles files = find_model(name);
    if (!files.missing.empty()) {
        const std::string& first = files.missing.front();
        // What is wrong with a part ends in its cure.
        const std::size_t cure = first.rfind(": ");
        if (cure != std::string::npos) {
            throw Error(ErrorKind::Input,
                        fmt::format("model {}: {}", files.id, first.substr(0, cure)),
                        first.substr(cure + 2));
        }
        throw Error(ErrorKind::Input,
                    fmt::format("model {} in {} lacks {}", files.id, files.folder.string(), first),
                    "plumbline inspect lists what was found");
    }
    return files;
}

std::vector<api::ModelCard> model_cards() {
    std::vector<api::ModelCard> cards;
    for (const std::string& id : manifest_ids()) cards.push_back(card_of(find_model(id)));
    return cards;
}

api::ModelCard library_card(const std::string& name, const std::string& path) {
    ModelFiles files;
    try {
        files = find_model(path);
    } catch (const Error& error) {
        files.folder = fs::path(path).parent_path();
        files.missing = {error.what()};
    }
    files.id = path;
    files.title = name;
    return card_of(files);
}

std::int64_t latent_channels(const ModelFiles& files) {
    const tensor_io::WeightMap tensors = vae::vae_tensors(tensor_io::open_weights(files.vae));
    const vae::VaeEntry* entry = vae::vae_of_tensors(tensors);
    PLUMBLINE_CHECK(entry != nullptr, "{} is no autoencoder", files.vae.string());
    return entry->latent_channels(entry->canonical(tensors));
}

tensor_io::WeightMap denoiser_weights(const ModelFiles& files) {
    const models::Family& family = models::find_family(files.family);
    return models::with_loras(family.canonical_names(tensor_io::open_weights(files.denoiser)),
                              family, files.loras);
}

models::DenoiserSizes denoiser_sizes(const ModelFiles& files,
                                     const tensor_io::WeightMap& canonical) {
    return models::find_family(files.family).sizes(canonical, config_hints(files));
}

models::DenoiserSizes denoiser_sizes(const ModelFiles& files) {
    return denoiser_sizes(files, denoiser_weights(files));
}

std::unique_ptr<models::Denoiser> open_denoiser(const ModelFiles& files,
                                                const Target& target,
                                                const Checkpoint& checkpoint,
                                                Blocks blocks) {
    return models::find_family(files.family)
        .open(denoiser_weights(files), config_hints(files),
              {.device = target.device,
               .dtype = target.dtype,
               .checkpoint = checkpoint,
               .stream_blocks = blocks == Blocks::Streamed});
}

models::TimeSignal time_signal(const ModelFiles& files, const Target& target) {
    const models::Family& family = models::find_family(files.family);
    if (family.time_signal == nullptr) return nullptr;
    return family.time_signal(denoiser_weights(files), config_hints(files),
                              {.device = target.device, .dtype = target.dtype});
}

std::unique_ptr<vae::Vae> open_vae(const ModelFiles& files,
                                   const Target& target,
                                   const Checkpoint& checkpoint) {
    return vae::open_vae(
        tensor_io::open_weights(files.vae), vae::hints_beside(files.vae),
        {.device = target.device, .dtype = target.dtype, .checkpoint = checkpoint});
}

std::vector<std::string> bench_prompts(const ModelFiles& files) {
    const fs::path list = files.folder / "bench_prompts.txt";
    if (!fs::exists(list)) {
        return {"a sailing boat crosses a calm bay at sunrise", "a cat walks along a garden wall",
                "rain falls on a busy street at night",
                "a potter shapes a bowl on a turning wheel"};
    }
    std::vector<std::string> prompts;
    std::istringstream lines(base::read_file(list, std::size_t{1} << 20));
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) prompts.push_back(line);
    }
    if (prompts.empty()) {
        throw Error(ErrorKind::Input, fmt::format("{} is empty", list.string()),
                    "write one prompt a line");
    }
    return prompts;
}

std::map<std::string, std::string> model_hashes(const ModelFiles& files) {
    std::map<std::string, std::string> hashes{{"denoiser", hash_of_weights(files.denoiser)},
                                              {"text", hash_of_weights(files.text.weights)},
                                              {"vae", hash_of_weights(files.vae)}};
    if (!files.text.tokenizer.empty())
        hashes["tokenizer"] = hash_of_tokenizer(files.text.tokenizer);
    if (!files.pooled_text.weights.empty()) {
        hashes["pooled_text"] = hash_of_weights(files.pooled_text.weights);
        hashes["pooled_tokenizer"] = hash_of_tokenizer(files.pooled_text.tokenizer);
    }
    if (!files.image_encoder.empty())
        hashes["image_encoder"] = hash_of_weights(files.image_encoder);
    if (files.prompt_template)
        hashes["template"] = base::sha256(std::as_bytes(std::span(files.prompt_template->text)));
    for (std::size_t i = 0; i < files.loras.size(); ++i)
        hashes[fmt::format("lora_{}", i + 1)] = hash_of_weights(files.loras[i].file);
    return hashes;
}

}  // namespace plumbline::pipeline
