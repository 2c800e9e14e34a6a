// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that can be known before the work is said before the work, in one line.
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <functional>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

class Faults : public TinyRun {
protected:
    void expect_fault(ErrorKind kind,
                      std::string_view part,
                      const std::function<void(api::Recipe&)>& spoil = {}) {
        api::Recipe wanted = recipe();
        wanted.output = place("clip.mp4");
        if (spoil) spoil(wanted);
        RunLog log;
        const auto note_steps = [&](const api::Body& body, api::RunControl&) {
            EXPECT_FALSE(std::holds_alternative<api::StepEvent>(body)) << part;
        };
        expect_error(kind, part, [&] { return run_recipe(wanted, note_steps).cancelled; });
        EXPECT_FALSE(fs::exists(wanted.output)) << part;
    }
    void replace(const std::string& file, const std::string& content) {
        base::write_file(model() / file, content, true);
    }
    /// Writes a denoiser with one tensor of another shape.
    void change_denoiser(const std::string& name, const at::Tensor& tensor) {
        const auto weights = with(golden("wan_tiny/weights_original.safetensors"), name, tensor);
        tensor_io::write_safetensors(model() / kDenoiser, tensors_of(weights));
    }

    static constexpr const char* kDenoiser = "diffusion_pytorch_model.safetensors";
};

TEST_F(Faults, ImpossibleRequests) {
    const auto usage = [&](std::string_view part, const std::function<void(api::Recipe&)>& spoil) {
        expect_fault(ErrorKind::Usage, part, spoil);
    };
    usage("nocache", [](api::Recipe& r) { r.cache = "nocache"; });
    usage("depth", [](api::Recipe& r) { r.cache_text = {{"depth", "2"}}; });
    usage("threshold", [](api::Recipe& r) { r.cache_text = {{"threshold", "-1"}}; });
    usage("threshold", [](api::Recipe& r) { r.cache_text = {{"threshold", "warm"}}; });
    usage("heun", [](api::Recipe& r) { r.sampler = "heun"; });
    for (const int size : {0, -16, 15, 40, 8208}) {
        usage("width", [&](api::Recipe& r) { r.width = size; });
        usage("height", [&](api::Recipe& r) { r.height = size; });
    }
    for (const int frames : {0, -3, 16, 4, 4101})
        usage("frames", [&](api::Recipe& r) { r.frames = frames; });
    for (const int steps : {0, -1, 10001}) usage("steps", [&](api::Recipe& r) { r.steps = steps; });
    for (const int fps : {0, 241}) usage("second", [&](api::Recipe& r) { r.fps = fps; });
    for (const double guidance : {-1.0, 101.0, std::nan("")}) {
        usage("guidance", [&](api::Recipe& r) { r.guidance = guidance; });
    }
    for (const double shift : {0.0, -1.0, std::nan("")})
        usage("shift", [&](api::Recipe& r) { r.shift = shift; });
    usage("dtype f8", [](api::Recipe& r) { r.dtype = "f8"; });
    usage("bf16", [](api::Recipe& r) { r.dtype = "bf16"; });
    for (const char* device : {"tpu", "cuda:", "cuda:x", "cuda:-1", "cpu:0", ""}) {
        usage("device", [&](api::Recipe& r) { r.device = device; });
    }
    usage("avi", [](api::Recipe& r) { r.output += ".avi"; });
    EXPECT_TRUE(files().empty());
}

TEST_F(Faults, AProbeDeeperThanTheModel) {
    expect_fault(ErrorKind::Usage, "5", [](api::Recipe& r) {
        r.cache_text = {{"probe_depth", "5"}};
    });
}

TEST_F(Faults, ADeviceThatIsNotThere) {
    for (const char* device : {"cuda", "cuda:99"}) {
        expect_fault(ErrorKind::Device, "", [&](api::Recipe& r) { r.device = device; });
    }
}

TEST_F(Faults, MoreMemoryThanThereIs) {
    expect_fault(ErrorKind::OutOfMemory, "GB", [](api::Recipe& r) {
        r.width = r.height = 8192;
        r.frames = 4097;
    });
}

TEST_F(Faults, PlacesThatCannotBeWritten) {
    base::write_file(place("taken.jsonl"), "mine", false);
    base::write_file(place("taken.safetensors"), "mine", false);
    base::write_file(place("taken.mp4"), "mine", false);
    fs::create_directory(place("case"));
    base::write_file(place("case/manifest.json"), "mine", false);
    const auto before = files();
    const auto taken = [&](const std::function<void(api::Recipe&)>& spoil) {
        expect_fault(ErrorKind::Usage, "", spoil);
    };
    taken([&](api::Recipe& r) { r.trace = place("taken.jsonl"); });
    taken([&](api::Recipe& r) { r.latents_output = place("taken.safetensors"); });
    taken([&](api::Recipe& r) { r.record_case = place("case"); });
    api::Recipe over = recipe();
    over.output = place("taken.mp4");
    expect_error(ErrorKind::Usage, "taken.mp4", [&] { return run_recipe(over).cancelled; });
    const auto nowhere = [&](const std::function<void(api::Recipe&)>& spoil) {
        expect_fault(ErrorKind::Failed, "nowhere", spoil);
    };
    nowhere([&](api::Recipe& r) { r.output = place("nowhere/clip.mp4"); });
    nowhere([&](api::Recipe& r) { r.trace = place("nowhere/clip.jsonl"); });
    nowhere([&](api::Recipe& r) { r.latents_output = place("nowhere/clip.safetensors"); });
    EXPECT_EQ(files(), before);
    EXPECT_EQ(base::read_file(place("taken.mp4")), "mine");
}

TEST_F(Faults, NoSuchModel) {
    for (const std::string& name : {place("none"), std::string("no-such-model"), std::string(),
                                    std::string(5000, 'x'), std::string("..\n")}) {
        expect_error(ErrorKind::Input, "no model", [&] {
            api::Recipe wanted = recipe();
            wanted.model = name.find('\n') == name.npos ? name : "..x";
            return run_recipe(wanted).cancelled;
        });
    }
}

TEST_F(Faults, AMissingPartIsNamed) {
    const auto without_part = [&](const std::string& file, std::string_view part) {
        const std::string content = base::read_file(model() / file);
        fs::remove(model() / file);
        expect_fault(ErrorKind::Input, part);
        replace(file, content);
    };
    without_part(kDenoiser, "denoiser");
    without_part("Wan2.1_VAE.safetensors", "autoencoder");
    without_part("models_t5_umt5.safetensors", "text encoder");
    without_part("spiece.model", "tokenizer");
    without_part("config.json", "heads");
}

TEST_F(Faults, ADamagedPartIsNamedWithItsFault) {
    for (const std::string file : {"diffusion_pytorch_model.safetensors", "Wan2.1_VAE.safetensors",
                                   "models_t5_umt5.safetensors"}) {
        const std::string content = base::read_file(model() / file);
        for (const std::size_t bytes :
             {std::size_t{0}, std::size_t{100}, content.size() / 2, content.size() - 1}) {
            replace(file, content.substr(0, bytes));
            expect_fault(ErrorKind::Input, file);
        }
        replace(file, content);
    }
}

TEST_F(Faults, AnotherModelInThePlaceOfOne) {
    const std::string text = base::read_file(model() / "models_t5_umt5.safetensors");
    const std::string denoiser = base::read_file(model() / kDenoiser);
    replace(kDenoiser, text);
    expect_fault(ErrorKind::Input, "denoiser");
    expect_fault(ErrorKind::Input, "no denoiser that is known",
                 [&](api::Recipe& r) { r.model = model() / kDenoiser; });
    replace(kDenoiser, denoiser);
    replace("models_t5_umt5.safetensors", denoiser);
    expect_fault(ErrorKind::Input, "models_t5_umt5.safetensors");
}

TEST_F(Faults, PartsThatDoNotFitTogether) {
    change_denoiser("text_embedding.0.weight", at::zeros({64, 48}));
    expect_fault(ErrorKind::Input, "text encoder");
    change_denoiser("patch_embedding.weight", at::zeros({64, 48, 1, 2, 2}));
    expect_fault(ErrorKind::Input, "48");
    fs::copy_file(fs::path(PLUMBLINE_GOLDENS) / "wan_i2v_tiny" / "weights_original.safetensors",
                  model() / kDenoiser, fs::copy_options::overwrite_existing);
    expect_fault(ErrorKind::Input, "image");
}

TEST_F(Faults, DamagedSettingsOfTheFolder) {
    for (const char* text :
         {"", "{", "[1]", "{\"num_heads\": \"two\"}", "{\"num_heads\": 2, \"dim\": 5}"}) {
        replace("config.json", text);
        expect_fault(ErrorKind::Input, "config.json");
    }
    replace("config.json", R"({"num_heads": 2})");
    for (const char* text : {"", "[]", "{}", "{\"negative\": 3}"}) {
        replace("prompts.json", text);
        expect_fault(ErrorKind::Input, "prompts.json");
    }
}

TEST_F(Faults, APromptThatIsNoText) {
    expect_fault(ErrorKind::Input, "UTF-8", [](api::Recipe& r) { r.prompt = "a \xff ball"; });
}

}  // namespace
}  // namespace plumbline::tests
