//! What a filter's code looks like, and what it leaves to the evaluator.

use std::sync::Arc;

use inkwell::module::Linkage;

use super::super::code::Verdict;
use super::super::target::Host;
use super::super::template;
use super::{FilterCompiler, Requested, build};
use crate::event::FilterId;
use crate::filter::{
    Binary, Expr, Filter, Memory, STOP, Schema, StopRecord, Text, TextField, TextPlace, TextTest,
};
use crate::patience::Waiting;
use crate::{Config, JitMode, Machine};

fn x_is(value: i64) -> Expr {
    let x = Expr::Int(STOP.int("x").expect("a field"));
    Expr::binary(Binary::Equal, x, Expr::Constant(value))
}

/// What compiled code says of a stop with X = 10, without an evaluator.
fn verdict(root: Expr, machine: &Machine) -> Verdict {
    let filter = Arc::new(Filter::new(&STOP, root).expect("a filter"));
    let compiler = FilterCompiler::default();
    let Requested::Yes(answer) = compiler.request(FilterId(1), filter, 1, Waiting::Block) else {
        panic!("the first request finds a place");
    };
    let code = answer.recv().expect("an answer").result.expect("code");
    let mut cpu = *machine.cpu();
    cpu.x = 10;
    let stop = StopRecord::new(&cpu, 0, None);
    let mut verdicts = [0xff, 0xee];
    let memory = machine.memory.contents();
    code.ask(stop.record().bytes, &[], memory, &mut verdicts);
    assert_eq!(verdicts[1], 0xee, "there is one record");
    Verdict::of(verdicts[0])
}

#[test]
fn what_decides_early_spares_the_rest() {
    let machine = Machine::new(Config {
        jit: JitMode::Off,
        ..Config::default()
    });
    let fault = || Expr::binary(Binary::Divide, Expr::Constant(1), Expr::Constant(0));
    let says = |root| verdict(root, &machine);
    assert_eq!(says(fault()), Verdict::Asks);
    assert_eq!(says(x_is(11).and(fault())), Verdict::Fails);
    assert_eq!(says(x_is(10).and(fault())), Verdict::Asks);
    assert_eq!(says(x_is(10).or(fault())), Verdict::Holds);
    assert_eq!(says(x_is(11).or(fault())), Verdict::Asks);
    assert_eq!(says(x_is(10).and(x_is(11).or(x_is(10)))), Verdict::Holds);
    // No address: the evaluator says what is wrong.
    let byte = |address| Expr::Byte(Box::new(Expr::Constant(address)));
    assert_eq!(says(byte(0x1_0000)), Verdict::Asks);
    assert_eq!(says(byte(0x1234)), Verdict::Fails);
}

static NAMED: Schema = Schema {
    name: "named thing",
    size: 20,
    ints: &[],
    texts: &[TextField {
        name: "name",
        offset: 0,
        place: TextPlace::Inside { capacity: 16 },
    }],
    memory: Memory::None,
};

#[test]
fn only_the_entry_can_be_seen() {
    let name_has = |text| {
        let name = Text::Field(NAMED.text("name").expect("a field"));
        Expr::Text(TextTest::Contains, name, Text::literal(text))
    };
    let root = name_has("a").and(name_has("b").or(name_has("c")));
    let filter = Filter::new(&NAMED, root).expect("a filter");
    let host = Host::new().expect("the host is a target");
    let context = host.context();
    let module = template::load_predicates(&context).expect("the bitcode parses");
    build(&context, &module, &filter, "exec_filter_1").expect("it can be built");
    module.verify().expect("it is sound");
    let defined = module
        .get_functions()
        .filter(|f| f.count_basic_blocks() > 0);
    let seen = defined.filter(|function| function.get_linkage() != Linkage::Private);
    let seen: Vec<String> = seen
        .map(|function| function.get_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(seen, ["exec_filter_1"]);
    assert_eq!(
        module.get_globals().count(),
        3,
        "a constant for each string"
    );
    for global in module.get_globals() {
        assert_eq!(global.get_linkage(), Linkage::Private);
        assert!(global.is_constant());
    }
    let function = module.get_function("exec_filter_1").expect("the entry");
    let blocks: Vec<String> = function
        .get_basic_blocks()
        .iter()
        .map(|block| block.get_name().to_string_lossy().into_owned())
        .collect();
    for name in ["and_middle", "or_middle", "success", "fail"] {
        assert!(
            blocks.iter().any(|block| block == name),
            "{name}: {blocks:?}"
        );
    }
}
