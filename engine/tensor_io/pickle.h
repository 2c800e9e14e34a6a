// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tensor_io {

/// One value of a pickle. Calls are not made: they stay in the tree as what was to be called with
/// what.
struct PickleValue {
    enum class Kind {
        None,
        Boolean,     // integer: 0 or 1
        Integer,     // integer
        Real,        // real
        Text,        // text, UTF-8 as stored; byte strings too
        Tuple,       // items
        List,        // items
        Dictionary,  // items: key, value, key, value, …
        Class,       // text: "module.name"
        Call,        // text: "module.name" of the callee; items: arguments
        Persistent,  // items: one, the identifier
    };

    Kind kind = Kind::None;
    std::int64_t integer = 0;
    double real = 0;
    std::string text;
    std::vector<const PickleValue*> items;

    [[nodiscard]] bool is(Kind other) const { return kind == other; }
};

/// A pickle read as data. The values refer to each other, in circles where the pickle says so: walk
/// them with a bound on the depth.
struct PickleDocument {
    std::deque<PickleValue> values;
    const PickleValue* root = nullptr;  // in `values`
};

/// Reads a pickle of protocol 2 to 4, every operation that torch.save emits. Runs no code.
/// allowed_classes: names "module.name" that may occur; any other is an error naming it, and so are
/// instances with state except of collections.OrderedDict, which reads as a dictionary without its
/// attributes. path: for messages. Throws Error{Input} for whatever is malformed, unsupported or
/// too large.
[[nodiscard]] PickleDocument read_pickle(std::string_view code,
                                         std::span<const std::string_view> allowed_classes,
                                         const std::filesystem::path& path);

}  // namespace plumbline::tensor_io
