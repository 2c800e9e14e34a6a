// SPDX-License-Identifier: GPL-3.0-or-later
// The models that come with the program, at their defaults and with what was calibrated for them.
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kPrompt = "a red ball moves left over a night sky";

struct Shipped {
    std::string model;
    bool is_picture = false, takes_image = false;
    std::vector<std::string> methods;  // that save work at their defaults
};

void PrintTo(const Shipped& shipped, std::ostream* out) {
    *out << shipped.model;
}

class ShippedModel : public testing::TestWithParam<Shipped> {
protected:
    json generate(const std::string& model,
                  const std::string& output,
                  const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"generate", "--model", model,      "--prompt",
                                           kPrompt,    "--json",  "--output", output};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome outcome = Subprocess(arguments, {.engine = PLUMBLINE_ENGINE_LIBRARY,
                                                       .folder = folder_.path(),
                                                       .input = {},
                                                       .output_file = {}})
                                    .finish();
        EXPECT_EQ(outcome.code, 0) << outcome.err;
        EXPECT_TRUE(fs::exists(folder_.path() / output));
        return outcome.code == 0 ? json::parse(outcome.out) : json();
    }

    TemporaryFolder folder_;
};

TEST_P(ShippedModel, RunsWithEveryCacheThatKnowsIt) {
    std::vector<std::string> image;
    if (GetParam().takes_image) {
        generate("demo-flux", "first.png", {});
        image = {"--image", "first.png"};
    }
    for (const std::string& method : GetParam().methods) {
        std::vector<std::string> more = image;
        more.insert(more.end(), {"--cache", method});
        const json result =
            generate(GetParam().model, method + (GetParam().is_picture ? ".png" : ".mp4"), more);
        EXPECT_GT(result["speedup"]["ideal"].get<double>(), 1.0) << method;
    }
}

const std::vector<std::string> kAll{
    "dicache",    "teacache", "magcache",     "fastercache", "deepcache", "easycache", "firstblock",
    "taylorseer", "sencache", "profilingdit", "h2cache",     "procache",  "mixcache"};

INSTANTIATE_TEST_SUITE_P(
    Models,
    ShippedModel,
    testing::Values(Shipped{.model = "demo-flux", .is_picture = true, .methods = kAll},
                    Shipped{.model = "demo-unet",
                            .is_picture = true,
                            .methods = {"deepcache", "fastercache", "mixcache"}},
                    Shipped{.model = "demo-hunyuan", .methods = kAll},
                    Shipped{.model = "demo-i2v", .takes_image = true, .methods = kAll}),
    [](const auto& info) {
        std::string name = info.param.model;
        std::erase(name, '-');
        return name;
    });

}  // namespace
}  // namespace plumbline::tests
