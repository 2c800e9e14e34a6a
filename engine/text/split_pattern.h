// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::text {

/// A regular expression that splits text into words, with Unicode's classes. Immutable.
class SplitPattern {
public:
    /// pattern: as tokenizer.json spells it (Oniguruma); its \s and \S mean Unicode's White_Space,
    /// which ICU's own do not. Throws Error{Input} that names `origin` when it is no pattern.
    SplitPattern(const std::string& pattern, std::string origin);
    ~SplitPattern();

    enum class Gaps { Drop, Keep };
    /// The matches in order and, where asked for, what lies between them. text: UTF-8; the parts
    /// view it. Throws Error{Input} when matching takes too much time or memory.
    [[nodiscard]] std::vector<std::string_view> split(std::string_view text, Gaps gaps) const;

private:
    struct Compiled;
    std::unique_ptr<const Compiled> compiled_;
    std::string origin_;
};

}  // namespace plumbline::text
