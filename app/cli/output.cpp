// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace plumbline::cli {

void Output::line(std::string_view text) {
    if (error_ != 0) return;
    errno = 0;
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                         std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
    if (!written) error_ = errno != 0 ? errno : EIO;
}

int Output::finish(int code) {
    if (error_ == 0) return code;
    const Error error(ErrorKind::Failed,
                      fmt::format("cannot write to standard output ({})",
                                  std::generic_category().message(error_)),
                      "send it to a place that takes it");
    print_error(error);
    return code != 0 ? code : exit_code(error.kind());
}

int print_all(std::string_view text) {
    if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    Output output;
    output.line(text);
    return output.finish(0);
}

void print_error(const Error& error) {
    print_note(std::string("error: ") + error.what());
}

void print_note(std::string_view text) {
    // With standard error closed there is nobody left to tell, so a failure here ends here.
    std::fputs(fmt::format("plumbline: {}\n", one_line(text)).c_str(), stderr);
}

std::string one_line(std::string_view text) {
    std::string result(text);
    for (char& letter : result) {
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = ' ';
    }
    return result;
}

}  // namespace plumbline::cli
