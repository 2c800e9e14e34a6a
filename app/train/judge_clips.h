// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace plumbline::train {

/// Clips to judge and the shares (0..1) that must be right; 0 asks for nothing.
struct Judging {
    std::vector<std::string> clips;
    double colour = 0, motion = 0, background = 0;
};

/// Reads each clip, takes the caption out of the record inside it and prints a verdict a line, then
/// the shares. Throws Error{Input} for a clip without a caption of the demo world, Error{Gate} when
/// a share is not reached or a clip is noise.
void judge_clips(const Judging& judging);

}  // namespace plumbline::train
