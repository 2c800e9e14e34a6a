// SPDX-License-Identifier: GPL-3.0-or-later
// A denoiser whose matrices stay in 8-bit floats.
#include "engine/models/eight_bit_file.h"
#include "engine/models/tiny_wan.h"
#include "support/golden_tensors.h"
#include "support/temporary_folder.h"
#include "tensor_io/scaled_weights.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::models::wan {
namespace {

using namespace plumbline::tests;

at::Tensor forward(WanDenoiser& denoiser) {
    const auto file = golden("wan_tiny/forward_a.safetensors");
    const Conditioning conditioning =
        denoiser.prepare(conditioning_of(file.tensor("context").unsqueeze(0)));
    BlockContext context;
    Streams streams = denoiser.embed(file.tensor("latents"), 500.0, conditioning, context);
    while (streams.at < denoiser.shape().blocks)
        streams = denoiser.run_block(streams.at, streams, context);
    return denoiser.head(streams, context);
}

class WanFloat8 : public testing::TestWithParam<std::pair<const char*, bool>> {};

TEST_P(WanFloat8, ComputesWhatTheFileMeansAndTakesOneByteAParameter) {
    const c10::NoGradGuard no_grad;
    const auto [naming, scaled] = GetParam();
    const EightBitFile pair =
        eight_bit_file(golden(std::string("wan_tiny/weights_") + naming + ".safetensors"), scaled);
    const TemporaryFolder folder;
    tensor_io::write_safetensors(folder / "model.safetensors", pair.packed);
    const auto opened = tensor_io::open_weights(folder / "model.safetensors");
    WanDenoiser small = open(opened), large = open(pair.unpacked);
    EXPECT_LT(relative_difference(forward(small), forward(large)), 1e-6);
    EXPECT_EQ(large.weight_bytes() - small.weight_bytes(), 3 * pair.matrices);
    // Eight bits are not exact, so the test above would not pass by reading other weights.
    WanDenoiser exact = open(golden(std::string("wan_tiny/weights_") + naming + ".safetensors"));
    EXPECT_GT(relative_difference(forward(small), forward(exact)), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Files,
                         WanFloat8,
                         testing::Values(std::pair("original", true),
                                         std::pair("original", false),
                                         std::pair("diffusers", true)),
                         [](const auto& info) {
                             return std::string(info.param.first) +
                                    (info.param.second ? "_scaled" : "_plain");
                         });

}  // namespace
}  // namespace plumbline::models::wan
