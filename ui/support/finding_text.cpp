// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/finding_text.h"

#include <QCoreApplication>

namespace plumbline::ui {
namespace {

struct Doctor {
    Q_DECLARE_TR_FUNCTIONS(Doctor)
};

QString number(double value) {
    return QString::number(value, 'g', 3);
}

QString times(double value) {
    return QString::number(value, 'f', 2);
}

QString advice(const insight::Finding& f) {
    if (f.count == 0) return {};
    return Doctor::tr(" %1 would reuse about %2 (%3×).")
        .arg(number(f.better))
        .arg(f.count)
        .arg(times(f.gain));
}

}  // namespace

QString finding_text(const insight::Finding& f) {
    using insight::Symptom;
    switch (f.symptom) {
        case Symptom::NothingRecorded: return Doctor::tr("No model calls were recorded.");
        case Symptom::TooFewSteps:
            return Doctor::tr(
                       "Too few steps to cache: of %1 steps the rule was asked at %2 calls; use "
                       "more "
                       "steps or a shorter retention.")
                .arg(f.count)
                .arg(f.total);
        case Symptom::NonFinite:
            return Doctor::tr(
                       "%1 calls measured an error that is no finite number; they were computed. "
                       "Look at the model's files and the precision.")
                .arg(f.count);
        case Symptom::NeverEngages:
            return Doctor::tr(
                       "0 of %1 eligible calls reused: the smallest error %2 is above the "
                       "threshold "
                       "%3.")
                       .arg(f.total)
                       .arg(number(f.smallest), number(f.value)) +
                   advice(f);
        case Symptom::AlmostEngages:
            return Doctor::tr(
                       "0 of %1 eligible calls reused, but almost: the smallest error %2 is close "
                       "above the threshold %3.")
                       .arg(f.total)
                       .arg(number(f.smallest), number(f.value)) +
                   advice(f);
        case Symptom::AlwaysEngages:
            return Doctor::tr(
                       "All %1 eligible calls were reused: the threshold %2 decides nothing; any "
                       "above %3 does the same.")
                .arg(f.total)
                .arg(number(f.value), number(f.better));
        case Symptom::CliffNearby:
            return Doctor::tr("A cliff is near the threshold %1: at %2 the speed-up would be %3×.")
                .arg(number(f.value), number(f.better), times(f.gain));
        case Symptom::ClippedWeights:
            return Doctor::tr(
                       "The alignment weight was clipped in %1 of %2 reused calls: the trajectory "
                       "turns faster than the cap allows; a lower threshold keeps closer.")
                .arg(f.count)
                .arg(f.total);
        case Symptom::BranchesDisagree:
            return Doctor::tr(
                       "The guidance branches disagree at %1 of %2 steps: one was computed where "
                       "the "
                       "other was reused.")
                .arg(f.count)
                .arg(f.total);
        case Symptom::Working:
            return Doctor::tr("%1 of %2 eligible calls reused; ideal speed-up %3×.")
                .arg(f.count)
                .arg(f.total)
                .arg(times(f.gain));
    }
    return {};
}

}  // namespace plumbline::ui
