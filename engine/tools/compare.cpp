// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/compare.h"

#include "media/video_reader.h"
#include "metrics/quality.h"
#include "tensor_io/weight_map.h"
#include "tools/case_check.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace plumbline::tools {
namespace {

using nlohmann::json;

const std::vector<std::string> kMetrics{"psnr", "ssim"};

bool wants(const api::CompareRequest& request, std::string_view metric) {
    return request.metrics.empty() ||
           std::ranges::find(request.metrics, metric) != request.metrics.end();
}

void check_metrics(const api::CompareRequest& request) {
    for (const std::string& metric : request.metrics) {
        if (std::ranges::find(kMetrics, metric) == kMetrics.end()) {
            throw Error(ErrorKind::Usage, fmt::format("there is no metric '{}'", metric),
                        fmt::format("choose from: {}", fmt::join(kMetrics, ", ")));
        }
    }
}

bool is_latents(const std::string& path) {
    return std::filesystem::path(path).extension() == ".safetensors";
}

/// JSON has no infinity; "identical" beside the null says what it means.
json finite_or_null(double value) {
    return std::isfinite(value) ? json(value) : json();
}

std::string decibels(double value) {
    return std::isinf(value) ? "inf" : fmt::format("{:.3f} dB", value);
}

ToolReport compare_clips(const api::CompareRequest& request, const Checkpoint& checkpoint) {
    const media::Clip a = media::read_clip(request.a);
    checkpoint();
    const media::Clip b = media::read_clip(request.b);
    checkpoint();
    ToolReport report;
    json result{
        {"a", request.a}, {"b", request.b}, {"kind", "frames"}, {"frames", a.frames.size()}};
    if (!a.frames.empty()) {
        result["width"] = a.frames.front().width;
        result["height"] = a.frames.front().height;
    }
    // Checks counts and sizes as well, whatever was asked for.
    const double psnr = metrics::psnr(a.frames, b.frames);
    result["identical"] = std::isinf(psnr);
    if (wants(request, "psnr")) {
        result["psnr"] = finite_or_null(psnr);
        result["psnr_per_frame"] = json::array();
        for (const double value : metrics::psnr_per_frame(a.frames, b.frames)) {
            result["psnr_per_frame"].push_back(finite_or_null(value));
        }
        report.lines.push_back(fmt::format("psnr  {}", decibels(psnr)));
    }
    checkpoint();
    if (wants(request, "ssim")) {
        const double ssim = metrics::ssim(a.frames, b.frames);
        result["ssim"] = ssim;
        report.lines.push_back(fmt::format("ssim  {:.6f}", ssim));
    }
    report.json = result.dump();
    return report;
}

struct LatentsDifference {
    double absolute = 0.0;
    double relative = 0.0;
    double psnr = 0.0;  // over the range of b
};

LatentsDifference difference_of(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor ours = a.to(at::kDouble);
    const at::Tensor theirs = b.to(at::kDouble);
    const at::Tensor difference = ours - theirs;
    const double mean_square = difference.square().mean().item<double>();
    const double range = (theirs.max() - theirs.min()).item<double>();
    return {.absolute = difference.abs().max().item<double>(),
            .relative = relative_difference(ours, theirs),
            .psnr = 10.0 * std::log10(range * range / mean_square)};
}

void check_comparable(const api::CompareRequest& request,
                      const std::string& name,
                      const at::Tensor& a,
                      const at::Tensor& b) {
    if (a.sizes() != b.sizes()) {
        throw Error(
            ErrorKind::Usage,
            fmt::format("tensor {} is [{}] in {} and [{}] in {}", name, fmt::join(a.sizes(), ", "),
                        request.a, fmt::join(b.sizes(), ", "), request.b),
            "compare runs of the same size");
    }
    if (a.numel() == 0) {
        throw Error(ErrorKind::Usage, fmt::format("tensor {} of {} is empty", name, request.a),
                    "name files with latents");
    }
}

ToolReport compare_latents(const api::CompareRequest& request, const Checkpoint& checkpoint) {
    const tensor_io::WeightMap a = tensor_io::open_weights(request.a);
    const tensor_io::WeightMap b = tensor_io::open_weights(request.b);
    ToolReport report;
    json tensors = json::array();
    bool identical = true;
    for (const auto& [name, entry] : a.entries()) {
        checkpoint();
        if (!b.contains(name)) continue;
        const at::Tensor ours = a.tensor(name);
        const at::Tensor theirs = b.tensor(name);
        check_comparable(request, name, ours, theirs);
        const LatentsDifference found = difference_of(ours, theirs);
        identical = identical && found.absolute == 0.0;
        tensors.push_back({{"name", name},
                           {"max_difference", finite_or_null(found.absolute)},
                           {"relative_difference", finite_or_null(found.relative)},
                           {"psnr", finite_or_null(found.psnr)}});
        report.lines.push_back(
            fmt::format("{}  largest difference {:.6g}  relative {:.3e}  psnr {}", name,
                        found.absolute, found.relative, decibels(found.psnr)));
    }
    if (tensors.empty()) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{} and {} have no tensor in common", request.a, request.b),
                    "name two files of latents");
    }
    for (const auto* pair : {&a, &b}) {
        const auto& other = pair == &a ? b : a;
        for (const auto& [name, entry] : pair->entries()) {
            if (other.contains(name)) continue;
            identical = false;
            report.lines.push_back(
                fmt::format("{}  only in {}", name, pair == &a ? request.a : request.b));
        }
    }
    report.json = json{{"a", request.a},
                       {"b", request.b},
                       {"kind", "latents"},
                       {"identical", identical},
                       {"tensors", std::move(tensors)}}
                      .dump();
    return report;
}

}  // namespace

ToolReport compare(const api::CompareRequest& request, const Checkpoint& checkpoint) {
    check_metrics(request);
    if (is_latents(request.a) != is_latents(request.b)) {
        throw Error(
            ErrorKind::Usage,
            fmt::format("latents and pictures cannot be compared: {}, {}", request.a, request.b),
            "name two videos, two folders of pictures or two .safetensors files");
    }
    return is_latents(request.a) ? compare_latents(request, checkpoint)
                                 : compare_clips(request, checkpoint);
}

}  // namespace plumbline::tools
