// SPDX-License-Identifier: GPL-3.0-or-later
// Fused reductions against their ATen form, on all threads. Sizes: the demo model's and Wan 1.3B's
// width.
#include "cuda/distances.h"

#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include <array>

namespace plumbline {
namespace {

std::array<at::Tensor, 6> six_tensors(const benchmark::State& state) {
    std::array<at::Tensor, 6> six;
    for (at::Tensor& tensor : six) tensor = at::randn({1, state.range(0), state.range(1)});
    return six;
}

template <auto kMeans>
void means(benchmark::State& state) {
    const auto six = six_tensors(state);
    for (auto _ : state) {
        benchmark::DoNotOptimize(kMeans({six[0], six[1], six[2], six[3], six[4], six[5]}));
    }
    state.SetBytesProcessed(state.iterations() * 6 * static_cast<std::int64_t>(six[0].nbytes()));
}

template <auto kAlign>
void align(benchmark::State& state) {
    const auto six = six_tensors(state);
    for (auto _ : state) benchmark::DoNotOptimize(kAlign(six[0], six[4], six[5], 1.3));
    state.SetBytesProcessed(state.iterations() * 4 * static_cast<std::int64_t>(six[0].nbytes()));
}

void sizes(benchmark::internal::Benchmark* bench) {
    bench->Args({80, 192})->Args({4096, 1536})->UseRealTime()->Unit(benchmark::kMicrosecond);
}

BENCHMARK(means<&cuda::probe_means>)->Name("probe_means/fused")->Apply(sizes);
BENCHMARK(means<&cuda::probe_means_aten>)->Name("probe_means/aten")->Apply(sizes);
BENCHMARK(align<&cuda::aligned_output>)->Name("aligned_output/fused")->Apply(sizes);
BENCHMARK(align<&cuda::aligned_output_aten>)->Name("aligned_output/aten")->Apply(sizes);

}  // namespace
}  // namespace plumbline

BENCHMARK_MAIN();
