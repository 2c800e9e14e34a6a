// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/Parallel.h>

#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace plumbline::train {

/// Runs work(0), …, work(count - 1) side by side, each on a thread of its own whose Torch
/// operations stay on it: with small models a barrier per operation costs more than the operation.
/// Rethrows the first failure.
inline void run_workers(int count, const std::function<void(int)>& work) {
    std::vector<std::exception_ptr> failures(static_cast<std::size_t>(count));
    {
        std::vector<std::jthread> threads;
        for (int worker = 0; worker < count; ++worker) {
            threads.emplace_back([&, worker] {
                at::set_num_threads(1);
                try {
                    work(worker);
                } catch (...) {
                    failures[static_cast<std::size_t>(worker)] = std::current_exception();
                }
            });
        }
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace plumbline::train
