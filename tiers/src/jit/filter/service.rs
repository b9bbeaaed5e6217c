//! The compiler of filters as a service, on a thread of its own that the first
//! request starts.
//!
//! Only a few requests wait in line: a filter that finds no place is asked on,
//! and is hot again at the next evaluation.

use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jumppad_llvm::with_last_words;

use super::super::code::FilterCode;
use super::super::orc::Orc;
use super::super::target::Host;
use super::super::{CompileError, Waiting, codegen};
use crate::filter::{Filter, FilterId};
use crate::filters::lock;

/// Requests that may wait behind the one under way.
const MAX_WAITING: usize = 1;

struct Request {
    id: FilterId,
    filter: Arc<Filter>,
    answer: Sender<Compiled>,
}

/// What came of a request.
pub(crate) struct Compiled {
    pub(crate) result: Result<FilterCode, CompileError>,
    /// Host time that it took.
    pub(crate) time: Duration,
}

/// Whether a filter will be compiled.
pub(crate) enum Requested {
    /// The answer comes here.
    Yes(Receiver<Compiled>),
    /// Too many others wait.
    Busy,
    /// The thread is gone.
    Gone,
}

/// The service.
#[derive(Default)]
pub(crate) struct FilterCompiler {
    worker: Mutex<Option<Worker>>,
}

struct Worker {
    requests: Option<SyncSender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl FilterCompiler {
    /// Asks for a filter's code; `waiting` says whether to wait for a place in line.
    pub(crate) fn request(&self, id: FilterId, filter: Arc<Filter>, waiting: Waiting) -> Requested {
        let (answer, receiver) = channel();
        let request = Request { id, filter, answer };
        let mut worker = lock(&self.worker);
        let worker = worker.get_or_insert_with(Worker::start);
        let Some(requests) = &worker.requests else {
            return Requested::Gone;
        };
        let sent = match waiting {
            Waiting::Poll => requests.try_send(request),
            Waiting::Block => requests
                .send(request)
                .map_err(|request| TrySendError::Disconnected(request.0)),
        };
        match sent {
            Ok(()) => Requested::Yes(receiver),
            Err(TrySendError::Full(_)) => Requested::Busy,
            Err(TrySendError::Disconnected(_)) => Requested::Gone,
        }
    }
}

impl Worker {
    fn start() -> Self {
        let (requests, incoming) = sync_channel(MAX_WAITING);
        let thread = std::thread::Builder::new()
            .name("jumppad-filters".into())
            .spawn(move || serve(incoming));
        match thread {
            Ok(thread) => Self {
                requests: Some(requests),
                thread: Some(thread),
            },
            Err(_) => Self {
                requests: None,
                thread: None,
            },
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take()
            && jumppad_llvm::failure().is_none()
        {
            // A thread that panicked has nothing left to tell.
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

    fn compile(&self, id: FilterId, filter: &Filter) -> Result<FilterCode, CompileError> {
        let symbol = format!("exec_filter_{}", id.0);
        let object = codegen::compile_filter(&self.host, filter, symbol)?;
        let linked = self.orc.link(object)?;
        Ok(FilterCode::new(linked, filter.schema().size))
    }
}

fn serve(requests: Receiver<Request>) {
    let requests = Arc::new(Mutex::new(requests));
    let mut backend: Option<Backend> = None;
    while let Some(Request { id, filter, answer }) = next(&requests) {
        let started = Instant::now();
        let last_words = {
            let (requests, answer) = (Arc::clone(&requests), answer.clone());
            move || refuse(answer, &requests)
        };
        let result = with_last_words(last_words, || match &backend {
            Some(backend) => backend.compile(id, &filter),
            None => Backend::new().and_then(|new| backend.insert(new).compile(id, &filter)),
        });
        let time = started.elapsed();
        // Nobody waits for it any more, and it is freed.
        let _ = answer.send(Compiled { result, time });
    }
}

fn next(requests: &Mutex<Receiver<Request>>) -> Option<Request> {
    lock(requests).recv().ok()
}

/// Answers a request, and all that come after it, without LLVM, which cannot go on.
fn refuse(answer: Sender<Compiled>, requests: &Mutex<Receiver<Request>>) {
    let mut answer = Some(answer);
    while let Some(refused) = answer {
        if let Err(error) = jumppad_llvm::load() {
            let result = Err(error.into());
            let time = Duration::ZERO;
            // Nobody waits for it any more.
            let _ = refused.send(Compiled { result, time });
        }
        answer = next(requests).map(|request| request.answer);
    }
}
