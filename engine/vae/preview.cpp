// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/preview.h"

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace plumbline::vae {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 20;

at::Tensor rows_of(const PreviewMatrix& matrix) {
    at::Tensor rows = at::empty({static_cast<std::int64_t>(matrix.rows.size()), 3}, at::kFloat);
    float* to = rows.data_ptr<float>();
    for (const auto& row : matrix.rows) to = std::copy(row.begin(), row.end(), to);
    return rows;
}

}  // namespace

PreviewMatrix read_preview_matrix(const std::filesystem::path& path) {
    try {
        const auto json = nlohmann::json::parse(base::read_file(path, kLargestFile));
        PreviewMatrix matrix{.rows = json.at("rows").get<std::vector<std::array<float, 3>>>(),
                             .bias = json.at("bias").get<std::array<float, 3>>()};
        const auto finite = [](const std::array<float, 3>& row) {
            return std::ranges::all_of(row, [](float value) { return std::isfinite(value); });
        };
        if (!matrix.rows.empty() && finite(matrix.bias) && std::ranges::all_of(matrix.rows, finite))
            return matrix;
    } catch (const nlohmann::json::exception&) {  // said below
    }
    throw Error(ErrorKind::Input, fmt::format("{} holds no preview matrix", path.string()),
                "remove it, or get it again with the model");
}

void write_preview_matrix(const std::filesystem::path& path, const PreviewMatrix& matrix) {
    const nlohmann::ordered_json json{{"rows", matrix.rows}, {"bias", matrix.bias}};
    base::write_file(path, json.dump(1) + "\n", /*overwrite=*/true);
}

at::Tensor preview_frames(const at::Tensor& latents, const PreviewMatrix& matrix) {
    PLUMBLINE_CHECK(
        latents.dim() == 5 && latents.size(1) == static_cast<std::int64_t>(matrix.rows.size()),
        "latents of {} channels and a preview matrix of {}", latents.size(1), matrix.rows.size());
    const at::Tensor rows = rows_of(matrix).to(latents.device());
    const at::Tensor bias = at::tensor(matrix.bias, at::kFloat).to(latents.device());
    return (at::matmul(latents.to(at::kFloat).movedim(1, 4), rows) + bias)
        .clamp(-1.0, 1.0)
        .movedim(4, 1);
}

PreviewMatrix fit_preview_matrix(const at::Tensor& latents, const at::Tensor& colours) {
    PLUMBLINE_CHECK(latents.dim() == 2 && colours.dim() == 2 && colours.size(1) == 3 &&
                        latents.size(0) == colours.size(0),
                    "latents and colours do not fit");
    const at::Tensor x =
        at::cat({latents, at::ones({latents.size(0), 1}, latents.options())}, 1).to(at::kDouble);
    // Normal equations: a few channels, and far more samples.
    const at::Tensor gram = at::mm(x.t(), x);
    const at::Tensor ridge =
        at::eye(gram.size(0), gram.options()) * (1e-6 * gram.diagonal().mean());
    const at::Tensor solved =
        at::linalg_solve(gram + ridge, at::mm(x.t(), colours.to(at::kDouble))).to(at::kFloat);
    PreviewMatrix matrix;
    for (std::int64_t i = 0; i < solved.size(0); ++i) {
        std::array<float, 3> row{};
        for (std::int64_t j = 0; j < 3; ++j)
            row[static_cast<std::size_t>(j)] = solved[i][j].item<float>();
        if (i + 1 < solved.size(0))
            matrix.rows.push_back(row);
        else
            matrix.bias = row;
    }
    return matrix;
}

}  // namespace plumbline::vae
