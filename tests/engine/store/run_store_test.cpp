// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/run_store.h"

#include "base/error.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace plumbline::store {
namespace {

class Runs : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file() const { return folder.path() / "runs.sqlite"; }
    static StoredRun run(const std::string& prompt) {
        return {.recipe = "{}", .prompt = prompt, .model = "demo", .method = "dicache"};
    }
    static std::vector<std::string> prompts(RunStore& store, std::string_view search = {}) {
        std::vector<std::string> names;
        for (const StoredRun& one : store.list(search)) names.push_back(one.prompt);
        return names;
    }
    using Names = std::vector<std::string>;

    tests::TemporaryFolder folder;
};

TEST_F(Runs, WaitInTheirOrder) {
    RunStore store(file(), true);
    const auto a = store.add(run("a"));
    store.add(run("b"));
    EXPECT_EQ(prompts(store), (Names{"a", "b"}));
    EXPECT_EQ(store.next()->id, a);
    store.start(a);
    EXPECT_EQ(store.next()->prompt, "b");
    EXPECT_EQ(store.find(a)->state, RunState::Running);
}

TEST_F(Runs, ExportsWaitInTheSameLine) {
    std::int64_t id = 0;
    {
        RunStore store(file(), true);
        store.add(run("a"));
        StoredRun asked = run("b");
        asked.kind = RunKind::Export;
        asked.method = "gif";
        id = store.add(asked);
    }
    RunStore store(file(), true);
    EXPECT_EQ(store.next()->kind, RunKind::Generate);
    EXPECT_EQ(store.find(id)->kind, RunKind::Export);
    EXPECT_EQ(store.find(id)->method, "gif");
    EXPECT_STREQ(name(RunKind::Export), "export");
    store.start(id);
    store.finish(id, RunState::Failed, "full disk", {}, 0);
    store.retry(id);
    EXPECT_EQ(store.find(id)->kind, RunKind::Export);
}

TEST_F(Runs, AreThereAfterTheFileIsOpenedAgain) {
    std::int64_t id = 0;
    {
        RunStore store(file(), true);
        id = store.add(run("a red ball"));
        store.start(id);
        store.finish(id, RunState::Done, "", "{\"seed\":1}", 1.75);
        store.set_thumbnail(id, {1, 2, 3});
    }
    RunStore store(file(), true);
    const auto found = store.find(id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, RunState::Done);
    EXPECT_EQ(found->prompt, "a red ball");
    EXPECT_EQ(found->result, "{\"seed\":1}");
    EXPECT_EQ(found->speedup, 1.75);
    EXPECT_EQ(found->thumbnail, (std::vector<std::uint8_t>{1, 2, 3}));
    EXPECT_GE(found->finished_ms, found->created_ms);
}

TEST_F(Runs, OneThatWasGoingWhenItsProgramDiedIsInterrupted) {
    std::int64_t id = 0;
    {
        RunStore store(file(), true);
        id = store.add(run("a"));
        store.start(id);
    }
    EXPECT_EQ(RunStore(file(), false).find(id)->state, RunState::Running);
    RunStore store(file(), true);
    EXPECT_EQ(store.find(id)->state, RunState::Interrupted);
    EXPECT_FALSE(store.next());
    store.retry(id);
    EXPECT_EQ(store.next()->id, id);
}

TEST_F(Runs, AreReordered) {
    RunStore store(file(), true);
    const auto a = store.add(run("a"));
    const auto b = store.add(run("b"));
    const auto c = store.add(run("c"));
    store.move(c, a);
    EXPECT_EQ(prompts(store), (Names{"c", "a", "b"}));
    store.move(c, 0);
    EXPECT_EQ(prompts(store), (Names{"a", "b", "c"}));
    for (int i = 0; i < 200; ++i) store.move(i % 2 == 0 ? c : b, a);
    EXPECT_EQ(prompts(store), (Names{"c", "b", "a"}));
    store.move(b, 999);  // no such run: nothing moves
    EXPECT_EQ(prompts(store), (Names{"c", "b", "a"}));
}

TEST_F(Runs, AreFoundByAllWordsWhateverTheyHold) {
    RunStore store(file(), true);
    store.add(run("a red ball"));
    store.add(run("100% blue ball"));
    store.add(run("a_b"));
    EXPECT_EQ(prompts(store, "ball red"), Names{"a red ball"});
    EXPECT_EQ(prompts(store, "100%"), Names{"100% blue ball"});
    EXPECT_EQ(prompts(store, "_"), Names{"a_b"});
    EXPECT_EQ(prompts(store, "DEMO").size(), 3U);
    EXPECT_TRUE(prompts(store, "'; DROP TABLE runs; --").empty());
}

TEST_F(Runs, OnlyAWaitingOneIsEdited) {
    RunStore store(file(), true);
    StoredRun one = run("a");
    one.id = store.add(one);
    one.prompt = "b";
    EXPECT_TRUE(store.edit(one));
    EXPECT_EQ(store.find(one.id)->prompt, "b");
    store.start(one.id);
    EXPECT_FALSE(store.edit(one));
    store.remove(one.id);  // one that goes stays
    EXPECT_TRUE(store.find(one.id));
}

TEST_F(Runs, FinishedOnesStandNewestFirstBehindTheQueue) {
    RunStore store(file(), true);
    for (const char* prompt : {"old", "new", "waiting"}) store.add(run(prompt));
    store.finish(1, RunState::Done, "", "", 0);
    usleep(3000);  // the clock counts milliseconds
    store.finish(2, RunState::Failed, "disk full", "", 0);
    EXPECT_EQ(prompts(store), (Names{"waiting", "new", "old"}));
    EXPECT_EQ(store.find(2)->message, "disk full");
}

TEST_F(Runs, ADamagedFileIsAClearError) {
    std::ofstream(file()) << std::string(4096, 'x');
    try {
        RunStore store(file(), true);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("runs.sqlite"), std::string::npos);
        EXPECT_NE(error.hint().find("damaged"), std::string::npos);
    }
}

TEST_F(Runs, NothingReturnedIsLostToAKill) {
    for (int round = 0; round < 5; ++round) {
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            RunStore store(file(), false);
            for (;;) {
                const std::int64_t id = store.add(run("killed"));
                if (write(ends[1], &id, sizeof id) != sizeof id) _exit(1);
            }
        }
        close(ends[1]);
        std::int64_t last = 0, id = 0;
        for (int i = 0; i < 20 + 7 * round; ++i) {
            if (read(ends[0], &id, sizeof id) == sizeof id) last = id;
        }
        kill(child, SIGKILL);
        while (read(ends[0], &id, sizeof id) == sizeof id) last = id;
        close(ends[0]);
        waitpid(child, nullptr, 0);
        EXPECT_TRUE(RunStore(file(), false).find(last)) << last;
    }
}

}  // namespace
}  // namespace plumbline::store
