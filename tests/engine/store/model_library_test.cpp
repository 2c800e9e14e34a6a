// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/model_library.h"

#include "store/queue_owner.h"
#include "store/run_store.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace plumbline::store {
namespace {

using testing::ElementsAre;

/// The tables of version 1 as they were released, with one finished run.
constexpr const char* kVersion1 =
    "CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, state INTEGER NOT NULL, "
    "place REAL NOT NULL, recipe TEXT NOT NULL, prompt TEXT NOT NULL, model TEXT NOT NULL, "
    "method TEXT NOT NULL, message TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT "
    "'', speedup REAL NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, finished_ms INTEGER "
    "NOT NULL DEFAULT 0, thumbnail BLOB);"
    "CREATE INDEX runs_by_state ON runs (state, place);"
    "INSERT INTO runs (state, place, recipe, prompt, model, method, created_ms) VALUES (0, 1, "
    "'{}', "
    "'an old prompt', 'demo', 'dicache', 5);"
    "PRAGMA user_version = 1;";

class Library : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "runs.sqlite"; }
    static std::vector<std::string> paths(const std::vector<api::LibraryPart>& parts) {
        std::vector<std::string> paths;
        for (const api::LibraryPart& part : parts) paths.push_back(part.path);
        return paths;
    }
    static api::LibraryPart part(const std::string& path) {
        return {.path = path,
                .part = "vae",
                .family = "wan-vae",
                .title = "Wan 2.1 VAE",
                .naming = "original",
                .detail = "base width 96",
                .bytes = 7};
    }

    tests::TemporaryFolder folder_;
};

TEST_F(Library, AFileOfVersion1KeepsItsRunsAndGetsTheNewTables) {
    Database(file()).run(kVersion1);
    {
        RunStore runs(file(), true);
        ASSERT_EQ(runs.list().size(), 1U);
        EXPECT_EQ(runs.list().front().prompt, "an old prompt");
        EXPECT_EQ(runs.list().front().kind, RunKind::Generate);
        EXPECT_FALSE(runs.stop_asked(1));
    }
    ModelLibrary library(file());
    EXPECT_TRUE(library.folders().empty());
    library.remember("/models", {part("/models/a.pth")});
    Database database(file());
    Statement version(database, "PRAGMA user_version");
    ASSERT_TRUE(version.step());
    EXPECT_EQ(version.integer(0), 3);
    EXPECT_EQ(RunStore(file(), true).list().size(), 1U);
}

TEST_F(Library, RemembersWhatAScanFound) {
    ModelLibrary(file()).remember("/models", {part("/models/b.pth"), part("/models/a.pth")});
    ModelLibrary library(file());
    ASSERT_EQ(library.folders().size(), 1U);
    EXPECT_GT(library.folders().front().scanned_ms, 0);
    const auto parts = library.parts();
    ASSERT_THAT(paths(parts), ElementsAre("/models/a.pth", "/models/b.pth"));
    EXPECT_EQ(parts[0].family, "wan-vae");
    EXPECT_EQ(parts[0].detail, "base width 96");
    EXPECT_EQ(parts[0].bytes, 7);
    library.remember("/models", {part("/models/c.pth")});
    EXPECT_THAT(paths(library.parts()), ElementsAre("/models/c.pth"));
}

TEST_F(Library, AFileBelowTwoFoldersIsListedOnceAndStaysWithTheOther) {
    ModelLibrary library(file());
    library.remember("/models", {part("/models/wan/a.pth")});
    library.remember("/models/wan", {part("/models/wan/a.pth")});
    EXPECT_EQ(library.parts().size(), 1U);
    EXPECT_TRUE(library.remove("/models"));
    EXPECT_FALSE(library.remove("/models"));
    EXPECT_EQ(library.parts().size(), 1U);
    EXPECT_TRUE(library.remove("/models/wan"));
    EXPECT_TRUE(library.parts().empty());
}

TEST_F(Library, MarksWhatVanishedAndWhatCameBack) {
    ModelLibrary library(file());
    library.remember("/models", {part("/models/a.pth"), part("/models/b.pth")});
    library.mark_vanished({"/models/b.pth"});
    EXPECT_FALSE(library.parts()[0].vanished);
    EXPECT_TRUE(library.parts()[1].vanished);
    library.mark_vanished({});
    EXPECT_FALSE(library.parts()[1].vanished);
}

TEST_F(Library, TheQueueHasOneOwnerAndAKillFreesIt) {
    EXPECT_EQ(QueueOwner::holder(file()), 0);
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        const QueueOwner owner(file());
        const char owns = owner.owns() ? 1 : 0;
        if (write(ends[1], &owns, 1) != 1) _exit(1);
        for (;;) pause();
    }
    char owns = 0;
    ASSERT_EQ(read(ends[0], &owns, 1), 1);
    EXPECT_EQ(owns, 1);
    QueueOwner second(file());
    EXPECT_FALSE(second.owns());
    EXPECT_EQ(QueueOwner::holder(file()), child);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ends[0]);
    close(ends[1]);
    EXPECT_EQ(QueueOwner::holder(file()), 0);
    EXPECT_TRUE(second.try_own());
    EXPECT_EQ(QueueOwner::holder(file()), getpid());
}

TEST_F(Library, ARunIsCancelledWhereItWaitsAndAskedToStopWhereItGoes) {
    RunStore runs(file(), true);
    const auto first = runs.add({.recipe = "{}"}), second = runs.add({.recipe = "{}"});
    EXPECT_TRUE(runs.cancel(second));
    EXPECT_EQ(runs.find(second)->state, RunState::Stopped);
    EXPECT_FALSE(runs.cancel(second));
    runs.start(first);
    EXPECT_FALSE(runs.stop_asked(first));
    EXPECT_TRUE(RunStore(file(), false).cancel(first));
    EXPECT_TRUE(runs.stop_asked(first));
    EXPECT_EQ(runs.find(first)->state, RunState::Running);
    runs.finish(first, RunState::Stopped, {}, {}, 0);
    EXPECT_EQ(runs.find(first)->message, "");
    runs.retry(first);
    runs.start(first);
    EXPECT_FALSE(runs.stop_asked(first));
}

TEST_F(Library, SeesThatAnotherProgramChangedTheFile) {
    RunStore runs(file(), true);
    const auto before = runs.foreign_changes();
    runs.add({.recipe = "{}"});
    EXPECT_EQ(runs.foreign_changes(), before);
    RunStore(file(), false).add({.recipe = "{}"});
    EXPECT_NE(runs.foreign_changes(), before);
}

}  // namespace
}  // namespace plumbline::store
