// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/params.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::api {

/// A change of a live parameter at a step boundary: part of the recipe so that a run with moved
/// sliders can be repeated.
struct Intervention {
    enum class Kind { SetParams, ComputeNext, NeverSkip };
    Kind kind = Kind::SetParams;
    int step = 0;   // first step it acts on
    Params params;  // SetParams
};

/// A file of low-rank changes to a denoiser's weights, and how much of them counts.
struct Lora {
    std::string file;
    double weight = 1.0;  // 0: as without it; negative: the other way
};

/// In place of a method's name: the one that the model's family is usually run with, "dicache"
/// wherever that can run.
inline constexpr const char* kUsualCache = "auto";

/// What to run. An absent optional means the model's own default.
struct Recipe {
    std::string model = "demo";  // id, folder or file
    std::vector<Lora> loras;     // merged into the denoiser in this order
    std::string prompt;
    std::optional<std::string> negative;
    std::string image;  // file of the first frame, for models that turn an image into video
    std::optional<int> width, height, frames, fps, steps;
    std::optional<double> guidance, shift;
    std::optional<std::string> sampler;  // unipc | euler | dpm++ | plms | ddim | dpm++2m | …
    std::uint64_t seed = 0;
    std::string cache = kUsualCache;
    std::vector<std::pair<std::string, std::string>>
        cache_text;  // key=value as given, parsed by schema
    std::vector<Intervention> interventions;
    std::string device = "cpu";      // cpu | cuda[:N]
    std::string dtype;               // f32 | bf16 | f16; empty: f32 on cpu, bf16 on cuda
    std::string residency = "auto";  // auto | resident | swap | stream
    std::int64_t memory = 0;         // bytes that a run may take; 0: what is free
    int threads = 0;                 // 0: all cores
    bool tiled_vae = false;
    bool hand_over_clip = false;  // publish the frames as a ClipEvent as well
    double preview_seconds = 0;   // least time between two previews; 0: none
    std::string preview_decoder;  // a tiny decoder's file, "none", or empty: one beside the model
    bool error_map = false;       // steps say where their probe error sits; changes no result

    std::string output;          // .mp4 | .gif | folder for a PNG sequence (ends in '/') | .png
    std::string trace;           // .jsonl, empty: none
    std::string latents_output;  // .safetensors, empty: none
    std::string record_case;     // folder for a conformance case, empty: none
    bool overwrite = false;
    bool embed_record = true;  // settings inside the output file
};

/// Runs recorded cases: design of `plumbline replay`.
struct ReplayRequest {
    std::string manifest;
    std::string case_pattern = "all";  // name, glob or "all"
    std::string models_dir;            // extra models; may be empty
    std::string naming =
        "original";  // original | diffusers | transformers: which weight file of a model
    std::string device = "cpu";
    std::string output;  // .safetensors, or a folder for several cases; empty: none
    bool check = false;
    int threads = 0;
};

struct InspectRequest {
    std::string path;
};

/// Opens a finished output (video, picture, folder of PNGs): its frames come as a ClipEvent, the
/// record embedded in it as the result's JSON, empty when there is none.
struct ClipRequest {
    std::string path;
};

/// Counts the tokens of texts as the model's encoder reads them, end mark included. The result's
/// JSON: {"limit": …, "tokens": [one a text, before anything is cut off]}.
struct TokensRequest {
    std::string model;               // as Recipe::model
    std::vector<std::string> texts;  // UTF-8 as typed
};

struct CompareRequest {
    std::string a, b;                  // videos, PNG folders or latents
    std::vector<std::string> metrics;  // psnr, ssim
};

/// Times the model with and without the cache on the same seeds.
struct BenchRequest {
    Recipe recipe;                     // steps, cache, size, … ; output ignored
    std::vector<std::string> prompts;  // empty: held-out captions of the demo model
    int count = 20;
    /// In place of the recipe's method every one that can run here: "caches", at three settings;
    /// "speeds", at those that are 1.5 times and twice as fast as no cache.
    std::string suite;
};

/// Measures what some caches must know of a model, in runs without a cache, and keeps it for all
/// later runs of that model.
struct CalibrateRequest {
    Recipe recipe;                     // model, steps, size, …; cache and output ignored
    std::vector<std::string> methods;  // any of those that are calibrated; empty: all
    std::vector<std::string> prompts;  // empty: those of the model's folder
    int count = 4;                     // runs
    std::string folder;                // empty: the user's own
};

/// Asks for the tables of methods and models.
struct CatalogRequest {
    struct Named {
        std::string name, path;
    };
    std::string family;         // whose methods; empty: those of every family, each
    std::vector<Named> models;  // denoisers of the library: each gets a card, its path for an id
};

/// Looks through folders for parts of models, by headers alone, and sees whether files found
/// earlier are still there. Answered by one LibraryEvent; where the scan is, a PhaseEvent's note
/// says.
struct LibraryRequest {
    std::vector<std::string> folders;  // scanned with all that is below them
    std::vector<std::string> known;    // files that are only looked for
};

/// Describes this machine as far as runs depend on it.
struct SystemRequest {
    std::vector<std::string> folders;  // where the program writes
};

}  // namespace plumbline::api
