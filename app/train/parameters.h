// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::train {

using ParameterList = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;

/// Options of the optimiser and of the running mean of the weights. Matrices and convolutions take
/// an orthogonalised momentum step (Muon, Jordan et al. 2024), everything else AdamW (Loshchilov
/// and Hutter 2019).
struct OptimiserOptions {
    double beta1 = 0.9, beta2 = 0.99, eps = 1e-8;
    double weight_decay = 0.01;
    double clip_norm = 1.0;
    double ema_decay = 0.999;
    double matrix_momentum = 0.95;
    double matrix_scale = 0.5;  // root mean square of a matrix step, in learning rates
};

/// Every weight of a model as views of one flat f32 vector, so that the optimiser, the running mean
/// (EMA) and a training checkpoint are a handful of operations on whole vectors. CPU.
class Parameters {
public:
    /// Names and shapes; values start as zero. workers: how many threads compute gradients side by
    /// side.
    explicit Parameters(const ParameterList& list, int workers = 1);

    /// Leaf tensors that record this worker's gradients, by name: what a model is built from. All
    /// workers share the values.
    [[nodiscard]] tensor_io::WeightMap trainable(int worker = 0) const;
    /// The running mean of the same weights, no gradients.
    [[nodiscard]] tensor_io::WeightMap averaged() const;
    [[nodiscard]] at::Tensor view(const std::string& name) const;
    [[nodiscard]] std::int64_t count() const { return values_.numel(); }
    [[nodiscard]] std::int64_t step() const { return step_; }

    void zero_gradients();
    /// One step with the mean of the workers' gradients; returns its norm before clipping. A
    /// non-finite norm skips the step.
    double update(double learning_rate, const OptimiserOptions& options);
    /// Takes values from a finished model of the same names and shapes. Throws Error{Input} when
    /// one is missing or differs.
    void start_from(const tensor_io::WeightMap& weights, const std::string& prefix = {});
    /// Starts the running mean at the present values.
    void reset_average();

    /// Everything that a resumed training needs, as one .safetensors file written atomically.
    void save(const std::filesystem::path& path) const;
    /// Throws Error{Input} when the file holds other parameters.
    void load(const std::filesystem::path& path);

private:
    struct Place {
        std::string name;
        std::vector<std::int64_t> shape;
        std::int64_t offset = 0, count = 0;
        std::vector<at::Tensor> leaves;  // one a worker
        bool matrix = false;
    };
    void update_matrix(const Place& place, double learning_rate, const OptimiserOptions& options);
    void update_rest(double learning_rate, const OptimiserOptions& options);
    [[nodiscard]] at::Tensor slice(const at::Tensor& flat, const Place& place) const;
    [[nodiscard]] std::string layout() const;

    std::vector<Place> places_;         // matrices first
    std::int64_t matrix_elements_ = 0;  // where the rest begins in the flat vectors
    at::Tensor values_, momentum_, average_;
    at::Tensor gradients_;  // [workers, all]
    at::Tensor gradient_;   // their mean
    at::Tensor variance_;   // of the rest only
    std::int64_t step_ = 0;
};

}  // namespace plumbline::train
