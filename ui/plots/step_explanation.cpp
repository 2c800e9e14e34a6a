// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/step_explanation.h"

#include <QCoreApplication>
#include <cmath>

namespace plumbline::ui {
namespace {

struct StepExplanation {
    Q_DECLARE_TR_FUNCTIONS(StepExplanation)
};

QString number(double value) {
    return QString::number(value, 'f', std::abs(value) < 10 ? 3 : 1);
}

/// " → R2 + 1.34 (R1 − R2)", and what was clipped.
QString estimate(const api::PassRecord& pass) {
    if (!std::isfinite(pass.alignment_weight))
        return StepExplanation::tr("; the newest residual is added");
    QString text =
        StepExplanation::tr("; γ = %1 → R2 + %1 (R1 − R2)").arg(number(pass.alignment_weight));
    if (std::isfinite(pass.alignment_weight_raw) &&
        pass.alignment_weight_raw != pass.alignment_weight) {
        text += StepExplanation::tr(", clipped from %1").arg(number(pass.alignment_weight_raw));
    }
    return text;
}

/// What a method without a rule of its own says of a call: what it put in place, how much ran, and
/// the error that it expected.
QString details(const api::PassRecord& pass) {
    QString text;
    if (pass.reuse != api::Reuse::Unnamed)
        text += StepExplanation::tr("; in place: %1").arg(reuse_word(pass.reuse));
    if (pass.blocks_run > 0 && pass.blocks_run < pass.blocks)
        text += StepExplanation::tr("; %1 of %2 blocks ran").arg(pass.blocks_run).arg(pass.blocks);
    if (std::isfinite(pass.token_share))
        text += StepExplanation::tr("; %1 % of the tokens computed")
                    .arg(number(100 * pass.token_share));
    if (std::isfinite(pass.probe_error) && std::isfinite(pass.threshold))
        text += StepExplanation::tr("; error %1, threshold %2")
                    .arg(number(pass.probe_error), number(pass.threshold));
    return text;
}

}  // namespace

QString decision_word(api::Decision decision) {
    switch (decision) {
        case api::Decision::Computed: return StepExplanation::tr("computed");
        case api::Decision::Resumed: return StepExplanation::tr("computed after the probe");
        case api::Decision::Skipped: return StepExplanation::tr("reused");
        case api::Decision::Partial: return StepExplanation::tr("reused in part");
        case api::Decision::Estimated:
            return StepExplanation::tr("estimated from the other branch");
    }
    return {};
}

QString reuse_word(api::Reuse reuse) {
    switch (reuse) {
        case api::Reuse::Unnamed: return {};
        case api::Reuse::Step: return StepExplanation::tr("the whole step");
        case api::Reuse::Guidance: return StepExplanation::tr("guidance");
        case api::Reuse::Blocks: return StepExplanation::tr("inner blocks");
        case api::Reuse::Stages: return StepExplanation::tr("structure and detail");
        case api::Reuse::Detail: return StepExplanation::tr("detail");
        case api::Reuse::Modules: return StepExplanation::tr("parts of blocks");
        case api::Reuse::Tokens: return StepExplanation::tr("all but some tokens");
    }
    return {};
}

QString branch_word(api::Branch branch) {
    return branch == api::Branch::Cond ? StepExplanation::tr("cond")
                                       : StepExplanation::tr("uncond");
}

QString explain(const api::PassRecord& pass, const std::optional<insight::Rule>& rule) {
    QString word = decision_word(pass.decision);
    if (!rule) return word + details(pass);
    if (!std::isfinite(pass.accumulated_error) || !std::isfinite(pass.threshold)) {
        return pass.decision == api::Decision::Resumed
                   ? StepExplanation::tr("no finite error → %1").arg(word)
                   : word;
    }
    const double before = pass.accumulated_error - pass.probe_error;
    const bool passes = insight::is_reused(*rule, pass.accumulated_error, pass.threshold);
    const QString relation = passes ? (rule->or_equal ? QStringLiteral("≤") : QStringLiteral("<"))
                                    : (rule->or_equal ? QStringLiteral(">") : QStringLiteral("≥"));
    QString text = QStringLiteral("%1 + %2 = %3 %4 %5 → %6")
                       .arg(number(before), number(pass.probe_error),
                            number(pass.accumulated_error), relation, number(pass.threshold), word);
    if (pass.decision == api::Decision::Skipped) text += estimate(pass);
    if (passes && pass.decision == api::Decision::Resumed)
        text += StepExplanation::tr(" (asked for)");
    return text;
}

}  // namespace plumbline::ui
