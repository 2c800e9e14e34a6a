// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/recipe_fields.h"

#include "api/export.h"
#include "base/error.h"
#include "records/text_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

namespace plumbline::records {
namespace {

using api::Recipe;
using std::string_view;
using Use = RecipeField::Use;

constexpr int kSizeStep = 16;
constexpr int kLargestSide = 8192;
constexpr int kFrameStep = 4;
constexpr int kMostFrames = 10001;
constexpr int kMostSteps = 1000;
constexpr int kMostThreads = 1024;

// Which of them a model takes is known when it is looked at.
constexpr std::array<string_view, 7> kSamplers = {"unipc", "euler",   "dpm++",         "plms",
                                                  "ddim",  "dpm++2m", "dpm++2m-karras"};
constexpr std::array<string_view, 3> kDtypes = {"f32", "bf16", "f16"};
constexpr std::array<string_view, 4> kResidencies = {"auto", "resident", "swap", "stream"};
constexpr std::array<string_view, 1> kTraceEndings = {".jsonl"};
constexpr std::array<string_view, 1> kLatentsEndings = {".safetensors"};

void check_side(string_view text, int side) {
    if (side % kSizeStep == 0) return;
    const int below = std::max(side / kSizeStep * kSizeStep, kSizeStep);
    throw Error(ErrorKind::Usage,
                fmt::format("size '{}': {} is not a multiple of {}", text, side, kSizeStep),
                fmt::format("take {} or {}", below, below + kSizeStep));
}

void set_size(Recipe& recipe, string_view text) {
    const std::size_t cross = text.find('x');
    if (cross == string_view::npos) {
        throw Error(ErrorKind::Usage, fmt::format("size '{}' is not possible", text),
                    "write WIDTHxHEIGHT, for example 832x480");
    }
    const int width = parse_int("width", text.substr(0, cross), kSizeStep, kLargestSide);
    const int height = parse_int("height", text.substr(cross + 1), kSizeStep, kLargestSide);
    check_side(text, width);
    check_side(text, height);
    recipe.width = width;
    recipe.height = height;
}

void set_width(Recipe& recipe, string_view text) {
    recipe.width = parse_int("width", text, kSizeStep, kLargestSide);
    check_side(text, *recipe.width);
}

void set_height(Recipe& recipe, string_view text) {
    recipe.height = parse_int("height", text, kSizeStep, kLargestSide);
    check_side(text, *recipe.height);
}

void set_frames(Recipe& recipe, string_view text) {
    const int frames = parse_int("frames", text, 1, kMostFrames);
    if (frames % kFrameStep != 1) {
        const int below = (frames - 1) / kFrameStep * kFrameStep + 1;
        throw Error(ErrorKind::Usage, fmt::format("frames '{}' is not 4n + 1", text),
                    fmt::format("take {} or {}", below, below + kFrameStep));
    }
    recipe.frames = frames;
}

void set_shift(Recipe& recipe, string_view text) {
    const double shift = parse_real("shift", text);
    if (shift <= 0) {
        throw Error(ErrorKind::Usage, fmt::format("shift '{}' is not possible", text),
                    "give a number above 0");
    }
    recipe.shift = shift;
}

void set_cache(Recipe& recipe, string_view text) {
    api::MethodText method = api::parse_method(text);
    recipe.cache = std::move(method.method);
    recipe.cache_text = std::move(method.values);
}

void set_device(Recipe& recipe, string_view text) {
    constexpr string_view kNumbered = "cuda:";
    constexpr int kLastDevice = 127;
    if (text.starts_with(kNumbered)) {
        (void)parse_int("device number", text.substr(kNumbered.size()), 0, kLastDevice);
    } else if (text != "cpu" && text != "cuda") {
        throw Error(ErrorKind::Usage, fmt::format("device '{}' is not possible", text),
                    "give cpu, cuda or cuda:N");
    }
    recipe.device = text;
}

/// A run writes what an export can be; of the folders of pictures the usual one.
void set_output(Recipe& recipe, string_view text) {
    std::vector<string_view> endings;
    for (const api::ExportFormat& format : api::export_formats()) {
        if (std::ranges::find(endings, string_view(format.ending)) == endings.end())
            endings.emplace_back(format.ending);
    }
    recipe.output = parse_path("output", text, endings);
}

/// Adds one; "none" takes those away that stand there.
void set_lora(Recipe& recipe, string_view text) {
    if (text == "none") {
        recipe.loras.clear();
        return;
    }
    recipe.loras.push_back(parse_lora(text));
}

void set_model(Recipe& recipe, string_view text) {
    if (text.empty()) {
        throw Error(ErrorKind::Usage, "the model is empty",
                    "name one that plumbline models lists, or its folder");
    }
    recipe.model = text;
}

void set_negative(Recipe& recipe, string_view text) {
    // An empty one is a choice: nothing to stay away from.
    recipe.negative = text.empty() ? std::string() : parse_prompt("negative prompt", text);
}

void set_image(Recipe& recipe, string_view text) {
    if (text.empty())
        throw Error(ErrorKind::Usage, "the image is empty", "name a picture, or leave it out");
    recipe.image = text;
}

void set_record_case(Recipe& recipe, string_view text) {
    if (text.empty())
        throw Error(ErrorKind::Usage, "the folder of record-case is empty", "name a folder");
    recipe.record_case = text;
}

const std::vector<RecipeField>& fields() {
    static const std::vector<RecipeField> all = {
        {"model", "demo|DIR|FILE",
         "Model: a name that `plumbline models` lists, a folder or a file", Use::GenerateAndBench,
         set_model},
        {"prompt", "TEXT", "What to show", Use::Generate,
         [](Recipe& recipe, string_view text) { recipe.prompt = parse_prompt("prompt", text); }},
        {"negative", "TEXT", "What to stay away from", Use::Generate, set_negative},
        {"image", "FILE",
         "First frame, for models that turn an image into video: PNG, JPEG, WebP, …",
         Use::GenerateAndBench, set_image},
        {"size", "WxH", "Width and height in pixels, multiples of 16", Use::GenerateAndBench,
         set_size},
        {"width", "N", "Width alone", Use::FileOnly, set_width},
        {"height", "N", "Height alone", Use::FileOnly, set_height},
        {"frames", "N", "Number of frames, 4n + 1", Use::GenerateAndBench, set_frames},
        {"fps", "N", "Frames a second", Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) { recipe.fps = parse_int("fps", text, 1, 240); }},
        {"steps", "N", "Denoising steps", Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) {
             recipe.steps = parse_int("steps", text, 1, kMostSteps);
         }},
        {"guidance", "X", "Classifier-free guidance scale", Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) { recipe.guidance = parse_real("guidance", text); }},
        {"shift", "X", "Shift of the noise schedule", Use::GenerateAndBench, set_shift},
        {"sampler", "unipc|euler|dpm++|plms|ddim|dpm++2m|dpm++2m-karras", "Sampler",
         Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) {
             recipe.sampler = parse_choice("sampler", text, kSamplers);
         }},
        {"seed", "N", "Seed of the noise; 0 when it is not given", Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) { recipe.seed = parse_seed(text); }},
        {"cache", "METHOD[:key=value,...]",
         "Cache method and its parameters; dicache where it can run when it is not given, none "
         "switches it off",
         Use::GenerateAndBench, set_cache},
        {"lora", "FILE[:WEIGHT]",
         "LoRA merged into the model, weight 1 when not given; may be repeated",
         Use::GenerateAndBench, set_lora, true},
        {"threads", "N", "CPU threads; 0 takes all cores", Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) {
             recipe.threads = parse_int("threads", text, 0, kMostThreads);
         }},
        {"device", "cpu|cuda[:N]", "Where to compute", Use::GenerateAndBench, set_device},
        {"dtype", "f32|bf16|f16",
         "Number format; f32 on the CPU, bf16 on CUDA when it is not given", Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) {
             recipe.dtype = parse_choice("dtype", text, kDtypes);
         }},
        {"residency", "auto|resident|swap|stream", "Where weights live during a run",
         Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) {
             recipe.residency = parse_choice("residency", text, kResidencies);
         }},
        {"memory", "SIZE",
         "What a run may take of the device, as 12GB; what is free when not "
         "given",
         Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) { recipe.memory = parse_bytes("memory", text); }},
        {"preview_decoder", "FILE|none",
         "Tiny decoder for previews; one beside the model when not given", Use::FileOnly,
         [](Recipe& recipe, string_view text) { recipe.preview_decoder = text; }},
        {"tiled_vae", nullptr,
         "Decode in tiles: less memory, more time, other pixels where tiles meet",
         Use::GenerateAndBench,
         [](Recipe& recipe, string_view text) {
             recipe.tiled_vae = parse_bool("tiled_vae", text);
         }},
        {"output", "FILE",
         "Result: .mp4, .webm, .mov, .mkv, .gif, .webp, .png, or a folder for PNG files (ends in "
         "/)",
         Use::Generate, set_output},
        {"trace", "FILE", "Every model call as a line of JSON (.jsonl)", Use::Generate,
         [](Recipe& recipe, string_view text) {
             recipe.trace = parse_path("trace", text, kTraceEndings);
         }},
        {"save_latents", "FILE", "Final latents (.safetensors)", Use::Generate,
         [](Recipe& recipe, string_view text) {
             recipe.latents_output = parse_path("save-latents", text, kLatentsEndings);
         }},
        {"record_case", "DIR", "Write the run as a case for `plumbline replay`", Use::Generate,
         set_record_case},
        {"overwrite", nullptr, "Replace files that exist", Use::Generate,
         [](Recipe& recipe, string_view text) {
             recipe.overwrite = parse_bool("overwrite", text);
         }},
        {"no_record", nullptr, "Leave the settings out of the output file", Use::Generate,
         [](Recipe& recipe, string_view text) {
             recipe.embed_record = !parse_bool("no_record", text);
         }},
    };
    return all;
}

}  // namespace

std::span<const RecipeField> recipe_fields() {
    return fields();
}

void set_field(Recipe& recipe, string_view name, string_view text) {
    const auto& all = fields();
    const auto field = std::find_if(all.begin(), all.end(),
                                    [name](const RecipeField& one) { return one.name == name; });
    if (field == all.end()) {
        std::vector<string_view> names;
        for (const RecipeField& one : all) names.emplace_back(one.name);
        throw Error(ErrorKind::Usage, fmt::format("a recipe has no field '{}'", name),
                    fmt::format("it has {}", fmt::join(names, ", ")));
    }
    field->set(recipe, text);
}

std::string flag_of(const RecipeField& field) {
    std::string flag = std::string("--") + field.name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    return flag;
}

}  // namespace plumbline::records
