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

std::optional<Decision> decision_of(std::string_view letters) {
    for (const Decision decision : {Decision::Computed, Decision::Resumed, Decision::Skipped,
                                    Decision::Partial, Decision::Estimated}) {
        if (letters.size() == 1 && letters.front() == letter(decision)) return decision;
    }
    return std::nullopt;
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

std::optional<Branch> branch_of(std::string_view text) {
    for (const Branch branch : {Branch::Cond, Branch::Uncond}) {
        if (text == name(branch)) return branch;
    }
    return std::nullopt;
}

const char* name(Reuse reuse) {
    switch (reuse) {
        case Reuse::Unnamed: return "";
        case Reuse::Step: return "step";
        case Reuse::Guidance: return "guidance";
        case Reuse::Blocks: return "blocks";
        case Reuse::Stages: return "stages";
        case Reuse::Detail: return "detail";
        case Reuse::Modules: return "modules";
        case Reuse::Tokens: return "tokens";
    }
    return "";
}

std::optional<Reuse> reuse_of(std::string_view text) {
    for (const Reuse reuse : {Reuse::Unnamed, Reuse::Step, Reuse::Guidance, Reuse::Blocks,
                              Reuse::Stages, Reuse::Detail, Reuse::Modules, Reuse::Tokens}) {
        if (text == name(reuse)) return reuse;
    }
    return std::nullopt;
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
