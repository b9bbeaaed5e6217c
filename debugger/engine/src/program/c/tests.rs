//! What the reader makes of programs as people write them for cc65, and of ones that nobody would.

use super::declarations::{Dialect, Layout, read};
use super::preprocess::Include;
use super::types::{Bits, RecordKind, Type, TypeId, Types};
use super::unit::{Role, Unit};

const HEADER: &str = "
#ifndef _SHAPE_H
#define _SHAPE_H
#define SHAPES 3
#define AREA(w, h) ((w) * (h))
typedef unsigned char byte;
struct shape;
extern struct shape* first;
int __fastcall__ area (const struct shape* s);
#endif
";

fn of(text: &str, layout: Layout) -> (Types, Unit) {
    let mut types = Types::default();
    let dialect = Dialect {
        layout,
        macros: vec![("__C64__".to_owned(), "1".to_owned())],
    };
    let unit = read(
        &mut types,
        "main.c",
        text,
        &dialect,
        &mut |wanted: &Include| {
            let known = wanted.name == "shape.h";
            known.then(|| ("shape.h".to_owned(), HEADER.to_owned()))
        },
    );
    (types, unit)
}

/// Each variable as C declares it, with its size.
fn globals(text: &str) -> Vec<String> {
    let (types, unit) = of(text, Layout::Current);
    let sized = |id: TypeId| {
        types
            .size(id)
            .map_or("?".to_owned(), |size| size.to_string())
    };
    let all = unit.globals.iter();
    let mut all: Vec<String> = all
        .map(|(name, &id)| format!("{}: {}", types.declared(id, name), sized(id)))
        .collect();
    all.sort();
    all
}

/// Each member with its offset and bits.
fn members(text: &str, tag: &str, layout: Layout) -> (Option<u16>, Vec<String>) {
    let (types, unit) = of(text, layout);
    let id = unit.records[&(RecordKind::Struct, tag.to_owned())];
    let Type::Record(record) = &types[id] else {
        panic!("no record");
    };
    let written = record.members.iter().flatten().map(|member| {
        let bits = match member.bits {
            Some(Bits { first, count }) => format!(" bits {first}+{count}"),
            None => String::new(),
        };
        format!(
            "{} {}{bits}",
            member.offset,
            types.declared(member.of, &member.name)
        )
    });
    (types.size(id), written.collect())
}

#[test]
fn basic_types_have_the_sizes_of_cc65() {
    let text = "char c; signed char sc; unsigned char uc; short s; unsigned u; int i; long l;
        unsigned long ul; float f; char *p; long unsigned int lu; int const volatile cv; bool b; uint8_t u8;";
    assert_eq!(
        globals(text),
        [
            "bool b: 1",
            "char *p: 2",
            "char c: 1",
            "float f: 4",
            "int cv: 2",
            "int i: 2",
            "long l: 4",
            "short s: 2",
            "signed char sc: 1",
            "uint8_t u8: 1",
            "unsigned char uc: 1",
            "unsigned int u: 2",
            "unsigned long lu: 4",
            "unsigned long ul: 4",
        ]
    );
}

#[test]
fn declarators_nest() {
    let text = "int (*handlers[4])(int, char*); void (*signal(int n, void (*f)(int)))(int);
        int matrix[2][3], *row[3], (*whole)[3]; typedef int compare(const void*, const void*); compare* by;
        void sort(int list[], compare f);";
    assert_eq!(
        globals(text),
        [
            "compare *by: 2",
            "int (*handlers[4])(int, char *): 8",
            "int (*whole)[3]: 2",
            "int *row[3]: 6",
            "int matrix[2][3]: 12",
            "void (*signal(int, void (*)(int)))(int): ?",
            "void sort(int *, compare *): ?",
        ]
    );
}

#[test]
fn lengths_are_constant_expressions_or_those_of_the_values() {
    let text = "#define N 4
        enum { FEW = 2, MORE };
        struct pair { int a; char b; };
        char a[N * 2 + 1], b[sizeof(struct pair) * N], c[MORE], d[(unsigned char)-1], e[N > 3 ? 7 : 8];
        int f[] = {1, 2, 3}; char g[] = \"abc\" \"d\\x41\\n\"; int h[] = {[5] = 1, 2};
        struct pair i[] = {1, 2, 3, 4}; struct pair j[] = {{1}, {2}, {3}}; int k[][2] = {1, 2, 3, 4, 5};
        const char* const l[] = {\"x\", \"y\",}; char m[] = {\"abc\"}; char n[sizeof(f) / sizeof(f[0])];
        char o[sizeof l]; char q[(int)&((struct pair*)0)->b]; int unknown[NOTHING]; char r[][4] = {\"abc\", \"d\"};";
    assert_eq!(
        globals(text),
        [
            "char *l[2]: 4",
            "char a[9]: 9",
            "char b[12]: 12",
            "char c[3]: 3",
            "char d[255]: 255",
            "char e[7]: 7",
            "char g[7]: 7",
            "char m[4]: 4",
            "char n[3]: 3",
            "char o[4]: 4",
            "char q[2]: 2",
            "char r[2][4]: 8",
            "int f[3]: 6",
            "int h[7]: 14",
            "int k[3][2]: 12",
            "int unknown[]: ?",
            "struct pair i[2]: 6",
            "struct pair j[3]: 9",
        ]
    );
}

#[test]
fn records_have_no_gaps_and_may_lead_to_themselves() {
    let text = "struct node { char tag; struct node* next; union { int word; char bytes[2]; };
        struct { char x, y; } at; struct later* other; int (*show)(struct node*); char rest[]; };
        struct later { struct node* back; };";
    let (size, all) = members(text, "node", Layout::Current);
    assert_eq!(size, Some(11));
    assert_eq!(
        all,
        [
            "0 char tag",
            "1 struct node *next",
            "3 union {...}",
            "5 struct {...} at",
            "7 struct later *other",
            "9 int (*show)(struct node *)",
            "11 char rest[]",
        ]
    );
    let (types, unit) = of(text, Layout::Current);
    let node = unit.records[&(RecordKind::Struct, "node".to_owned())];
    assert_eq!(
        types.member(node, "bytes").map(|member| member.offset),
        Some(3)
    );
    let Type::Pointer(to) = types[types.member(node, "next").expect("a member").of] else {
        panic!("no pointer");
    };
    assert_eq!(to, node);
    let later = unit.records[&(RecordKind::Struct, "later".to_owned())];
    assert_eq!(types.size(later), Some(2));
}

#[test]
fn bit_fields_lie_as_each_cc65_places_them() {
    let text = "struct flags { unsigned a : 3; int b : 10; unsigned : 2; signed c : 4; char d; unsigned e : 9;
        unsigned : 0; unsigned f : 1; };";
    // Sizes and offsets of the members that are no bit-fields, and the bits of an object: as both compilers give them.
    assert_eq!(
        members(text, "flags", Layout::Release219),
        (
            Some(8),
            vec![
                "0 unsigned int a bits 0+3".to_owned(),
                "0 unsigned int b bits 3+10".to_owned(),
                "2 unsigned int c bits 0+4".to_owned(),
                "4 char d".to_owned(),
                "5 unsigned int e bits 0+9".to_owned(),
                "7 unsigned int f bits 0+1".to_owned(),
            ]
        )
    );
    assert_eq!(
        members(text, "flags", Layout::Current),
        (
            Some(7),
            vec![
                "0 unsigned int a bits 0+3".to_owned(),
                "0 unsigned int b bits 3+10".to_owned(),
                "1 int c bits 7+4".to_owned(),
                "3 char d".to_owned(),
                "4 unsigned int e bits 0+9".to_owned(),
                "6 unsigned int f bits 0+1".to_owned(),
            ]
        )
    );
}

#[test]
fn an_enum_is_as_small_as_its_compiler_makes_it() {
    let text = "enum small { A, B = 255 } s; enum wide { C = 256 } w; enum below { D = -1, E = 200 } b; enum long_ { F = 70000 } l;";
    assert_eq!(
        globals(text),
        [
            "enum below b: 2",
            "enum long_ l: 4",
            "enum small s: 1",
            "enum wide w: 2"
        ]
    );
    let (types, unit) = of(text, Layout::Release219);
    assert_eq!(types.size(unit.globals["s"]), Some(2));
    assert_eq!(unit.constants["B"].0, 255);
    assert_eq!(unit.constants["B"].1, Some(unit.enums["small"]));
}

#[test]
fn macros_that_are_numbers_are_constants() {
    let text = "#define ROWS 25\n#define CELLS (ROWS * 40u)\n#define MASK ((unsigned char)0x1ff)\n#define STAR '*'
#define BELOW -1\n#define NAME \"x\"\n#define CALL(x) x\n#define EMPTY\n#define LEFT {\n#define GONE 1\n#undef GONE
#define SIZE sizeof(struct two)\n#define VIA ROWS + HALF\nstruct two { int a, b; }; enum { HALF = 5 };";
    let (_, unit) = of(text, Layout::Current);
    let mut all: Vec<_> = unit
        .constants
        .iter()
        .map(|(name, of)| (name.as_str(), of.0))
        .collect();
    all.sort_unstable();
    assert_eq!(
        all,
        [
            ("BELOW", -1),
            ("CELLS", 1000),
            ("HALF", 5),
            ("MASK", 255),
            ("ROWS", 25),
            ("SIZE", 4),
            ("STAR", 42),
            ("VIA", 30),
        ]
    );
}

#[test]
fn headers_are_read_and_lines_stay_those_of_the_file() {
    let text = "#include \"shape.h\"
#include <nowhere.h>
#if defined(__C64__) && SHAPES > 2 /* a
comment */
struct shape { byte width, height; };
#else
struct shape { int none; };
#endif
#pragma bss-name (push, \"ZEROPAGE\")
static struct shape all[SHAPES];
#pragma bss-name (pop)

int __fastcall__ area (const struct shape* s)
{
    int result = AREA (s->width, \\
        s->height);
    __asm__ (\"nop\");
    {
        char inner;
    }
    return result;
}
";
    let (types, unit) = of(text, Layout::Current);
    assert_eq!(
        types.declared(unit.globals["all"], "all"),
        "struct shape all[3]"
    );
    assert_eq!(types.size(unit.globals["all"]), Some(6));
    assert_eq!(
        types.declared(unit.globals["first"], "first"),
        "struct shape *first"
    );
    let [area] = &unit.functions[..] else {
        panic!("one function");
    };
    assert_eq!(
        (area.name.as_str(), area.lines.clone(), area.opens),
        ("area", 13..=22, 14)
    );
    let lines: Vec<_> = area
        .variables
        .iter()
        .map(|of| (of.name.as_str(), of.lines.clone()))
        .collect();
    assert_eq!(
        lines,
        [("s", 13..=22), ("result", 15..=22), ("inner", 19..=20)]
    );
}

#[test]
fn variables_of_blocks_have_their_lines_and_roles() {
    let text = "main(argc, argv)
    char** argv;
{
    register unsigned i; static calls = 0;
    extern int shared;
    for (int k = 0; k < 3; ++k)
        ++calls;
    switch (i) {
        case 1: {
            long one;
        }
        default:
            break;
    }
    if (i) { char a; } else if (calls) {
        char b;
    } else
        while (1) { char c; }
    i * shared;
}";
    let (types, unit) = of(text, Layout::Current);
    let main = &unit.functions[0];
    assert_eq!(types.declared(main.of, "main"), "int main(int, char **)");
    let all: Vec<String> = main
        .variables
        .iter()
        .map(|of| {
            format!(
                "{:?} {} {:?}",
                of.role,
                types.declared(of.of, &of.name),
                of.lines
            )
        })
        .collect();
    assert_eq!(
        all,
        [
            "Parameter int argc 1..=20",
            "Parameter char **argv 2..=20",
            "Local unsigned int i 4..=20",
            "Static int calls 4..=20",
            "Local int k 6..=7",
            "Local long one 10..=11",
            "Local char a 15..=15",
            "Local char b 16..=17",
            "Local char c 18..=18",
        ]
    );
    assert_eq!(main.variables[3].role, Role::Static);
    assert!(unit.globals.contains_key("shared"));
}

#[test]
fn macros_expand_as_c_has_it() {
    let text = "#define STR(x) #x
#define XSTR(x) STR(x)
#define JOIN(a, b) a ## b
#define XJOIN(a, b) JOIN(a, b)
#define SELF SELF + 1
#define LIST(...) { __VA_ARGS__ }
#define DECLARE(type, name) type name[sizeof(XSTR(NUMBER))]
#define NUMBER 12345
#define FUNCTION() 3
int JOIN(va, lue), XJOIN(n, NUMBER); DECLARE(char, text); int list[] = LIST(1, (2, 3), 4);
char quoted[sizeof STR(a \"b\\n\" 'c')]; int three[FUNCTION ( )], FUNCTION; int self[] = {SELF};";
    assert_eq!(
        globals(text),
        [
            "char quoted[12]: 12",
            "char text[6]: 6",
            "int FUNCTION: 2",
            "int list[3]: 6",
            "int n12345: 2",
            "int self[1]: 2",
            "int three[3]: 6",
            "int value: 2",
        ]
    );
}

#[test]
fn conditions_take_the_branch_that_holds() {
    let text = "#if 0\nint a;\n#elif (1 << 3) == 8 && !defined X && defined(__C64__)\nint b;\n#elif 1\nint c;\n#else\nint d;\n#endif
#ifdef __CC65__\n#if __CC65__ >= 0x200\nint e;\n#endif\n#endif\n#ifndef __CC65__\n#if 1\nint f;\n#else\nint g;\n#endif\n#endif
#if 1 / 0\nint h;\n#endif\n#if 'A' == 65 ? 1 : 0\nint i;\n#endif\n#if (\nint j;\n#endif";
    assert_eq!(globals(text), ["int b: 2", "int e: 2", "int i: 2"]);
}

#[test]
fn what_is_not_understood_leaves_the_rest() {
    let text = "int before;\n@@ nonsense %% ;\nmystery thing; struct half { mystery m; int after; } broken;
        int f(void) { return 1 +; }\nint behind;";
    let all = globals(text);
    for wanted in [
        "int before: 2",
        "int behind: 2",
        "mystery thing: ?",
        "struct half broken: ?",
    ] {
        assert!(
            all.iter().any(|found| found == wanted),
            "{wanted} in {all:?}"
        );
    }
}

/// Programs that are cut, doubled and nested beyond sense end, and leave types that can be written.
#[test]
fn no_text_is_too_bad() {
    let good = "#define M(x) x #x\nstruct s { int a : 3; char b[2]; } v[] = {{1}, {2}};\nint f(a) char* a; { for (;;) { int M(k); } }\n/* */ enum { A = sizeof(v) };\n#if A\n#endif\n";
    let mut all: Vec<String> = (0..good.len())
        .step_by(2)
        .map(|end| good[..end].to_owned())
        .collect();
    all.extend(
        (0..good.len())
            .step_by(2)
            .map(|cut| format!("{}{}", &good[..cut], &good[cut + 1..])),
    );
    for word in [
        "{", "(", "[", "\"", "'", "/*", "#if (", "*", "M(", "struct {", "= ", "\\", "##", "é",
    ] {
        all.extend(
            (0..good.len())
                .step_by(13)
                .map(|at| format!("{}{word}{}", &good[..at], &good[at..])),
        );
        all.push(format!("int x{};", word.repeat(600)));
        all.push(format!("void f(void) {{ {} }}", word.repeat(600)));
        all.push(format!("#if {}\n#endif", word.repeat(600)));
    }
    for nested in [
        "(1+",
        "{",
        "if (1) ",
        "if (1) ; else ",
        "struct { ",
        "f(int ",
        "typedef int ",
        "!",
        "sizeof ",
        "x ? ",
    ] {
        all.push(format!("int x[] = {};", nested.repeat(600)));
        all.push(format!("void f(void) {{ {} }}", nested.repeat(600)));
        all.push(format!("int x[{}1];", nested.repeat(600)));
    }
    all.push((0..40).fold("#if m0\n#endif".to_owned(), |text, at| {
        format!("#define m{at} m{} m{0}\n{text}", at + 1)
    }));
    all.push((0..300).fold("typedef int t0;".to_owned(), |text, at| {
        format!("{text} typedef t{at} t{}[1];", at + 1)
    }));
    all.push("struct s {char a[60000]; char b[60000];} x; char y[65535][65535]; enum {A = 0x7fffffffffffffff, B};".into());
    for text in all {
        let (types, unit) = of(&text, Layout::Current);
        for (name, &id) in &unit.globals {
            types.declared(id, name);
            types.size(id);
        }
    }
}
