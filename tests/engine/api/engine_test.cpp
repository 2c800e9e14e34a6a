// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>

namespace plumbline::api {
namespace {

/// An engine with a client that sleeps until it is woken, as the window and the command line do.
class Client {
public:
    explicit Client(const char* library = PLUMBLINE_FAKE_ENGINE) {
        setenv("PLUMBLINE_ENGINE", library, 1);
        engine.set_wakeup([this] {
            const std::lock_guard lock(mutex_);
            woken_ = true;
            changed_.notify_all();
        });
    }
    ~Client() { engine.set_wakeup({}); }

    static Recipe recipe(const char* prompt) {
        Recipe recipe;
        recipe.prompt = prompt;
        return recipe;
    }
    JobId generate(const char* prompt) { return engine.submit(recipe(prompt)); }

    /// Waits for the first event of a job that holds a T and is not the run's own first phase.
    template <typename T>
    T wait_for(JobId job) {
        for (;;) {
            for (const Event& event : seen) {
                if (event.job == job && std::holds_alternative<T>(event.body))
                    return std::get<T>(event.body);
            }
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return woken_; });
            woken_ = false;
            lock.unlock();
            engine.drain(seen);
        }
    }
    FinishedEvent run(const char* prompt) { return wait_for<FinishedEvent>(generate(prompt)); }

    Engine engine;
    std::vector<Event> seen;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
};

TEST(Engine, RunsJobsInTheOrderGivenAndEndsEachOnce) {
    Client client;
    const JobId first = client.generate("one");
    const JobId second = client.generate("two");
    EXPECT_EQ(client.wait_for<FinishedEvent>(second).outcome, Outcome::Done);
    std::vector<JobId> ends;
    for (const Event& event : client.seen) {
        if (std::holds_alternative<FinishedEvent>(event.body)) ends.push_back(event.job);
        if (event.job == second) {
            EXPECT_EQ(ends.front(), first);
        }
    }
    EXPECT_THAT(ends, testing::ElementsAre(first, second));
}

TEST(Engine, DeliversStepsInOrderAndTheEndLast) {
    Client client;
    const JobId job = client.generate("ok");
    client.wait_for<FinishedEvent>(job);
    int next = 0;
    for (const Event& event : client.seen) {
        if (const auto* step = std::get_if<StepEvent>(&event.body)) {
            EXPECT_EQ(step->step, next++);
        }
    }
    EXPECT_EQ(next, 3);
    EXPECT_TRUE(std::holds_alternative<FinishedEvent>(client.seen.back().body));
}

TEST(Engine, StopEndsARunThatIsPaused) {
    Client client;
    const JobId job = client.generate("wait");
    EXPECT_EQ(client.wait_for<PhaseEvent>(job).note, "ready");
    client.engine.stop(job, Keep::Latents);
    EXPECT_EQ(client.wait_for<FinishedEvent>(job).outcome, Outcome::Stopped);
}

TEST(Engine, StopTakesAWaitingJobOutOfTheLine) {
    Client client;
    const JobId running = client.generate("wait");
    const JobId waiting = client.generate("ok");
    client.wait_for<PhaseEvent>(running);
    client.engine.stop(waiting, Keep::Nothing);
    EXPECT_EQ(client.wait_for<FinishedEvent>(waiting).outcome, Outcome::Stopped);
    client.engine.set_paused(running, false);
    EXPECT_EQ(client.wait_for<FinishedEvent>(running).outcome, Outcome::Done);
    for (const Event& event : client.seen)
        EXPECT_FALSE(std::holds_alternative<StepEvent>(event.body) && event.job == waiting);
}

TEST(Engine, PausesAJobBeforeItStarts) {
    Client client;
    const JobId running = client.generate("wait");
    const JobId waiting = client.generate("ok");
    client.engine.set_paused(waiting, true);
    client.engine.stop(running, Keep::Nothing);
    client.wait_for<PhaseEvent>(waiting);  // it stands at its first checkpoint, or is about to
    client.engine.stop(waiting, Keep::Nothing);
    EXPECT_EQ(client.wait_for<FinishedEvent>(waiting).outcome, Outcome::Stopped);
}

TEST(Engine, HandsLiveChangesToTheRun) {
    Client client;
    const JobId job = client.generate("wait");
    client.wait_for<PhaseEvent>(job);
    client.engine.update_policy(job, {{"threshold", 0.5}});
    client.engine.compute_next(job);
    client.engine.never_skip(job);
    client.engine.set_paused(job, false);
    client.wait_for<FinishedEvent>(job);
    std::vector<std::string> applied;
    for (const Event& event : client.seen) {
        if (const auto* change = std::get_if<ParamsApplied>(&event.body))
            applied.push_back(change->intervention);
    }
    EXPECT_THAT(applied, testing::ElementsAre("params", "compute_next", "never_skip"));
}

TEST(Engine, IgnoresCommandsForJobsThatAreOver) {
    Client client;
    const JobId job = client.generate("ok");
    client.wait_for<FinishedEvent>(job);
    client.engine.stop(job, Keep::Nothing);
    client.engine.set_paused(job, true);
    client.engine.stop(999, Keep::Nothing);
    EXPECT_EQ(client.run("ok").outcome, Outcome::Done);
}

TEST(Engine, TurnsEveryExceptionIntoOneFinishedEvent) {
    struct Case {
        const char* prompt;
        ErrorKind kind;
        const char* message;
    };
    Client client;
    for (const Case& one :
         {Case{"usage", ErrorKind::Usage, "bad size"}, Case{"input", ErrorKind::Input, "no model"},
          Case{"device", ErrorKind::Device, "no device"},
          Case{"memory", ErrorKind::OutOfMemory, "too large"},
          Case{"disk", ErrorKind::Failed, "disk full"},
          Case{"bad_alloc", ErrorKind::OutOfMemory, "not enough memory"},
          Case{"torch memory", ErrorKind::OutOfMemory, "can't allocate memory"},
          Case{"cuda memory", ErrorKind::OutOfMemory, "CUDA out of memory"},
          Case{"runtime", ErrorKind::Failed, "something broke"},
          Case{"check", ErrorKind::Failed, "internal error"},
          Case{"finish twice", ErrorKind::Failed, "internal error"},
          Case{"number", ErrorKind::Failed, "without saying why"}}) {
        const FinishedEvent end = client.run(one.prompt);
        EXPECT_EQ(end.outcome, Outcome::Failed) << one.prompt;
        EXPECT_EQ(end.kind, one.kind) << one.prompt;
        EXPECT_THAT(end.message, testing::HasSubstr(one.message));
        EXPECT_THAT(end.message, testing::Not(testing::HasSubstr("\n")));
    }
    EXPECT_EQ(client.run("ok").outcome, Outcome::Done);
}

TEST(Engine, SaysWhenItsLibraryIsMissing) {
    Client client("/nonexistent/libplumbline_engine.so");
    const FinishedEvent end = client.run("ok");
    EXPECT_EQ(end.outcome, Outcome::Failed);
    EXPECT_EQ(end.kind, ErrorKind::Failed);
    EXPECT_THAT(end.message, testing::HasSubstr("/nonexistent/libplumbline_engine.so"));
    EXPECT_THAT(end.hint, testing::HasSubstr("PLUMBLINE_ENGINE"));
}

TEST(Engine, RefusesALibraryOfAnotherBuild) {
    Client client(PLUMBLINE_STALE_ENGINE);
    EXPECT_THAT(client.run("ok").message, testing::HasSubstr("another build"));
}

TEST(Engine, RefusesALibraryThatIsNoEngine) {
    Client client("libm.so.6");
    EXPECT_THAT(client.run("ok").message, testing::HasSubstr("not an engine library"));
}

TEST(Engine, ClosesWhileARunIsPausedAndOthersWait) {
    Client client;
    const JobId job = client.generate("wait");
    client.generate("ok");
    client.wait_for<PhaseEvent>(job);
}

TEST(Engine, StartsAndEndsWithoutAJob) {
    Engine engine;
    std::vector<Event> events;
    engine.drain(events);
    EXPECT_TRUE(events.empty());
    EXPECT_STRNE(version(), "");
}

}  // namespace
}  // namespace plumbline::api
