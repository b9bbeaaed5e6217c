//! Groups' part of the compile service: regions in, code out.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::Duration;

use super::code::Code;
use super::service::{Backend, Compiled, Service, Work};
use super::{CompileError, codegen, group};
use crate::event::GroupId;
use crate::patience::{self, Waiting};
use crate::placed::{PlacedCode, PlacedObserver, announce};
use crate::region::Region;

/// A region to be compiled.
pub(crate) struct Request {
    pub(crate) id: GroupId,
    pub(crate) region: Arc<Region>,
    /// Told where the code is put.
    pub(crate) observer: Option<PlacedObserver>,
}

impl Work for Request {
    type Code = Code;

    fn compile(&self, backend: &Backend) -> Result<Code, CompileError> {
        let symbol = group::symbol(self.region.entry);
        let object =
            codegen::compile(&backend.host, &self.region, format!("{symbol}.{}", self.id))?;
        let bytes = object.code_bytes;
        let code = Code::new(backend.orc.link(object)?, bytes);
        announce(self.observer.as_ref(), || PlacedCode {
            group: Some(self.id),
            symbol,
            start: code.start(),
            bytes,
        });
        Ok(code)
    }
}

/// A compiled region.
pub(crate) struct Answer {
    pub(crate) id: GroupId,
    pub(crate) region: Arc<Region>,
    pub(crate) compiled: Compiled<Code>,
}

struct Asked {
    id: GroupId,
    region: Arc<Region>,
    answer: Receiver<Compiled<Code>>,
}

/// The machine's end of the service.
pub(crate) struct Compiler {
    service: Service<Request>,
    /// What has no answer yet, or none that was taken.
    asked: VecDeque<Asked>,
}

impl Compiler {
    /// Starts the thread; LLVM is loaded and set up by the first request.
    pub(crate) fn start() -> Self {
        Self {
            service: Service::start("jumppad-compiler"),
            asked: VecDeque::new(),
        }
    }

    /// Sends a request; an error means that the thread is gone.
    pub(crate) fn request(&mut self, request: Request) -> Result<(), CompileError> {
        let (id, region) = (request.id, Arc::clone(&request.region));
        let answer = self.service.compile(request)?;
        self.asked.push_back(Asked { id, region, answer });
        Ok(())
    }

    /// Frees a group's code, which takes a while that the machine need not wait.
    pub(crate) fn free(&self, code: Code) {
        self.service.free(code);
    }

    /// Regions of which no code was taken yet.
    pub(crate) fn outstanding(&self) -> usize {
        self.asked.len()
    }

    /// The next answer, if there is one, or if one is outstanding and to be
    /// waited for, unless `interrupt` is set before it comes.
    #[inline]
    pub(crate) fn answer(&mut self, waiting: Waiting, interrupt: &AtomicBool) -> Option<Answer> {
        let asked = self.asked.front()?;
        let compiled = match patience::receive(&asked.answer, waiting, interrupt) {
            Ok(compiled) => compiled,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Compiled {
                result: Err(CompileError::ThreadGone),
                time: Duration::ZERO,
            },
        };
        let Asked { id, region, .. } = self.asked.pop_front()?;
        Some(Answer {
            id,
            region,
            compiled,
        })
    }
}
