//! Which guest instruction each piece of generated code comes from.
//!
//! LLVM carries source lines through inlining and optimisation into the
//! assembly; here a line is the guest's address, plus one because line 0 means
//! none. Only dumps ask for it: code that runs is compiled without.

use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::debug_info::{
    AsDIScope, DIFlags, DIFlagsConstants, DISubprogram, DWARFEmissionKind, DWARFSourceLanguage,
    DebugInfoBuilder,
};
use inkwell::module::{FlagBehavior, Module};
use inkwell::values::FunctionValue;

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
    scope: DISubprogram<'ctx>,
}

impl<'ctx> Provenance<'ctx> {
    /// Prepares `function` to hold code with origins.
    pub(super) fn new(
        context: &'ctx Context,
        module: &Module<'ctx>,
        function: FunctionValue<'ctx>,
    ) -> Self {
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
            DWARFEmissionKind::LineTablesOnly,
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
        Self {
            context,
            info,
            scope,
        }
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
