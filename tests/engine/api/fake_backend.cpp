// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for the engine in tests of the job loop and of the command line. The prompt says what a
// generation does; its result repeats the recipe, so that a test can see what arrived.
#include "api/facade.h"
#include "base/check.h"
#include "base/error.h"

#include <nlohmann/json.hpp>

#include <new>
#include <stdexcept>
#include <unistd.h>

namespace plumbline::api {
namespace {

using Json = nlohmann::json;
using Publish = std::function<void(Body)>;

template <typename T>
Json optional_json(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json echo(const Recipe& recipe) {
    Json parameters = Json::object();
    for (const auto& [key, value] : recipe.cache_text) parameters[key] = value;
    Json loras = Json::array();
    for (const Lora& lora : recipe.loras)
        loras.push_back({{"file", lora.file}, {"weight", lora.weight}});
    return {{"model", recipe.model},
            {"prompt", recipe.prompt},
            {"negative", optional_json(recipe.negative)},
            {"width", optional_json(recipe.width)},
            {"height", optional_json(recipe.height)},
            {"frames", optional_json(recipe.frames)},
            {"fps", optional_json(recipe.fps)},
            {"steps", optional_json(recipe.steps)},
            {"guidance", optional_json(recipe.guidance)},
            {"shift", optional_json(recipe.shift)},
            {"sampler", optional_json(recipe.sampler)},
            {"seed", recipe.seed},
            {"cache", {{"method", recipe.cache}, {"parameters", parameters}}},
            {"interventions", recipe.interventions.size()},
            {"device", recipe.device},
            {"dtype", recipe.dtype},
            {"lora", loras},
            {"residency", recipe.residency},
            {"tiled_vae", recipe.tiled_vae},
            {"image", recipe.image},
            {"memory", recipe.memory},
            {"threads", recipe.threads},
            {"output", recipe.output},
            {"trace", recipe.trace},
            {"save_latents", recipe.latents_output},
            {"record_case", recipe.record_case},
            {"overwrite", recipe.overwrite},
            {"embed_record", recipe.embed_record}};
}

/// Ready for a test to act on the run: it goes on once somebody lets it.
void pause_here(RunControl& control, const Publish& publish) {
    control.set_paused(true);
    publish(PhaseEvent{.phase = Phase::Load, .done = 0, .total = 0, .note = "ready"});
    control.checkpoint();
}

/// Deaf to everything but a kill.
[[noreturn]] void hang(const Publish& publish) {
    publish(PhaseEvent{.phase = Phase::Load, .done = 0, .total = 0, .note = "ready"});
    for (;;) ::pause();
}

void throw_as_told(const std::string& prompt) {
    if (prompt == "usage") throw Error(ErrorKind::Usage, "bad size", "choose another");
    if (prompt == "input") throw Error(ErrorKind::Input, "no model", "get it");
    if (prompt == "device") throw Error(ErrorKind::Device, "no device", "use --device cpu");
    if (prompt == "memory")
        throw Error(ErrorKind::OutOfMemory, "too large", "try --residency stream");
    if (prompt == "disk") throw Error(ErrorKind::Failed, "disk full", "free some space");
    if (prompt == "bad_alloc") throw std::bad_alloc();
    if (prompt == "torch memory") {
        throw std::runtime_error(
            "DefaultCPUAllocator: can't allocate memory: you tried 8 bytes\nstack");
    }
    if (prompt == "cuda memory") throw std::runtime_error("CUDA out of memory. Tried to allocate");
    if (prompt == "runtime") throw std::runtime_error("something broke\nstack trace");
    if (prompt == "check") PLUMBLINE_CHECK(prompt.empty(), "the prompt is {}", prompt);
    if (prompt == "number") throw 42;
}

void publish_mailbox(RunControl& control, const Publish& publish) {
    for (const Intervention& change : control.take()) {
        const char* what = change.kind == Intervention::Kind::SetParams     ? "params"
                           : change.kind == Intervention::Kind::ComputeNext ? "compute_next"
                                                                            : "never_skip";
        publish(ParamsApplied{.step = 0, .params = change.params, .intervention = what});
    }
}

void publish_steps(const Recipe& recipe, RunControl& control, const Publish& publish) {
    const int steps = recipe.steps.value_or(3);
    for (int step = 0; step < steps; ++step) {
        if (recipe.prompt == "slow") ::usleep(10'000);
        control.checkpoint();
        StepEvent event;
        event.step = step;
        event.steps = steps;
        event.t = 1000.0 - step;
        event.passes.resize(2);
        event.passes[0].decision = step == 0 ? Decision::Computed : Decision::Skipped;
        event.passes[0].blocks = event.passes[1].blocks = 4;
        event.passes[1].branch = Branch::Uncond;
        event.saved = 0.25;
        event.eta_seconds = steps - step - 1;
        publish(std::move(event));
    }
}

FinishedEvent finished(const Json& result, std::vector<std::string> lines) {
    FinishedEvent event;
    event.json = result.dump();
    event.lines = std::move(lines);
    return event;
}

FinishedEvent generate(const Recipe& recipe, RunControl& control, const Publish& publish) {
    if (recipe.prompt == "wait") pause_here(control, publish);
    if (recipe.prompt == "stuck") hang(publish);
    if (recipe.prompt == "finish twice") publish(FinishedEvent{});
    throw_as_told(recipe.prompt);
    publish(PhaseEvent{.phase = Phase::Load, .done = 0, .total = 0, .note = {}});
    control.checkpoint();
    publish_mailbox(control, publish);
    publish(LogEvent{.level = LogLevel::Warning, .text = "a warning"});
    publish_steps(recipe, control, publish);
    return finished(echo(recipe), {"wrote " + recipe.output});
}

FinishedEvent replay(const ReplayRequest& request) {
    FinishedEvent event = finished({{"case", request.case_pattern}, {"check", request.check}},
                                   {"wan/out 0.5 limit 0.0001"});
    if (request.check) {
        event.outcome = Outcome::Failed;
        event.kind = ErrorKind::Gate;
        event.message = "1 of 1 tensors is above its limit";
        event.hint = "see the lines above";
    }
    return event;
}

CatalogEvent catalog() {
    CatalogEvent event;
    PolicyCard policy;
    policy.id = "dicache";
    policy.title = "DiCache";
    policy.paper = "arXiv 2508.17356";
    policy.family = "wan";
    policy.families = {"wan"};
    policy.params = {{.key = "threshold",
                      .title = "Probe threshold",
                      .help = "Skip below it",
                      .kind = ParamKind::Real,
                      .minimum = 0,
                      .maximum = 2,
                      .default_value = 0.08,
                      .choices = {},
                      .live = true}};
    event.policies.push_back(policy);
    ModelCard model;
    model.id = "demo";
    model.title = "Demo";
    model.family = "wan";
    model.missing = {"vae.safetensors"};
    event.models.push_back(model);
    return event;
}

/// A folder holds a Wan denoiser and, in "DIR/whole", all that belongs to it.
LibraryEvent scan(const LibraryRequest& request) {
    LibraryEvent event;
    for (const std::string& folder : request.folders) {
        if (folder.ends_with("missing"))
            throw Error(ErrorKind::Input, "there is no folder " + folder, "name another");
        const auto add = [&](const char* place, const char* part, const char* family) {
            LibraryPart found;
            found.path = folder + "/" + place;
            found.part = part;
            found.family = family;
            event.parts.push_back(std::move(found));
        };
        add("lone/model.safetensors", "denoiser", "wan-t2v");
        add("other/flux1-dev.safetensors", "denoiser", "flux-dev");
        add("strange/vace.safetensors", "denoiser", "wan-vace");
        add("whole/model.safetensors", "denoiser", "wan-t2v");
        add("whole/Wan2.1_VAE.pth", "vae", "wan-vae");
        add("whole/models_t5.pth", "text encoder", "umt5");
        add("whole/google/umt5-xxl/spiece.model", "tokenizer", "sentencepiece");
        event.troubles.push_back({folder + "/bad.safetensors", "is empty"});
    }
    for (const std::string& path : request.known) {
        if (path.find("/gone/") != std::string::npos) event.vanished.push_back(path);
    }
    return event;
}

/// Says what it was asked for; a result named "broken" cannot be read.
FinishedEvent export_result(const ExportRequest& request, const Publish& publish) {
    if (request.result.find("broken") != std::string::npos)
        throw Error(ErrorKind::Input, "cannot read " + request.result, "copy it again");
    publish(PhaseEvent{.phase = Phase::Export, .done = 1, .total = 1, .note = {}});
    Json result = {{"result", request.result},
                   {"output", request.output},
                   {"codec", request.codec},
                   {"first", request.first},
                   {"ping_pong", request.ping_pong},
                   {"repeats", request.repeats},
                   {"settings", static_cast<int>(request.settings)},
                   {"overwrite", request.overwrite}};
    if (request.quality) result["quality"] = *request.quality;
    if (request.last) result["last"] = *request.last;
    if (request.comparison) {
        result["against"] = {{"other", request.comparison->other},
                             {"form", static_cast<int>(request.comparison->form)},
                             {"divider", request.comparison->divider},
                             {"gain", request.comparison->gain},
                             {"decisions", request.comparison->decisions}};
    }
    return finished(result, {"wrote " + request.output});
}

class FakeBackend final : public Backend {
public:
    FinishedEvent run(const Request& request,
                      RunControl& control,
                      const Publish& publish) override {
        if (const auto* recipe = std::get_if<Recipe>(&request))
            return generate(*recipe, control, publish);
        if (const auto* cases = std::get_if<ReplayRequest>(&request)) return replay(*cases);
        if (std::holds_alternative<CatalogRequest>(request)) {
            publish(catalog());
            return finished(Json::object(), {});
        }
        if (const auto* compare = std::get_if<CompareRequest>(&request)) {
            const Json result = {
                {"a", compare->a}, {"b", compare->b}, {"psnr", 25.0}, {"ssim", 0.9}};
            return finished(result, {"psnr 25"});
        }
        if (const auto* bench = std::get_if<BenchRequest>(&request)) {
            const Json result = {{"count", bench->count},
                                 {"prompts", bench->prompts},
                                 {"recipe", echo(bench->recipe)}};
            return finished(result, {"speed-up 1.5"});
        }
        if (const auto* wanted = std::get_if<ExportRequest>(&request))
            return export_result(*wanted, publish);
        if (const auto* library = std::get_if<LibraryRequest>(&request)) {
            publish(scan(*library));
            return {};
        }
        if (const auto* system = std::get_if<SystemRequest>(&request)) {
            const Json missing = Json::array({{{"codec", "av1"}, {"encoder", "libsvtav1"}}});
            return finished({{"folders", system->folders}, {"encoders", {{"missing", missing}}}},
                            {"Processor: fake"});
        }
        return finished({{"path", std::get<InspectRequest>(request).path}}, {"family wan"});
    }
};

}  // namespace
}  // namespace plumbline::api

extern "C" plumbline::api::Backend* plumbline_create_backend(int facade_version) {
    if (facade_version != plumbline::api::kFacadeVersion) return nullptr;
    return new plumbline::api::FakeBackend();
}
