// SPDX-License-Identifier: GPL-3.0-or-later
// HunyuanVideo's autoencoder and that of pictures against their references.
#include "base/error.h"
#include "engine/vae/tiny_vaes.h"
#include "support/expect_error.h"
#include "vae/ldm_coder.h"

#include <c10/core/GradMode.h>

#include <set>

namespace plumbline::vae {
namespace {

using namespace plumbline::tests;

constexpr double kGoldenLimit = 1e-4;
constexpr double kSameLimit = 1e-5;

struct Recorded {
    const char* model;
    const char* naming;
};

class LdmVaeGolden : public testing::TestWithParam<Recorded> {};

TEST_P(LdmVaeGolden, EqualsTheReference) {
    const c10::NoGradGuard no_grad;
    const auto file = golden(std::string(GetParam().model) + "/codec_a.safetensors");
    const auto vae = open_tiny(GetParam().model, GetParam().naming);
    const auto stored = [&](const char* name) {
        const at::Tensor tensor = file.tensor(name);
        return tensor.dim() == 4 ? tensor.unsqueeze(2) : tensor;
    };
    const at::Tensor clip = stored(file.contains("clip") ? "clip" : "image");
    const at::Tensor mean = vae->posterior_mean(clip, {});
    EXPECT_LT(relative_difference(mean, stored("latent_mean")), kGoldenLimit);
    EXPECT_TRUE(at::equal(vae->encode(clip, {}), vae->normalise(mean)));
    if (file.contains("latent_normalised")) {
        EXPECT_LT(relative_difference(vae->encode(clip, {}), stored("latent_normalised")),
                  kGoldenLimit);
    }
    const at::Tensor z = file.contains("z") ? stored("z") : vae->normalise(stored("latent_mean"));
    const at::Tensor decoded = vae->decode_raw(vae->denormalise(z), {});
    EXPECT_LT(relative_difference(decoded, stored("decoded")), kGoldenLimit);
    EXPECT_LT(relative_difference(decode_all(*vae, z), stored("decoded").clamp(-1.0, 1.0)),
              kGoldenLimit);
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         LdmVaeGolden,
                         testing::Values(Recorded{"hunyuan_vae_tiny", "diffusers"},
                                         Recorded{"flux_ae_tiny", "diffusers"},
                                         Recorded{"flux_ae_tiny", "original"},
                                         Recorded{"sd15_vae_tiny", "diffusers"},
                                         Recorded{"sd15_vae_tiny", "original"}),
                         [](const auto& info) {
                             return std::string(info.param.model) + "_" + info.param.naming;
                         });

TEST(LdmVae, ScaleAndShiftAreTheFamilysUnlessAConfigurationSaysOtherwise) {
    const at::Tensor mean = at::full({1, 16, 1, 1, 1}, 1.1159);
    EXPECT_NEAR(open_tiny("flux_ae_tiny")->normalise(mean).max().item<double>(), 0.3611, 1e-6);
    EXPECT_NEAR(open_tiny("hunyuan_vae_tiny")->normalise(mean).max().item<double>(),
                1.1159 * 0.476986, 1e-6);
    const at::Tensor four = at::ones({1, 4, 1, 1, 1});
    EXPECT_NEAR(open_tiny("sd15_vae_tiny")->normalise(four).max().item<double>(), 0.18215, 1e-6);
    VaeHints hints = tiny_hints();
    hints.scaling_factor = 0.13025;  // the same tensors, in Stable Diffusion XL
    const auto other = open_vae(golden("sd15_vae_tiny/weights_diffusers.safetensors"), hints, {});
    EXPECT_NEAR(other->normalise(four).max().item<double>(), 0.13025, 1e-6);
    EXPECT_NEAR(other->denormalise(other->normalise(four)).max().item<double>(), 1.0, 1e-6);
}

TEST(LdmVae, NormsWithoutTheirGroupsAskForTheConfiguration) {
    expect_error(ErrorKind::Input, "norms of 8 channels have no 32 groups", [] {
        return open_vae(golden("flux_ae_tiny/weights_diffusers.safetensors"), {}, {})
            ->weight_bytes();
    });
}

TEST(LdmVae, AParameterListIsWhatIsLoaded) {
    for (const char* model : {"hunyuan_vae_tiny", "flux_ae_tiny", "sd15_vae_tiny"}) {
        const auto weights = golden(std::string(model) + "/weights_diffusers.safetensors");
        auto listed = ldm::parameters(ldm::detect_plan(weights));
        std::ranges::sort(listed);
        EXPECT_EQ(listed, shapes_of(weights)) << model;
        EXPECT_EQ(open_tiny(model)->weight_bytes(),
                  static_cast<std::int64_t>(weights.total_bytes()));
    }
}

/// Numbers of parameters of the real ones. Source: engine specification 7.
TEST(LdmVae, TheRealOnesHaveAsManyParametersAsPublished) {
    const auto count = [](const ldm::Plan& plan, const std::string& prefix) {
        std::int64_t sum = 0;
        for (const auto& [name, shape] : ldm::parameters(plan)) {
            if (name.starts_with(prefix)) sum += c10::multiply_integers(shape);
        }
        return sum;
    };
    ldm::Plan plan{.latent_channels = 16, .widths = {128, 256, 512, 512}};
    plan.causal = true;
    EXPECT_EQ(count(plan, ""), 246'478'803);
    EXPECT_NEAR(static_cast<double>(count(plan, "decoder.")), 146.1e6, 0.05e6);
    plan.causal = false;
    plan.quant = false;
    EXPECT_EQ(count(plan, ""), 83'819'683);
    plan.quant = true;
    plan.latent_channels = 4;
    EXPECT_EQ(count(plan, ""), 83'653'863);
}

TEST(ImageVae, EveryFrameIsAPictureOfItsOwn) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny("flux_ae_tiny");
    at::manual_seed(3);
    const at::Tensor clip = at::rand({2, 3, 3, 16, 24}) * 2 - 1;
    const at::Tensor latents = vae->encode(clip, {});
    EXPECT_EQ(latents.sizes(), (std::vector<std::int64_t>{2, 16, 3, 2, 3}));
    EXPECT_LT(relative_difference(vae->encode(clip.narrow(2, 1, 1), {}), latents.narrow(2, 1, 1)),
              kSameLimit);
    const at::Tensor z = latents.narrow(0, 0, 1);
    const at::Tensor frames = decode_all(*vae, z);
    EXPECT_LT(relative_difference(decode_all(*vae, z.narrow(2, 2, 1)), frames.narrow(2, 2, 1)),
              kSameLimit);
}

TEST(HunyuanVae, TheFirstFrameIsThatOfAPicture) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny("hunyuan_vae_tiny");
    at::manual_seed(4);
    const at::Tensor clip = at::rand({1, 3, 9, 32, 32}) * 2 - 1;
    const at::Tensor picture = vae->encode(clip.narrow(2, 0, 1), {});
    EXPECT_EQ(picture.sizes(), (std::vector<std::int64_t>{1, 16, 1, 4, 4}));
    // Convolutions and attention look back only; norms look at the whole clip, so near and not
    // equal.
    const at::Tensor first = vae->encode(clip, {}).narrow(2, 0, 1);
    EXPECT_LT(relative_difference(picture, first), 0.5);
    EXPECT_EQ(decode_all(*vae, picture).size(2), 1);
    EXPECT_EQ(vae->frames_of(33), 129);
}

TEST(LdmVaeFaults, MissingUnexpectedAndMisshapenTensorsAreNamed) {
    const auto weights = golden("sd15_vae_tiny/weights_diffusers.safetensors");
    const auto expect_refused = [](const tensor_io::WeightMap& changed, std::string_view part) {
        expect_error(ErrorKind::Input, part,
                     [&] { return open_vae(changed, tiny_hints(), {})->weight_bytes(); });
    };
    // What tells the sizes or the kind is missed under another name.
    const std::set<std::string> telling{"decoder.conv_in.weight", "decoder.conv_norm_out.bias",
                                        "quant_conv.weight"};
    for (const auto& [name, entry] : weights.entries()) {
        if (!telling.contains(name) && name.find("down_blocks") == std::string::npos)
            expect_refused(without(weights, name), name);
        std::vector<std::int64_t> shape = entry.shape;
        shape.front() += 1;
        expect_refused(with(weights, name, at::zeros(shape)), "");
    }
    expect_refused(with(weights, "decoder.extra.weight", at::ones({2})), "decoder.extra.weight");
    expect_refused(with(weights, "encoder.down_blocks.4.resnets.0.norm1.weight", at::ones({8})),
                   "four levels");
}

}  // namespace
}  // namespace plumbline::vae
