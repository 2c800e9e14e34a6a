// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/encoder_table.h"

#include <algorithm>
#include <array>

namespace plumbline::media {
namespace {

// The index stands before the pictures, and keys of our own are kept, not only the handful that
// MP4 knows.
constexpr std::array kMp4{EncoderOption{"movflags", "+faststart+use_metadata_tags"}};

constexpr std::array kH264{EncoderOption{"preset", "medium"}};
// Lines of its own on stderr are switched off; frames in parallel change the bytes. Chroma is kept
// finer than usual, else flat colours come back up to 3/255 off.
constexpr std::array kH265{
    EncoderOption{"preset", "medium"},
    EncoderOption{"x265-params", "log-level=none:frame-threads=1:pools=4:cbqpoffs=-4:crqpoffs=-4"}};
constexpr std::array kVp9{EncoderOption{"b", "0"}, EncoderOption{"deadline", "good"},
                          EncoderOption{"cpu-used", "2"}, EncoderOption{"row-mt", "0"}};
// Frames in their order: the coarse frames of a pyramid give flat colours back up to 4/255 off.
constexpr std::array kAv1{EncoderOption{"preset", "6"},
                          EncoderOption{"svtav1-params", "lp=4:pred-struct=1"}};
constexpr std::array kProRes{EncoderOption{"profile", "hq"}, EncoderOption{"vendor", "apl0"}};
// Version 3: every frame by itself, in slices that can be decoded at once and carry their sums.
constexpr std::array kFfv1{EncoderOption{"level", "3"},  EncoderOption{"g", "1"},
                           EncoderOption{"coder", "1"},  EncoderOption{"context", "1"},
                           EncoderOption{"slices", "4"}, EncoderOption{"slicecrc", "1"}};
constexpr std::array kExr{EncoderOption{"format", "half"}, EncoderOption{"compression", "zip16"}};

constexpr int kThreads = 4;
constexpr unsigned kHvc1 = MKTAG('h', 'v', 'c', '1');  // as QuickTime and Safari ask for

constexpr std::array<Encoding, 9> kEncodings{{
    {.format = "h264",
     .encoder = "libx264",
     .muxer = "mp4",
     .pixels = AV_PIX_FMT_YUV420P,
     .quality = "crf",
     .options = kH264,
     .muxing = kMp4,
     .threads = kThreads},
    {.format = "h265",
     .encoder = "libx265",
     .muxer = "mp4",
     .pixels = AV_PIX_FMT_YUV420P,
     .quality = "crf",
     .options = kH265,
     .muxing = kMp4,
     .tag = kHvc1,
     .threads = kThreads},
    {.format = "vp9",
     .encoder = "libvpx-vp9",
     .muxer = "webm",
     .pixels = AV_PIX_FMT_YUV420P,
     .quality = "crf",
     .options = kVp9,
     .threads = kThreads,
     .record_first = true},
    {.format = "av1",
     .encoder = "libsvtav1",
     .muxer = "webm",
     .pixels = AV_PIX_FMT_YUV420P10,  // for the same reason
     .quality = "crf",
     .options = kAv1,
     .threads = kThreads,
     .least_side = 64,
     .record_first = true,
     .must_end = true},
    {.format = "prores",
     .encoder = "prores_ks",
     .muxer = "mov",
     .pixels = AV_PIX_FMT_YUV422P10,
     .options = kProRes,
     .muxing = kMp4,
     .threads = kThreads},
    {.format = "ffv1",
     .encoder = "ffv1",
     .muxer = "matroska",
     .pixels = AV_PIX_FMT_BGR0,
     .options = kFfv1,
     .threads = kThreads,
     .record_first = true},
    {.format = "gif", .encoder = "gif", .muxer = "gif", .pixels = AV_PIX_FMT_PAL8},
    {.format = "webp", .encoder = "libwebp_anim", .pixels = AV_PIX_FMT_BGRA},
    {.format = "exr", .encoder = "exr", .pixels = AV_PIX_FMT_GBRPF32, .options = kExr},
}};

}  // namespace

std::span<const Encoding> encodings() {
    return kEncodings;
}

const Encoding* find_encoding(std::string_view format) {
    const auto found = std::ranges::find(kEncodings, format, &Encoding::format);
    return found == kEncodings.end() ? nullptr : &*found;
}

}  // namespace plumbline::media
