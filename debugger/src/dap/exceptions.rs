//! What `catch` catches, as the protocol's exceptions.

use serde::Deserialize;
use serde_json::{Value, json};

use super::marks::Group;
use super::options::Options;
use super::requests::{Handled, told};
use super::state::State;
use super::wire::{Failure, Request};
use jumppad_engine::breakpoints::catch::{EVERYWHERE, WORDS};
use jumppad_engine::breakpoints::{Kind, Spec};
use jumppad_engine::expression::View;
use jumppad_language::session::Session;

/// The filters: the words of `catch` that need no more words.
pub(super) fn filters() -> Value {
    let words = WORDS.iter().filter(|word| word.kind.is_some());
    let filters = words.map(|word| {
        json!({
            "filter": word.name,
            "label": word.name,
            "description": word.summary,
            "default": false,
            "supportsCondition": true,
            "conditionDescription": "an expression, such as pc > $C000",
        })
    });
    filters.collect()
}

impl State {
    pub(super) fn set_exception_breakpoints(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Filter {
            filter_id: String,
            condition: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        #[derive(Default)]
        struct Arguments {
            filters: Vec<String>,
            filter_options: Vec<Filter>,
        }
        let Arguments {
            filters,
            filter_options,
        } = request.arguments()?;
        self.marks.remove(session, &Group::Exceptions);
        let plain = filters.into_iter().map(|filter_id| Filter {
            filter_id,
            condition: None,
        });
        let mut answers = Vec::new();
        for Filter {
            filter_id,
            condition,
        } in plain.chain(filter_options)
        {
            let options = Options::of_condition(condition, None);
            let spec = caught(session, &filter_id, &options);
            answers.push(self.add_one(session, Group::Exceptions, spec));
        }
        told(json!({ "breakpoints": answers }))
    }
}

fn caught(session: &Session<'_>, name: &str, options: &Options) -> Result<Spec, Failure> {
    let word = WORDS.iter().find(|word| word.name == name);
    let unknown = || Failure::new(format!("nothing called `{name}` can be caught"));
    let kind = word.and_then(|word| word.kind).ok_or_else(unknown)?;
    let view = View::Held(session.debugger.frame);
    options.spec(session, Spec::new(Kind::Catch(kind), EVERYWHERE), view)
}
