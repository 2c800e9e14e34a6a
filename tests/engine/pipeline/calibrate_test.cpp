// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/calibrate.h"

#include "base/error.h"
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "pipeline/bench.h"
#include "pipeline/calibration.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

namespace plumbline::tests {
namespace {

/// A run's own folder of calibrations.
class Calibrating : public TinyRun {
protected:
    Calibrating() { ::setenv("XDG_DATA_HOME", place("data").c_str(), 1); }
    ~Calibrating() override { ::unsetenv("XDG_DATA_HOME"); }

    [[nodiscard]] api::CalibrateRequest request(std::vector<std::string> methods = {}) const {
        api::CalibrateRequest wanted{.recipe = recipe(), .methods = std::move(methods)};
        wanted.recipe.steps = 12;
        wanted.prompts = {"a red ball", "a blue star"};
        wanted.count = 2;
        return wanted;
    }
    static nlohmann::json run(const api::CalibrateRequest& wanted) {
        api::RunControl control;
        return nlohmann::json::parse(
            pipeline::calibrate(wanted, control, [](const api::Body&) {}).json);
    }
};

TEST_F(Calibrating, GivesTheSameFileTwice) {
    const std::string first = run(request())["file"];
    const std::string content = base::read_file(first);
    std::filesystem::remove(first);
    EXPECT_EQ(run(request())["file"], first);
    EXPECT_TRUE(base::read_file(first) == content);
    const pipeline::Calibration known = pipeline::read_calibration(first);
    EXPECT_EQ(known.teacache.coefficients.size(), 5U);
    EXPECT_EQ(known.teacache_retained.coefficients.size(), 5U);
    // Eleven pairs of neighbours, two branches, two prompts.
    EXPECT_EQ(known.teacache.points, 44);
    ASSERT_EQ(known.magcache.size(), 12U);
    EXPECT_EQ(known.magcache_uncond.size(), 12U);
    EXPECT_EQ(known.magcache.front(), 1.0);
    for (const double ratio : known.magcache) EXPECT_GT(ratio, 0.0);
    ASSERT_EQ(known.sencache.times.size(), 12U);
    EXPECT_GT(known.sencache.times.front(), known.sencache.times.back());
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_GT(known.sencache.latents.at(i), 0.0) << i;
        EXPECT_GT(known.sencache.time.at(i), 0.0) << i;
    }
}

TEST_F(Calibrating, BecomesWhatTheMethodsBeginWith) {
    api::Recipe wanted = recipe();
    wanted.steps = 12;
    for (const char* method : {"teacache", "magcache", "sencache"}) {
        wanted.cache = method;
        wanted.cache_text.clear();
        EXPECT_THROW(static_cast<void>(run_recipe(wanted)), Error) << method;
    }
    static_cast<void>(run(request()));
    const auto tuned = pipeline::find_model(model().string()).defaults.cache;
    EXPECT_EQ(tuned.at("teacache").at("fit"), "own");
    EXPECT_EQ(tuned.at("magcache").at("curve"), "own");
    for (const char* method : {"teacache", "magcache", "sencache"}) {
        wanted.cache = method;
        wanted.cache_text = {{"threshold", "5"}};
        if (wanted.cache == "magcache") wanted.cache_text = {{"threshold", "2"}};
        if (wanted.cache == "sencache") wanted.cache_text = {{"threshold", "4"}};
        EXPECT_THAT(run_recipe(wanted).decisions().at("cond"), testing::HasSubstr("S")) << method;
    }
}

TEST_F(Calibrating, OneMethodLeavesWhatIsKnownForTheOther) {
    const std::string file = run(request({"magcache"}))["file"];
    EXPECT_TRUE(pipeline::read_calibration(file).teacache.coefficients.empty());
    static_cast<void>(run(request({"teacache"})));
    const pipeline::Calibration known = pipeline::read_calibration(file);
    EXPECT_FALSE(known.teacache.coefficients.empty());
    EXPECT_FALSE(known.magcache.empty());
}

TEST_F(Calibrating, SaysWhatCannotBe) {
    EXPECT_THROW(run(request({"dicache"})), Error);
    api::CalibrateRequest few = request();
    few.recipe.steps = 5;
    EXPECT_THROW(run(few), Error);
    const std::string file = run(request())["file"];
    std::ofstream(file) << "{}";
    try {
        static_cast<void>(pipeline::find_model(model().string()));
        ADD_FAILURE() << "a damaged calibration was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        EXPECT_THAT(error.what(), testing::HasSubstr(file));
    }
}

TEST_F(Calibrating, IsWhatTheSuiteOfCachesMeasures) {
    static_cast<void>(run(request()));
    api::BenchRequest bench{.recipe = recipe(), .prompts = {"a red ball"}, .count = 1};
    bench.recipe.steps = 12;
    bench.suite = "caches";
    api::RunControl control;
    const auto table =
        nlohmann::json::parse(pipeline::bench(bench, control, [](const api::Body&) {}).json);
    std::map<std::string, int> settings;
    for (const auto& row : table["caches"]) {
        ++settings[row["method"]];
        EXPECT_EQ(row["computed"].get<int>() + row["partial"].get<int>() + row["reused"].get<int>(),
                  24)
            << row.dump();
        EXPECT_GE(row["speedup"]["ideal"].get<double>(), 1.0 - 1e-9);
    }
    for (const char* method : {"dicache", "teacache", "magcache", "fastercache", "sencache",
                               "easycache", "firstblock", "taylorseer"})
        EXPECT_EQ(settings[method], 3) << method;
    EXPECT_TRUE(table["refused"].empty()) << table["refused"].dump();
    bench.suite = "models";
    EXPECT_THROW(static_cast<void>(pipeline::bench(bench, control, [](const api::Body&) {})),
                 Error);
}

}  // namespace
}  // namespace plumbline::tests
