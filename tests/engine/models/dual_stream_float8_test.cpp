// SPDX-License-Identifier: GPL-3.0-or-later
// Dual-stream models whose matrices stay in 8-bit floats, also those that a single-stream block
// splits and those that diffusers' names keep apart.
#include "engine/models/eight_bit_file.h"
#include "engine/models/tiny_dual_stream.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <tuple>

namespace plumbline::models {
namespace {

using tests::relative_difference;

class DualStreamFloat8 : public testing::TestWithParam<std::tuple<const char*, const char*, bool>> {
};

TEST_P(DualStreamFloat8, ComputesWhatTheFileMeans) {
    const c10::NoGradGuard no_grad;
    const auto [family, naming, scaled] = GetParam();
    const auto exact = tiny_weights(family, naming);
    const EightBitFile pair = eight_bit_file(exact, scaled);
    const tests::TemporaryFolder folder;
    tensor_io::write_safetensors(folder / "model.safetensors", pair.packed);
    const auto opened = tensor_io::open_weights(folder / "model.safetensors");
    const TinyForward recorded(family, "forward_a");
    const double t = recorded.times[0].item<double>();
    const auto run = [&](const tensor_io::WeightMap& weights) {
        return run_tiny(*open_tiny(weights, family), recorded.latents, t, recorded.given);
    };
    const at::Tensor eight_bits = run(opened);
    EXPECT_LT(relative_difference(eight_bits, run(pair.unpacked)), 2e-6);
    EXPECT_GT(relative_difference(eight_bits, run(exact)), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Files,
                         DualStreamFloat8,
                         testing::Combine(testing::Values("flux", "hunyuan"),
                                          testing::Values("original", "diffusers"),
                                          testing::Bool()),
                         [](const auto& info) {
                             return std::string(std::get<0>(info.param)) + "_" +
                                    std::get<1>(info.param) +
                                    (std::get<2>(info.param) ? "_scaled" : "_plain");
                         });

}  // namespace
}  // namespace plumbline::models
