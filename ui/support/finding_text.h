// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/doctor.h"

#include <QString>

namespace plumbline::ui {

/// A finding of the doctor as a sentence in the language of the window.
[[nodiscard]] QString finding_text(const insight::Finding& finding);

}  // namespace plumbline::ui
