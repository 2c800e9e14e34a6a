// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/queue_work.h"

#include "base/error.h"
#include "records/export_json.h"
#include "records/run_names.h"
#include "store/queue_owner.h"
#include "store/run_store.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

namespace plumbline::cli {
namespace {

namespace fs = std::filesystem;

double ideal_speedup(const std::string& result) {
    const auto json = nlohmann::json::parse(result, nullptr, /*allow_exceptions=*/false);
    const auto speedup = json.is_object() ? json.find("speedup") : json.end();
    if (!json.is_object() || speedup == json.end() || !speedup->is_object()) return 0;
    const auto ideal = speedup->find("ideal");
    return ideal != speedup->end() && ideal->is_number() ? ideal->get<double>() : 0;
}

class Worker {
public:
    Worker(const Reporting& reporting, store::RunStore& store, fs::path results)
        : session_(reporting), store_(store), results_(std::move(results)) {}

    int work() {
        int done = 0;
        while (!session_.interrupted()) {
            auto run = store_.next();
            if (!run) break;
            process(std::move(*run));
            ++done;
        }
        if (done == 0 && !session_.interrupted()) print_note("nothing waits in the queue");
        return session_.interrupted() ? 128 + session_.signal() : code_;
    }

private:
    /// The outputs of a generation are named now.
    api::Request request_of(store::StoredRun& run) const {
        if (run.kind != store::RunKind::Export)
            return records::begin_recipe(run.recipe, results_, run.id);
        api::ExportRequest request;
        records::read_export(request, run.recipe, fmt::format("run {}", run.id));
        return request;
    }

    void process(store::StoredRun run) {
        api::Request request;
        try {
            request = request_of(run);
        } catch (const Error& error) {
            store_.finish(run.id, store::RunState::Failed, error.what(), {}, 0);
            print_error(error);
            fail(exit_code(error.kind()));
            return;
        }
        store_.edit(run);
        store_.start(run.id);
        bool cancelled = false;
        const api::FinishedEvent finished = session_.run(request, [&](const api::Body& body) {
            const bool is_step = std::holds_alternative<api::StepEvent>(body) ||
                                 std::holds_alternative<api::PhaseEvent>(body);
            if (!is_step || cancelled || !store_.stop_asked(run.id)) return;
            cancelled = true;
            session_.stop();
        });
        conclude(run.id, finished, cancelled);
    }

    void conclude(std::int64_t run, const api::FinishedEvent& finished, bool cancelled) {
        switch (finished.outcome) {
            case api::Outcome::Done:
                store_.finish(run, store::RunState::Done, {}, finished.json,
                              ideal_speedup(finished.json));
                break;
            case api::Outcome::Failed:
                store_.finish(run, store::RunState::Failed,
                              finished.hint.empty() ? finished.message
                                                    : finished.message + "; " + finished.hint,
                              {}, 0);
                break;
            case api::Outcome::Stopped:
                store_.finish(run,
                              cancelled ? store::RunState::Stopped : store::RunState::Interrupted,
                              cancelled ? "cancelled" : "", {}, 0);
                print_note(cancelled ? fmt::format("run {} was cancelled", run)
                                     : fmt::format("run {} was interrupted; plumbline queue retry "
                                                   "{} puts it back",
                                                   run, run));
                return;
        }
        fail(session_.report(finished));
    }

    /// The first failure decides.
    void fail(int code) {
        if (code_ == 0) code_ = code;
    }

    Session session_;
    store::RunStore& store_;
    fs::path results_;
    int code_ = 0;
};

}  // namespace

int work_off(const Reporting& reporting) {
    const fs::path file = store::usual_file();
    const store::QueueOwner owner(file);
    if (!owner.owns()) {
        throw Error(
            ErrorKind::Failed,
            fmt::format("process {} works on the queue already", store::QueueOwner::holder(file)),
            "leave it to it: it takes what is added too; or stop it first");
    }
    store::RunStore store(file, /*owns_queue=*/true);
    const fs::path results = file.parent_path() / "results";
    std::error_code fault;
    fs::create_directories(results, fault);
    if (fault) {
        throw Error(ErrorKind::Failed,
                    fmt::format("cannot make {}: {}", results.string(), fault.message()),
                    "check the rights of the folder above it");
    }
    return Worker(reporting, store, results).work();
}

}  // namespace plumbline::cli
