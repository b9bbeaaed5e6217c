//! Which guest instruction each piece of generated code comes from, and where the guest's
//! registers are in it.
//!
//! LLVM carries source lines through inlining and optimisation into the
//! assembly; here a line is the guest's address, plus one because line 0 means
//! none. Only dumps ask for it: code that runs is compiled without.

use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::debug_info::{
    AsDIScope, DIFile, DIFlags, DIFlagsConstants, DISubprogram, DWARFEmissionKind,
    DWARFSourceLanguage, DebugInfoBuilder,
};
use inkwell::module::{FlagBehavior, Module};
use inkwell::values::{FunctionValue, PointerValue};
use jumppad_opcodes::Cpu;

use super::CompileError;
use super::declare::declare;
use super::frame::Frame;
use crate::region::Region;

/// What the local copies are called in LLVM's account.
pub(super) const CPU: &str = "guest";
pub(super) const ZERO_PAGE: &str = "page_0";

/// DWARF's number for unsigned numbers (DW_ATE_unsigned).
const UNSIGNED: u32 = 7;

/// Whether generated code is to say where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origins {
    Dropped,
    Kept,
}

/// Marks code under construction with its origin.
pub(super) struct Provenance<'ctx> {
    context: &'ctx Context,
    info: DebugInfoBuilder<'ctx>,
    file: DIFile<'ctx>,
    scope: DISubprogram<'ctx>,
}

impl<'ctx> Provenance<'ctx> {
    /// Prepares `function` to hold code with origins.
    pub(super) fn new(
        context: &'ctx Context,
        module: &Module<'ctx>,
        function: FunctionValue<'ctx>,
    ) -> Result<Self, CompileError> {
        let version = context.i32_type().const_int(3, false);
        module.add_basic_value_flag("Debug Info Version", FlagBehavior::Warning, version);
        let (info, unit) = module.create_debug_info_builder(
            true,
            DWARFSourceLanguage::Assembly,
            "guest",
            "",
            "jumppad",
            true,
            "",
            0,
            "",
            DWARFEmissionKind::Full,
            0,
            false,
            false,
            "",
            "",
        );
        let file = unit.get_file();
        let kind = info.create_subroutine_type(file, None, &[], DIFlags::PUBLIC);
        let name = function.get_name().to_string_lossy().into_owned();
        let scope = info.create_function(
            unit.as_debug_info_scope(),
            &name,
            None,
            file,
            0,
            kind,
            true,
            true,
            0,
            DIFlags::PUBLIC,
            true,
        );
        function.set_subprogram(scope);
        Ok(Self {
            context,
            info,
            file,
            scope,
        })
    }

    /// Has LLVM keep account of where the local copies of the processor and of page 0 are. The
    /// builder stands where they were made.
    pub(super) fn tell_locals(
        &self,
        frame: &Frame<'ctx>,
        region: &Region,
    ) -> Result<(), CompileError> {
        let (cpu, zero_page) = frame.locals(region);
        self.tell(frame, CPU, cpu, size_of::<Cpu>())?;
        match zero_page {
            Some(zero_page) => self.tell(frame, ZERO_PAGE, zero_page, 0x100),
            None => Ok(()),
        }
    }

    fn tell(
        &self,
        frame: &Frame<'ctx>,
        name: &str,
        local: PointerValue<'ctx>,
        bytes: usize,
    ) -> Result<(), CompileError> {
        let here = frame.builder.get_insert_block();
        let here = here.ok_or(CompileError::Shape("no block to build in"))?;
        let bits = bytes as u64 * 8;
        let kind = self
            .info
            .create_basic_type(name, bits, UNSIGNED, DIFlags::ZERO)
            .map_err(|_| CompileError::Shape("a type has no name"))?;
        let scope = self.scope.as_debug_info_scope();
        let variable = self.info.create_auto_variable(
            scope,
            name,
            self.file,
            0,
            kind.as_type(),
            false,
            DIFlags::ZERO,
            8,
        );
        let nowhere = self
            .info
            .create_debug_location(self.context, 0, 0, scope, None);
        declare(&self.info, local, variable, nowhere, here);
        Ok(())
    }

    /// What `builder` builds from now on comes from the instruction at `pc`, or
    /// from none.
    pub(super) fn mark(&self, builder: &Builder<'ctx>, pc: Option<u16>) {
        match pc {
            None => builder.unset_current_debug_location(),
            Some(pc) => builder.set_current_debug_location(self.info.create_debug_location(
                self.context,
                line_of(pc),
                0,
                self.scope.as_debug_info_scope(),
                None,
            )),
        }
    }
}

fn line_of(pc: u16) -> u32 {
    u32::from(pc) + 1
}

/// The guest address that `line` stands for.
pub(super) fn guest_of(line: u32) -> Option<u16> {
    u16::try_from(line.checked_sub(1)?).ok()
}
