// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/facade.h"
#include "base/error.h"
#include "cache/registry.h"
#include "models/registry.h"
#include "pipeline/bench.h"
#include "pipeline/calibrate.h"
#include "pipeline/device.h"
#include "pipeline/generator.h"
#include "pipeline/model_set.h"
#include "pipeline/run_forecast.h"
#include "pipeline/token_count.h"
#include "tools/compare.h"
#include "tools/export.h"
#include "tools/inspect.h"
#include "tools/library_scan.h"
#include "tools/open_clip.h"
#include "tools/replay_case.h"
#include "tools/system_report.h"

#include <malloc.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace plumbline {
namespace {

using Publish = std::function<void(api::Body)>;

constexpr auto kProgressPause = std::chrono::milliseconds(100);

api::FinishedEvent finished(const tools::ToolReport& report) {
    return {.outcome = report.failed ? api::Outcome::Failed : api::Outcome::Done,
            .kind = report.kind,
            .message = report.message,
            .hint = report.hint,
            .json = report.json,
            .lines = report.lines};
}

api::FinishedEvent catalog(const api::CatalogRequest& request, const Publish& publish) {
    api::CatalogEvent event;
    for (const models::Family& family : models::families()) {
        if (!request.family.empty() && request.family != family.id) continue;
        for (const cache::PolicyEntry& entry : cache::policies()) {
            if (std::ranges::find(entry.families, family.id) != entry.families.end())
                event.policies.push_back(cache::card(entry, family.id));
        }
    }
    if (event.policies.empty())
        throw Error(ErrorKind::Usage, "there is no model family " + request.family,
                    "use wan, hunyuan, flux or sd15");
    event.models = pipeline::model_cards();
    for (const api::CatalogRequest::Named& model : request.models)
        event.models.push_back(pipeline::library_card(model.name, model.path));
    publish(event);
    return {};
}

/// One request at a time, on the engine thread, which alone touches Torch.
class EngineBackend final : public api::Backend {
public:
    EngineBackend() {
        // Tensors of a step come and go by the thousand. Kept in the heap (the largest threshold
        // that glibc takes is 32 MiB) they are not unmapped and faulted in anew each time.
        ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
        ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    }

    api::FinishedEvent run(const api::Request& request,
                           api::RunControl& control,
                           const Publish& publish) override {
        const Checkpoint checkpoint([&control] { control.checkpoint(); });
        return std::visit(
            [&](const auto& asked) { return answer(asked, control, checkpoint, publish); },
            request);
    }

private:
    static api::FinishedEvent answer(const api::Recipe& recipe,
                                     api::RunControl& control,
                                     const Checkpoint&,
                                     const Publish& publish) {
        return pipeline::generate(recipe, control, publish);
    }
    static api::FinishedEvent answer(const api::BenchRequest& request,
                                     api::RunControl& control,
                                     const Checkpoint&,
                                     const Publish& publish) {
        return pipeline::bench(request, control, publish);
    }
    static api::FinishedEvent answer(const api::CalibrateRequest& request,
                                     api::RunControl& control,
                                     const Checkpoint&,
                                     const Publish& publish) {
        return pipeline::calibrate(request, control, publish);
    }
    static api::FinishedEvent answer(const api::ReplayRequest& request,
                                     api::RunControl&,
                                     const Checkpoint& checkpoint,
                                     const Publish& publish) {
        return finished(
            tools::replay(request, checkpoint, [&](int done, int total, const std::string& name) {
                publish(api::PhaseEvent{
                    .phase = api::Phase::Denoise, .done = done, .total = total, .note = name});
            }));
    }
    static api::FinishedEvent answer(const api::InspectRequest& request,
                                     api::RunControl&,
                                     const Checkpoint& checkpoint,
                                     const Publish&) {
        return finished(tools::inspect(request, checkpoint));
    }
    static api::FinishedEvent answer(const api::ClipRequest& request,
                                     api::RunControl&,
                                     const Checkpoint&,
                                     const Publish& publish) {
        tools::OpenedClip opened = tools::open_clip(request);
        publish(opened.event);
        api::FinishedEvent finished;
        finished.json = std::move(opened.record);
        return finished;
    }
    api::FinishedEvent answer(const api::TokensRequest& request,
                              api::RunControl&,
                              const Checkpoint&,
                              const Publish&) {
        api::FinishedEvent counted;
        counted.json = tokens_.count(request);
        return counted;
    }
    static api::FinishedEvent answer(const api::ForecastRequest& request,
                                     api::RunControl&,
                                     const Checkpoint&,
                                     const Publish&) {
        api::FinishedEvent forecast;
        forecast.json = pipeline::forecast_run(request, pipeline::available_host_memory());
        return forecast;
    }
    static api::FinishedEvent answer(const api::CompareRequest& request,
                                     api::RunControl&,
                                     const Checkpoint& checkpoint,
                                     const Publish&) {
        return finished(tools::compare(request, checkpoint));
    }
    static api::FinishedEvent answer(const api::ExportRequest& request,
                                     api::RunControl&,
                                     const Checkpoint& checkpoint,
                                     const Publish& publish) {
        std::chrono::steady_clock::time_point told{};
        const auto progress = [&](api::Phase phase, int done, int total) {
            const auto now = std::chrono::steady_clock::now();
            // A clip may have more frames than anybody can follow.
            if (done > 0 && done < total && now - told < kProgressPause) return;
            told = now;
            publish(api::PhaseEvent{.phase = phase, .done = done, .total = total, .note = {}});
        };
        const auto warn = [&](const std::string& text) {
            publish(api::LogEvent{.level = api::LogLevel::Warning, .text = text});
        };
        return finished(tools::export_result(
            request, {.checkpoint = checkpoint, .progress = progress, .warn = warn}));
    }
    static api::FinishedEvent answer(const api::CatalogRequest& request,
                                     api::RunControl&,
                                     const Checkpoint&,
                                     const Publish& publish) {
        return catalog(request, publish);
    }
    static api::FinishedEvent answer(const api::LibraryRequest& request,
                                     api::RunControl&,
                                     const Checkpoint& checkpoint,
                                     const Publish& publish) {
        std::chrono::steady_clock::time_point told{};
        publish(tools::scan_library(request, checkpoint, [&](int files, const std::string& path) {
            const auto now = std::chrono::steady_clock::now();
            if (now - told < kProgressPause) return;
            told = now;
            publish(api::PhaseEvent{.phase = api::Phase::Load, .done = files, .note = path});
        }));
        return {};
    }
    static api::FinishedEvent answer(const api::SystemRequest& request,
                                     api::RunControl&,
                                     const Checkpoint&,
                                     const Publish&) {
        return finished(tools::describe_system(request));
    }

    pipeline::TokenCounter tokens_;
};

}  // namespace
}  // namespace plumbline

extern "C" plumbline::api::Backend* plumbline_create_backend(int facade_version) {
    return facade_version == plumbline::api::kFacadeVersion ? new plumbline::EngineBackend()
                                                            : nullptr;
}
