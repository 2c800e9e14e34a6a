// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks that come to the device for their turn give what blocks that lie there give, bit for bit.
#include "models/block_stream.h"

#include "engine/models/eight_bit_file.h"
#include "engine/models/tiny_dual_stream.h"
#include "engine/models/tiny_wan.h"
#include "models/lora.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::models {
namespace {

using namespace plumbline::tests;
using tensor_io::WeightMap;

tensor_io::Placement streamed() {
    tensor_io::Placement placement;
    placement.stream_blocks = true;
    return placement;
}

/// A family's golden weights in one of the forms that files have, opened from a file.
WeightMap stored(const std::filesystem::path& place,
                 std::string_view family,
                 std::string_view naming,
                 std::string_view form) {
    const WeightMap exact = tiny_weights(family, naming);
    std::vector<std::pair<std::string, at::Tensor>> tensors = tensors_of(exact);
    if (form == "f8") tensors = eight_bit_file(exact, true).packed;
    if (form == "bf16") {
        for (auto& [name, tensor] : tensors) tensor = tensor.to(at::kBFloat16);
    }
    tensor_io::write_safetensors(place, tensors);
    return find_family(family).canonical_names(tensor_io::open_weights(place));
}

std::unique_ptr<Denoiser> open(const WeightMap& canonical,
                               std::string_view family,
                               const tensor_io::Placement& placement) {
    return find_family(family).open(canonical, family == "wan" ? wan::two_heads() : ConfigHints{},
                                    placement);
}

/// Two forwards, as two steps of a run.
std::vector<at::Tensor> two_steps(Denoiser& denoiser, const std::string& family) {
    std::vector<at::Tensor> results;
    for (const double t : {900.0, 400.0}) {
        if (family == "wan") {
            const WeightMap file = golden("wan_tiny/forward_a.safetensors");
            results.push_back(run_tiny(denoiser, file.tensor("latents"), t,
                                       wan::conditioning_of(file.tensor("context").unsqueeze(0))));
        } else {
            const TinyForward recorded(family, "forward_a");
            results.push_back(run_tiny(denoiser, recorded.latents, t, recorded.given));
        }
    }
    return results;
}

class StreamedBlocks
    : public testing::TestWithParam<std::tuple<const char*, const char*, const char*>> {};

TEST_P(StreamedBlocks, GiveWhatResidentOnesGive) {
    const c10::NoGradGuard no_grad;
    const auto [family, naming, form] = GetParam();
    const TemporaryFolder folder;
    const WeightMap weights = stored(folder / "model.safetensors", family, naming, form);
    const auto resident = open(weights, family, {}), ours = open(weights, family, streamed());
    const auto expected = two_steps(*resident, family), given = two_steps(*ours, family);
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(at::equal(given[i], expected[i]));
    EXPECT_EQ(resident->fetched_blocks(), 0);
    EXPECT_EQ(ours->fetched_blocks(), 2 * ours->shape().blocks);
    if (std::string_view(form) != "f32") {
        EXPECT_LT(ours->weight_bytes(), resident->weight_bytes());
    }
}

/// What TeaCache watches; of it no block but the first may come.
TEST_P(StreamedBlocks, GiveTheSameModulatedInput) {
    const c10::NoGradGuard no_grad;
    const auto [family, naming, form] = GetParam();
    if (std::string_view(family) == "wan") GTEST_SKIP() << "Wan's signal is the time";
    const TemporaryFolder folder;
    const WeightMap weights = stored(folder / "model.safetensors", family, naming, form);
    const TinyForward recorded(family, "forward_a");
    std::vector<at::Tensor> inputs;
    for (const tensor_io::Placement& placement : {tensor_io::Placement{}, streamed()}) {
        const auto model = open(weights, family, placement);
        BlockContext context;
        const Streams input =
            model->embed(recorded.latents, 700.0, model->prepare(recorded.given), context);
        inputs.push_back(model->modulated_input(input, context).clone());
        EXPECT_EQ(inputs.back().sizes(), input.image.sizes());
        EXPECT_LE(model->fetched_blocks(), 1);
    }
    EXPECT_TRUE(at::equal(inputs[0], inputs[1]));
}

INSTANTIATE_TEST_SUITE_P(Files,
                         StreamedBlocks,
                         testing::Combine(testing::Values("wan", "flux", "hunyuan"),
                                          testing::Values("original", "diffusers"),
                                          testing::Values("f32", "bf16", "f8")),
                         [](const auto& info) {
                             return std::string(std::get<0>(info.param)) + "_" +
                                    std::get<1>(info.param) + "_" + std::get<2>(info.param);
                         });

class OneStream : public testing::Test {
protected:
    OneStream() : weights_(stored(folder_ / "model.safetensors", "wan", "original", "bf16")) {}

    [[nodiscard]] BlockStream make(BlockStream::HostCopies copies, const WeightMap& weights) const {
        const tensor_io::WeightScope scope(weights, streamed());
        return {scope, find_family("wan").sizes(weights, wan::two_heads()).parameters, copies};
    }
    [[nodiscard]] BlockStream make() const {
        return make(BlockStream::HostCopies::WhereDeviceNeedsThem, weights_);
    }

    TemporaryFolder folder_;
    WeightMap weights_;
};

TEST_F(OneStream, FetchesWhatRunsAndOneAhead) {
    BlockStream stream = make();
    ASSERT_EQ(stream.blocks(), 5);
    stream.expect(0, 1);  // a probe, after which the rest is reused
    static_cast<void>(stream.begin(0));
    stream.done(0);
    EXPECT_EQ(stream.fetched(), 1) << "a block that is skipped must not come";
    stream.expect(0, 1);
    static_cast<void>(stream.begin(0));
    stream.done(0);
    EXPECT_EQ(stream.fetched(), 1) << "it lies there already";
    stream.expect(1, 5);  // resumed
    static_cast<void>(stream.begin(1));
    EXPECT_EQ(stream.fetched(), 3) << "its own and the next one";
    stream.done(1);
    for (int index = 2; index < 5; ++index) {
        static_cast<void>(stream.begin(index));
        stream.done(index);
    }
    EXPECT_EQ(stream.fetched(), 5);
}

TEST_F(OneStream, HoldsTheConvertedTensorsOfItsBlock) {
    for (const auto copies :
         {BlockStream::HostCopies::WhereDeviceNeedsThem, BlockStream::HostCopies::Kept}) {
        BlockStream stream = make(copies, weights_);
        stream.expect(0, 5);
        for (int index = 0; index < 5; ++index) {
            const WeightMap& block = stream.begin(index);
            const std::string place = "blocks." + std::to_string(index) + ".";
            std::size_t count = 0;
            for (const auto& [name, entry] : weights_.entries()) {
                if (!name.starts_with(place)) continue;
                ++count;
                EXPECT_TRUE(at::equal(block.tensor(name), weights_.tensor(name).to(at::kFloat)))
                    << name;
            }
            EXPECT_EQ(block.entries().size(), count);
            stream.done(index);
        }
    }
}

TEST_F(OneStream, TakesNoMemoryForWhatLiesInTheFileAsItIsComputedWith) {
    const WeightMap exact = stored(folder_ / "exact.safetensors", "wan", "original", "f32");
    EXPECT_EQ(make(BlockStream::HostCopies::WhereDeviceNeedsThem, exact).buffer_bytes(), 0);
    const BlockStream converted = make();
    std::int64_t block = 0;
    for (const auto& [name, entry] : exact.entries()) {
        if (name.starts_with("blocks.0.")) block += static_cast<std::int64_t>(entry.bytes);
    }
    EXPECT_GE(converted.buffer_bytes(), 2 * block);
    EXPECT_LT(converted.buffer_bytes(), 2 * block + 2 * 256 * 32);
}

TEST_F(OneStream, ReadsMergedWeights) {
    const c10::NoGradGuard no_grad;
    const std::string layer = "diffusion_model.blocks.3.ffn.0";
    tensor_io::write_safetensors(folder_ / "lora.safetensors",
                                 {{layer + ".lora_up.weight", at::ones({128, 2})},
                                  {layer + ".lora_down.weight", at::full({2, 64}, 0.05)}});
    const WeightMap merged = with_loras(
        weights_, find_family("wan"), std::vector<api::Lora>{{folder_ / "lora.safetensors", 0.5}});
    const auto expected = two_steps(*open(merged, "wan", {}), "wan"),
               ours = two_steps(*open(merged, "wan", streamed()), "wan"),
               plain = two_steps(*open(weights_, "wan", streamed()), "wan");
    EXPECT_TRUE(at::equal(ours[1], expected[1]));
    EXPECT_FALSE(at::equal(ours[1], plain[1]));
}

TEST_F(OneStream, NamesATensorThatIsMissingBeforeAnyRuns) {
    const WeightMap spoiled = without(weights_, "blocks.3.ffn.2.bias");
    expect_error(ErrorKind::Input, "blocks.3.ffn.2.bias",
                 [&] { return open(spoiled, "wan", streamed())->weight_bytes(); });
    WeightMap more = weights_;
    more.add("blocks.3.extra", at::ones({1}));
    expect_error(ErrorKind::Input, "blocks.3.extra",
                 [&] { return open(more, "wan", streamed())->weight_bytes(); });
}

TEST(BlockOf, IsTheBlockOfTheStackAlone) {
    EXPECT_EQ(block_of("blocks.12.ffn.0.weight"), "blocks.12.");
    EXPECT_EQ(block_of("single_blocks.3.linear1.bias"), "single_blocks.3.");
    EXPECT_EQ(block_of("txt_in.individual_token_refiner.blocks.0.norm1.weight"), "");
    EXPECT_EQ(block_of("blocks.x.weight"), "");
}

}  // namespace
}  // namespace plumbline::models
