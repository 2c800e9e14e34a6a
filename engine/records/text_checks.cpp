// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/text_checks.h"

#include "base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <system_error>

namespace plumbline::records {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

[[noreturn]] void refuse(std::string_view what, std::string_view text, std::string hint) {
    throw Error(ErrorKind::Usage, fmt::format("{} '{}' is not possible", what, text),
                std::move(hint));
}

/// Length of the well-formed sequence that begins `text`; 0 when it is not one.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : (lead & 0xF0) == 0xE0        ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xC0) != 0x80) return 0;
    }
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    const bool too_high = lead == 0xF4 && byte(1) > 0x8F;
    return overlong || surrogate || too_high ? 0 : length;
}

}  // namespace

int parse_int(std::string_view what, std::string_view text, int minimum, int maximum) {
    const auto number = parse_number<int>(text);
    if (!number || *number < minimum || *number > maximum) {
        refuse(what, text, fmt::format("give a whole number from {} to {}", minimum, maximum));
    }
    return *number;
}

std::uint64_t parse_seed(std::string_view text) {
    const auto number = parse_number<std::uint64_t>(text);
    if (!number) refuse("seed", text, "give a whole number from 0 to 18446744073709551615");
    return *number;
}

double parse_real(std::string_view what, std::string_view text) {
    const auto number = parse_number<double>(text);
    if (!number || !std::isfinite(*number))
        refuse(what, text, "give a finite number, for example 5.0");
    return *number;
}

std::int64_t parse_bytes(std::string_view what, std::string_view text) {
    constexpr std::string_view kLetters = "KMGT";
    std::string unit;
    std::size_t end = text.size();
    while (end > 0 && std::isalpha(static_cast<unsigned char>(text[end - 1])) != 0) --end;
    for (const char letter : text.substr(end))
        unit += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    if (unit.ends_with('B')) unit.pop_back();
    const bool is_decimal = unit.size() == 1 && std::toupper(text.back()) == 'B';
    if (unit.size() == 2 && unit[1] == 'I') unit.pop_back();
    const std::size_t power = unit.empty() ? 0 : kLetters.find(unit) + 1;
    std::string_view digits = text.substr(0, end);
    while (digits.ends_with(' ')) digits.remove_suffix(1);
    const auto number = parse_number<double>(digits);
    const double bytes = number.value_or(0) * std::pow(is_decimal ? 1000.0 : 1024.0, power);
    const bool known = unit.size() < 2 && (unit.empty() || power > 0);
    if (known && std::isfinite(bytes) && bytes >= 1 && bytes < 9e18)
        return static_cast<std::int64_t>(bytes);
    refuse(what, text, "give a size, for example 12GB");
}

api::Lora parse_lora(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    api::Lora lora{.file = std::string(text), .weight = 1.0};
    if (colon != std::string_view::npos) {
        if (const auto weight = parse_number<double>(text.substr(colon + 1))) {
            if (!std::isfinite(*weight))
                refuse("LoRA", text, "give a finite weight, for example style.safetensors:0.8");
            lora = {.file = std::string(text.substr(0, colon)), .weight = *weight};
        }
    }
    if (lora.file.empty())
        refuse("LoRA", text, "name a file and its weight, for example style.safetensors:0.8");
    return lora;
}

std::string lora_text(const api::Lora& lora) {
    const bool is_plain =
        lora.weight == 1.0 && lora.file.find(':') == std::string::npos && lora.file != "none";
    return is_plain ? lora.file : fmt::format("{}:{}", lora.file, lora.weight);
}

bool parse_bool(std::string_view what, std::string_view text) {
    if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
    if (text == "false" || text == "0" || text == "no" || text == "off") return false;
    refuse(what, text, "give true or false");
}

std::string parse_choice(std::string_view what,
                         std::string_view text,
                         std::span<const std::string_view> words) {
    if (std::find(words.begin(), words.end(), text) == words.end()) {
        refuse(what, text, fmt::format("choose one of {}", fmt::join(words, ", ")));
    }
    return std::string(text);
}

std::string parse_path(std::string_view what,
                       std::string_view text,
                       std::span<const std::string_view> endings) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    const bool known = std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
        // "/" is a folder; of a file more than its ending must be there.
        return lower.ends_with(ending) && (ending == "/" || lower.size() > ending.size());
    });
    if (!known) {
        refuse(what, text, fmt::format("end the name in {}", fmt::join(endings, ", ")));
    }
    return std::string(text);
}

std::string parse_prompt(std::string_view what, std::string_view text) {
    if (!is_utf8(text)) {
        throw Error(ErrorKind::Usage, fmt::format("the {} is not valid UTF-8", what),
                    "write it in UTF-8");
    }
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        throw Error(ErrorKind::Usage, fmt::format("the {} is empty", what), "say what to show");
    }
    return std::string(text);
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

void require_existing(std::string_view what, const std::string& path) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) return;
    const std::string reason = error ? error.message() : "there is nothing there";
    throw Error(ErrorKind::Input, fmt::format("cannot open {} {} ({})", what, path, reason),
                "check the path");
}

}  // namespace plumbline::records
