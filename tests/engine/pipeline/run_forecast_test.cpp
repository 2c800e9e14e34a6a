// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_forecast.h"

#include "base/error.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::json;

api::ForecastRequest large() {
    api::ForecastRequest request;
    request.recipe.model = "demo";
    request.recipe.prompt = "a red ball";
    request.recipe.width = 832;
    request.recipe.height = 480;
    request.recipe.frames = 4097;
    return request;
}

Json forecast(const api::ForecastRequest& request, std::int64_t free) {
    return Json::parse(forecast_run(request, free));
}

TEST(RunForecast, SaysFitsTightOrNo) {
    const std::int64_t needed = forecast(large(), 1)["needed"];
    ASSERT_GT(needed, 0);
    EXPECT_EQ(forecast(large(), 2 * needed)["verdict"], "fits");
    EXPECT_TRUE(forecast(large(), 2 * needed)["fits_with"].is_null());
    EXPECT_EQ(forecast(large(), needed + 1)["verdict"], "tight");
    EXPECT_EQ(forecast(large(), needed - 1)["verdict"], "no");
    EXPECT_EQ(forecast(large(), 0)["verdict"], "unknown");
}

TEST(RunForecast, NamesALargestChangeThatFits) {
    const Json parts = forecast(large(), 1)["parts"];
    // Decoding takes the same whatever the frames: below it only a smaller size helps, for as many
    // frames are too many for tiles.
    const std::int64_t needed = forecast(large(), 1)["needed"], decode = parts["decode"];
    ASSERT_LT(decode, needed);
    for (const std::int64_t free : {decode + decode / 10, decode / 3}) {
        const Json change = forecast(large(), free)["fits_with"];
        ASSERT_TRUE(change.is_object()) << free;
        api::ForecastRequest smaller = large();
        if (change.contains("frames")) {
            smaller.recipe.frames = change["frames"];
            EXPECT_EQ(*smaller.recipe.frames % 4, 1);
        } else {
            smaller.recipe.width = change["width"];
            smaller.recipe.height = change["height"];
            EXPECT_EQ(*smaller.recipe.width % 16 + *smaller.recipe.height % 16, 0);
        }
        EXPECT_NE(forecast(smaller, free)["verdict"], "no");
        if (change.contains("frames")) {
            *smaller.recipe.frames += 4;
        } else {
            *smaller.recipe.width += 16;
            *smaller.recipe.height += 16;
        }
        EXPECT_EQ(forecast(smaller, free)["verdict"], "no");
    }
    EXPECT_TRUE(forecast(large(), 1000)["fits_with"].is_null()) << "nothing fits into 1 kB";
}

TEST(RunForecast, NamesTilesBeforeAnythingIsTakenFromTheClip) {
    api::ForecastRequest request = large();
    request.recipe.frames = 5;
    const std::int64_t decode = forecast(request, 1)["parts"]["decode"];
    EXPECT_EQ(forecast(request, decode / 2)["fits_with"], Json({{"tiled_vae", true}}));
    request.recipe.tiled_vae = true;
    EXPECT_EQ(forecast(request, decode / 2)["verdict"], "fits");
}

TEST(RunForecast, RefusesWhatARunWould) {
    api::ForecastRequest request = large();
    request.recipe.frames = 80;
    EXPECT_THROW(static_cast<void>(forecast_run(request, 1)), Error);
}

}  // namespace
}  // namespace plumbline::pipeline
