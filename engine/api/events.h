// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/block_set.h"
#include "api/cards.h"
#include "api/image.h"
#include "api/library.h"
#include "api/params.h"
#include "base/error.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plumbline::api {

using JobId = std::uint64_t;

enum class Branch : std::uint8_t { Cond, Uncond };
/// How one model call was done. Letters of the command line: C R S P E.
enum class Decision : std::uint8_t { Computed, Resumed, Skipped, Partial, Estimated };
[[nodiscard]] char letter(Decision decision);
/// The other way; nothing for any other text.
[[nodiscard]] std::optional<Decision> decision_of(std::string_view letter);
[[nodiscard]] const char* name(Decision decision);  // "computed", …
[[nodiscard]] const char* name(Branch branch);      // "cond", "uncond"
[[nodiscard]] std::optional<Branch> branch_of(std::string_view name);

/// What a method that knows several ways put in place at a call: the step's whole residual or
/// output, how the branches of guidance differ, inner blocks, both stages of the stack or that of
/// the details alone, modules within blocks, or the same but for the tokens that matter most.
enum class Reuse : std::uint8_t {
    Unnamed,
    Step,
    Guidance,
    Blocks,
    Stages,
    Detail,
    Modules,
    Tokens,
};
[[nodiscard]] const char* name(Reuse reuse);  // "step", …; empty when it has none
/// The other way; nothing for any other text.
[[nodiscard]] std::optional<Reuse> reuse_of(std::string_view name);

/// A value that does not exist at a call is NaN here and null in every file.
inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Where the probe error of a call sits: |p - ref(p)| of every token, averaged over batch and
/// channels and divided by mean|ref(p)| over all of them, so that the mean of the map is the call's
/// probe_change.
struct ErrorMap {
    int frames = 0, height = 0, width = 0;  // tokens
    std::vector<float> values;              // frames * height * width

    [[nodiscard]] std::size_t bytes() const { return values.size() * sizeof(float); }
};

/// One model call of one guidance branch.
struct PassRecord {
    Branch branch = Branch::Cond;
    Decision decision = Decision::Computed;
    int blocks_run = 0, blocks = 0;
    BlockSet ran = {};             // which ones
    Reuse reuse = Reuse::Unnamed;  // of methods that know several ways
    double token_share = kNone;    // of the tokens, that ran through the MLPs of blocks which chose
                                   // among them
    double work = 1.0;             // share of the stack's cost that ran, 0..1
    double probe_error = kNone, probe_change = kNone, input_change = kNone;
    double accumulated_error = kNone;  // as compared with the threshold
    double accumulated_after = kNone;
    double threshold = kNone;
    double alignment_weight = kNone, alignment_weight_raw = kNone;
    double probe_ms = 0, stack_ms = 0, head_ms = 0;
    std::int64_t cache_bytes = 0;
    /// Null when it was not asked for or the call had no probe error. Handed out with the event and
    /// kept nowhere else: neither traces nor records hold it.
    std::shared_ptr<const ErrorMap> error_map;
};

enum class Phase { Load, Encode, Denoise, Decode, Export };
[[nodiscard]] const char* name(Phase phase);

/// A phase began (done == 0) or moved on; total 0 means unknown.
struct PhaseEvent {
    Phase phase = Phase::Load;
    int done = 0, total = 0;
    std::string note;  // e.g. the residency chosen
};
struct StepEvent {
    int step = 0, steps = 0;  // 0-based
    double t = 0, sigma = 0;
    double ms = 0;
    std::vector<PassRecord> passes;
    std::int64_t host_bytes = 0, device_bytes = 0, cache_bytes = 0;
    double saved = 0;  // share of block cost saved so far, 0..1
    double eta_seconds = kNone;
};
/// Live parameters acted at the start of this step.
struct ParamsApplied {
    int step = 0;
    Params params;
    std::string intervention;  // "params", "compute_next", "never_skip"
};
/// What the finished clip will look like, as far as this step can tell.
struct PreviewEvent {
    int step = 0;
    std::shared_ptr<const std::vector<Image>> frames;  // one a latent frame
    double ms = 0;                                     // what making it cost
};
/// The finished frames of a run that was asked to hand them over.
struct Clip {
    std::vector<Image> frames;
    Rational fps;
};
struct ClipEvent {
    std::shared_ptr<const Clip> clip;
};
enum class LogLevel { Info, Warning };
struct LogEvent {
    LogLevel level = LogLevel::Info;
    std::string text;
};
/// Log lines were lost because nobody drained the queue.
struct Dropped {
    int lines = 0;
};
struct CatalogEvent {
    std::vector<PolicyCard> policies;
    std::vector<ModelCard> models;
};

/// What a LibraryRequest found.
struct LibraryEvent {
    std::vector<LibraryPart> parts;        // below the folders, in path order
    std::vector<LibraryTrouble> troubles;  // what could not be read
    std::vector<std::string> vanished;     // of the known files
};

enum class Outcome { Done, Failed, Stopped };
/// Always the last event of a job.
struct FinishedEvent {
    Outcome outcome = Outcome::Done;
    ErrorKind kind = ErrorKind::Failed;  // Failed only
    std::string message, hint;           // Failed only
    std::string json;                    // the result object of the command line, one line
    std::vector<std::string> lines;      // the same for people
};

using Body = std::variant<PhaseEvent,
                          StepEvent,
                          ParamsApplied,
                          PreviewEvent,
                          ClipEvent,
                          LogEvent,
                          Dropped,
                          CatalogEvent,
                          LibraryEvent,
                          FinishedEvent>;
struct Event {
    JobId job = 0;
    Body body;
};

}  // namespace plumbline::api
