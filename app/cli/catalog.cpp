// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/catalog.h"

namespace plumbline::cli {

int show_catalog(const Reporting& reporting, const std::string& family, const CatalogView& view) {
    Session session(reporting);
    api::CatalogEvent catalog;
    api::FinishedEvent finished =
        session.run(api::CatalogRequest{.family = family}, [&catalog](const api::Body& body) {
            if (const auto* event = std::get_if<api::CatalogEvent>(&body)) catalog = *event;
        });
    if (finished.outcome == api::Outcome::Done) {
        finished.json = view.json(catalog);
        finished.lines = view.lines(catalog);
    }
    return session.report(finished);
}

}  // namespace plumbline::cli
