// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "api/run_control.h"
#include "support/temporary_folder.h"

#include <ATen/core/Tensor.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace plumbline::tests {

/// What a run published, and how it ended.
struct RunLog {
    std::vector<api::Body> events;
    api::FinishedEvent finished;
    bool cancelled = false;

    template <typename Event>
    [[nodiscard]] std::vector<Event> all() const {
        std::vector<Event> found;
        for (const api::Body& body : events) {
            if (const auto* event = std::get_if<Event>(&body)) found.push_back(*event);
        }
        return found;
    }
    /// Decision letters by branch name.
    [[nodiscard]] std::map<std::string, std::string> decisions() const;
    [[nodiscard]] std::vector<std::string> warnings() const;
};

/// Sees every event on the engine thread, the moment it is published.
using Watch = std::function<void(const api::Body&, api::RunControl&)>;

/// Runs a recipe on this thread. An Error passes through, a Cancelled does not.
RunLog run_recipe(const api::Recipe& recipe, const Watch& watch = {});
/// The final latents of a recipe, which this file takes.
at::Tensor latents_of_run(api::Recipe recipe,
                          const std::string& file,
                          RunLog* log = nullptr,
                          const Watch& watch = {});
/// A watch that acts once, when this step has ended.
Watch after_step(int step, std::function<void(api::RunControl&)> act);

/// A folder with the tiny model in model/ and room for results.
class TinyRun : public testing::Test {
protected:
    TinyRun();

    /// 32×32, 5 frames, 8 steps, both branches, DiCache at its defaults; no output of any kind.
    [[nodiscard]] api::Recipe recipe() const;
    [[nodiscard]] api::Recipe recipe(const std::string& threshold) const;
    [[nodiscard]] std::string place(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] std::filesystem::path model() const { return folder_ / "model"; }
    /// Runs it and gives the final latents.
    at::Tensor latents_of(api::Recipe recipe, RunLog* log = nullptr, const Watch& watch = {});
    /// Files in the test's folder, the model aside.
    [[nodiscard]] std::vector<std::string> files() const;

    TemporaryFolder folder_;
};

/// "latents" of a file that a run wrote.
at::Tensor stored_latents(const std::string& path);
/// The record in its metadata.
nlohmann::json stored_record(const std::string& path);
/// The lines of a trace.
std::vector<nlohmann::json> trace_lines(const std::string& path);

}  // namespace plumbline::tests
