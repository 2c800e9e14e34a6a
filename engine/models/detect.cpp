// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/detect.h"

#include "base/check.h"
#include "base/error.h"
#include "tensor_io/weight_scope.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plumbline::models {

std::vector<std::int64_t> shape_of(const tensor_io::WeightMap& weights,
                                   const std::string& name,
                                   std::size_t rank,
                                   std::string_view model) {
    const std::vector<std::int64_t>& shape = weights.entry(name).shape;
    if (shape.size() != rank) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: tensor {} has shape [{}]", weights.origin, name,
                        fmt::join(shape, ", ")),
            fmt::format("a {} model has {} dimensions there; is this file complete?", model, rank));
    }
    return shape;
}

int count_numbered(const tensor_io::WeightMap& weights, std::string_view before) {
    PLUMBLINE_CHECK(before.ends_with('.'), "'{}' ends no name", before);
    const tensor_io::WeightScope all(weights, {});
    const int count = all[before.substr(0, before.size() - 1)].count_children();
    if (count > kMostNumbered) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} has {} blocks named {}…, more than the {} of any model",
                                weights.origin, count, before, kMostNumbered),
                    "is this file what its name says?");
    }
    return count;
}

void expect_equal(const tensor_io::WeightMap& weights,
                  const ConfigHints& hints,
                  const char* what,
                  std::optional<std::int64_t> said,
                  std::int64_t found) {
    if (said && *said != found) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} says {} {}, the tensors of {} say {}", hints.origin, what,
                                *said, weights.origin, found),
                    "use the config.json that belongs to these weights");
    }
}

void list_linear(std::vector<Parameter>& list,
                 const std::string& name,
                 std::int64_t out,
                 std::int64_t in) {
    list.push_back({name + ".weight", {out, in}});
    list.push_back({name + ".bias", {out}});
}

}  // namespace plumbline::models
