// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/registry.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace plumbline {
namespace {

double real_default(const std::vector<api::ParamSpec>& specs, const std::string& key) {
    for (const api::ParamSpec& spec : specs) {
        if (spec.key == key) return std::get<double>(spec.default_value);
    }
    ADD_FAILURE() << "no parameter " << key;
    return 0;
}

TEST(Registry, HasEveryMethodOnce) {
    std::set<std::string> ids;
    for (const cache::PolicyEntry& entry : cache::policies()) {
        EXPECT_TRUE(ids.insert(entry.id).second) << entry.id;
        EXPECT_FALSE(entry.families.empty());
    }
    EXPECT_TRUE(ids.contains("none"));
    EXPECT_TRUE(ids.contains("dicache"));
}

TEST(Registry, ListsTheKnownMethodsWhenAskedForAnother) {
    try {
        (void)cache::find_policy("dicash");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        EXPECT_THAT(error.what(), ::testing::AllOf(::testing::HasSubstr("dicash"),
                                                   ::testing::HasSubstr("none, dicache")));
    }
}

TEST(Registry, DiCacheHasThePublishedDefaultsOfEachFamily) {
    const auto& entry = cache::find_policy("dicache");
    const auto wan = entry.params("wan"), hunyuan = entry.params("hunyuan"),
               flux = entry.params("flux");
    EXPECT_EQ(real_default(wan, "threshold"), 0.08);
    EXPECT_EQ(real_default(hunyuan, "threshold"), 0.1);
    EXPECT_EQ(real_default(flux, "threshold"), 0.4);
    EXPECT_EQ(real_default(wan, "max_weight"), 2.0);
    EXPECT_EQ(real_default(hunyuan, "max_weight"), 1.5);
    EXPECT_EQ(real_default(flux, "max_weight"), 1.5);
    for (const auto* specs : {&wan, &hunyuan, &flux})
        EXPECT_EQ(real_default(*specs, "retention"), 0.2);
    EXPECT_THROW((void)entry.params("unet"), Error);
}

TEST(Registry, DiCacheSchemaSaysWhatAnEditorNeeds) {
    std::vector<std::string> keys;
    for (const api::ParamSpec& spec : cache::find_policy("dicache").params("wan")) {
        keys.push_back(spec.key);
        EXPECT_EQ(spec.live, spec.key == "threshold");
        EXPECT_EQ(spec.logarithmic, spec.key == "threshold");
        if (spec.key == "probe_depth") {
            EXPECT_EQ(spec.kind, api::ParamKind::Integer);
            EXPECT_EQ(spec.minimum, 1);
        }
        if (spec.key == "error") {
            EXPECT_EQ(spec.kind, api::ParamKind::Choice);
            EXPECT_THAT(spec.choices, ::testing::ElementsAre("probe", "difference"));
        }
    }
    EXPECT_THAT(keys, ::testing::ElementsAre("threshold", "probe_depth", "retention", "max_weight",
                                             "error"));
}

TEST(Registry, SaysWhyAMethodCannotRun) {
    const auto& entry = cache::find_policy("dicache");
    cache::RunShape shape{.stack = {.blocks = 1, .probe_blocks = 1, .cost = {1.0}}, .steps = 10};
    EXPECT_TRUE(entry.unsupported("wan", shape).has_value());
    EXPECT_TRUE(entry.unsupported("unet", shape).has_value());
    shape.stack = {.blocks = 2, .probe_blocks = 2, .cost = {0.5, 0.5}};
    EXPECT_FALSE(entry.unsupported("wan", shape).has_value());
    EXPECT_FALSE(cache::find_policy("none").unsupported("wan", shape).has_value());
}

TEST(Registry, MakeRefusesBadParameters) {
    const auto& entry = cache::find_policy("dicache");
    EXPECT_THROW((void)entry.make("wan", {{"threshold", -0.1}}), Error);
    EXPECT_THROW((void)entry.make("wan", {{"probe_depth", std::int64_t{0}}}), Error);
    EXPECT_THROW((void)entry.make("wan", {{"error", std::string("max")}}), Error);
    EXPECT_THROW((void)entry.make("wan", {{"unknown", 1.0}}), Error);
}

}  // namespace
}  // namespace plumbline
