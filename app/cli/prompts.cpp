// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/prompts.h"

#include "base/error.h"
#include "base/file.h"
#include "records/text_checks.h"

#include <fmt/format.h>

#include <iostream>
#include <iterator>

namespace plumbline::cli {

std::vector<std::string> read_prompts(const std::string& file) {
    if (file == "-") {
        const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
        return split_prompts(text, "standard input");
    }
    return split_prompts(base::read_file(file), file);
}

std::vector<std::string> split_prompts(std::string_view text, std::string_view name) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    constexpr std::string_view kBlank = " \t\r";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    std::vector<std::string> prompts;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const std::size_t first = line.find_first_not_of(kBlank);
        if (first == std::string_view::npos) continue;
        line = line.substr(first, line.find_last_not_of(kBlank) - first + 1);
        if (!records::is_utf8(line)) {
            throw Error(ErrorKind::Usage, fmt::format("{}, line {}: not valid UTF-8", name, number),
                        "write it in UTF-8");
        }
        prompts.emplace_back(line);
    }
    if (prompts.empty()) {
        throw Error(ErrorKind::Usage, fmt::format("{} holds no prompt", name), "write one a line");
    }
    return prompts;
}

}  // namespace plumbline::cli
