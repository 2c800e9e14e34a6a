// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/subprocess.h"

#include <spawn.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace plumbline::tests {
namespace {

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    return ends;
}

std::vector<std::string> environment_with(const std::string& engine) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (!std::string(*entry).starts_with("PLUMBLINE_")) result.emplace_back(*entry);
    }
    result.push_back("PLUMBLINE_ENGINE=" + engine);
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// Reads what is there; closes the descriptor and sets it to -1 at the end.
void read_into(std::string& text, int& descriptor) {
    std::array<char, 4096> bytes{};
    const ssize_t count = read(descriptor, bytes.data(), bytes.size());
    if (count > 0) {
        text.append(bytes.data(), static_cast<std::size_t>(count));
    } else {
        close(descriptor);
        descriptor = -1;
    }
}

}  // namespace

Subprocess::Subprocess(const std::vector<std::string>& arguments, const Start& start) {
    const auto in = make_pipe(), out = make_pipe(), err = make_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    if (start.output_file.empty()) {
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    } else {
        posix_spawn_file_actions_addopen(&actions, 1, start.output_file.c_str(), O_WRONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&actions, err[1], 2);
    if (!start.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, start.folder.c_str());
    std::vector<std::string> words = {"plumbline"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = environment_with(start.engine);
    const int failed = posix_spawn(&process_, PLUMBLINE_PROGRAM, &actions, nullptr,
                                   pointers(words).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    for (const int end : {in[0], out[1], err[1]}) close(end);
    out_ = out[0];
    err_ = err[0];
    const bool given =
        start.input.empty() ||
        write(in[1], start.input.data(), start.input.size()) == ssize_t(start.input.size());
    close(in[1]);
    if (failed != 0 || !given) throw std::runtime_error("cannot start " PLUMBLINE_PROGRAM);
}

Subprocess::~Subprocess() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    for (const int end : {out_, err_}) {
        if (end >= 0) close(end);
    }
}

bool Subprocess::read_some() {
    if (out_ < 0 && err_ < 0) return false;
    std::array<pollfd, 2> entries = {pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
    poll(entries.data(), entries.size(), -1);
    if (entries[0].revents != 0) read_into(outcome_.out, out_);
    if (entries[1].revents != 0) read_into(outcome_.err, err_);
    return true;
}

bool Subprocess::wait_for(const std::string& text) {
    for (;;) {
        if (outcome_.out.find(text) != std::string::npos) return true;
        if (outcome_.err.find(text) != std::string::npos) return true;
        if (!read_some()) return false;
    }
}

void Subprocess::send(int signal) const {
    kill(process_, signal);
}

void Subprocess::close_output() {
    close(out_);
    out_ = -1;
}

Outcome Subprocess::finish() {
    while (read_some()) {
    }
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    if (WIFEXITED(status)) outcome_.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) outcome_.signal = WTERMSIG(status);
    return outcome_;
}

Start with_fake_engine(Start start) {
    start.engine = PLUMBLINE_FAKE_ENGINE;
    return start;
}

Outcome plumbline(const std::vector<std::string>& arguments, const Start& start) {
    return Subprocess(arguments, with_fake_engine(start)).finish();
}

}  // namespace plumbline::tests
