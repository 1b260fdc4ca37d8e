// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/message.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace slipway::profile {
namespace {

class ChannelTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
  void TearDown() override {
    for (const int end : ends_)
      if (end >= 0) close(end);
  }
  void hang_up() {
    close(ends_[1]);
    ends_[1] = -1;
  }

  int ends_[2] = {-1, -1};
};

TEST_F(ChannelTest, KeepsMessagesApart) {
  Channel here(ends_[0]);
  Channel there(ends_[1]);
  nlohmann::json large = nlohmann::json::array();
  for (int i = 0; i < 100000; ++i) large.push_back(i * 0.5);  // more than a socket holds
  std::thread sender([&] {
    there.send({{"text", "two\nlines"}});
    there.send(large);
    there.send("\xff no UTF-8");
  });
  nlohmann::json got;
  ASSERT_EQ(here.receive(got), Channel::Outcome::kMessage);
  EXPECT_EQ(got["text"], "two\nlines");
  ASSERT_EQ(here.receive(got), Channel::Outcome::kMessage);
  EXPECT_EQ(got, large);
  ASSERT_EQ(here.receive(got), Channel::Outcome::kMessage);
  EXPECT_TRUE(got.is_string());
  sender.join();
}

TEST_F(ChannelTest, TellsWhenTheOtherSideIsGone) {
  Channel here(ends_[0]);
  hang_up();
  nlohmann::json got;
  EXPECT_EQ(here.receive(got), Channel::Outcome::kClosed);
  EXPECT_FALSE(here.send({{"a", 1}}));
}

TEST_F(ChannelTest, GivesUpWhenTold) {
  Channel here(ends_[0]);
  nlohmann::json got;
  int asked = 0;
  EXPECT_EQ(here.receive(got, [&] { return ++asked == 2; }), Channel::Outcome::kGivenUp);
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace slipway::profile
