//! The reader on small files.

use super::*;

const FILE: &str = "version\tmajor=2,minor=0
info\tcsym=0,file=2
file\tid=0,name=\"a.s\",size=10,mtime=0x5,mod=0
file\tid=1,name=\"a.c\",size=20,mtime=0x5,mod=1
novelty\tid=3,what=\"x\"
line\tid=0,file=0,line=3,span=0
line\tid=1,file=1,line=7,type=1,span=1+3
line\tid=2,file=0,line=4
line\tid=3,file=0,line=9,type=2,count=2,span=2,novel=1
mod\tid=0,name=\"dir/a.o\",file=0
mod\tid=1,name=\"b.o\",file=0,lib=0
seg\tid=0,name=\"CODE\",start=0x000200,size=0x0100,addrsize=absolute,type=ro,oname=\"a\",ooffs=0
seg\tid=1,name=\"BSS\",start=0x000400,size=0x0100,addrsize=absolute,type=rw
span\tid=0,seg=0,start=0,size=2
span\tid=1,seg=0,start=0,size=5
span\tid=2,seg=1,start=2,size=2
span\tid=3,seg=0,start=9,size=0
scope\tid=0,name=\"\",mod=0,size=9
scope\tid=1,name=\"_main\",mod=0,type=scope,size=9,parent=0,sym=0
scope\tid=2,name=\"\",mod=1
csym\tid=0,name=\"main\",scope=1,type=0,sc=ext,sym=0
csym\tid=1,name=\"local\",scope=1,type=0,sc=auto,offs=-2
sym\tid=0,name=\"_main\",addrsize=absolute,size=9,scope=0,val=0x200,seg=0,type=lab
sym\tid=1,name=\"loop\",addrsize=absolute,scope=1,val=0x202,seg=0,type=lab
sym\tid=2,name=\"@x\",addrsize=absolute,parent=1,val=0x203,seg=0,type=lab
sym\tid=3,name=\"SIZE\",addrsize=absolute,scope=0,val=0x12345,type=equ
sym\tid=4,name=\"init\",size=2,scope=0,val=0x210,type=lab
sym\tid=5,name=\"init\",scope=2,val=0x220,type=lab
sym\tid=6,name=\"init\",scope=2,exp=5,type=imp
sym\tid=7,name=\"_count\",scope=0,val=0x400,type=lab
";

#[test]
fn lines_have_addresses_by_way_of_spans_and_segments() {
    let info = read(FILE, &Placing::default()).unwrap();
    assert_eq!(info.files[1].name, "a.c");
    assert_eq!(
        [0, 1].map(|at: usize| info.files[at].is_of_library),
        [false, true]
    );
    let line = |at: usize| {
        (
            info.lines[at].file,
            info.lines[at].number,
            info.lines[at].level,
        )
    };
    assert_eq!(info.lines.len(), 3);
    assert_eq!(line(0), (0, 3, Level::Assembled));
    assert_eq!(line(1), (1, 7, Level::Compiled));
    assert_eq!(line(2), (0, 9, Level::Macro(std::cmp::Reverse(2))));
    let piece = |start, end, holds| Piece {
        start,
        end,
        holds,
        bank: None,
    };
    assert_eq!(info.lines[1].pieces, [piece(0x200, 0x204, Holds::Code)]);
    assert_eq!(info.lines[2].pieces, [piece(0x402, 0x403, Holds::Data)]);
}

#[test]
fn symbols_carry_their_scopes() {
    let info = read(FILE, &Placing::default()).unwrap();
    let names: Vec<(&str, u16)> = info
        .symbols
        .iter()
        .map(|s| (s.name.as_str(), s.address))
        .collect();
    assert_eq!(
        names,
        [
            ("_main", 0x200),
            ("_main::loop", 0x202),
            ("_main::loop::@x", 0x203),
            // The one that is imported is `init`, the other is that of its module.
            ("a::init", 0x210),
            ("init", 0x220),
            ("_count", 0x400),
            ("main", 0x200),
            ("count", 0x400),
        ]
    );
    assert_eq!(info.symbols[0].size, Some(9));
    assert_eq!(info.symbols[3].size, None, "the size of an instruction");
    assert_eq!(info.left_out, 1, "SIZE is no 16-bit number");
}

#[test]
fn what_is_no_debug_file() {
    let error = |text: &str| {
        let fault = read(text, &Placing::default()).unwrap_err();
        (fault.line, fault.error.at, fault.error.message)
    };
    assert_eq!(error("").0, 1);
    assert_eq!(error("al 000400 .x").0, 1);
    assert!(error("version\tmajor=3,minor=0\n").2.contains("version 3"));
    let (line, offset, message) = error("version\tmajor=2\nline\tid=0,file=x,line=1,span=0\n");
    assert_eq!(
        (line, offset, message.as_str()),
        (2, 15, "`x` is no number of a `file`")
    );
    assert!(read("version\tmajor=2\nspan\tid=0\n", &Placing::default()).is_err());
}

#[test]
fn ids_that_lead_nowhere_are_counted() {
    let text = "version\tmajor=2,minor=0
file\tid=0,name=\"a.s\"
line\tid=0,file=5,line=1,span=0
line\tid=1,file=0,line=1,span=9
line\tid=2,file=0,line=2,span=0+1
span\tid=0,seg=7,start=0,size=1
span\tid=1,seg=0,start=0xFF00,size=0x200
seg\tid=0,start=0x200
sym\tid=0,name=\"lost\",scope=9,val=1,type=lab
sym\tid=1,name=\"circle\",parent=1,val=1,type=lab
scope\tid=1,name=\"round\",mod=0,parent=1
sym\tid=2,name=\"deep\",scope=1,val=1,type=lab
scope\tid=2,name=\"\",mod=0
sym\tid=3,name=\"far\",scope=2,val=0x10000,type=lab
";
    let info = read(text, &Placing::default()).unwrap();
    assert!(info.lines.is_empty() && info.symbols.is_empty());
    assert_eq!(info.left_out, 8);
}

/// Large files take time, but no more than their size.
#[test]
fn hostile_files_are_bounded() {
    use std::fmt::Write;
    let mut text =
        "version\tmajor=2\nfile\tid=0,name=\"a.s\"\nseg\tid=0,start=0,oname=\"a\"\n".to_owned();
    for id in 0..20_000u32 {
        // All spans cover all memory, all scopes are inside each other, all names are long.
        let parent = id.saturating_sub(1);
        let _ = writeln!(text, "span\tid={id},seg=0,start=0,size=0xFFFF");
        let _ = writeln!(
            text,
            "line\tid={id},file=0,line={id},span={id}+{id}+{parent}"
        );
        let _ = writeln!(
            text,
            "scope\tid={id},name=\"{}\",mod=0,parent={parent}",
            "n".repeat(100)
        );
        let _ = writeln!(text, "sym\tid={id},name=\"x\",scope={id},val=1,type=lab");
    }
    let info = read(&text, &Placing::default()).unwrap();
    assert_eq!(info.symbols.len(), 0);
    let table = super::super::LineTable::new(info.files, info.lines);
    assert!(table.at(0x8000).is_some());
}

#[test]
fn symbols_are_of_the_bank_of_their_segment() {
    let text = "version\tmajor=2,minor=0
seg\tid=0,name=\"B2\",start=0x008000,size=1,oname=\"a\",ooffs=0,bank=2
seg\tid=1,name=\"CODE\",start=0x00C000,size=1,oname=\"a\",ooffs=1
mod\tid=0,name=\"a.o\",file=0
scope\tid=0,name=\"\",mod=0
sym\tid=0,name=\"banked\",scope=0,val=0x8000,seg=0,type=lab
sym\tid=1,name=\"fixed\",scope=0,val=0xC000,seg=1,type=lab
";
    let info = read(text, &Placing::default()).unwrap();
    let bank = |name: &str| {
        let mut symbols = info.symbols.iter();
        symbols
            .find(|symbol| symbol.name == name)
            .map(|symbol| symbol.bank)
    };
    assert_eq!(bank("banked"), Some(Some(2)));
    assert_eq!(bank("fixed"), Some(None));
}
