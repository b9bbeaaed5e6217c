//! The page's skeleton: its sections, which the scripts fill, its style, its scripts and its data.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::model::Run;
use crate::words::{count, time};
use crate::{summary, terms, totals};

const STYLE: &[&str] = &[
    include_str!("../page/page.css"),
    include_str!("../page/timeline.css"),
    include_str!("../page/map.css"),
    include_str!("../page/region.css"),
];

/// In the order in which they need each other; one scope holds them all.
const SCRIPTS: &[&str] = &[
    include_str!("../page/data.js"),
    include_str!("../page/elements.js"),
    include_str!("../page/places.js"),
    include_str!("../page/scale.js"),
    include_str!("../page/lanes.js"),
    include_str!("../page/timeline.js"),
    include_str!("../page/charts.js"),
    include_str!("../page/colours.js"),
    include_str!("../page/map.js"),
    include_str!("../page/graph.js"),
    include_str!("../page/stages.js"),
    include_str!("../page/region.js"),
    include_str!("../page/flame.js"),
    include_str!("../page/history.js"),
    include_str!("../page/main.js"),
];

/// Nothing is fetched from anywhere, and no form or base leads out of the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      form-action 'none'; base-uri 'none'";

/// The whole page. `json` is safe within a script element.
pub(crate) fn html(title: &str, run: &Run, json: &str) -> String {
    let script = format!("(() => {{\n\"use strict\";\n{}\n}})();", SCRIPTS.join("\n"));
    let profiled = run.sampled_every.is_some();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(run.by);
                title { (title) }
                style { (PreEscaped(STYLE.join("\n"))) }
            }
            body {
                a.skip href="#main" { "To the content" }
                (top(title, run, profiled))
                main #main {
                    noscript { p.note { "The pictures on this page need JavaScript, which is switched off." } }
                    ul #left-out .note hidden {}
                    section #summary aria-labelledby="summary-title" {
                        h2 #summary-title { "What happened" }
                        (summary::story(run))
                        (terms::legend())
                    }
                    (section("timeline", "Timeline", "Each lane is a compiled region: counted, asked for, compiled, in use, and how it ended."))
                    (section("map", "Memory map", "Each dot is a byte, each row a page of 256. The page under the cursor is shown enlarged."))
                    (section("region", "A region", "What a compiled region looks like at each stage, from the guest's instructions to the host's."))
                    @if profiled {
                        (section("profile", "Where the time went", "Width is time. A call stands on its caller."))
                    }
                    (section("history", "History of an address", "All that ever happened to a byte."))
                    section #totals aria-labelledby="totals-title" {
                        h2 #totals-title { "Totals" }
                        p.about { "The counters of " code { "info jit" } "." }
                        (totals::table(&run.jit))
                    }
                }
                footer { "Made by " (run.by) ". This page is one file and fetches nothing." }
                div #tip role="presentation" hidden {}
                script #data type="application/json" { (PreEscaped(json)) }
                script { (PreEscaped(script)) }
            }
        }
    }
    .into_string()
}

fn top(title: &str, run: &Run, profiled: bool) -> Markup {
    let running: f64 = run.shares.iter().map(|share| share.running).sum();
    html! {
        header {
            div {
                h1 { (title) }
                p { (run.chip) " · " (count(run.end.cycle, "cycle")) " · " (time(running)) " running" }
            }
            nav aria-label="Sections" {
                a href="#summary" { "Summary" }
                a href="#timeline" { "Timeline" }
                a href="#map" { "Memory" }
                a href="#region" { "Region" }
                @if profiled { a href="#profile" { "Profile" } }
                a href="#history" { "Address" }
                a href="#totals" { "Totals" }
            }
        }
    }
}

/// A section that a script fills.
fn section(id: &str, title: &str, about: &str) -> Markup {
    html! {
        section id=(id) aria-labelledby={(id) "-title"} {
            h2 id={(id) "-title"} { (title) }
            p.about { (about) }
            div.body {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_and_style_says_what_it_is_for() {
        for text in SCRIPTS {
            assert!(text.starts_with("// "), "{text:.40}");
            // It would end the element that it stands in.
            assert!(!text.contains("</") && !text.contains("<!--"), "{text:.40}");
            assert!(text.lines().count() < 400, "{text:.40}");
        }
        for text in STYLE {
            assert!(
                text.starts_with("/* ") && !text.contains("</"),
                "{text:.40}"
            );
        }
    }

    #[test]
    fn no_script_makes_markup_of_text() {
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ] {
            assert!(!SCRIPTS.iter().any(|text| text.contains(word)), "{word}");
        }
    }
}
