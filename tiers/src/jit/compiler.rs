//! The compiler as a service: requests in, code out, on a thread of its own.
//!
//! The thread owns everything of LLVM. Waiting for an answer makes compilation
//! synchronous; polling makes it run beside the interpreter. Requests are
//! served in order, so code handed back is freed before a later request with
//! the same entry is compiled. A thread in which LLVM cannot go on refuses what it
//! is asked from then on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jumppad_llvm::with_last_words;

use super::code::Code;
use super::orc::Orc;
use super::target::Host;
use super::{CompileError, codegen, group};
use crate::event::GroupId;
use crate::filters::lock;
use crate::patience;
use crate::placed::{PlacedCode, PlacedObserver, announce};
use crate::region::Region;

/// Compile requests that may be under way at once. A block that finds no place
/// counts again, so the hottest blocks get the places.
const MAX_OUTSTANDING: usize = 2;

/// What the machine asks for.
pub(crate) enum Request {
    /// Compile a region.
    Compile { id: GroupId, region: Arc<Region> },
    /// Free a group's code, which takes a while that the machine need not wait.
    Free(Code),
    /// Tell where code is put from now on.
    Observe(PlacedObserver),
}

/// A compiled region.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) code: Code,
    /// Bytes of machine code.
    pub(crate) code_bytes: u64,
}

/// The answer to a compile request.
pub(crate) struct Answer {
    pub(crate) id: GroupId,
    pub(crate) region: Arc<Region>,
    pub(crate) result: Result<Compiled, CompileError>,
    /// Host time that it took.
    pub(crate) time: Duration,
}

/// Whether to wait for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    Poll,
    Block,
}

/// The machine's end of the service.
pub(crate) struct Compiler {
    requests: Option<Sender<Request>>,
    answers: Receiver<Answer>,
    thread: Option<JoinHandle<()>>,
    outstanding: usize,
    closing: Arc<AtomicBool>,
}

impl Compiler {
    /// Starts the thread; LLVM is loaded and set up by the first request.
    pub(crate) fn start() -> Self {
        let (requests, incoming) = channel();
        let (outgoing, answers) = channel();
        let closing = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&closing);
        let thread = std::thread::Builder::new()
            .name("jumppad-compiler".into())
            .spawn(move || serve(incoming, &outgoing, &closed))
            .ok();
        Self {
            requests: Some(requests),
            answers,
            thread,
            outstanding: 0,
            closing,
        }
    }

    /// Sends a request; an error means that the thread is gone.
    pub(crate) fn request(&mut self, request: Request) -> Result<(), CompileError> {
        if matches!(request, Request::Compile { .. }) {
            self.outstanding += 1;
        }
        let requests = self.requests.as_ref().ok_or(CompileError::ThreadGone)?;
        requests.send(request).map_err(|_| CompileError::ThreadGone)
    }

    /// Whether further compile requests would only wait in line, growing stale.
    pub(crate) fn is_busy(&self) -> bool {
        self.outstanding >= MAX_OUTSTANDING
    }

    /// The next answer, if there is one, or if one is outstanding and to be
    /// waited for, unless `interrupt` is set before it comes.
    #[inline]
    pub(crate) fn answer(&mut self, waiting: Waiting, interrupt: &AtomicBool) -> Option<Answer> {
        if self.outstanding == 0 {
            return None;
        }
        let answer = match waiting {
            Waiting::Poll => self.answers.try_recv().ok(),
            Waiting::Block => patience::receive(&self.answers, interrupt).ok(),
        }?;
        self.outstanding -= 1;
        Some(answer)
    }
}

impl Drop for Compiler {
    fn drop(&mut self) {
        self.requests = None;
        self.closing.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && !jumppad_llvm::is_abandoned()
            && jumppad_llvm::failure().is_none()
        {
            let _ = thread.join();
        }
    }
}

/// What the thread keeps between requests.
struct Backend {
    host: Host,
    orc: Orc,
}

impl Backend {
    fn new() -> Result<Self, CompileError> {
        let host = Host::new()?;
        let orc = Orc::new(&host)?;
        Ok(Self { host, orc })
    }

    fn compile(&mut self, id: GroupId, region: &Region) -> Result<Compiled, CompileError> {
        let symbol = format!("{}.{id}", group::symbol(region.entry));
        let object = codegen::compile(&self.host, region, symbol)?;
        let code_bytes = object.code_bytes;
        let code = Code::new(self.orc.link(object)?);
        Ok(Compiled { code, code_bytes })
    }
}

fn serve(requests: Receiver<Request>, answers: &Sender<Answer>, closing: &AtomicBool) {
    let requests = Arc::new(Mutex::new(requests));
    let mut backend: Option<Backend> = None;
    let mut observer = None;
    while let Some(request) = next(&requests) {
        if closing.load(Ordering::Relaxed) {
            return;
        }
        match request {
            Request::Compile { id, region } => {
                let started = Instant::now();
                let last_words = {
                    let (requests, answers) = (Arc::clone(&requests), answers.clone());
                    let region = Arc::clone(&region);
                    move || refuse(Request::Compile { id, region }, &requests, &answers)
                };
                let result = with_last_words(last_words, || match &mut backend {
                    Some(backend) => backend.compile(id, &region),
                    None => Backend::new().and_then(|new| backend.insert(new).compile(id, &region)),
                });
                let time = started.elapsed();
                if let Ok(compiled) = &result {
                    announce(observer.as_ref(), || PlacedCode {
                        group: Some(id),
                        symbol: group::symbol(region.entry),
                        start: compiled.code.start(),
                        bytes: compiled.code_bytes,
                    });
                }
                let answer = Answer {
                    id,
                    region,
                    result,
                    time,
                };
                if answers.send(answer).is_err() {
                    return;
                }
            }
            Request::Free(code) => drop(code),
            Request::Observe(new) => observer = Some(new),
        }
    }
}

fn next(requests: &Mutex<Receiver<Request>>) -> Option<Request> {
    lock(requests).recv().ok()
}

/// Answers `request` and all that come after it without LLVM, which cannot go on.
fn refuse(request: Request, requests: &Mutex<Receiver<Request>>, answers: &Sender<Answer>) {
    let mut request = Some(request);
    while let Some(refused) = request {
        if let Request::Compile { id, region } = refused
            && let Err(error) = jumppad_llvm::load()
        {
            let answer = Answer {
                id,
                region,
                result: Err(error.into()),
                time: Duration::ZERO,
            };
            // Nobody waits for it any more.
            let _ = answers.send(answer);
        }
        request = next(requests);
    }
}
