// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/special_tokens.h"

namespace plumbline::text {
namespace {

const AddedToken* token_at(std::string_view rest, const std::vector<AddedToken>& tokens) {
    const AddedToken* longest = nullptr;
    for (const AddedToken& token : tokens) {
        if (!rest.starts_with(token.content)) continue;
        if (longest == nullptr || token.content.size() > longest->content.size()) longest = &token;
    }
    return longest;
}

}  // namespace

std::vector<TextPart> cut_at_special_tokens(std::string_view text,
                                            const std::vector<AddedToken>& tokens) {
    std::vector<TextPart> parts;
    std::size_t done = 0;
    const auto add_plain = [&](std::size_t end) {
        if (end > done) parts.push_back({text.substr(done, end - done), std::nullopt});
    };
    std::size_t at = 0;
    while (at < text.size()) {
        const AddedToken* token = token_at(text.substr(at), tokens);
        if (token == nullptr) {
            ++at;
            continue;
        }
        add_plain(at);
        parts.push_back({text.substr(at, token->content.size()), token->id});
        at += token->content.size();
        done = at;
    }
    add_plain(text.size());
    return parts;
}

}  // namespace plumbline::text
