// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/io.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/error.h"

namespace slipway::io {
namespace {

namespace fs = std::filesystem;

TEST(MadeFolders, GoWithAllThatWereMadeAndNothingElse) {
  const TemporaryFolder top("slipway-io");
  fs::create_directory(top.path() / "there");
  { const MadeFolders made(top.path() / "there/a/b"); }
  EXPECT_TRUE(fs::exists(top.path() / "there"));
  EXPECT_FALSE(fs::exists(top.path() / "there/a"));
  {
    const MadeFolders made(top.path() / "there/a/b/");
    write_file(top.path() / "there/a/other", "mine");
  }
  EXPECT_TRUE(fs::exists(top.path() / "there/a/other"));
  EXPECT_FALSE(fs::exists(top.path() / "there/a/b"));
  {
    MadeFolders made(top.path() / "x/y");
    made.keep();
  }
  EXPECT_TRUE(fs::exists(top.path() / "x/y"));
  EXPECT_THROW(MadeFolders(top.path() / "there/a/other/deep"), Error);
  EXPECT_THROW(MadeFolders(top.path() / "there/a/other"), Error);
}

TEST(StagingFolder, LeavesNothingUnlessPublished) {
  const TemporaryFolder top("slipway-io");
  { const StagingFolder staging(top.path() / "x/y/z"); }
  EXPECT_TRUE(fs::is_empty(top.path()));
  {
    StagingFolder staging(top.path() / "x/y/z");
    write_file(staging.path() / "file", "1");
    staging.publish();
  }
  EXPECT_EQ(read_file(top.path() / "x/y/z/file"), "1");
}

TEST(WriteFile, LeavesNoFolderWhereItFails) {
  const TemporaryFolder top("slipway-io");
  const std::string too_long(300, 'n');
  EXPECT_THROW(write_file_with_folders(top.path() / "x/y" / too_long, "1"), Error);
  EXPECT_TRUE(fs::is_empty(top.path()));
  write_file_with_folders(top.path() / "x/y/file", "1");
  EXPECT_EQ(read_file(top.path() / "x/y/file"), "1");
}

/// Runs `work` in a process of its own, which says when it is ready and then is sent `signal`. Returns its wait status.
template <typename Work>
int interrupted(int signal, const Work& work) {
  int ready[2];
  if (pipe(ready) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    cleanup::remove_on_signals();
    work([&] {
      const char byte = 1;
      if (write(ready[1], &byte, 1) != 1) _exit(9);
      while (true) pause();
    });
    _exit(8);
  }
  char byte = 0;
  EXPECT_EQ(read(ready[0], &byte, 1), 1);
  kill(child, signal);
  int status = 0;
  waitpid(child, &status, 0);
  close(ready[0]);
  close(ready[1]);
  return status;
}

TEST(Interrupt, RemovesWhatIsNotPublishedAndEndsByTheSignal) {
  const TemporaryFolder top("slipway-io");
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const int status = interrupted(signal, [&](const auto& wait) {
      const StagingFolder staging(top.path() / "x/y");
      fs::create_directories(staging.path() / "deep/er");
      write_file(staging.path() / "deep/er/file", std::string(10000, 'x'));
      for (int i = 0; i < 300; ++i) write_file(staging.path() / std::to_string(i), "");
      wait();
    });
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << status;
    EXPECT_TRUE(fs::is_empty(top.path())) << signal;
  }
}

TEST(Interrupt, WhereALibraryTookTheSignal) {
  const TemporaryFolder top("slipway-io");
  const int status = interrupted(SIGHUP, [&](const auto& wait) {
    std::signal(SIGHUP, [](int) {});
    cleanup::take_signals_back();
    const StagingFolder staging(top.path() / "x");
    wait();
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP) << status;
  EXPECT_TRUE(fs::is_empty(top.path()));
}

TEST(Interrupt, KeepsWhatWasThereBefore) {
  const TemporaryFolder top("slipway-io");
  write_file(top.path() / "old", "1");
  fs::create_directory_symlink(top.path(), top.path() / "link");
  interrupted(SIGTERM, [&](const auto& wait) {
    const StagingFolder staging(top.path());
    fs::create_directory_symlink(top.path(), staging.path() / "link");  // is not followed
    {
      StagingFolder published(top.path() / "done");
      write_file(published.path() / "model", "2");
      published.publish();
    }
    wait();
  });
  EXPECT_EQ(read_file(top.path() / "old"), "1");
  EXPECT_EQ(read_file(top.path() / "done/model"), "2");
  EXPECT_EQ(std::distance(fs::directory_iterator(top.path()), fs::directory_iterator()), 3);
}

}  // namespace
}  // namespace slipway::io
