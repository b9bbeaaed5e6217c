//! A filter as a function of its own, which asks its condition of many records.
//!
//! ```text
//! entry:    none? -> done
//! record:   the condition, joined -> success, fail or ask
//! success: / fail: / ask: -> next
//! next:     write the verdict; one more left? -> record
//! done:     return
//! ```
//! Once all is inlined, a field is a load from the record at a constant distance.

use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::module::Module;
use inkwell::values::{BasicMetadataValueEnum, FunctionValue, IntValue, PointerValue};
use inkwell::{AddressSpace, IntPredicate};

use super::super::CompileError;
use super::super::code::Verdict;
use super::join::{Call, Joiner, Source};
use crate::filter::{Filter, IntField, TextField, TextPlace};

type Result<T> = std::result::Result<T, CompileError>;

/// A record that is looked at, and what comes with it.
struct RecordSource<'ctx> {
    context: &'ctx Context,
    record: PointerValue<'ctx>,
    size: usize,
    pool: PointerValue<'ctx>,
    pool_length: IntValue<'ctx>,
    memory: [PointerValue<'ctx>; 3],
}

impl<'ctx> RecordSource<'ctx> {
    fn field(&self, offset: usize) -> Vec<BasicMetadataValueEnum<'ctx>> {
        let numbers = [self.size, offset].map(|number| self.number(number));
        [self.record.into()].into_iter().chain(numbers).collect()
    }

    /// An accessor's call, for a string in the record or in the pool.
    fn string(&self, field: &TextField, inside: &'static str, pooled: &'static str) -> Call<'ctx> {
        let mut arguments = self.field(field.offset);
        match field.place {
            TextPlace::Inside { capacity } => {
                arguments.push(self.number(capacity as usize));
                (inside, arguments)
            }
            TextPlace::Pooled => {
                arguments.push(self.pool.into());
                arguments.push(self.pool_length.into());
                (pooled, arguments)
            }
        }
    }

    fn number(&self, number: usize) -> BasicMetadataValueEnum<'ctx> {
        let i64 = self.context.i64_type();
        i64.const_int(number as u64, false).into()
    }
}

impl<'ctx> Source<'ctx> for RecordSource<'ctx> {
    fn int(&self, field: &IntField) -> Result<Call<'ctx>> {
        Ok((field.bytes.function(), self.field(field.offset)))
    }

    fn text(&self, field: &TextField) -> Result<Call<'ctx>> {
        Ok(self.string(field, "filter_text_inside", "filter_text_pooled"))
    }

    fn room(&self, field: &TextField) -> Result<Call<'ctx>> {
        Ok(self.string(field, "filter_room_inside", "filter_room_pooled"))
    }

    fn memory(&self) -> Result<[PointerValue<'ctx>; 3]> {
        Ok(self.memory)
    }
}

/// Adds the function that `filter` is to the functions of predicates; see
/// [`FilterFn`](super::super::code::FilterFn) for its signature.
pub(in crate::jit) fn build<'ctx>(
    context: &'ctx Context,
    module: &Module<'ctx>,
    filter: &Filter,
    symbol: &str,
) -> Result<()> {
    let function = declare(context, module, symbol);
    let parameter = |index| {
        let parameter = function.get_nth_param(index);
        parameter.ok_or(CompileError::Shape("a filter has too few parameters"))
    };
    let pointer = |index| parameter(index).map(|value| value.into_pointer_value());
    let number = |index| parameter(index).map(|value| value.into_int_value());
    let (records, count, verdicts) = (pointer(0)?, number(1)?, pointer(2)?);
    let [entry, ask_record, success, fail, ask, next, done] =
        ["entry", "record", "success", "fail", "ask", "next", "done"]
            .map(|name| context.append_basic_block(function, name));
    let builder = context.create_builder();
    let (i8, i64) = (context.i8_type(), context.i64_type());

    builder.position_at_end(entry);
    let is_none =
        builder.build_int_compare(IntPredicate::EQ, count, i64.const_zero(), "is_none")?;
    builder.build_conditional_branch(is_none, done, ask_record)?;

    builder.position_at_end(ask_record);
    let record = builder.build_phi(records.get_type(), "record")?;
    let place = builder.build_phi(verdicts.get_type(), "place")?;
    let left = builder.build_phi(i64, "left")?;
    let size = filter.schema().size;
    let source = RecordSource {
        context,
        record: record.as_basic_value().into_pointer_value(),
        size,
        pool: pointer(3)?,
        pool_length: number(4)?,
        memory: [pointer(5)?, pointer(6)?, pointer(7)?],
    };
    let joiner = Joiner {
        context,
        builder: &builder,
        module,
        function,
        source: &source,
        ask,
    };
    joiner.branch(filter.root(), success, fail)?;

    for end in [success, fail, ask] {
        builder.position_at_end(end);
        builder.build_unconditional_branch(next)?;
    }
    builder.position_at_end(next);
    let verdict = builder.build_phi(i8, "verdict")?;
    let means = |verdict: Verdict| i8.const_int(verdict as u64, false);
    verdict.add_incoming(&[
        (&means(Verdict::Holds), success),
        (&means(Verdict::Fails), fail),
        (&means(Verdict::Asks), ask),
    ]);
    let here = place.as_basic_value().into_pointer_value();
    builder.build_store(here, verdict.as_basic_value())?;
    let following = behind(context, &builder, source.record, size)?;
    record.add_incoming(&[(&records, entry), (&following, next)]);
    let following = behind(context, &builder, here, 1)?;
    place.add_incoming(&[(&verdicts, entry), (&following, next)]);
    let one = i64.const_int(1, false);
    let fewer = builder.build_int_sub(left.as_basic_value().into_int_value(), one, "fewer")?;
    left.add_incoming(&[(&count, entry), (&fewer, next)]);
    let is_last =
        builder.build_int_compare(IntPredicate::EQ, fewer, i64.const_zero(), "is_last")?;
    builder.build_conditional_branch(is_last, done, ask_record)?;

    builder.position_at_end(done);
    builder.build_return(None)?;
    Ok(())
}

/// The place so many bytes behind another.
fn behind<'ctx>(
    context: &'ctx Context,
    builder: &Builder<'ctx>,
    place: PointerValue<'ctx>,
    bytes: usize,
) -> Result<PointerValue<'ctx>> {
    let byte = context.i8_type();
    let skipped = byte.array_type(bytes as u32);
    let layout = context.struct_type(&[skipped.into(), byte.into()], true);
    Ok(builder.build_struct_gep(layout, place, 1, "behind")?)
}

fn declare<'ctx>(
    context: &'ctx Context,
    module: &Module<'ctx>,
    symbol: &str,
) -> FunctionValue<'ctx> {
    let pointer = context.ptr_type(AddressSpace::default()).into();
    let number = context.i64_type().into();
    let parameters = [
        pointer, number, pointer, pointer, number, pointer, pointer, pointer,
    ];
    let signature = context.void_type().fn_type(&parameters, false);
    let function = module.add_function(symbol, signature, None);
    let attribute =
        |name| context.create_enum_attribute(Attribute::get_named_enum_kind_id(name), 0);
    for index in [0, 3, 5, 6, 7] {
        function.add_attribute(AttributeLoc::Param(index), attribute("readonly"));
    }
    // Verdicts are written to no place that anything else is read from.
    function.add_attribute(AttributeLoc::Param(2), attribute("noalias"));
    function.add_attribute(AttributeLoc::Function, attribute("nounwind"));
    function
}
