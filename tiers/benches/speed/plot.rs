//! The warm-up curves as an SVG: a panel a program, both axes logarithmic. What the axes are stands above the panels.

use std::fmt::Write;
use std::io;
use std::path::PathBuf;

/// The speed of one engine.
pub(crate) struct Curve {
    pub(crate) name: &'static str,
    pub(crate) steps: Vec<Step>,
}

/// What was measured from one moment to another: a mean, so it is drawn level.
pub(crate) struct Step {
    /// Seconds since the start.
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) mhz: f64,
}

pub(crate) struct Panel {
    pub(crate) title: String,
    pub(crate) curves: Vec<Curve>,
}

const COLUMNS: usize = 3;
/// Above the panels.
const HEADING: f64 = 30.0;
const TITLE: &str = "Emulated clock since a cold start; both axes are logarithmic";
/// Of a panel, and of the area in it where curves are drawn.
const CELL: (f64, f64) = (330.0, 215.0);
const AREA: (f64, f64) = (250.0, 150.0);
const CORNER: (f64, f64) = (55.0, 30.0);
/// The decades of time in seconds, and of speed in MHz.
const TIMES: [(f64, &str); 4] = [
    (1e-3, "1 ms"),
    (1e-2, "10 ms"),
    (1e-1, "100 ms"),
    (1.0, "1 s"),
];
const SPEEDS: [(f64, &str); 5] = [
    (1e1, "10 MHz"),
    (1e2, "100 MHz"),
    (1e3, "1 GHz"),
    (1e4, "10 GHz"),
    (1e5, "100 GHz"),
];
const COLOURS: [&str; 5] = ["#999999", "#333333", "#c0392b", "#2471a3", "#1e8449"];

/// Where `value` is between the first and the last decade, from 0 to 1.
fn share<const N: usize>(value: f64, decades: &[(f64, &str); N]) -> f64 {
    let (first, last) = (decades[0].0.ln(), decades[N - 1].0.ln());
    ((value.ln() - first) / (last - first)).clamp(0.0, 1.0)
}

fn x(time: f64) -> f64 {
    CORNER.0 + AREA.0 * share(time, &TIMES)
}

fn y(speed: f64) -> f64 {
    CORNER.1 + AREA.1 * (1.0 - share(speed, &SPEEDS))
}

/// Writes the plot into cargo's target folder; its path.
pub(crate) fn write(panels: &[Panel]) -> io::Result<PathBuf> {
    let itself = std::env::current_exe()?;
    // target/release/deps/speed-0123
    let target = itself.ancestors().nth(3).ok_or(io::ErrorKind::NotFound)?;
    let path = target.join("warm-up.svg");
    std::fs::write(&path, svg(panels))?;
    Ok(path)
}

fn svg(panels: &[Panel]) -> String {
    let rows = panels.len().div_ceil(COLUMNS);
    let columns = panels.len().clamp(2, COLUMNS);
    let (width, height) = (CELL.0 * columns as f64, HEADING + CELL.1 * rows as f64);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"10\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{}\" y=\"20\" font-size=\"13\">{TITLE}</text>\n",
        CORNER.0
    );
    for (index, panel) in panels.iter().enumerate() {
        let (column, row) = (index % COLUMNS, index / COLUMNS);
        let (left, top) = (CELL.0 * column as f64, HEADING + CELL.1 * row as f64);
        let _ = writeln!(out, "<g transform=\"translate({left} {top})\">");
        draw(&mut out, panel);
        out += "</g>\n";
    }
    out + "</svg>\n"
}

fn draw(out: &mut String, panel: &Panel) {
    let (right, bottom) = (CORNER.0 + AREA.0, CORNER.1 + AREA.1);
    let line = |x1, y1, x2, y2| {
        format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"#dddddd\"/>\n")
    };
    for (time, label) in TIMES {
        let x = x(time);
        *out += &line(x, CORNER.1, x, bottom);
        let y = bottom + 14.0;
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>"
        );
    }
    for (speed, label) in SPEEDS {
        let y = y(speed);
        *out += &line(CORNER.0, y, right, y);
        let (x, y) = (CORNER.0 - 4.0, y + 3.0);
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{label}</text>"
        );
    }
    let (width, height) = AREA;
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#888888\"/>",
        CORNER.0, CORNER.1
    );
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"18\" font-size=\"13\" font-weight=\"bold\">{}</text>",
        CORNER.0,
        escaped(&panel.title)
    );
    for (index, curve) in panel.curves.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let shown = curve.steps.iter().filter(|step| step.to >= TIMES[0].0);
        let ends = shown.flat_map(|step| [(step.from, step.mhz), (step.to, step.mhz)]);
        let points: Vec<String> = ends
            .map(|(time, speed)| format!("{:.1},{:.1}", x(time), y(speed)))
            .collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>",
            points.join(" ")
        );
        let (at, line) = (CORNER.0 + 6.0, CORNER.1 + 12.0 * (index + 1) as f64);
        let _ = writeln!(
            out,
            "<text x=\"{at}\" y=\"{line}\" fill=\"{colour}\">{}</text>",
            curve.name
        );
    }
}

/// A program's name is that of a file, and may be anything.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
