// SPDX-License-Identifier: GPL-3.0-or-later
// Every wrong file that people have gets one line before the first step: which file, and the cure.
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "engine/tensor_io/torch_file.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"
#include "support/tiny_model.h"

#include <gmock/gmock.h>

#include <functional>
#include <ostream>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct WrongInput {
    const char* name;
    void (*make)(const fs::path& folder);  // a model that runs
    void (*spoil)(const fs::path& folder);
    const char* file;  // named in the line
    const char* cure;
};

void PrintTo(const WrongInput& wrong, std::ostream* out) {
    *out << wrong.name;
}

void put(const char* fixture, const fs::path& to) {
    fs::copy_file(fs::path(PLUMBLINE_GOLDENS) / fixture, to, fs::copy_options::overwrite_existing);
}

void cut(const fs::path& file) {
    fs::resize_file(file, fs::file_size(file) / 2);
}

/// The same tensors in two files and their index.
void shard(const fs::path& file) {
    const auto weights = tensor_io::open_safetensors(file);
    nlohmann::json index;
    std::vector<std::pair<std::string, at::Tensor>> halves[2];
    for (auto& [name, tensor] : tensors_of(weights)) {
        const std::size_t half = index["weight_map"].size() % 2;
        index["weight_map"][name] = fmt::format("part-0000{}-of-00002.safetensors", half + 1);
        halves[half].emplace_back(name, tensor.clone());
    }
    for (int half = 0; half < 2; ++half) {
        tensor_io::write_safetensors(
            file.parent_path() / fmt::format("part-0000{}-of-00002.safetensors", half + 1),
            halves[half]);
    }
    base::write_file(file.parent_path() / "part.safetensors.index.json", index.dump(), false);
    fs::remove(file);
}

/// One matrix in 8 bits, with something beside it.
void scale(const fs::path& file, const std::string& layer, const char* ending, at::Tensor what) {
    const auto weights = tensor_io::open_safetensors(file);
    auto tensors = tensors_of(weights);
    for (auto& [name, tensor] : tensors) {
        tensor = name == layer + ".weight" ? tensor.to(at::kFloat8_e4m3fn) : tensor.clone();
    }
    tensors.emplace_back(layer + ending, std::move(what));
    tensor_io::write_safetensors(file, tensors);
}

at::Tensor bytes_of(const std::string& text) {
    return at::tensor(std::vector<std::uint8_t>(text.begin(), text.end()), at::kByte);
}

const char* const kWanDenoiser = "diffusion_pytorch_model.safetensors";
const char* const kFluxT5 = "text_encoder_2/model.safetensors";

const std::vector<WrongInput>& wrong_inputs() {
    static const std::vector<WrongInput> list{
        // Another encoder than the family's.
        {"T5InPlaceOfUmt5", make_original_model,
         [](const fs::path& m) {
             put("t5_tiny/weights_transformers.safetensors", m / "models_t5_umt5.safetensors");
         },
         "models_t5_umt5.safetensors is a T5 text encoder", "models_t5_umt5-xxl-enc-bf16.pth"},
        {"DenoiserInPlaceOfUmt5", make_original_model,
         [](const fs::path& m) {
             put("wan_tiny/weights_original.safetensors", m / "models_t5_umt5.safetensors");
         },
         "models_t5_umt5.safetensors is no UMT5", "models_t5_umt5-xxl-enc-bf16.pth"},
        {"Umt5InPlaceOfT5", make_flux_model,
         [](const fs::path& m) { put("umt5_tiny/weights_transformers.safetensors", m / kFluxT5); },
         "text_encoder_2/model.safetensors is a UMT5", "t5xxl_fp16.safetensors"},
        {"T5InPlaceOfLlama", make_hunyuan_model,
         [](const fs::path& m) {
             put("t5_tiny/weights_transformers.safetensors",
                 m / "text_encoder" / "model.safetensors");
         },
         "text_encoder/model.safetensors is a T5", "llava_llama3_fp16.safetensors"},
        {"LlamaInPlaceOfClip", make_flux_model,
         [](const fs::path& m) {
             put("llama_tiny/weights_transformers.safetensors",
                 m / "text_encoder" / "model.safetensors");
         },
         "holds no CLIP text encoder", "clip_l.safetensors"},
        // No tokenizer, or another's.
        {"NoTokenizerOfUmt5", make_original_model,
         [](const fs::path& m) { fs::remove(m / "spiece.model"); }, "models_t5_umt5.safetensors",
         "spiece.model"},
        {"NoTokenizerOfT5", make_flux_model,
         [](const fs::path& m) { fs::remove(m / "tokenizer_2" / "spiece.model"); }, kFluxT5,
         "Add spiece.model to"},
        {"NoTokenizerOfClip", make_flux_model,
         [](const fs::path& m) { fs::remove(m / "tokenizer" / "merges.txt"); },
         "text_encoder/model.safetensors", "Add vocab.json with merges.txt to"},
        {"NoTokenizerOfLlama", make_hunyuan_model,
         [](const fs::path& m) { fs::remove(m / "tokenizer" / "tokenizer.json"); },
         "text_encoder/model.safetensors", "Add tokenizer.json to"},
        {"LlamasTokenizerForClip", make_flux_model,
         [](const fs::path& m) {
             fs::remove(m / "tokenizer" / "merges.txt");
             put("llama_tiny/tokenizer.json", m / "tokenizer" / "tokenizer.json");
         },
         "tokenizer/tokenizer.json", "Use the vocab.json and merges.txt"},
        {"DamagedTokenizerOfT5", make_flux_model,
         [](const fs::path& m) { cut(m / "tokenizer_2" / "spiece.model"); },
         "tokenizer_2/spiece.model", "Use the spiece.model"},
        // Files that broke on their way.
        {"TruncatedShardOfTheDenoiser", make_original_model,
         [](const fs::path& m) {
             shard(m / kWanDenoiser);
             cut(m / "part-00002-of-00002.safetensors");
         },
         "part-00002-of-00002.safetensors", "get"},
        {"MissingShardOfTheDenoiser", make_original_model,
         [](const fs::path& m) {
             shard(m / kWanDenoiser);
             fs::remove(m / "part-00001-of-00002.safetensors");
         },
         "part-00001-of-00002.safetensors", "put it beside the index"},
        {"TruncatedShardOfAnEncoder", make_flux_model,
         [](const fs::path& m) {
             shard(m / kFluxT5);
             cut(m / "text_encoder_2" / "part-00001-of-00002.safetensors");
         },
         "text_encoder_2/part-00001-of-00002.safetensors", "get"},
        {"TruncatedAutoencoder", make_hunyuan_model,
         [](const fs::path& m) { cut(m / "vae" / "diffusion_pytorch_model.safetensors"); },
         "vae/diffusion_pytorch_model.safetensors", "get"},
        {"PointerInPlaceOfTheFile", make_original_model,
         [](const fs::path& m) {
             base::write_file(m / kWanDenoiser, "version https://git-lfs.github.com/spec/v1\n",
                              true);
         },
         kWanDenoiser, "git lfs pull"},
        // 8-bit weights that nothing here can read.
        {"ScalesOfRows", make_original_model,
         [](const fs::path& m) {
             scale(m / kWanDenoiser, "blocks.1.ffn.0", ".weight_scale", at::ones({128, 1}));
         },
         kWanDenoiser, "one scale a tensor"},
        {"ScalesOfScales", make_original_model,
         [](const fs::path& m) {
             scale(m / kWanDenoiser, "blocks.1.ffn.0", ".weight_scale_2", at::ones({1}));
         },
         kWanDenoiser, "one scale a tensor"},
        {"AnotherFormatOfEightBits", make_original_model,
         [](const fs::path& m) {
             scale(m / kWanDenoiser, "blocks.1.ffn.0", ".comfy_quant",
                   bytes_of(R"({"format": "nvfp4"})"));
         },
         kWanDenoiser, "bf16, f16 or float8_e4m3fn"},
        {"ScalesOfRowsOfAnEncoder", make_flux_model,
         [](const fs::path& m) {
             scale(m / kFluxT5, "encoder.block.1.layer.0.SelfAttention.q", ".weight_scale",
                   at::ones({64, 1}));
         },
         kFluxT5, "one scale a tensor"},
        {"NoMapOfHunyuansScales", make_hunyuan_model,
         [](const fs::path& m) {
             fs::remove(m / "transformer" / "diffusion_pytorch_model.safetensors");
             base::write_file(
                 m / "transformer" / "mp_rank_00_model_states_fp8.pt",
                 torch_file_bytes({{"a.weight", "FloatStorage", {1}, std::string(4, '\0')}}),
                 false);
         },
         "mp_rank_00_model_states_fp8.pt", "put them beside it"}};
    return list;
}

class WrongInputs : public testing::TestWithParam<WrongInput> {};

TEST_P(WrongInputs, GetOneLineThatNamesTheFileAndTheCure) {
    const TemporaryFolder folder;
    GetParam().make(folder / "model");
    GetParam().spoil(folder / "model");
    api::Recipe recipe;
    recipe.model = folder / "model";
    recipe.prompt = "a red ball";
    recipe.width = recipe.height = 32;
    recipe.steps = 4;
    recipe.frames = GetParam().make == make_flux_model ? 1 : 5;
    std::string line;
    try {
        static_cast<void>(run_recipe(recipe, [](const api::Body& body, api::RunControl&) {
            EXPECT_FALSE(std::holds_alternative<api::StepEvent>(body));
        }));
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input) << error.what();
        line = error.what();
    }
    EXPECT_THAT(line, HasSubstr(GetParam().file));
    EXPECT_THAT(line, HasSubstr(GetParam().cure));
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    RecordProperty("error", line);
}

INSTANTIATE_TEST_SUITE_P(All, WrongInputs, testing::ValuesIn(wrong_inputs()), [](const auto& info) {
    return info.param.name;
});

}  // namespace
}  // namespace plumbline::tests
