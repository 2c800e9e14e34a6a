// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/waker.h"

#include "base/error.h"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace plumbline::cli {
namespace {

// A signal handler has no argument of its own, so what it touches has to be global.
std::atomic<int> signal_pipe{-1};
std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free, "used inside a signal handler");

void poke(int descriptor) {
    const int saved = errno;
    const char byte = 0;
    // A full pipe is as good as one more byte: the sleeper wakes either way.
    if (write(descriptor, &byte, 1) < 0) errno = saved;
    errno = saved;
}

void on_signal(int number) {
    int none = 0;
    first_signal.compare_exchange_strong(none, number);
    poke(signal_pipe.load());
}

void handle(int number) {
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESETHAND | SA_RESTART;  // the second one kills
    sigaction(number, &action, nullptr);
}

}  // namespace

Waker::Waker() {
    if (pipe2(pipe_.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw Error(ErrorKind::Failed,
                    fmt::format("cannot make a pipe ({})", std::generic_category().message(errno)),
                    "close other programs");
    }
    first_signal = 0;
    signal_pipe = pipe_[1];
    handle(SIGINT);
    handle(SIGTERM);
}

Waker::~Waker() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    signal_pipe = -1;
    close(pipe_[0]);
    close(pipe_[1]);
}

void Waker::wake() {
    poke(pipe_[1]);
}

void Waker::wait() {
    pollfd entry{.fd = pipe_[0], .events = POLLIN, .revents = 0};
    while (poll(&entry, 1, -1) < 0 && errno == EINTR) {
    }
    std::array<char, 64> bytes{};
    while (read(pipe_[0], bytes.data(), bytes.size()) > 0) {
    }
}

int Waker::signal() const {
    return first_signal.load();
}

}  // namespace plumbline::cli
