// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/memory_words.h"

#include <gtest/gtest.h>

namespace plumbline::ui {
namespace {

std::string words(const std::string& verdict, const std::string& change) {
    return memory_words(R"({"verdict": ")" + verdict +
                        R"(", "needed": 5600000000, "free": 4000000000, "fits_with": )" + change +
                        "}")
        .toStdString();
}

TEST(MemoryWords, SayHowMuchWhetherItFitsAndWhatWould) {
    EXPECT_EQ(words("fits", "null"), "Memory: about 5.6 GB of 4.0 GB free: fits.");
    EXPECT_NE(words("tight", "null").find("tight"), std::string::npos);
    EXPECT_EQ(words("no", R"({"frames": 33})"),
              "Memory: about 5.6 GB of 4.0 GB free: does not fit; 33 frames would.");
    EXPECT_NE(words("no", R"({"tiled_vae": true})").find("decoding in tiles would"),
              std::string::npos);
    EXPECT_NE(words("no", R"({"width": 640, "height": 368})").find("640 × 368 would"),
              std::string::npos);
    EXPECT_NE(words("no", "null").find("smaller model"), std::string::npos);
    EXPECT_EQ(words("unknown", "null"), "");
    EXPECT_EQ(memory_words("no JSON"), QString());
}

}  // namespace
}  // namespace plumbline::ui
