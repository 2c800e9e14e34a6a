// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/settle_frames.h"

#include <nlohmann/json.hpp>

namespace plumbline::cli {

void settle_frames(api::Recipe& recipe, Session& session) {
    if (recipe.frames || !recipe.output.empty() || recipe.model == "demo") return;
    const api::FinishedEvent answer = session.ask(api::ForecastRequest{.recipe = recipe});
    const auto plan = nlohmann::json::parse(answer.json, nullptr, /*allow_exceptions=*/false);
    const auto frames = plan.is_object() ? plan.find("frames") : plan.end();
    if (frames != plan.end() && frames->is_number_integer() && frames->get<int>() == 1)
        recipe.frames = 1;
}

}  // namespace plumbline::cli
