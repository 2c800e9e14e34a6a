// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/events.h"

namespace plumbline::api {

char letter(Decision decision) {
    switch (decision) {
        case Decision::Computed: return 'C';
        case Decision::Resumed: return 'R';
        case Decision::Skipped: return 'S';
        case Decision::Partial: return 'P';
        case Decision::Estimated: return 'E';
    }
    return '?';
}

const char* name(Decision decision) {
    switch (decision) {
        case Decision::Computed: return "computed";
        case Decision::Resumed: return "resumed";
        case Decision::Skipped: return "skipped";
        case Decision::Partial: return "partial";
        case Decision::Estimated: return "estimated";
    }
    return "unknown";
}

const char* name(Branch branch) {
    return branch == Branch::Cond ? "cond" : "uncond";
}

const char* name(Phase phase) {
    switch (phase) {
        case Phase::Load: return "load";
        case Phase::Encode: return "encode";
        case Phase::Denoise: return "denoise";
        case Phase::Decode: return "decode";
        case Phase::Export: return "export";
    }
    return "unknown";
}

}  // namespace plumbline::api
