// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/parameters.h"

#include "base/check.h"
#include "tensor_io/safetensors.h"
#include "train/workers.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace plumbline::train {
namespace {

/// Tables that are looked up or added, and the output layer, are no linear maps of the hidden
/// state.
bool is_matrix(const std::string& name, const std::vector<std::int64_t>& shape) {
    if (shape.size() < 2 || name.ends_with("gamma")) return false;
    for (const char* table : {"modulation", "_mod.lin", "embedding.weight", "embed_tokens",
                              "head.head", "final_layer.linear", "patch_embedding", "img_in"}) {
        if (name.find(table) != std::string::npos) return false;
    }
    return shape[0] >= 8 && c10::multiply_integers(shape) / shape[0] >= 8;
}

/// The nearest matrix with singular values near 1, by five Newton-Schulz steps of degree five.
at::Tensor orthogonalised(const at::Tensor& matrix) {
    const bool tall = matrix.size(0) > matrix.size(1);
    at::Tensor x = (tall ? matrix.t() : matrix) / (matrix.norm() + 1e-7);
    for (int i = 0; i < 5; ++i) {
        const at::Tensor gram = at::mm(x, x.t());
        const at::Tensor polynomial = at::addmm(gram, gram, gram, -4.7750, 2.0315);
        x = at::addmm(x, polynomial, x, 3.4445, 1.0);
    }
    return tall ? x.t() : x;
}

}  // namespace

Parameters::Parameters(const ParameterList& list, int workers) {
    std::int64_t total = 0;
    for (const bool matrices : {true, false}) {
        for (const auto& [name, shape] : list) {
            if (is_matrix(name, shape) != matrices) continue;
            const std::int64_t count = c10::multiply_integers(shape);
            places_.push_back({.name = name,
                               .shape = shape,
                               .offset = total,
                               .count = count,
                               .leaves = {},
                               .matrix = matrices});
            total += count;
        }
        if (matrices) matrix_elements_ = total;
    }
    values_ = at::zeros({total}, at::kFloat);
    gradients_ = at::zeros({workers, total}, at::kFloat);
    gradient_ = at::zeros_like(values_);
    momentum_ = at::zeros_like(values_);
    variance_ = at::zeros({total - matrix_elements_}, at::kFloat);
    average_ = at::zeros_like(values_);
    for (Place& place : places_) {
        for (int worker = 0; worker < workers; ++worker) {
            at::Tensor leaf = slice(values_, place).detach().set_requires_grad(true);
            // Backward adds into a gradient that is there already, and this one is a view of the
            // flat vector.
            leaf.mutable_grad() = slice(gradients_[worker], place);
            place.leaves.push_back(leaf);
        }
    }
}

at::Tensor Parameters::slice(const at::Tensor& flat, const Place& place) const {
    return flat.narrow(0, place.offset, place.count).view(place.shape);
}

std::string Parameters::layout() const {
    std::string text;
    for (const Place& place : places_)
        text += fmt::format("{}[{}];", place.name, fmt::join(place.shape, ","));
    return text;
}

tensor_io::WeightMap Parameters::trainable(int worker) const {
    tensor_io::WeightMap map;
    map.origin = "the model in training";
    for (const Place& place : places_)
        map.add(place.name, place.leaves.at(static_cast<std::size_t>(worker)));
    return map;
}

tensor_io::WeightMap Parameters::averaged() const {
    tensor_io::WeightMap map;
    map.origin = "the averaged model in training";
    for (const Place& place : places_) map.add(place.name, slice(average_, place));
    return map;
}

at::Tensor Parameters::view(const std::string& name) const {
    for (const Place& place : places_) {
        if (place.name == name) return slice(values_, place);
    }
    throw InternalError(fmt::format("no parameter {}", name));
}

void Parameters::zero_gradients() {
    gradients_.zero_();
}

void Parameters::update_matrix(const Place& place,
                               double learning_rate,
                               const OptimiserOptions& options) {
    const at::Tensor gradient = slice(gradient_, place);
    at::Tensor momentum = slice(momentum_, place);
    momentum.lerp_(gradient, 1.0 - options.matrix_momentum);
    const at::Tensor ahead = gradient.lerp(momentum, options.matrix_momentum).flatten(1);
    const double longest = static_cast<double>(std::max(ahead.size(0), ahead.size(1)));
    slice(values_, place)
        .add_(orthogonalised(ahead).reshape(place.shape),
              -learning_rate * options.matrix_scale * std::sqrt(longest));
}

double Parameters::update(double learning_rate, const OptimiserOptions& options) {
    const c10::NoGradGuard no_grad;
    at::mean_out(gradient_, gradients_, 0);
    const double norm = gradient_.norm().item<double>();
    if (!std::isfinite(norm)) return norm;
    if (norm > options.clip_norm) gradient_.mul_(options.clip_norm / norm);
    ++step_;
    values_.mul_(1.0 - learning_rate * options.weight_decay);
    // Side by side by turns: matrices of one layer, alike in size, fall to different threads.
    const int threads = at::get_num_threads();
    run_workers(threads, [&](int worker) {
        const c10::NoGradGuard no_grad_here;  // per thread
        for (std::size_t i = static_cast<std::size_t>(worker); i < places_.size();
             i += static_cast<std::size_t>(threads)) {
            if (places_[i].matrix) update_matrix(places_[i], learning_rate, options);
        }
    });
    update_rest(learning_rate, options);
    // A young running mean follows fast, so that it never remembers the start.
    const auto age = static_cast<double>(step_);
    average_.lerp_(values_, 1.0 - std::min(options.ema_decay, (1.0 + age) / (10.0 + age)));
    return norm;
}

void Parameters::update_rest(double learning_rate, const OptimiserOptions& options) {
    const std::int64_t count = values_.numel() - matrix_elements_;
    if (count == 0) return;
    const at::Tensor gradient = gradient_.narrow(0, matrix_elements_, count);
    at::Tensor momentum = momentum_.narrow(0, matrix_elements_, count);
    momentum.lerp_(gradient, 1.0 - options.beta1);
    variance_.mul_(options.beta2).addcmul_(gradient, gradient, 1.0 - options.beta2);
    const double correction1 = 1.0 - std::pow(options.beta1, static_cast<double>(step_));
    const double correction2 = 1.0 - std::pow(options.beta2, static_cast<double>(step_));
    const at::Tensor spread = variance_.sqrt().div_(std::sqrt(correction2)).add_(options.eps);
    values_.narrow(0, matrix_elements_, count)
        .addcdiv_(momentum, spread, -learning_rate / correction1);
}

void Parameters::start_from(const tensor_io::WeightMap& weights, const std::string& prefix) {
    const c10::NoGradGuard no_grad;
    for (const auto& [name, entry] : weights.entries()) {
        const at::Tensor value = view(prefix + name);
        if (value.sizes() != at::IntArrayRef(entry.shape)) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: tensor {} has other sizes", weights.origin, name),
                        "start from a model of the same sizes");
        }
        value.copy_(weights.tensor(name));
        if (entry.scale != nullptr) value.mul_(weights.scale(name));
    }
    reset_average();
}

void Parameters::reset_average() {
    const c10::NoGradGuard no_grad;
    average_.copy_(values_);
}

void Parameters::save(const std::filesystem::path& path) const {
    tensor_io::write_safetensors(path,
                                 {{"average", average_},
                                  {"momentum", momentum_},
                                  {"values", values_},
                                  {"variance", variance_}},
                                 {{"layout", layout()}, {"step", std::to_string(step_)}});
}

void Parameters::load(const std::filesystem::path& path) {
    const c10::NoGradGuard no_grad;
    const tensor_io::WeightMap map = tensor_io::open_safetensors(path);
    const auto said = map.metadata.find("layout");
    if (said == map.metadata.end() || said->second != layout()) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} holds another model's training state", path.string()),
                    "use another --work folder or the sizes it was started with");
    }
    average_.copy_(map.tensor("average"));
    momentum_.copy_(map.tensor("momentum"));
    values_.copy_(map.tensor("values"));
    variance_.copy_(map.tensor("variance"));
    step_ = std::stoll(map.metadata.at("step"));
}

}  // namespace plumbline::train
