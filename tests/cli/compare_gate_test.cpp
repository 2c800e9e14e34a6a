// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/gate.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace plumbline::cli {
namespace {

void expect_met(const char* condition, const char* result) {
    tests::expect_error(ErrorKind::Gate, condition, [&] {
        check_gates({parse_gate(condition)}, result);
        return 0;
    });
}

TEST(Gate, ComparesWithTheLimit) {
    const char* result = R"({"psnr": 30, "ssim": 0.95})";
    EXPECT_NO_THROW(check_gates({parse_gate("psnr<30"), parse_gate("ssim>0.95")}, result));
    expect_met("psnr<=30", result);
    expect_met("psnr>=30", result);
    expect_met("ssim<0.96", result);
    expect_met("ssim>0.5", result);
}

TEST(Gate, EqualPicturesHaveAnInfinitePsnr) {
    EXPECT_NO_THROW(check_gates({parse_gate("psnr<1000")}, R"({"psnr": null, "identical": true})"));
}

TEST(Gate, EveryTensorOfLatentsCounts) {
    const char* result = R"({"identical": false, "tensors": [
        {"psnr": null, "max_difference": 0.0}, {"psnr": 41.5, "max_difference": 0.25}]})";
    EXPECT_NO_THROW(check_gates({parse_gate("psnr<41")}, result));
    expect_met("psnr<42", result);
}

TEST(Gate, APsnrThatIsNoNumberIsNotTakenForInfinite) {
    tests::expect_error(ErrorKind::Failed, "the comparison has no psnr", [] {
        check_gates({parse_gate("psnr<30")}, R"({"psnr": null, "identical": false})");
        return 0;
    });
}

TEST(Gate, AMetricThatIsNotThereIsAnError) {
    for (const char* result : {"{}", R"({"ssim": null, "identical": true})", "no json", ""}) {
        tests::expect_error(ErrorKind::Failed, "the comparison has no", [result] {
            check_gates({parse_gate("ssim<0.5")}, result);
            return 0;
        });
    }
}

TEST(Gate, RefusesWhatIsNoCondition) {
    for (const char* text :
         {"", "psnr", "psnr=30", "psnr<", "<30", "psnr<x", "psnr<nan", "mse<3"}) {
        tests::expect_error(ErrorKind::Usage, "", [text] { return parse_gate(text).limit; });
    }
}

}  // namespace
}  // namespace plumbline::cli
