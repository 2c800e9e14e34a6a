// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cli/commands.h"
#include "cli/library.h"
#include "cli/prompts.h"
#include "cli/queue_work.h"
#include "cli/recipe_options.h"
#include "cli/run_plan.h"
#include "cli/session.h"
#include "cli/settle_frames.h"
#include "cli/table.h"
#include "records/export_json.h"
#include "records/recipe_json.h"
#include "records/text_checks.h"
#include "store/queue_owner.h"
#include "store/run_store.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <memory>

namespace plumbline::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kPromptColumns = 48;

struct AddOptions {
    RecipeOptions recipe;
    PromptOptions prompts;
    bool json = false;
};

struct ListOptions {
    std::vector<std::string> words;
    bool json = false;
};

/// The runs may begin in another folder than this one.
void make_absolute(api::Recipe& recipe) {
    std::error_code fault;
    if (fs::exists(recipe.model, fault)) recipe.model = fs::absolute(recipe.model).string();
    for (api::Lora& lora : recipe.loras) lora.file = fs::absolute(lora.file).string();
    for (std::string* path : {&recipe.image, &recipe.output, &recipe.trace, &recipe.latents_output,
                              &recipe.record_case}) {
        if (!path->empty()) *path = fs::absolute(*path).string();
    }
}

int add(const AddOptions& options) {
    api::Recipe recipe = options.recipe.recipe();
    resolve_model(recipe);
    const auto prompts = prompts_of(options.prompts, options.recipe, recipe);
    Session session({.quiet = true});
    settle_frames(recipe, session);
    store::RunStore store(store::usual_file(), /*owns_queue=*/false);
    Json added = Json::array();
    std::string text;
    for (api::Recipe& run :
         plan_runs(recipe, prompts, count_of(options.prompts), Unnamed::LeftOpen)) {
        make_absolute(run);
        const std::int64_t id = store.add({.recipe = records::recipe_text(run),
                                           .prompt = run.prompt,
                                           .model = run.model,
                                           .method = run.cache});
        added.push_back(id);
        text += fmt::format("run {} waits\n", id);
    }
    return print_all(options.json ? Json{{"added", added}}.dump() : text);
}

std::string shortened(const std::string& text, std::size_t columns) {
    if (text.size() <= columns) return text;
    std::size_t end = columns;  // never inside a character
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

std::string output_of(const store::StoredRun& run) {
    const std::string where = fmt::format("run {}", run.id);
    if (run.kind == store::RunKind::Export) {
        api::ExportRequest request;
        records::read_export(request, run.recipe, where);
        return request.output;
    }
    api::Recipe recipe;
    records::read_recipe(recipe, run.recipe, where);
    return recipe.output;
}

Json run_json(const store::StoredRun& run) {
    const auto time = [](std::int64_t ms) { return ms == 0 ? Json() : Json(ms); };
    const bool is_export = run.kind == store::RunKind::Export;
    return {{"id", run.id},
            {"kind", store::name(run.kind)},
            {"state", store::name(run.state)},
            {"prompt", run.prompt},
            {"model", run.model},
            {"cache", is_export ? Json() : Json(run.method)},
            {"codec", is_export ? Json(run.method) : Json()},
            {"output", output_of(run)},
            {"speedup", run.speedup > 0 ? Json(run.speedup) : Json()},
            {"created_ms", time(run.created_ms)},
            {"finished_ms", time(run.finished_ms)},
            {"message", run.message}};
}

int list(const ListOptions& options) {
    const fs::path file = store::usual_file();
    store::RunStore store(file, /*owns_queue=*/false);
    std::string words;
    for (const std::string& word : options.words) words += word + " ";
    auto runs = store.list(words);
    const int worker = store::QueueOwner::holder(file);
    for (store::StoredRun& run : runs) {
        // Its program died: whoever works on the queue next will write that down.
        if (worker == 0 && run.state == store::RunState::Running)
            run.state = store::RunState::Interrupted;
    }
    if (options.json) {
        Json list = Json::array();
        for (const store::StoredRun& run : runs) list.push_back(run_json(run));
        return print_all(Json{{"worker", worker == 0 ? Json() : Json(worker)}, {"runs", list}}.dump(
            -1, ' ', false, Json::error_handler_t::replace));
    }
    if (runs.empty()) return print_all(words.empty() ? "no runs" : "no such runs");
    std::vector<std::vector<std::string>> rows = {
        {"RUN", "STATE", "CACHE OR EXPORT", "IDEAL", "PROMPT"}};
    for (const store::StoredRun& run : runs) {
        rows.push_back({fmt::format("{}", run.id), store::name(run.state),
                        run.kind == store::RunKind::Export ? "export: " + run.method : run.method,
                        run.speedup > 0 ? fmt::format("{:.2f}x", run.speedup) : "",
                        shortened(run.prompt, kPromptColumns)});
    }
    std::string text;
    for (const std::string& line : table_lines(rows)) text += line + "\n";
    return print_all(text);
}

using Change = std::function<void(store::RunStore&, const store::StoredRun&)>;

/// All or none: a run that is not there or cannot be changed is said before anything is.
int change_runs(const std::vector<std::int64_t>& ids,
                bool (*fits)(store::RunState),
                const char* what,
                const Change& change) {
    store::RunStore store(store::usual_file(), /*owns_queue=*/false);
    std::vector<store::StoredRun> runs;
    for (const std::int64_t id : ids) {
        const auto run = store.find(id);
        if (!run) {
            throw Error(ErrorKind::Usage, fmt::format("there is no run {}", id),
                        "plumbline queue list shows them");
        }
        if (!fits(run->state)) {
            throw Error(
                ErrorKind::Usage,
                fmt::format("run {} is {}: it cannot be {}", id, store::name(run->state), what),
                "plumbline queue list shows the states");
        }
        runs.push_back(*run);
    }
    std::string text;
    for (const store::StoredRun& run : runs) {
        change(store, run);
        text += fmt::format("run {}: {}\n", run.id, what);
    }
    return print_all(text);
}

bool is_open(store::RunState state) {
    return state == store::RunState::Waiting || state == store::RunState::Running;
}

int cancel(const std::vector<std::int64_t>& ids) {
    return change_runs(
        ids, is_open, "cancelled",
        [](store::RunStore& store, const store::StoredRun& run) { store.cancel(run.id); });
}

int retry(const std::vector<std::int64_t>& ids) {
    // A run that goes although nobody works: its program died.
    const bool is_free = store::QueueOwner::holder(store::usual_file()) == 0;
    if (is_free) store::RunStore(store::usual_file(), /*owns_queue=*/true);
    return change_runs(
        ids, [](store::RunState state) { return !is_open(state); }, "put back",
        [](store::RunStore& store, const store::StoredRun& run) { store.retry(run.id); });
}

void add_ids(CLI::App& command, std::vector<std::int64_t>& ids) {
    command.add_option("RUN", ids, "Numbers of the runs, as queue list shows them")->required();
}

void add_adding(CLI::App& queue, Action& action) {
    CLI::App* command = queue.add_subcommand("add", "Put runs at the end of the queue");
    const auto options = std::make_shared<AddOptions>();
    add_recipe_options(*command, options->recipe, records::RecipeField::Use::Generate);
    add_prompt_options(*command, options->prompts);
    command->add_flag("--json", options->json, "Print the numbers as one JSON object");
    command->callback([&action, options] { action = [options] { return add(*options); }; });
}

void add_listing(CLI::App& queue, Action& action) {
    CLI::App* command =
        queue.add_subcommand("list", "Show what goes, what waits and what has been");
    const auto options = std::make_shared<ListOptions>();
    command->add_option("WORD", options->words, "Only runs with all these words");
    command->add_flag("--json", options->json, "Print the runs as one JSON object");
    command->callback([&action, options] { action = [options] { return list(*options); }; });
}

}  // namespace

void add_queue(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("queue", "The queue and history that the window shows");
    command->require_subcommand(1);
    add_adding(*command, action);
    add_listing(*command, action);

    CLI::App* running =
        command->add_subcommand("run", "Work the waiting runs off until none is left");
    const auto reporting = std::make_shared<Reporting>();
    add_reporting(*running, *reporting, EventsFlag::Offered);
    running->callback(
        [&action, reporting] { action = [reporting] { return work_off(*reporting); }; });

    CLI::App* cancelling =
        command->add_subcommand("cancel", "Take runs out of the queue, or stop one that goes");
    const auto cancelled = std::make_shared<std::vector<std::int64_t>>();
    add_ids(*cancelling, *cancelled);
    cancelling->callback(
        [&action, cancelled] { action = [cancelled] { return cancel(*cancelled); }; });

    CLI::App* again = command->add_subcommand("retry", "Put finished or interrupted runs back");
    const auto retried = std::make_shared<std::vector<std::int64_t>>();
    add_ids(*again, *retried);
    again->callback([&action, retried] { action = [retried] { return retry(*retried); }; });
    command->footer(
        "Examples:\n"
        "  plumbline queue add --prompt \"a red ball\" --count 4\n"
        "  plumbline queue list --json\n"
        "  plumbline queue run\n"
        "  plumbline queue cancel 3 4\n"
        "  plumbline queue retry 2");
}

}  // namespace plumbline::cli
