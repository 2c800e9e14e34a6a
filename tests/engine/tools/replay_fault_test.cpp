// SPDX-License-Identifier: GPL-3.0-or-later
// No case passes silently: every fault is named and has its exit code.
#include "engine/tools/golden_manifest.h"
#include "support/expect_error.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::tools::tests {
namespace {

using nlohmann::json;
using plumbline::tests::expect_error;
using testing::Contains;
using testing::HasSubstr;

const std::string kForward = "wan_tiny/forward_b";
const std::string kCached = "wan_tiny/dicache_unipc20_s5_th0.2_r0.05";
const std::string kRun = "wan_tiny/run_dpm10";
const std::string kSampler = "schedulers/unipc_wan_shift3_10";
const std::string kFlux = "flux_tiny/dicache_euler20_s1_th0.15";
const std::string kHunyuan = "hunyuan_tiny/dicache_euler20_s1_th0.12";
const std::string kClip = "clip_text_tiny/encode";
const std::string kLlama = "llama_tiny/encode";
const std::string kVision = "clip_vision_tiny/encode";
const std::string kDefective = "wan_tiny/dicache_unipc20_s1_th0.9_d4";

at::Tensor stored(EditedManifest& manifest, const std::string& name, const std::string& tensor) {
    return tensor_io::open_safetensors(manifest.entry(name)["file"].get<std::string>())
        .tensor(tensor)
        .clone();
}

void expect_fault(EditedManifest& manifest, const std::string& name, std::string_view part) {
    expect_error(ErrorKind::Input, part, [&] { return replay_now(manifest.request(name)); });
}

void expect_gate(EditedManifest& manifest, const std::string& name, const std::string& tensor) {
    const ToolReport report = replay_now(manifest.request(name));
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.kind, ErrorKind::Gate);
    EXPECT_THAT(report.message, HasSubstr(name));
    EXPECT_THAT(report.lines, Contains(testing::AllOf(HasSubstr(tensor), HasSubstr("FAIL"))));
}

TEST(ReplayGate, ClosesOnADifferentResult) {
    EditedManifest manifest;
    at::Tensor out = stored(manifest, kForward, "out");
    out[0] += 0.01 * out.abs().max();
    manifest.replace_tensors(kForward, {{"out", out}});
    expect_gate(manifest, kForward, "out");
}

TEST(ReplayGate, ClosesOnOneDecision) {
    EditedManifest manifest;
    at::Tensor full = stored(manifest, kCached, "trace.full");
    full[7][1] = 1 - full[7][1];
    manifest.replace_tensors(kCached, {{"trace.full", full}});
    expect_gate(manifest, kCached, "trace.full");
}

TEST(ReplayGate, ClosesOnAValueWhereNoneExists) {
    EditedManifest manifest;
    manifest.replace_tensors(
        kCached, {{"trace.gamma", stored(manifest, kCached, "trace.gamma").nan_to_num(1.0)}});
    expect_gate(manifest, kCached, "trace.gamma");
}

TEST(ReplayGate, ClosesOnATimestep) {
    EditedManifest manifest;
    manifest.replace_tensors(kSampler,
                             {{"timesteps", stored(manifest, kSampler, "timesteps") + 1e-3}});
    expect_gate(manifest, kSampler, "timesteps");
}

TEST(ReplayGate, ClosesWhenADefectiveReferencePartsTooEarly) {
    EditedManifest manifest;
    at::Tensor full = stored(manifest, kDefective, "trace.full");
    full[0][0] = 0;
    manifest.replace_tensors(kDefective, {{"trace.full", full}});
    expect_gate(manifest, kDefective, "trace decisions");
}

TEST(ReplayFault, UnknownParameter) {
    for (const std::string& name :
         {kForward, kCached, kRun, kSampler, std::string("wan_vae_tiny/codec_image"),
          std::string("umt5_tiny/encode"), kClip, kLlama, kVision}) {
        EditedManifest manifest;
        manifest.params(name)["sharpness"] = 2;
        expect_fault(manifest, name, "sharpness");
    }
}

TEST(ReplayFault, ParameterOfTheWrongKindOrValue) {
    const auto spoil = [](const std::string& name, const char* key, const json& value) {
        EditedManifest manifest;
        manifest.params(name)[key] = value;
        expect_fault(manifest, name, key);
    };
    spoil(kForward, "frames", 2);
    spoil(kForward, "text_len", "long");
    spoil(kForward, "dtype", "f8");
    spoil(kRun, "steps", 2.5);
    spoil(kRun, "sampler", "heun");
    spoil(kCached, "compare", "accumulated > threshold skips");
    spoil(kCached, "gamma_clip", json::array({0.5, 2.0}));
    spoil(kCached, "error", "delta_z");
    spoil(kCached, "probe_from_call", 3);
    spoil(kCached, "last_step_full", true);
    spoil(kSampler, "class", "HeunScheduler");
    spoil(kSampler, "order", 3);
    spoil(kClip, "bos", 3);
    spoil(kClip, "pad", 0);
    spoil(kLlama, "crop_start", 50);
    spoil(kLlama, "total_length", 100);
    spoil(kVision, "mean", json::array({0.5, 0.5, 0.5}));
}

TEST(ReplayFault, RulesThatTheFamilyDoesNotHave) {
    const auto spoil = [](const std::string& name, const char* key, const json& value) {
        EditedManifest manifest;
        manifest.params(name)[key] = value;
        expect_fault(manifest, name, key);
    };
    spoil(kFlux, "compare", "accumulated <= threshold skips");
    spoil(kFlux, "last_step_full", false);
    spoil(kFlux, "probe_from_call", 4);
    spoil(kFlux, "sampler", "FlowMatchDiscrete euler");
    spoil(kFlux, "mu", 0.5);
    spoil(kFlux, "height", 16);
    spoil(kFlux, "shift", 3.0);
    spoil(kHunyuan, "compare", "accumulated < threshold skips");
    spoil(kHunyuan, "last_step_full", true);
    spoil(kHunyuan, "sampler", "euler");
    spoil("hunyuan_tiny/forward_a", "text_valid", 12);
    spoil("schedulers/flux_dynamic_seq256_10", "mu", 0.63);
    spoil("schedulers/flux_bfl_seq256_10", "max_shift", 2.0);
    spoil("schedulers/hunyuan_official_shift7_10", "reverse", false);
}

TEST(ReplayFault, MissingParameter) {
    EditedManifest manifest;
    manifest.params(kRun).erase("shift");
    expect_fault(manifest, kRun, "shift");
}

TEST(ReplayFault, MissingFile) {
    EditedManifest manifest;
    manifest.entry(kForward)["file"] = "nowhere.safetensors";
    expect_fault(manifest, kForward, "nowhere.safetensors");
}

TEST(ReplayFault, FileThatIsNotTheOneMeant) {
    EditedManifest manifest;
    manifest.entry(kForward)["sha256"] = std::string(64, '0');
    expect_fault(manifest, kForward, "SHA-256");
    EditedManifest sized;
    sized.entry(kForward)["bytes"] = 5;
    expect_fault(sized, kForward, "size");
    EditedManifest weights;
    weights.root["models"]["wan_tiny"]["weights"]["original"]["sha256"] = std::string(64, '0');
    expect_fault(weights, kForward, "weights_original.safetensors");
    EditedManifest tokenizer;
    for (auto& [file, digest] : tokenizer.root["models"]["umt5_tiny"]["files"].items()) {
        digest = std::string(64, '0');
    }
    expect_fault(tokenizer, "umt5_tiny/encode", "spiece.model");
    EditedManifest merges;
    for (auto& [file, digest] : merges.root["models"]["clip_text_tiny"]["files"].items()) {
        if (file.ends_with("merges.txt")) digest = std::string(64, '0');
    }
    expect_fault(merges, kClip, "merges.txt");
}

TEST(ReplayFault, UnknownKindResultRoleOrExpectation) {
    EditedManifest kind;
    kind.entry(kForward)["kind"] = "telepathy";
    expect_fault(kind, kForward, "telepathy");
    EditedManifest result;
    result.entry(kForward)["tensors"]["aura"] = {
        {"shape", {1}}, {"dtype", "float32"}, {"role", "result"}};
    expect_fault(result, kForward, "aura");
    EditedManifest role;
    role.entry(kForward)["tensors"]["out"]["role"] = "guess";
    expect_fault(role, kForward, "guess");
    EditedManifest expectation;
    expectation.entry(kForward)["expect"] = "roughly";
    expect_fault(expectation, kForward, "roughly");
    EditedManifest shape;
    shape.entry(kForward)["tensors"]["out"]["shape"] = {3, 1, 16, 1, 4, 4};
    expect_fault(shape, kForward, "'out'");
    EditedManifest input;
    input.entry(kForward)["tensors"]["latents"]["shape"] = {1, 16, 1, 4, 8};
    expect_fault(input, kForward, "latents");
}

TEST(ReplayFault, ModelThatDoesNotFit) {
    EditedManifest manifest;
    manifest.entry(kForward)["model"] = "wan_vae_tiny";
    expect_fault(manifest, kForward, "Wan 2.1 VAE");
    EditedManifest encoder;
    encoder.entry(kVision)["model"] = "clip_text_tiny";
    expect_fault(encoder, kVision, "CLIP text encoder");
    EditedManifest unknown;
    unknown.entry(kForward)["model"] = "wan_huge";
    expect_fault(unknown, kForward, "wan_huge");
    EditedManifest naming;
    api::ReplayRequest request = naming.request(kForward);
    request.naming = "klingon";
    expect_error(ErrorKind::Input, "klingon", [&] { return replay_now(request); });
}

TEST(ReplayFault, NoSuchCaseManifestOrDevice) {
    EditedManifest manifest;
    expect_error(ErrorKind::Usage, "wan_tiny/none",
                 [&] { return replay_now(manifest.request("wan_tiny/none")); });
    api::ReplayRequest request = manifest.request(kForward);
    request.device = "toaster";
    expect_error(ErrorKind::Usage, "toaster", [&] { return replay_now(request); });
    request = manifest.request(kForward);
    request.manifest = (manifest.folder / "absent.json").string();
    expect_error(ErrorKind::Input, "absent.json", [&] { return replay_now(request); });
    manifest.root["format"] = 2;
    expect_fault(manifest, kForward, "format 2");
}

// What a sampler of noise does where the case says nothing differs from what ours does.
TEST(ReplayFault, SamplersOfNoiseAreHeldToTheirSettings) {
    struct Change {
        const char* name;
        const char* key;
        json value;  // null: leave it away
    };
    for (const Change& change :
         {Change{"ddim_10", "clip_sample", nullptr}, Change{"ddim_10", "set_alpha_to_one", true},
          Change{"ddim_10", "steps_offset", 0}, Change{"ddim_10", "beta_start", 0.001},
          Change{"ddim_10", "beta_schedule", "linear"},
          Change{"ddim_10", "use_karras_sigmas", true},
          Change{"plms_10", "skip_prk_steps", nullptr}, Change{"plms_10", "class", "HeunScheduler"},
          Change{"dpmpp2m_10", "timestep_spacing", "leading"},
          Change{"dpmpp2m_10", "solver_order", 3},
          Change{"euler_sd_10", "timestep_spacing", nullptr},
          Change{"euler_sd_10", "init_noise_sigma", 9.0}, Change{"euler_sd_10", "eta", 1.0}}) {
        const std::string name = std::string("schedulers/") + change.name;
        EditedManifest manifest;
        manifest.params(name)[change.key] = change.value;
        if (change.value.is_null()) manifest.params(name).erase(change.key);
        expect_fault(manifest, name, change.key);
    }
    EditedManifest named;
    named.params("sd15_unet_tiny/run_plms12_s3")["sampler"] = "ddim";
    expect_fault(named, "sd15_unet_tiny/run_plms12_s3", "sampler");
}

TEST(ReplayUnsupported, IsAnErrorByNameAndAGateWhenChecked) {
    EditedManifest manifest;
    manifest.entry(kCached)["kind"] = "deepcache";
    expect_error(ErrorKind::Input, "deepcache",
                 [&] { return replay_now(manifest.request(kCached, false)); });
    expect_error(ErrorKind::Gate, "deepcache",
                 [&] { return replay_now(manifest.request(kCached)); });
}

TEST(ReplayUnsupported, IsCountedAmongMany) {
    EditedManifest manifest;
    manifest.entry(kSampler)["kind"] = "deepcache";
    const ToolReport report = replay_now(manifest.request("schedulers/unipc_wan_shift3_*"));
    EXPECT_FALSE(report.failed);
    const json result = json::parse(report.json);
    EXPECT_EQ(result["counts"]["unsupported"], 1);
    EXPECT_EQ(result["counts"]["ok"], 2);
    EXPECT_THAT(report.lines.back(), HasSubstr(kSampler));
    const ToolReport nothing = replay_now(manifest.request("schedulers/unipc_wan_shift3_1*"));
    EXPECT_TRUE(nothing.failed);
    EXPECT_EQ(nothing.kind, ErrorKind::Gate);
}

TEST(ReplayFault, OneOfManyLetsTheOthersRunAndFailsTheReport) {
    EditedManifest manifest;
    manifest.entry(kSampler)["file"] = "nowhere.safetensors";
    const ToolReport report = replay_now(manifest.request("schedulers/unipc_wan_shift3_*"));
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.kind, ErrorKind::Input);
    const json result = json::parse(report.json);
    EXPECT_EQ(result["counts"]["error"], 1);
    EXPECT_EQ(result["counts"]["ok"], 2);
}

}  // namespace
}  // namespace plumbline::tools::tests
