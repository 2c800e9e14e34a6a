// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/distances.h"

#include "base/error.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace plumbline {
namespace {

struct Six {
    std::array<at::Tensor, 6> tensors;
    [[nodiscard]] cuda::ProbeTensors view(bool residuals = true) const {
        static const at::Tensor none;
        return {tensors[0],
                tensors[1],
                tensors[2],
                tensors[3],
                residuals ? tensors[4] : none,
                residuals ? tensors[5] : none};
    }
};

/// Tensors like those of a run: references near their streams.
Six make_six(at::IntArrayRef sizes, at::ScalarType dtype, std::uint64_t seed = 5) {
    at::Generator generator = at::detail::createCPUGenerator(seed);
    const auto random = [&](double scale) {
        return at::randn(sizes, generator, at::TensorOptions(at::kDouble)) * scale;
    };
    Six six;
    const at::Tensor x = random(1.0), p = x + random(0.7);
    six.tensors = {x, p, x + random(0.05), p + random(0.1), random(0.7), random(0.7)};
    for (at::Tensor& tensor : six.tensors) tensor = tensor.to(dtype);
    return six;
}

std::array<double, 6> values(const cuda::ProbeMeans& means) {
    return {means.input_difference, means.input_reference,     means.probe_difference,
            means.probe_reference,  means.residual_difference, means.residual_step};
}

const std::vector<std::vector<std::int64_t>> kSizes = {{1, 1, 1},     {1, 1, 7},    {1, 3, 5},
                                                       {1, 9, 57},    {2, 16, 64},  {1, 80, 192},
                                                       {1, 129, 129}, {2, 111, 401}};

TEST(ProbeMeans, EqualTheAtenFormForOddSizesAndEveryDtype) {
    for (const auto& sizes : kSizes) {
        for (const at::ScalarType dtype : {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16}) {
            const Six six = make_six(sizes, dtype);
            const auto fused = values(cuda::probe_means(six.view()));
            const auto plain = values(cuda::probe_means_aten(six.view()));
            for (std::size_t i = 0; i < 6; ++i) {
                EXPECT_NEAR(fused[i], plain[i], 1e-6 * plain[i])
                    << c10::toString(dtype) << " " << sizes[1] << "x" << sizes[2] << " quantity "
                    << i;
            }
        }
    }
}

TEST(ProbeMeans, AreExactOnSmallIntegers) {
    const auto filled = [](double value) { return at::full({1, 100, 37}, value); };
    const Six six{{filled(1), filled(-3), filled(4), filled(-1), filled(2), filled(-5)}};
    EXPECT_EQ(values(cuda::probe_means(six.view())), (std::array<double, 6>{3, 4, 2, 1, 1, 7}));
}

TEST(ProbeMeans, ResidualPartIsMissingWithoutBothResiduals) {
    Six six = make_six({1, 40, 50}, at::kFloat);
    const auto with = values(cuda::probe_means(six.view()));
    for (const bool newest : {false, true}) {
        const at::Tensor none;
        const cuda::ProbeTensors tensors{six.tensors[0],
                                         six.tensors[1],
                                         six.tensors[2],
                                         six.tensors[3],
                                         newest ? six.tensors[4] : none,
                                         none};
        for (const auto& means : {cuda::probe_means(tensors), cuda::probe_means_aten(tensors)}) {
            EXPECT_TRUE(std::isnan(means.residual_difference));
            EXPECT_TRUE(std::isnan(means.residual_step));
            EXPECT_NEAR(means.probe_difference, with[2], 1e-6 * with[2]);
        }
    }
}

TEST(ProbeMeans, DoNotDependOnTheNumberOfThreads) {
    const int threads = at::get_num_threads();
    const Six six = make_six({1, 1111, 777}, at::kFloat);
    std::vector<std::array<double, 6>> results;
    for (const int count : {1, 2, 3}) {
        at::set_num_threads(count);
        results.push_back(values(cuda::probe_means(six.view())));
    }
    at::set_num_threads(threads);
    EXPECT_EQ(results[0], results[1]);
    EXPECT_EQ(results[0], results[2]);
}

TEST(ProbeMeans, TakeNonContiguousTensors) {
    Six six = make_six({1, 64, 48}, at::kFloat);
    const auto expected = values(cuda::probe_means(six.view()));
    for (const std::size_t index : {0U, 3U, 5U}) {
        six.tensors[index] = six.tensors[index].transpose(1, 2).contiguous().transpose(1, 2);
        ASSERT_FALSE(six.tensors[index].is_contiguous());
    }
    EXPECT_EQ(values(cuda::probe_means(six.view())), expected);
}

TEST(ProbeMeans, TakeMixedDtypesByTheAtenForm) {
    Six six = make_six({1, 64, 48}, at::kFloat);
    six.tensors[0] = six.tensors[0].to(at::kBFloat16);
    const auto fused = values(cuda::probe_means(six.view()));
    EXPECT_EQ(fused, values(cuda::probe_means_aten(six.view())));
}

TEST(ProbeMeans, CarryNonFiniteValues) {
    Six six = make_six({1, 64, 48}, at::kFloat);
    six.tensors[1].index_put_({at::tensor(0), at::tensor(63), at::tensor(47)},
                              at::tensor(std::numeric_limits<float>::quiet_NaN()));
    const auto means = cuda::probe_means(six.view());
    EXPECT_TRUE(std::isnan(means.probe_difference));
    EXPECT_FALSE(std::isnan(means.input_difference));
}

TEST(ProbeMeans, RefuseDifferentShapes) {
    Six six = make_six({1, 8, 8}, at::kFloat);
    six.tensors[2] = at::zeros({1, 8, 9});
    EXPECT_THROW((void)cuda::probe_means(six.view()), InternalError);
}

TEST(AlignedOutput, EqualsTheAtenForm) {
    for (const auto& sizes : kSizes) {
        for (const at::ScalarType dtype : {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16}) {
            const Six six = make_six(sizes, dtype);
            const at::Tensor fused =
                cuda::aligned_output(six.tensors[0], six.tensors[4], six.tensors[5], 1.37);
            const at::Tensor plain =
                cuda::aligned_output_aten(six.tensors[0], six.tensors[4], six.tensors[5], 1.37);
            EXPECT_EQ(fused.scalar_type(), dtype);
            const double step = dtype == at::kHalf ? 1e-3 : dtype == at::kBFloat16 ? 1e-2 : 1e-6;
            EXPECT_TRUE(at::allclose(fused.to(at::kDouble), plain.to(at::kDouble), step, step))
                << c10::toString(dtype);
        }
    }
}

TEST(AlignedOutput, DoesNotTouchItsInputsAndTakesNonContiguousOnes) {
    const Six six = make_six({1, 64, 48}, at::kFloat);
    const at::Tensor x = six.tensors[0].transpose(1, 2).contiguous().transpose(1, 2);
    const at::Tensor copy = x.clone();
    const at::Tensor out = cuda::aligned_output(x, six.tensors[4], six.tensors[5], 1.5);
    EXPECT_TRUE(at::equal(x, copy));
    EXPECT_TRUE(out.is_contiguous());
    EXPECT_TRUE(at::equal(
        out, cuda::aligned_output(copy.contiguous(), six.tensors[4], six.tensors[5], 1.5)));
}

}  // namespace
}  // namespace plumbline
