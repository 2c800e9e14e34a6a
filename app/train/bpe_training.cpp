// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/bpe_training.h"

#include "base/file.h"
#include "train/captions.h"

#include <nlohmann/json.hpp>

#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::train {
namespace {

constexpr int kMostMerges = 400;
constexpr const char* kEndOfWord = "</w>";
constexpr const char* kBlank = "\u0120";  // the blank in GPT-2's spelling
/// How LLaMA 3 splits text into words. Source: its published tokenizer.json.
constexpr const char* kLlamaWords =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

std::string utf8(char32_t code) {
    if (code < 0x80) return {static_cast<char>(code)};
    return {static_cast<char>(0xc0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3f))};
}

/// The printable character that stands for each byte, as in GPT-2.
std::vector<std::string> byte_symbols() {
    std::vector<std::string> symbols;
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 0x100; ++byte) {
        const bool printable =
            (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
        symbols.push_back(utf8(printable ? byte : next++));
    }
    return symbols;
}

/// Every word of the captions, each once.
std::set<std::string> caption_words() {
    std::set<std::string> words;
    for (const Caption& caption : all_captions()) {
        std::istringstream line(text(caption));
        for (std::string word; line >> word;) words.insert(word);
    }
    return words;
}

std::vector<std::string> letters(const std::string& word) {
    std::vector<std::string> symbols;
    for (const char letter : word) symbols.emplace_back(1, letter);
    return symbols;
}

using Merges = std::vector<std::pair<std::string, std::string>>;

/// Merges in the order they are learned: the most frequent pair of neighbours becomes one symbol,
/// of equals the first in byte order, until every word is one. words: each a list of symbols.
Merges learn_merges(std::vector<std::vector<std::string>> words) {
    Merges result;
    for (int i = 0; i < kMostMerges; ++i) {
        std::map<std::pair<std::string, std::string>, int> counts;
        for (const auto& word : words) {
            for (std::size_t at = 0; at + 1 < word.size(); ++at) ++counts[{word[at], word[at + 1]}];
        }
        if (counts.empty()) break;
        auto best = counts.begin();
        for (auto it = counts.begin(); it != counts.end(); ++it) {
            if (it->second > best->second) best = it;
        }
        const auto pair = best->first;
        result.push_back(pair);
        for (auto& word : words) {
            for (std::size_t at = 0; at + 1 < word.size(); ++at) {
                if (word[at] != pair.first || word[at + 1] != pair.second) continue;
                word[at] += word[at + 1];
                word.erase(word.begin() + static_cast<std::ptrdiff_t>(at) + 1);
            }
        }
    }
    return result;
}

}  // namespace

void write_clip_tokenizer(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    std::vector<std::vector<std::string>> words;
    for (const std::string& word : caption_words()) {
        words.push_back(letters(word));
        words.back().back() += kEndOfWord;
    }
    const Merges learned = learn_merges(words);
    nlohmann::ordered_json vocabulary = nlohmann::ordered_json::object();
    const auto add = [&](const std::string& token) { vocabulary[token] = vocabulary.size(); };
    for (const std::string& symbol : byte_symbols()) add(symbol);
    for (const std::string& symbol : byte_symbols()) add(symbol + kEndOfWord);
    std::string merges = "#version: 0.2\n";
    for (const auto& [left, right] : learned) {
        add(left + right);
        merges += left + " " + right + "\n";
    }
    add("<|startoftext|>");
    add("<|endoftext|>");
    base::write_file(folder / "vocab.json", vocabulary.dump() + "\n", /*overwrite=*/true);
    base::write_file(folder / "merges.txt", merges, /*overwrite=*/true);
}

void write_llama_tokenizer(const std::filesystem::path& folder) {
    using nlohmann::ordered_json;
    std::filesystem::create_directories(folder);
    std::vector<std::vector<std::string>> words{
        letters("user"), letters("a"), {"\u010a", "\u010a"}};
    for (const std::string& word : caption_words()) {
        words.push_back(letters(word));
        words.back().insert(words.back().begin(), kBlank);
    }
    const Merges learned = learn_merges(words);
    ordered_json vocabulary = ordered_json::object();
    for (const std::string& symbol : byte_symbols()) vocabulary[symbol] = vocabulary.size();
    ordered_json merges = ordered_json::array();
    for (const auto& [left, right] : learned) {
        vocabulary[left + right] = vocabulary.size();
        merges.push_back(left + " " + right);
    }
    ordered_json added = ordered_json::array();
    std::size_t id = vocabulary.size();
    for (const char* mark : {"<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>",
                             "<|end_header_id|>", "<|eot_id|>"}) {
        added.push_back({{"id", id++}, {"content", mark}, {"special", true}});
    }
    const ordered_json tokenizer{
        {"version", "1.0"},
        {"added_tokens", added},
        {"pre_tokenizer",
         {{"type", "Sequence"},
          {"pretokenizers", ordered_json::array({{{"type", "Split"},
                                                  {"pattern", {{"Regex", kLlamaWords}}},
                                                  {"behavior", "Isolated"},
                                                  {"invert", false}},
                                                 {{"type", "ByteLevel"},
                                                  {"add_prefix_space", false},
                                                  {"trim_offsets", true},
                                                  {"use_regex", false}}})}}},
        {"model",
         {{"type", "BPE"}, {"ignore_merges", true}, {"vocab", vocabulary}, {"merges", merges}}}};
    base::write_file(folder / "tokenizer.json", tokenizer.dump(1) + "\n", /*overwrite=*/true);
}

}  // namespace plumbline::train
