// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/trace.h"

#include "base/error.h"
#include "base/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace plumbline::records {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// A value that is null does not exist.
double real(const Json& object, const char* key) {
    const Json& value = object.at(key);
    return value.is_null() ? api::kNone : value.get<double>();
}

api::Params params_of(const Json& object) {
    api::Params params;
    for (const auto& [key, value] : object.items()) {
        if (value.is_boolean())
            params[key] = value.get<bool>();
        else if (value.is_number_integer())
            params[key] = value.get<std::int64_t>();
        else if (value.is_number())
            params[key] = value.get<double>();
        else
            params[key] = value.get<std::string>();
    }
    return params;
}

/// Which blocks ran; nothing in traces that did not hold it.
api::BlockSet blocks_that_ran(const Json& line, int blocks) {
    api::BlockSet ran;
    if (!line.contains("ran")) return ran;
    int free = 0;
    for (const Json& pair : line["ran"]) {
        const api::BlockSpan span{.first = pair.at(0).get<int>(), .end = pair.at(1).get<int>()};
        if (span.first < free || span.end <= span.first || span.end > blocks)
            throw Error(ErrorKind::Input, "blocks that a stack does not have", {});
        ran.insert(span);
        free = span.end;
    }
    return ran;
}

/// What was put in place; likewise.
api::Reuse named_reuse(const Json& line) {
    if (!line.contains("reuse") || line["reuse"].is_null()) return api::Reuse::Unnamed;
    const auto reuse = api::reuse_of(line["reuse"].get<std::string>());
    if (!reuse) throw Error(ErrorKind::Input, "an unknown way of reuse", {});
    return *reuse;
}

api::PassRecord pass_of(const Json& line) {
    api::PassRecord pass;
    const auto decision = api::decision_of(line.at("decision").get<std::string>());
    const auto branch = api::branch_of(line.at("branch").get<std::string>());
    if (!decision) throw Error(ErrorKind::Input, "an unknown decision", {});
    if (!branch) throw Error(ErrorKind::Input, "an unknown branch", {});
    pass.decision = *decision;
    pass.branch = *branch;
    pass.blocks_run = line.at("blocks_run").get<int>();
    pass.blocks = line.at("blocks").get<int>();
    if (pass.blocks < 1 || pass.blocks > api::BlockSet::kMost || pass.blocks_run < 0 ||
        pass.blocks_run > pass.blocks)
        throw Error(ErrorKind::Input, "impossible numbers of blocks", {});
    pass.ran = blocks_that_ran(line, pass.blocks);
    pass.reuse = named_reuse(line);
    if (line.contains("token_share")) pass.token_share = real(line, "token_share");
    // Traces of the first version did not hold it.
    pass.work = line.contains("work") ? line["work"].get<double>()
                                      : static_cast<double>(pass.blocks_run) / pass.blocks;
    pass.probe_error = real(line, "probe_error");
    pass.probe_change = real(line, "probe_change");
    pass.input_change = real(line, "input_change");
    pass.accumulated_error = real(line, "accumulated_error");
    pass.accumulated_after = real(line, "accumulated_after");
    pass.threshold = real(line, "threshold");
    pass.alignment_weight = real(line, "alignment_weight");
    pass.alignment_weight_raw = real(line, "alignment_weight_raw");
    const Json& ms = line.at("ms");
    pass.probe_ms = ms.at("probe").get<double>();
    pass.stack_ms = ms.at("stack").get<double>();
    pass.head_ms = ms.at("head").get<double>();
    pass.cache_bytes = line.at("cache_bytes").get<std::int64_t>();
    return pass;
}

class Reader {
public:
    Trace read(std::string_view text) {
        while (!text.empty()) {
            ++number_;
            const std::size_t end = std::min(text.find('\n'), text.size());
            const std::string_view line = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            if (line.empty()) continue;
            const Json json = Json::parse(line);
            if (trace_.header.empty()) {
                read_header(json);
                trace_.header = line;
            } else {
                read_line(json);
            }
        }
        if (trace_.header.empty()) throw Error(ErrorKind::Input, "it is empty", {});
        for (api::StepEvent& step : trace_.steps) step.saved = saved_by(step);
        return std::move(trace_);
    }
    [[nodiscard]] int line_number() const { return number_; }

private:
    void read_header(const Json& json) {
        if (!json.is_object() || json.value("schema", "") != kTraceSchema)
            throw Error(ErrorKind::Input, fmt::format("it is no {}", kTraceSchema), {});
        const Json& recipe = json.at("recipe");
        trace_.model = json.at("model").at("id").get<std::string>();
        trace_.family = json.at("model").at("family").get<std::string>();
        trace_.prompt = recipe.at("prompt").get<std::string>();
        trace_.method = recipe.at("cache").at("method").get<std::string>();
        trace_.params = params_of(recipe.at("cache").at("parameters"));
        trace_.blocks = json.at("blocks").get<int>();
        steps_ = recipe.at("steps").get<int>();
        if (!json.contains("rule")) return;
        const Json& rule = json["rule"];
        trace_.rule = insight::Rule{.or_equal = rule.at("compare").get<std::string>() == "<=",
                                    .skip_work = rule.at("skip_work").get<double>()};
    }

    void read_line(const Json& json) {
        if (json.contains("result")) {
            trace_.result = json["result"].dump();
            trace_.stopped = json.value("stopped", false);
        } else if (json.contains("intervention")) {
            trace_.applied.push_back({.step = json.at("step").get<int>(),
                                      .params = params_of(json.at("params")),
                                      .intervention = json["intervention"].get<std::string>()});
        } else {
            read_call(json);
        }
    }

    void read_call(const Json& json) {
        const int number = json.at("step").get<int>();
        if (number < 0 || number >= steps_ ||
            (!trace_.steps.empty() && number < trace_.steps.back().step))
            throw Error(ErrorKind::Input, fmt::format("step {} is out of place", number), {});
        if (trace_.steps.empty() || trace_.steps.back().step != number) {
            trace_.steps.push_back({.step = number,
                                    .steps = steps_,
                                    .t = json.at("t").get<double>(),
                                    .sigma = json.at("sigma").get<double>()});
        }
        api::StepEvent& step = trace_.steps.back();
        const api::PassRecord pass = pass_of(json);
        step.ms += pass.probe_ms + pass.stack_ms + pass.head_ms;
        step.cache_bytes = pass.cache_bytes;
        step.passes.push_back(pass);
    }

    /// Share of the work saved up to and with this step.
    double saved_by(const api::StepEvent& step) {
        for (const api::PassRecord& pass : step.passes) {
            ++calls_;
            work_ += pass.work;
        }
        return calls_ > 0 ? 1.0 - work_ / calls_ : 0.0;
    }

    Trace trace_;
    int number_ = 0, steps_ = 0, calls_ = 0;
    double work_ = 0;
};

}  // namespace

Trace read_trace(const fs::path& path) {
    const auto file = base::MappedFile::open(path);
    const auto bytes = file->bytes();
    Reader reader;
    const auto fail = [&](std::string_view what) {
        return Error(ErrorKind::Input,
                     fmt::format("{}, line {}: {}", path.string(), reader.line_number(), what),
                     "give a file that generate --trace wrote");
    };
    try {
        return reader.read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    } catch (const Json::exception&) {
        throw fail("it is no line of a trace");
    } catch (const Error& error) {
        throw fail(error.message());
    }
}

}  // namespace plumbline::records
