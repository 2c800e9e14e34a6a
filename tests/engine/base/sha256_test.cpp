// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sha256.h"

#include "base/file.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace plumbline::base {
namespace {

std::string of(std::string_view text) {
    return sha256(std::as_bytes(std::span(text)));
}

// Vectors of FIPS 180-4 and its companion examples.
TEST(Sha256, GivesTheStandardDigests) {
    EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
                 "klmnopqrlmnopqrsmnopqrstnopqrstu"),
              "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    EXPECT_EQ(of(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnHowTheBytesArrive) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += static_cast<char>(i * 7);
    const auto bytes = std::as_bytes(std::span(text));
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        Sha256 digest;
        const auto part = bytes.first(length);
        digest.update(part.first(length / 3));
        digest.update(part.subspan(length / 3));
        ASSERT_EQ(digest.finish(), sha256(part)) << length;
    }
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
    const tests::TemporaryFolder folder;
    const std::string content(3'000'001, 'x');
    write_file(folder / "data", content, false);
    EXPECT_EQ(sha256_of_file(folder / "data"), of(content));
}

}  // namespace
}  // namespace plumbline::base
