// SPDX-License-Identifier: GPL-3.0-or-later
// Previews by a tiny decoder where there is a file of one, else by colours.
#include "pipeline/preview_maker.h"

#include "engine/pipeline/tiny_run.h"
#include "support/expect_error.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace plumbline::tests {
namespace {

using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

/// A decoder of the authors' layout that is 4 wide.
Tensors tiny_file(bool is_video, std::int64_t channels) {
    Tensors tensors;
    const std::string prefix = is_video ? "decoder." : "";
    const auto conv = [&](const std::string& name, std::int64_t out, std::int64_t in, int size) {
        tensors.emplace_back(prefix + name + ".weight", at::full({out, in, size, size}, 0.05));
    };
    const auto block = [&](int index) {
        for (const int part : {0, 2, 4}) {
            conv(std::to_string(index) + ".conv." + std::to_string(part), 4,
                 part == 0 && is_video ? 8 : 4, 3);
        }
    };
    conv("1", 4, channels, 3);
    if (is_video) {
        for (const int first : {3, 9, 15}) {
            for (int i = 0; i < 3; ++i) block(first + i);
            conv(std::to_string(first + 4) + ".conv", first == 3 ? 4 : 8, 4, 1);
            conv(std::to_string(first + 5), 4, 4, 3);
        }
        conv("22", 3, 4, 3);
    } else {
        for (const int first : {3, 8, 13}) {
            for (int i = 0; i < 3; ++i) block(first + i);
            conv(std::to_string(first + 4), 4, 4, 3);
        }
        block(18);
        conv("19", 3, 4, 3);
    }
    return tensors;
}

class Previews : public TinyRun {
protected:
    /// Width of the previews of a run; 0: there were none.
    int width_of_previews(const api::Recipe& wanted, RunLog* log) {
        *log = run_recipe(wanted);
        const auto previews = log->all<api::PreviewEvent>();
        if (previews.empty()) return 0;
        EXPECT_EQ(previews.front().frames->size(), 2U) << "one a latent frame";
        return previews.front().frames->front().width;
    }
    [[nodiscard]] api::Recipe shown() const {
        api::Recipe wanted = recipe();
        wanted.preview_seconds = 1e-6;
        return wanted;
    }
};

TEST_F(Previews, ComeOfATinyDecoderBesideTheModel) {
    RunLog log;
    EXPECT_EQ(width_of_previews(shown(), &log), 4) << "colours: a pixel a latent";
    std::filesystem::create_directory(model() / "vae_approx");
    tensor_io::write_safetensors(model() / "vae_approx" / "taehv.safetensors", tiny_file(true, 16));
    EXPECT_EQ(width_of_previews(shown(), &log), 4) << "that is HunyuanVideo's";
    tensor_io::write_safetensors(model() / "vae_approx" / "taew2_1.safetensors",
                                 tiny_file(true, 16));
    EXPECT_EQ(width_of_previews(shown(), &log), 32);
    EXPECT_TRUE(log.warnings().empty());
    api::Recipe colours = shown();
    colours.preview_decoder = "none";
    EXPECT_EQ(width_of_previews(colours, &log), 4);
}

TEST_F(Previews, DoNotChangeTheResult) {
    const at::Tensor expected = latents_of(recipe());
    tensor_io::write_safetensors(model() / "taew2_1.safetensors", tiny_file(true, 16));
    EXPECT_TRUE(at::equal(latents_of(shown()), expected));
}

TEST_F(Previews, AFileThatDoesNotFitIsSaid) {
    RunLog log;
    tensor_io::write_safetensors(model() / "taew2_1.safetensors", tiny_file(false, 16));
    EXPECT_EQ(width_of_previews(shown(), &log), 4);
    ASSERT_EQ(log.warnings().size(), 1U);
    EXPECT_THAT(log.warnings().front(),
                testing::HasSubstr("decodes pictures, the model makes video"));
    api::Recipe given = shown();
    given.preview_decoder = place("given.safetensors");
    tensor_io::write_safetensors(given.preview_decoder, tiny_file(true, 4));
    expect_error(ErrorKind::Input, "decodes 4 latent channels, the model makes 16",
                 [&] { return run_recipe(given).cancelled; });
    given.preview_decoder = place("gone.safetensors");
    expect_error(ErrorKind::Input, "gone.safetensors", [&] { return run_recipe(given).cancelled; });
}

}  // namespace
}  // namespace plumbline::tests
