//! As much of JSON Schema as the program's own schema uses; a keyword that is not known here fails the test, so that
//! nothing is left unchecked. A field that the schema does not name is an error, too.
//!
//! The crate jsonschema is asked as well: what is read here is what others read in the schema.

use std::collections::HashSet;

use jsonschema::Validator;
use serde_json::Value;

pub(crate) struct Schema(Value, Validator);

#[allow(dead_code, reason = "each test binary uses a part of this")]
impl Schema {
    pub(crate) fn new(schema: Value) -> Self {
        let validator = jsonschema::validator_for(&schema).expect("it is a schema");
        Self(schema, validator)
    }

    /// What the built program says of itself.
    pub(crate) fn of_program() -> Self {
        let printed = crate::cli::jumppad(&["--json-schema"], "");
        assert_eq!(printed.code, 0);
        Self::new(serde_json::from_str(&printed.out).expect("the schema is JSON"))
    }

    /// Whether `value` is what the schema says.
    ///
    /// # Errors
    /// Where it is not.
    pub(crate) fn fits(&self, value: &Value) -> Result<(), String> {
        let named = self.check(value, &self.0)?;
        closed(value, &named)?;
        self.1
            .validate(value)
            .map_err(|error| format!("jsonschema: {error}"))
    }

    /// The fields of `value` that `schema` names.
    fn check(&self, value: &Value, schema: &Value) -> Result<HashSet<String>, String> {
        let mut named = HashSet::new();
        for (keyword, rule) in schema.as_object().expect("a schema is an object") {
            match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "format" => {}
                "$ref" => {
                    let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    named.extend(self.check(value, &self.0["$defs"][name])?);
                }
                "type" => kind(value, rule)?,
                // What no rule names is refused in any case.
                "additionalProperties" if rule == &Value::Bool(false) => {}
                "const" => holds(value == rule, value, keyword, rule)?,
                "enum" => holds(
                    rule.as_array().unwrap().contains(value),
                    value,
                    keyword,
                    rule,
                )?,
                "minimum" | "maximum" => {
                    holds(is_within(value, keyword, rule), value, keyword, rule)?
                }
                "minItems" => holds(length(value) >= rule.as_u64(), value, keyword, rule)?,
                "maxItems" => holds(length(value) <= rule.as_u64(), value, keyword, rule)?,
                "required" => {
                    for name in rule.as_array().unwrap() {
                        let is_there = value.get(name.as_str().unwrap()).is_some();
                        holds(is_there, value, keyword, name)?;
                    }
                }
                "properties" => {
                    for (name, rule) in rule.as_object().unwrap() {
                        named.insert(name.clone());
                        if let Some(field) = value.get(name) {
                            closed(field, &self.check(field, rule)?)?;
                        }
                    }
                }
                "items" => {
                    for item in items(value) {
                        closed(item, &self.check(item, rule)?)?;
                    }
                }
                "prefixItems" => {
                    for (item, rule) in items(value).zip(rule.as_array().unwrap()) {
                        closed(item, &self.check(item, rule)?)?;
                    }
                }
                "oneOf" | "anyOf" => {
                    let choices = rule.as_array().unwrap().iter();
                    let fits: Vec<_> = choices.map(|choice| self.check(value, choice)).collect();
                    let count = fits.iter().filter(|fit| fit.is_ok()).count();
                    let is_right = count == 1 || (count > 1 && keyword == "anyOf");
                    holds(is_right, value, keyword, &Value::from(count))?;
                    named.extend(fits.into_iter().flatten().flatten());
                }
                other => panic!("the schema says `{other}`: tell here what that means"),
            }
        }
        Ok(named)
    }
}

/// Whether a number keeps its limit; what is no number has none.
fn is_within(value: &Value, keyword: &str, rule: &Value) -> bool {
    match (value.as_f64(), rule.as_f64()) {
        (Some(value), Some(limit)) if keyword == "minimum" => value >= limit,
        (Some(value), Some(limit)) => value <= limit,
        _ => true,
    }
}

/// The items of a list.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn length(value: &Value) -> Option<u64> {
    value.as_array().map(|items| items.len() as u64)
}

/// An error unless `fits`.
fn holds(fits: bool, value: &Value, keyword: &str, rule: &Value) -> Result<(), String> {
    match fits {
        true => Ok(()),
        false => Err(format!("{value} breaks `{keyword}` {rule}")),
    }
}

fn kind(value: &Value, rule: &Value) -> Result<(), String> {
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        other => panic!("`{other}` is no type"),
    };
    let fits = match rule {
        Value::Array(kinds) => kinds.iter().any(is),
        kind => is(kind),
    };
    holds(fits, value, "type", rule)
}

/// An error if `value` has fields besides `named`.
fn closed(value: &Value, named: &HashSet<String>) -> Result<(), String> {
    let unknown = value.as_object().into_iter().flatten();
    match unknown
        .map(|(name, _)| name)
        .find(|name| !named.contains(*name))
    {
        None => Ok(()),
        Some(name) => Err(format!("the schema does not know the field `{name}`")),
    }
}
