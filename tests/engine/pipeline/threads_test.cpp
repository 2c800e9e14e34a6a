// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/tiny_run.h"
#include "pipeline/device.h"
#include "pipeline/run_plan.h"

#include <ATen/Parallel.h>

namespace plumbline::tests {
namespace {

using Threads = TinyRun;

TEST_F(Threads, OfARunDoNotOutliveIt) {
    const int before = at::get_num_threads();
    api::Recipe wanted = recipe();
    wanted.threads = before + 1;
    static_cast<void>(run_recipe(wanted));
    EXPECT_EQ(at::get_num_threads(), before);
    {
        const pipeline::ThreadScope scope(before + 2);
        EXPECT_EQ(at::get_num_threads(), before + 2);
        const pipeline::ThreadScope as_it_is(0);
        EXPECT_EQ(at::get_num_threads(), before + 2);
    }
    EXPECT_EQ(at::get_num_threads(), before);
}

TEST_F(Threads, AreOneForAModelThatIsTooSmallToShare) {
    api::Recipe wanted = recipe();
    wanted.threads = 0;
    pipeline::RunPlan plan = pipeline::make_plan(wanted);
    EXPECT_EQ(pipeline::denoising_threads(plan), 1);
    plan.recipe.threads = 2;
    EXPECT_EQ(pipeline::denoising_threads(plan), 0);
    plan.recipe.threads = 0;
    plan.sizes.dim = 1536;
    plan.recipe.width = plan.recipe.height = 480;
    EXPECT_EQ(pipeline::denoising_threads(plan), 0);
}

}  // namespace
}  // namespace plumbline::tests
