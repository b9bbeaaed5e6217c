//! Random packets of gdb's protocol.

use proptest::prelude::*;

use super::{cases, gdb_packets};

/// A packet that a client may send, or what is left of one.
fn packet() -> impl Strategy<Value = Vec<u8>> {
    let words = vec![
        "g",
        "G",
        "m",
        "M",
        "X",
        "p",
        "P",
        "c",
        "s",
        "C05",
        "bs",
        "bc",
        "?",
        "!",
        "Hg",
        "Hc",
        "D",
        "k",
        "R00",
        "T1",
        "vCont",
        "vCont;c",
        "vCont;s:1",
        "vCont;r600,610:1",
        "vRun;",
        "vKill;1",
        "Z0,610,1",
        "Z1,612,1",
        "Z2,10,1",
        "Z3,609,1",
        "Z4,200,100",
        "z0,610,1",
        "z2,10,1",
        "qSupported:multiprocess+",
        "qRcmd,",
        "qXfer:features:read:target.xml:",
        "qXfer:memory-map:read::",
        "qMemoryRegionInfo:",
        "qHostInfo",
        "QStartNoAckMode",
        "600,2",
        "0,10000",
        "ffff,ffff",
        "=",
        ":",
        ";",
        ",",
        "-1",
        "ffffffffffffffff",
        "696e666f2062",
        "7374657020",
        "a9",
        "}",
    ];
    let word = prop_oneof![
        6 => prop::sample::select(words).prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    let body = prop::collection::vec(word, 1..4).prop_map(|words| words.concat());
    prop_oneof![
        8 => body.clone().prop_map(|body| {
            let sum = body.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
            [b"$", body.as_slice(), format!("#{sum:02x}").as_bytes()].concat()
        }),
        1 => body,
        1 => prop::sample::select(vec![b"\x03".to_vec(), b"+".to_vec(), b"-".to_vec(), b"$g#00".to_vec()]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(200)))]

    #[test]
    fn any_packets(packets in prop::collection::vec(packet(), 0..30)) {
        gdb_packets(&packets.concat());
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        gdb_packets(&bytes);
    }
}
