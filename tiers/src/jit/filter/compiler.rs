//! Filters' part of the compile service, whose thread the first request starts.
//!
//! Only a few requests wait in line: a filter that finds no place is asked on,
//! and is hot again at the next evaluation.

use std::sync::mpsc::Receiver;
use std::sync::{Arc, OnceLock};

use super::super::code::FilterCode;
use super::super::service::{Backend, Compiled, Service, Work};
use super::super::{CompileError, codegen};
use crate::event::FilterId;
use crate::filter::Filter;
use crate::patience::Waiting;

struct Request {
    id: FilterId,
    filter: Arc<Filter>,
}

impl Work for Request {
    type Code = FilterCode;

    fn compile(&self, backend: &Backend) -> Result<FilterCode, CompileError> {
        let symbol = format!("exec_filter_{}", self.id.0);
        let object = codegen::compile_filter(&backend.host, &self.filter, symbol)?;
        let linked = backend.orc.link(object)?;
        Ok(FilterCode::new(linked, self.filter.schema().size))
    }
}

/// Whether a filter will be compiled.
pub(crate) enum Requested {
    /// The answer comes here.
    Yes(Receiver<Compiled<FilterCode>>),
    /// Too many others wait.
    Busy,
    /// The thread is gone.
    Gone,
}

/// The service.
#[derive(Default)]
pub(crate) struct FilterCompiler {
    service: OnceLock<Service<Request>>,
}

impl FilterCompiler {
    /// Asks for a filter's code, unless `most` are asked for already; who waits for it may
    /// wait in line as well.
    pub(crate) fn request(
        &self,
        id: FilterId,
        filter: Arc<Filter>,
        most: usize,
        waiting: Waiting,
    ) -> Requested {
        let service = self
            .service
            .get_or_init(|| Service::start("jumppad-filters"));
        if waiting == Waiting::Poll && service.unanswered() >= most {
            return Requested::Busy;
        }
        match service.compile(Request { id, filter }) {
            Ok(answer) => Requested::Yes(answer),
            Err(_) => Requested::Gone,
        }
    }
}
