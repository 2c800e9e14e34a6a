// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/parameters.h"

#include "base/error.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumbline::train {
namespace {

const ParameterList kList{{"layer.weight", {16, 12}}, {"layer.bias", {16}}};

void set_gradient(const Parameters& parameters, int worker, double value) {
    const tensor_io::WeightMap map = parameters.trainable(worker);
    for (const auto& [name, entry] : map.entries()) map.tensor(name).mutable_grad().fill_(value);
}

TEST(Parameters, BackwardFillsTheGradientThatUpdateReads) {
    Parameters parameters(kList);
    const tensor_io::WeightMap map = parameters.trainable();
    const at::Tensor x = at::ones({3, 12});
    parameters.zero_gradients();
    at::linear(x, map.tensor("layer.weight"), map.tensor("layer.bias")).sum().backward();
    // 192 weights and 16 biases with gradient 3 each.
    EXPECT_NEAR(parameters.update(0.0, {}), 3.0 * std::sqrt(208.0), 1e-3);
}

TEST(Parameters, UpdateTakesTheMeanOfItsWorkers) {
    Parameters parameters(kList, 2);
    parameters.zero_gradients();
    set_gradient(parameters, 0, 1.0);
    set_gradient(parameters, 1, 3.0);
    EXPECT_NEAR(parameters.update(0.0, {}), 2.0 * std::sqrt(208.0), 1e-3);
}

TEST(Parameters, FirstBiasStepIsTheLearningRate) {
    Parameters parameters(kList);
    parameters.zero_gradients();
    set_gradient(parameters, 0, 1.0);
    static_cast<void>(parameters.update(0.01, {}));
    // Adam's first step is the sign of the gradient, whatever its size.
    EXPECT_NEAR(parameters.view("layer.bias").max().item<double>(), -0.01, 1e-5);
    EXPECT_NEAR(parameters.view("layer.bias").min().item<double>(), -0.01, 1e-5);
}

TEST(Parameters, MatrixStepHasTheStatedSize) {
    const c10::NoGradGuard no_grad;
    at::manual_seed(1);
    Parameters parameters({{"layer.weight", {32, 32}}});
    const tensor_io::WeightMap map = parameters.trainable();
    map.tensor("layer.weight").mutable_grad().normal_();
    const OptimiserOptions options;
    static_cast<void>(parameters.update(0.01, options));
    const at::Tensor step = parameters.view("layer.weight");
    const double rms = step.square().mean().sqrt().item<double>();
    EXPECT_NEAR(rms, 0.01 * options.matrix_scale, 0.01 * options.matrix_scale * 0.2);
    // Nearly orthogonal: no direction is more than twice as long as another.
    const at::Tensor singular = at::linalg_svdvals(step);
    EXPECT_LT(singular.max().item<double>(), 2.0 * singular.min().item<double>());
}

TEST(Parameters, NonFiniteGradientChangesNothing) {
    Parameters parameters(kList);
    parameters.zero_gradients();
    set_gradient(parameters, 0, std::numeric_limits<double>::quiet_NaN());
    static_cast<void>(parameters.update(0.01, {}));
    EXPECT_EQ(parameters.step(), 0);
    EXPECT_EQ(parameters.view("layer.weight").abs().max().item<double>(), 0.0);
}

TEST(Parameters, ResumesWhereItStopped) {
    const tests::TemporaryFolder folder;
    Parameters first(kList);
    first.zero_gradients();
    set_gradient(first, 0, 0.5);
    static_cast<void>(first.update(0.01, {}));
    first.save(folder.path() / "state.safetensors");
    Parameters second(kList);
    second.load(folder.path() / "state.safetensors");
    EXPECT_EQ(second.step(), 1);
    for (Parameters* parameters : {&first, &second}) {
        parameters->zero_gradients();
        set_gradient(*parameters, 0, -0.25);
        static_cast<void>(parameters->update(0.01, {}));
    }
    EXPECT_TRUE(first.view("layer.weight").equal(second.view("layer.weight")));
    EXPECT_TRUE(first.view("layer.bias").equal(second.view("layer.bias")));
    Parameters other({{"layer.weight", {8, 12}}});
    EXPECT_THROW(other.load(folder.path() / "state.safetensors"), Error);
}

}  // namespace
}  // namespace plumbline::train
