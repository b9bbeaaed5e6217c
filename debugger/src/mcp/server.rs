//! The protocol itself, by `rmcp`, on a thread of its own.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    Implementation, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
    Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{ServerHandler, serve_server};
use tokio::io::{AsyncRead, ReadBuf, Stdin};

use super::desk::{Answer, Counter, Refused};
use super::schemas::answers;
use super::tools::{self, Effect};

/// The longest message that is read, in bytes: all of the guest's memory as numbers fits.
const LONGEST: usize = 1 << 20;

/// How long what was asked may still take once nobody can ask any more: a client that writes all its calls at once and
/// closes the stream waits for answers, one that goes in the midst of a run does not.
const GRACE: Duration = Duration::from_secs(1);

/// What a client should know before it calls anything.
const INSTRUCTIONS: &str = "Jumppad debugs a 6502 program in an emulator. Addresses are numbers in answers; where a tool \
    takes a place or an address, it is text: an expression such as main, list.c:28, $0610, pc+3, or hexadecimal digits. \
    The guest rests between calls; what runs it ends at a breakpoint or with its limits, and going back in time undoes \
    all of it. `command` takes any line of the debugger's own language; `help` tells it.";

/// Speaks the protocol on standard streams until the client goes.
pub(super) fn speak(counter: Counter) -> io::Result<JoinHandle<Result<(), String>>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    thread::Builder::new().spawn(move || {
        let done = runtime.block_on(converse(counter.clone()));
        counter.close();
        // A read of standard input cannot be ended.
        runtime.shutdown_background();
        done
    })
}

async fn converse(counter: Counter) -> Result<(), String> {
    let (from, to) = rmcp::transport::stdio();
    let from = UpToItsEnd {
        from,
        counter: Some(counter.clone()),
    };
    let transport = AsyncRwTransport::new_server(from, to).with_max_line_length(LONGEST);
    match serve_server(Server { counter }, transport).await {
        Ok(service) => match service.waiting().await {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        },
        // One who goes before anything was said is no failure.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Standard input, at whose end what is carried out has its [`GRACE`]: `rmcp` alone would wait much longer.
struct UpToItsEnd {
    from: Stdin,
    counter: Option<Counter>,
}

impl AsyncRead for UpToItsEnd {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (before, room) = (into.filled().len(), into.remaining());
        let read = Pin::new(&mut self.from).poll_read(context, into);
        let is_over = matches!(read, Poll::Ready(Ok(()))) && into.filled().len() == before;
        if is_over
            && room > 0
            && let Some(counter) = self.counter.take()
        {
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                counter.close();
            });
        }
        read
    }
}

/// What answers a client.
struct Server {
    counter: Counter,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        let mut info = ServerConfig::new(capabilities).with_instructions(INSTRUCTIONS);
        info.server_info = Implementation::new("jumppad", env!("CARGO_PKG_VERSION"));
        info
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = tools::all().iter().map(described).collect();
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = tools::all().iter().find(|tool| tool.name == request.name) else {
            let text = format!("there is no tool `{}`", request.name);
            return Err(ErrorData::invalid_params(text, None));
        };
        let arguments = request.arguments.unwrap_or_default();
        let mut pending = match self.counter.ask(tool, arguments) {
            Ok(pending) => pending,
            Err(refused) => return Ok(failed(refused.to_string()).into()),
        };
        let answer = tokio::select! {
            answer = &mut pending.answer => answer,
            () = context.ct.cancelled() => {
                self.counter.cancel(pending.number);
                pending.answer.await
            }
        };
        Ok(match answer {
            Ok(Answer::Done { text, data }) => {
                let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
                result.structured_content = Some(data);
                result.into()
            }
            Ok(Answer::Failed(text)) => failed(text).into(),
            Err(_) => failed(Refused::Over.to_string()).into(),
        })
    }
}

fn failed(text: String) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(text)])
}

/// A tool as the protocol describes it.
fn described(tool: &tools::Tool) -> Tool {
    let hints = ToolAnnotations::new().open_world(false);
    let hints = match tool.effect {
        Effect::Looks => hints.read_only(true),
        Effect::Changes => hints.read_only(false).destructive(false),
        Effect::Anything => hints.read_only(false).destructive(true),
    };
    Tool::new(tool.name, tool.summary, Arc::new((tool.arguments)()))
        .with_raw_output_schema(Arc::new(answers(tool.answers)))
        .with_annotations(hints)
}
