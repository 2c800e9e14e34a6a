// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/pickle.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace plumbline::tensor_io {
namespace {

using namespace std::string_literals;
using Kind = PickleValue::Kind;
using tests::expect_error;

constexpr std::array<std::string_view, 2> kAllowed = {"collections.OrderedDict", "torch.Size"};

PickleDocument read(const std::string& code) {
    return read_pickle(code, kAllowed, "file.pth");
}

/// A bomb. Appended to an empty string, as g++ 12 warns wrongly of sums of long ones.
std::string repeated(char operation, std::size_t count) {
    std::string code;
    code.append(count, operation);
    return code;
}

void expect_refused(const std::string& code, std::string_view part) {
    expect_error(ErrorKind::Input, part, [&] { return read(code).values.size(); });
}

TEST(Pickle, ReadsNumbers) {
    const std::pair<std::string, std::int64_t> numbers[] = {
        {"K\xff"s, 255},
        {"M\x01\x02"s, 513},
        {"J\xff\xff\xff\xff"s, -1},
        {"\x8a\x00"s, 0},
        {"\x8a\x01\xff"s, -1},
        {"\x8a\x02\xff\x00"s, 255},
        {"\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80"s, std::numeric_limits<std::int64_t>::min()},
        {"\x8b\x02\x00\x00\x00\x00\x01"s, 256},
    };
    for (const auto& [code, number] : numbers) {
        const PickleDocument document = read("\x80\x02"s + code + ".");
        ASSERT_TRUE(document.root->is(Kind::Integer));
        EXPECT_EQ(document.root->integer, number);
    }
    EXPECT_EQ(read("G\x3f\xf8\x00\x00\x00\x00\x00\x00."s).root->real, 1.5);
    EXPECT_EQ(read("\x88."s).root->integer, 1);
    EXPECT_TRUE(read("N.").root->is(Kind::None));
}

TEST(Pickle, ReadsContainersOfEveryForm) {
    EXPECT_EQ(read("(K\1K\2t.").root->items.size(), 2u);
    EXPECT_EQ(read("K\1K\2K\3\x87.").root->items[2]->integer, 3);
    EXPECT_EQ(read("](K\1K\2eK\3a.").root->items.size(), 3u);
    EXPECT_EQ(read("(K\1K\2l.").root->items.size(), 2u);
    EXPECT_EQ(read("}(U\1aK\1U\1bK\2u.").root->items[2]->text, "b");
    EXPECT_EQ(read("}U\1aK\1s.").root->items[1]->integer, 1);
    EXPECT_EQ(read("(U\1aK\1d.").root->items.size(), 2u);
    EXPECT_EQ(read("X\2\0\0\0hi."s).root->text, "hi");
    EXPECT_EQ(read("\x8c\2hi.").root->text, "hi");
    EXPECT_EQ(read("\x8d\2\0\0\0\0\0\0\0hi."s).root->text, "hi");
}

TEST(Pickle, RemembersValues) {
    EXPECT_EQ(read("K\7q\0000h\0."s).root->integer, 7);
    EXPECT_EQ(read("K\7r\1\1\0\0000j\1\1\0\0."s).root->integer, 7);
    EXPECT_EQ(read("\x80\4\x95\4\0\0\0\0\0\0\0K\7\x94\x30h\0."s).root->integer, 7);
    EXPECT_EQ(read("K\7"
                   "2\x86.")
                  .root->items[1]
                  ->integer,
              7);
}

TEST(Pickle, KeepsCallsAsData) {
    const PickleDocument document = read("ctorch\nSize\n(K\1K\2t\x85R.");
    EXPECT_TRUE(document.root->is(Kind::Call));
    EXPECT_EQ(document.root->text, "torch.Size");
    EXPECT_EQ(document.root->items.front()->items.size(), 2u);
    EXPECT_TRUE(read("K\1Q.").root->is(Kind::Persistent));
}

TEST(Pickle, ReadsAnOrderedDictAndDropsItsAttributes) {
    const PickleDocument document =
        read("ccollections\nOrderedDict\n)RU\1aK\1s}U\t_metadataK\2sb.");
    EXPECT_TRUE(document.root->is(Kind::Dictionary));
    EXPECT_EQ(document.root->items.size(), 2u);
}

TEST(Pickle, RefusesEveryOtherClass) {
    expect_refused("cos\nsystem\n(U\6rm -rft R.",
                   "'os.system', and reading weights refuses to run code");
    expect_refused("\x8c\2os\x8c\6system\x93.", "'os.system'");
    expect_refused("cposix\nsys\ttem\n.", "'posix.sys?tem'");
    expect_refused("ctorch\nSize.x\n.", "'torch.Size.x'");
    expect_refused("(ios\nsystem\n.", "0x69 is not supported");        // INST
    expect_refused("(ctorch\nSize\no.", "0x6f is not supported");      // OBJ
    expect_refused("ctorch\nSize\n)}\x92.", "0x92 is not supported");  // NEWOBJ_EX
    expect_refused("\x82\1.", "0x82 is not supported");                // EXT1
    expect_refused("Pkey\n.", "0x50 is not supported");                // PERSID
}

TEST(Pickle, RefusesStateOnAnythingButADictionary) {
    expect_refused("ctorch\nSize\n)R}b.", "sets the state");
    expect_refused("ctorch\nSize\n}b.", "sets the state");
}

TEST(Pickle, RefusesOperationsWithoutTheirOperands) {
    for (const char* code : {".", "0.", "2.", "R.", "a.", "s.", "\x85.", "Q.", "b.", "\x93.", "(0.",
                             "(.", "K\1(R.", "](a.", "q\1."}) {
        expect_refused(code, "a value is missing");
    }
    for (const char* code : {"t.", "u.", "e.", "1.", "K\1(K\2tt."}) {
        expect_refused(code, "a mark is missing");
    }
    expect_refused("h\5.", "not there");
    expect_refused("K\1K\2a.", "what is no list");
    expect_refused("K\1K\2K\3s.", "what is no dictionary");
    expect_refused("}(K\1u.", "has no value");
    expect_refused("(K\1d.", "has no value");
    expect_refused("K\1)R.", "what is no class");
    expect_refused("ctorch\nSize\nK\1R.", "what is no class");
    expect_refused("ccollections\nOrderedDict\nK\1\x85R.", "unknown way");
    expect_refused("K\1K\2\x93.", "a class has no name");
}

TEST(Pickle, RefusesTruncationAnywhere) {
    const std::string code =
        "\x80\4ccollections\nOrderedDict\n)RX\1\0\0\0aG\1\2\3\4\5\6\7\x08s\x8a\2\1\2\x30."s;
    EXPECT_TRUE(read(code).root->is(Kind::Dictionary));
    for (std::size_t length = 0; length < code.size(); ++length) {
        expect_refused(code.substr(0, length), "cut short");
    }
    expect_refused("X\xff\xff\xff\xff."s, "cut short");
    expect_refused("\x8d\xff\xff\xff\xff\xff\xff\xff\xff."s, "cut short");
}

TEST(Pickle, RefusesWhatIsTooLarge) {
    expect_refused("\x8a\x09\0\0\0\0\0\0\0\0\1."s, "more than 64 bits");
    expect_refused("\x80\x06."s, "newer kind");
    expect_refused(repeated('N', 1'000'001), "more than 1000000 values");
    expect_refused(repeated('(', (std::size_t{32} << 20) + 1), "too large");
}

TEST(Pickle, HoldsCirclesWithoutFollowingThem) {
    const PickleDocument document = read("]q\0h\0a."s);
    EXPECT_EQ(document.root->items.front(), document.root);
    EXPECT_TRUE(read(repeated(')', 1) + repeated('\x85', 500'000) + ".").root->is(Kind::Tuple));
}

}  // namespace
}  // namespace plumbline::tensor_io
