//! A thread in which LLVM compiles, and what is asked of it.
//!
//! The thread owns everything of LLVM, and serves requests in their order: code handed back
//! is freed before a later request is compiled. Each request has an answer of its own, which
//! can be waited for or polled. A thread in which LLVM cannot go on refuses what it is asked
//! from then on.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jumppad_llvm::with_last_words;

use super::CompileError;
use super::orc::Orc;
use super::target::Host;

/// Something to compile.
pub(super) trait Work: Send + 'static {
    type Code: Send;

    /// Compiles it and links it into this process, on the service's thread.
    fn compile(&self, backend: &Backend) -> Result<Self::Code, CompileError>;
}

/// What came of a request.
#[derive(Debug)]
pub(crate) struct Compiled<C> {
    pub(crate) result: Result<C, CompileError>,
    /// Host time that it took.
    pub(crate) time: Duration,
}

enum Request<W: Work> {
    Compile {
        work: W,
        answer: Sender<Compiled<W::Code>>,
        /// Counts the request until it is served.
        _unanswered: Arc<()>,
    },
    /// Free code, which takes a while that nobody need wait for.
    Free(W::Code),
}

/// The other threads' end of the service; dropped, it is closed.
pub(super) struct Service<W: Work> {
    /// None once it closes.
    requests: Option<Sender<Request<W>>>,
    /// None if it could not be started.
    thread: Option<JoinHandle<()>>,
    closing: Arc<AtomicBool>,
    /// Shared by all requests that are not answered yet.
    unanswered: Arc<()>,
}

impl<W: Work> Service<W> {
    /// Starts the thread; LLVM is loaded and set up by the first request.
    pub(super) fn start(name: &str) -> Self {
        let (requests, incoming) = channel();
        let closing = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&closing);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(incoming, &closed));
        Self {
            requests: Some(requests),
            thread: thread.ok(),
            closing,
            unanswered: Arc::default(),
        }
    }

    /// Asks for something to be compiled; the answer comes by what is returned.
    pub(super) fn compile(&self, work: W) -> Result<Receiver<Compiled<W::Code>>, CompileError> {
        let (answer, receiver) = channel();
        self.send(Request::Compile {
            work,
            answer,
            _unanswered: Arc::clone(&self.unanswered),
        })?;
        Ok(receiver)
    }

    /// Has code freed. If the thread is gone, it is freed here.
    pub(super) fn free(&self, code: W::Code) {
        let _ = self.send(Request::Free(code));
    }

    /// Requests that are not answered yet.
    pub(super) fn unanswered(&self) -> usize {
        Arc::strong_count(&self.unanswered) - 1
    }

    fn send(&self, request: Request<W>) -> Result<(), CompileError> {
        let requests = self.requests.as_ref().ok_or(CompileError::ThreadGone)?;
        requests.send(request).map_err(|_| CompileError::ThreadGone)
    }
}

impl<W: Work> Drop for Service<W> {
    fn drop(&mut self) {
        self.requests = None;
        self.closing.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && !jumppad_llvm::is_abandoned()
            && jumppad_llvm::failure().is_none()
        {
            // A thread that panicked has nothing left to tell.
            let _ = thread.join();
        }
    }
}

/// What the thread keeps of LLVM between requests.
pub(super) struct Backend {
    pub(super) host: Host,
    pub(super) orc: Orc,
}

impl Backend {
    fn new() -> Result<Self, CompileError> {
        let host = Host::new()?;
        let orc = Orc::new(&host)?;
        Ok(Self { host, orc })
    }
}

fn serve<W: Work>(requests: Receiver<Request<W>>, closing: &AtomicBool) {
    let requests = Rc::new(requests);
    let mut backend: Option<Backend> = None;
    while let Ok(request) = requests.recv()
        && !closing.load(Ordering::Relaxed)
    {
        // What is freed has been dropped by that.
        let Request::Compile { work, answer, .. } = &request else {
            continue;
        };
        let started = Instant::now();
        let last_words = {
            let (requests, answer) = (Rc::clone(&requests), answer.clone());
            move || refuse_all(answer, &requests)
        };
        let result = with_last_words(last_words, || match &backend {
            Some(backend) => work.compile(backend),
            None => Backend::new().and_then(|new| work.compile(backend.insert(new))),
        });
        let time = started.elapsed();
        // If nobody waits for it any more, it is freed.
        let _ = answer.send(Compiled { result, time });
    }
}

/// Answers a request, and all that come after it, without LLVM, which cannot go on.
fn refuse_all<W: Work>(first: Sender<Compiled<W::Code>>, requests: &Receiver<Request<W>>) {
    refuse(&first);
    for request in requests {
        if let Request::Compile { answer, .. } = &request {
            refuse(answer);
        }
    }
}

fn refuse<C>(answer: &Sender<Compiled<C>>) {
    if let Err(error) = jumppad_llvm::load() {
        let (result, time) = (Err(error.into()), Duration::ZERO);
        // Nobody waits for it any more.
        let _ = answer.send(Compiled { result, time });
    }
}
