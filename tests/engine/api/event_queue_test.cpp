// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/event_queue.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace plumbline::api {
namespace {

Event log_line(JobId job, const char* text) {
    return {job, LogEvent{.level = LogLevel::Info, .text = text}};
}
Event preview(JobId job, int step) {
    return {job, PreviewEvent{.step = step, .frames = nullptr}};
}
Event step(JobId job, int number) {
    StepEvent event;
    event.step = number;
    return {job, event};
}

std::vector<Event> drained(EventQueue& queue) {
    std::vector<Event> events;
    queue.drain(events);
    return events;
}

TEST(EventQueue, WakesOnlyWhenItTurnsNonEmpty) {
    EventQueue queue;
    int calls = 0;
    queue.set_wakeup([&calls] { ++calls; });
    EXPECT_EQ(calls, 0);
    queue.push(step(1, 0));
    queue.push(step(1, 1));
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(drained(queue).size(), 2U);
    queue.push(step(1, 2));
    EXPECT_EQ(calls, 2);
}

TEST(EventQueue, WakesAtOnceWhenEventsWaitAlready) {
    EventQueue queue;
    queue.push(step(1, 0));
    int calls = 0;
    queue.set_wakeup([&calls] { ++calls; });
    EXPECT_EQ(calls, 1);
}

TEST(EventQueue, AppendsToWhatTheClientHolds) {
    EventQueue queue;
    std::vector<Event> events{step(7, 7)};
    queue.push(step(1, 0));
    queue.drain(events);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].job, 7U);
}

TEST(EventQueue, KeepsOnlyTheNewestPreviewOfEachJob) {
    EventQueue queue;
    queue.push(preview(1, 0));
    queue.push(preview(2, 5));
    queue.push(step(1, 1));
    queue.push(preview(1, 2));
    const std::vector<Event> events = drained(queue);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(std::get<PreviewEvent>(events[0].body).step, 5);
    EXPECT_EQ(std::get<StepEvent>(events[1].body).step, 1);
    EXPECT_EQ(std::get<PreviewEvent>(events[2].body).step, 2);
}

TEST(EventQueue, CountsLogLinesBeyondItsLimitAndNeverLosesAStep) {
    EventQueue queue(2);
    for (const char* text : {"a", "b", "c", "d"}) {
        queue.push(log_line(1, text));
        queue.push(step(1, 0));
    }
    queue.push(log_line(2, "e"));
    const std::vector<Event> events = drained(queue);
    int lines = 0, steps = 0;
    for (const Event& event : events) {
        lines += std::holds_alternative<LogEvent>(event.body);
        steps += std::holds_alternative<StepEvent>(event.body);
    }
    EXPECT_EQ(lines, 2);
    EXPECT_EQ(steps, 4);
    ASSERT_EQ(events.size(), 8U);
    EXPECT_EQ(std::get<Dropped>(events[4].body).lines, 2);
    EXPECT_EQ(events[7].job, 2U);
    EXPECT_EQ(std::get<Dropped>(events[7].body).lines, 1);
    queue.push(log_line(1, "f"));
    EXPECT_TRUE(std::holds_alternative<LogEvent>(drained(queue).at(0).body));
}

TEST(EventQueue, TakesEventsFromManyThreads) {
    constexpr int kThreads = 4, kEach = 500;
    EventQueue queue;
    std::latch start(kThreads);
    std::vector<Event> events;
    {
        std::vector<std::jthread> threads;
        for (int index = 0; index < kThreads; ++index) {
            threads.emplace_back([&, index] {
                start.arrive_and_wait();
                for (int number = 0; number < kEach; ++number) queue.push(step(index + 1, number));
            });
        }
        while (events.size() < 100) queue.drain(events);
    }
    queue.drain(events);
    ASSERT_EQ(events.size(), static_cast<std::size_t>(kThreads * kEach));
    std::vector<int> next(kThreads + 1, 0);
    for (const Event& event : events)
        EXPECT_EQ(std::get<StepEvent>(event.body).step, next[event.job]++);
}

TEST(Events, HaveTheLettersAndNamesOfTheCommandLine) {
    std::string letters;
    for (const Decision one : {Decision::Computed, Decision::Resumed, Decision::Skipped,
                               Decision::Partial, Decision::Estimated}) {
        letters += letter(one);
    }
    EXPECT_EQ(letters, "CRSPE");
    EXPECT_STREQ(name(Decision::Estimated), "estimated");
    EXPECT_STREQ(name(Branch::Uncond), "uncond");
    EXPECT_STREQ(name(Phase::Denoise), "denoise");
}

}  // namespace
}  // namespace plumbline::api
