//! `jumppad trace`: a binary trace as text, or a part of it.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::{Record, Ring};
use jumppad_tiers::{Config, JitMode, Machine};

use crate::exit::Exit;
use crate::render::put_error;
use jumppad_engine::expression::{EvalError, Expr, Scope};
use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::Symbols;
use jumppad_engine::query::{Condition, TraceFilter};
use jumppad_engine::tracing::binary::{Reader, Unread};
use jumppad_engine::tracing::{Encoder, Form};

/// Records that are asked at once.
const PIECE: usize = 4096;
/// The exit code of a program that SIGPIPE ended, as a shell gives it.
const BROKEN_PIPE: u8 = 128 + 13;

/// What is wanted of a trace.
pub(crate) struct Order {
    /// Standard input if there is none.
    pub(crate) file: Option<PathBuf>,
    /// Only the number of instructions is wanted if there is none.
    pub(crate) form: Option<Form>,
    pub(crate) condition: Option<Expr>,
    pub(crate) range: Option<RangeInclusive<u16>>,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cannot read {file}: {source}")]
    Unread { file: String, source: Unread },
    #[error("{0}")]
    Condition(EvalError),
    #[error("the condition cannot be asked: {0}")]
    Fault(String),
    #[error("cannot write to standard output: {0}")]
    Unwritten(io::Error),
}

/// Prints it.
pub(crate) fn run(order: &Order) -> Exit {
    match print(order) {
        Ok(()) => Exit::Fine,
        Err(Failure::Unwritten(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Exit::Guest(BROKEN_PIPE)
        }
        Err(error) => {
            put_error(&format!("jumppad: {error}\n"));
            Exit::Failed
        }
    }
}

fn print(order: &Order) -> Result<(), Failure> {
    let file = match &order.file {
        Some(path) => path.display().to_string(),
        None => "standard input".to_owned(),
    };
    let unread = |source| Failure::Unread {
        file: file.clone(),
        source,
    };
    let from: Box<dyn Read> = match &order.file {
        Some(path) => Box::new(File::open(path).map_err(|error| unread(error.into()))?),
        None => Box::new(io::stdin()),
    };
    let mut reader = Reader::new(BufReader::with_capacity(1 << 18, from)).map_err(unread)?;
    let mut printer = Printer::new(order)?;
    loop {
        let next = reader.next_record().map_err(unread);
        if let Ok(Some((record, model))) = next {
            printer.add(&record, model)?;
            continue;
        }
        // What is whole is printed before what is wrong is told.
        printer.end()?;
        return next.map(|_| ());
    }
}

/// What is on its way to standard output.
struct Printer<'o> {
    order: &'o Order,
    /// Only conditions need it, for the chip that it has.
    machine: Machine,
    filter: Option<TraceFilter>,
    encoder: Option<Encoder>,
    records: Vec<u8>,
    text: Vec<u8>,
    count: u64,
}

impl<'o> Printer<'o> {
    fn new(order: &'o Order) -> Result<Self, Failure> {
        let machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        let filter = match &order.condition {
            None => None,
            Some(expr) => {
                let (symbols, source) = (Symbols::default(), Source::default());
                let scope = Scope::of(&machine, &symbols, &source);
                let condition = Condition {
                    expr: expr.clone(),
                    at: 0,
                };
                Some(TraceFilter::new(&condition, &scope).map_err(Failure::Condition)?)
            }
        };
        let mut text = Vec::new();
        let encoder = order.form.map(Encoder::new);
        if let Some(encoder) = &encoder {
            encoder.begin(&mut text);
        }
        Ok(Self {
            order,
            machine,
            filter,
            encoder,
            records: Vec::new(),
            text,
            count: 0,
        })
    }

    fn add(&mut self, record: &Record, model: Model) -> Result<(), Failure> {
        if model != self.machine.model() {
            self.pass()?;
            self.machine.set_model(model);
        }
        let range = self.order.range.as_ref();
        if range.is_none_or(|range| range.contains(&record.pc())) {
            self.records.extend_from_slice(record.bytes());
        }
        match self.records.len() >= PIECE * Ring::RECORD_BYTES {
            true => self.pass(),
            false => Ok(()),
        }
    }

    fn pass(&mut self) -> Result<(), Failure> {
        let records = self.records.as_chunks::<{ Ring::RECORD_BYTES }>().0;
        let mut found: Vec<usize> = Vec::new();
        match &mut self.filter {
            None => found.extend(0..records.len()),
            Some(filter) => filter
                .search(&self.machine, &Symbols::default(), &self.records, |at| {
                    found.push(at)
                })
                .map_err(|fault| Failure::Fault(fault.to_string()))?,
        }
        self.count += found.len() as u64;
        if let Some(encoder) = &mut self.encoder {
            for at in found {
                let record = Record::of(&records[at]);
                encoder.add(&record, self.machine.model(), &mut self.text);
            }
        }
        self.records.clear();
        self.write()
    }

    fn write(&mut self) -> Result<(), Failure> {
        let written = io::stdout().write_all(&self.text);
        self.text.clear();
        written.map_err(Failure::Unwritten)
    }

    fn end(&mut self) -> Result<(), Failure> {
        self.pass()?;
        if self.encoder.is_none() {
            self.text = format!("{}\n", self.count).into_bytes();
            self.write()?;
        }
        io::stdout().flush().map_err(Failure::Unwritten)
    }
}
