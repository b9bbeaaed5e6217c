//! Joins the functions of predicates into the code of a filter, with
//! short-circuit control flow.
//!
//! ```text
//! a && (b || c)     a ? and_middle : no      and_middle:  b ? yes : or_middle
//!                                            or_middle:   c ? yes : no
//! ```
//! Wherever the evaluator would have a fault, or memory cannot be looked at
//! directly, control goes to `ask`: the evaluator decides.

use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::values::{
    BasicMetadataValueEnum, BasicValueEnum, FunctionValue, IntValue, PointerValue, UnnamedAddress,
};

use super::super::{CompileError, template};
use crate::filter::{Expr, IntField, Text, TextField, TextTest, Unary};

type Result<T> = std::result::Result<T, CompileError>;

/// A string: where it is, and its length.
#[derive(Clone, Copy)]
struct Slice<'ctx> {
    pointer: PointerValue<'ctx>,
    length: IntValue<'ctx>,
}

/// A predicate's name, and what to call it with.
pub(in crate::jit) type Call<'ctx> = (&'static str, Vec<BasicMetadataValueEnum<'ctx>>);

/// Where the values of a record are found.
pub(in crate::jit) trait Source<'ctx> {
    /// What gives the value of an integer field.
    fn int(&self, field: &IntField) -> Result<Call<'ctx>>;

    /// What gives a string.
    fn text(&self, field: &TextField) -> Result<Call<'ctx>>;

    /// What gives its room, the bytes that begin with it and may be looked at.
    fn room(&self, field: &TextField) -> Result<Call<'ctx>>;

    /// Page 0, the other pages, and the attributes of all.
    fn memory(&self) -> Result<[PointerValue<'ctx>; 3]>;
}

/// A function that a filter's code is built into.
pub(in crate::jit) struct Joiner<'a, 'ctx, S> {
    pub(in crate::jit) context: &'ctx Context,
    pub(in crate::jit) builder: &'a Builder<'ctx>,
    pub(in crate::jit) module: &'a Module<'ctx>,
    pub(in crate::jit) function: FunctionValue<'ctx>,
    pub(in crate::jit) source: &'a S,
    pub(in crate::jit) ask: BasicBlock<'ctx>,
}

impl<'ctx, S: Source<'ctx>> Joiner<'_, 'ctx, S> {
    /// Goes to `yes` if the condition holds, else to `no`.
    pub(in crate::jit) fn branch(
        &self,
        expr: &Expr,
        yes: BasicBlock<'ctx>,
        no: BasicBlock<'ctx>,
    ) -> Result<()> {
        match expr {
            Expr::All(terms) => self.chain(terms, "and_middle", yes, |term, middle| {
                self.branch(term, middle, no)
            }),
            Expr::Any(terms) => self.chain(terms, "or_middle", no, |term, middle| {
                self.branch(term, yes, middle)
            }),
            Expr::Unary(Unary::Not, operand) => self.branch(operand, no, yes),
            Expr::Text(test, left, right) => {
                let holds = self.compare(*test, left, right)?;
                self.go(holds, yes, no)
            }
            _ => {
                let value = self.value(expr)?;
                let zero = self.number(0);
                let holds =
                    self.builder
                        .build_int_compare(IntPredicate::NE, value, zero, "holds")?;
                self.go(holds, yes, no)
            }
        }
    }

    /// Asks `terms` one after the other, as long as each leads on; then goes to `end`.
    fn chain(
        &self,
        terms: &[Expr],
        name: &str,
        end: BasicBlock<'ctx>,
        ask: impl Fn(&Expr, BasicBlock<'ctx>) -> Result<()>,
    ) -> Result<()> {
        let Some((last, before)) = terms.split_last() else {
            self.builder.build_unconditional_branch(end)?;
            return Ok(());
        };
        for term in before {
            let middle = self.add_block(name);
            ask(term, middle)?;
            self.builder.position_at_end(middle);
        }
        ask(last, end)
    }

    /// The value of an expression, as 64 bits.
    fn value(&self, expr: &Expr) -> Result<IntValue<'ctx>> {
        match expr {
            Expr::Constant(value) => Ok(self.number(*value)),
            Expr::Int(field) => {
                let (name, arguments) = self.source.int(field)?;
                self.call_int(name, &arguments)
            }
            Expr::Byte(address) => {
                let address = self.address(address)?;
                self.peek(address)
            }
            Expr::Word(address) => self.word(address),
            Expr::Unary(operator, operand) => {
                let operand = self.value(operand)?;
                self.call_int(operator.function(), &[operand.into()])
            }
            Expr::Binary(operator, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                if operator.divides() {
                    let zero = self.number(0);
                    self.ask_if(IntPredicate::EQ, right, zero)?;
                }
                self.call_int(operator.function(), &[left.into(), right.into()])
            }
            Expr::All(_) | Expr::Any(_) => self.truth(expr),
            Expr::Text(test, left, right) => {
                let holds = self.compare(*test, left, right)?;
                let i64 = self.context.i64_type();
                Ok(self.builder.build_int_z_extend(holds, i64, "")?)
            }
        }
    }

    /// A condition as a number.
    fn truth(&self, expr: &Expr) -> Result<IntValue<'ctx>> {
        let [yes, no, join] = ["yes", "no", "truth"].map(|name| self.add_block(name));
        self.branch(expr, yes, no)?;
        for block in [yes, no] {
            self.builder.position_at_end(block);
            self.builder.build_unconditional_branch(join)?;
        }
        self.builder.position_at_end(join);
        let phi = self.builder.build_phi(self.context.i64_type(), "truth")?;
        phi.add_incoming(&[(&self.number(1), yes), (&self.number(0), no)]);
        Ok(phi.as_basic_value().into_int_value())
    }

    fn word(&self, address: &Expr) -> Result<IntValue<'ctx>> {
        let low = self.address(address)?;
        let next = self.builder.build_int_add(low, self.number(1), "next")?;
        let high = self.builder.build_and(next, self.number(0xffff), "")?;
        let (low, high) = (self.peek(low)?, self.peek(high)?);
        let high = self.builder.build_left_shift(high, self.number(8), "")?;
        Ok(self.builder.build_or(low, high, "word")?)
    }

    /// The value of an expression that must be an address.
    fn address(&self, expr: &Expr) -> Result<IntValue<'ctx>> {
        let address = self.value(expr)?;
        let last = self.number(0xffff);
        self.ask_if(IntPredicate::UGT, address, last)?;
        Ok(address)
    }

    fn peek(&self, address: IntValue<'ctx>) -> Result<IntValue<'ctx>> {
        let [zero_page, ram, pages] = self.source.memory()?;
        let i16 = self.context.i16_type();
        let address = self.builder.build_int_truncate(address, i16, "")?;
        let arguments = [zero_page.into(), ram.into(), pages.into(), address.into()];
        let byte = self.call_int("filter_peek", &arguments)?;
        let zero = self.number(0);
        self.ask_if(IntPredicate::SLT, byte, zero)?;
        Ok(byte)
    }

    fn compare(&self, test: TextTest, left: &Text, right: &Text) -> Result<IntValue<'ctx>> {
        let (text, right) = (self.text(left)?, self.text(right)?);
        let room = match left {
            Text::Literal(_) => text,
            Text::Field(field) => self.slice(self.source.room(field)?)?,
        };
        let parts = |slice: Slice<'ctx>| [slice.pointer.into(), slice.length.into()];
        let arguments = [text, room, right].map(parts).concat();
        self.call_int(test.function(), &arguments)
    }

    fn text(&self, text: &Text) -> Result<Slice<'ctx>> {
        match text {
            Text::Literal(bytes) => Ok(self.literal(bytes)),
            Text::Field(field) => self.slice(self.source.text(field)?),
        }
    }

    fn slice(&self, (name, arguments): Call<'ctx>) -> Result<Slice<'ctx>> {
        let BasicValueEnum::StructValue(slice) = self.call(name, &arguments)? else {
            return Err(CompileError::Shape("an accessor gives no string"));
        };
        let part = |index| self.builder.build_extract_value(slice, index, "");
        Ok(Slice {
            pointer: part(0)?.into_pointer_value(),
            length: part(1)?.into_int_value(),
        })
    }

    /// A string constant as a private global.
    fn literal(&self, bytes: &[u8]) -> Slice<'ctx> {
        let text = self.context.const_string(bytes, false);
        let global = self.module.add_global(text.get_type(), None, "text");
        global.set_initializer(&text);
        global.set_constant(true);
        global.set_linkage(Linkage::Private);
        global.set_unnamed_address(UnnamedAddress::Global);
        Slice {
            pointer: global.as_pointer_value(),
            length: self.number(bytes.len() as i64),
        }
    }

    fn call_int(
        &self,
        name: &str,
        arguments: &[BasicMetadataValueEnum<'ctx>],
    ) -> Result<IntValue<'ctx>> {
        match self.call(name, arguments)? {
            BasicValueEnum::IntValue(value) => Ok(value),
            _ => Err(CompileError::Shape("a predicate gives no number")),
        }
    }

    fn call(
        &self,
        name: &str,
        arguments: &[BasicMetadataValueEnum<'ctx>],
    ) -> Result<BasicValueEnum<'ctx>> {
        let function = template::helper(self.module, name)?;
        if function.count_params() as usize != arguments.len() {
            return Err(CompileError::Shape("a predicate has another signature"));
        }
        self.builder
            .build_call(function, arguments, "")?
            .try_as_basic_value()
            .basic()
            .ok_or(CompileError::Shape("a predicate returns nothing"))
    }

    fn ask_if(
        &self,
        predicate: IntPredicate,
        left: IntValue<'ctx>,
        right: IntValue<'ctx>,
    ) -> Result<()> {
        let asks = self
            .builder
            .build_int_compare(predicate, left, right, "asks")?;
        let on = self.add_block("");
        self.go(asks, self.ask, on)?;
        self.builder.position_at_end(on);
        Ok(())
    }

    fn go(
        &self,
        condition: IntValue<'ctx>,
        yes: BasicBlock<'ctx>,
        no: BasicBlock<'ctx>,
    ) -> Result<()> {
        self.builder.build_conditional_branch(condition, yes, no)?;
        Ok(())
    }

    fn number(&self, value: i64) -> IntValue<'ctx> {
        self.context
            .i64_type()
            .const_int(value.cast_unsigned(), true)
    }

    fn add_block(&self, name: &str) -> BasicBlock<'ctx> {
        self.context.append_basic_block(self.function, name)
    }
}
