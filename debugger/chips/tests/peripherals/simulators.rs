//! What simulators have and no computer: the cycle counter, the block device, the random source.

use std::sync::{Arc, Mutex};

use jumppad_chips::{
    BLOCK_SIZE, Block, BlockDevice, Blocks, CycleCounter, NoBlock, Order, RandomSource,
};
use jumppad_tiers::StopReason;

use crate::bench::{BASE, Bench, Code, HANDLER, ORIGIN, TIERS, running};

/// A disk that the test looks at as well; blocks from `size` on are not there.
#[derive(Clone)]
struct Disk(Arc<Mutex<Vec<Block>>>);

impl Disk {
    fn new(size: u8) -> Self {
        let blocks = (0..size).map(|number| [number; BLOCK_SIZE]);
        Self(Arc::new(Mutex::new(blocks.collect())))
    }

    fn first_bytes(&self) -> Vec<u8> {
        let blocks = self.0.lock().expect("no test panics while it holds it");
        blocks.iter().map(|block| block[0]).collect()
    }
}

impl Blocks for Disk {
    fn read(&mut self, block: u16) -> Result<Block, NoBlock> {
        let blocks = self.0.lock().expect("no test panics while it holds it");
        let found = blocks.get(usize::from(block));
        found.copied().ok_or(NoBlock { block })
    }

    fn write(&mut self, block: u16, bytes: &Block) -> Result<(), NoBlock> {
        let mut blocks = self.0.lock().expect("no test panics while it holds it");
        let found = blocks.get_mut(usize::from(block));
        *found.ok_or(NoBlock { block })? = *bytes;
        Ok(())
    }
}

const ACTION: u16 = 0;
const STATUS: u16 = 1;
const BLOCK: u16 = 2;
const BUFFER: u16 = 4;
const DATA: u16 = 6;

#[test]
fn a_program_finds_out_whether_there_is_a_disk() {
    for (disk, status) in [(None, 0xff), (Some(Disk::new(1)), 0)] {
        let disk = disk.map(|disk| Box::new(disk) as Box<dyn Blocks>);
        let mut bench = Bench::new(BlockDevice::new(disk));
        bench.write(STATUS, 1).write(ACTION, 0);
        assert_eq!(bench.read(STATUS), status);
        bench.write(ACTION, 5);
        assert_eq!(bench.read(STATUS), 0xff, "there is no such action");
    }
}

#[test]
fn blocks_are_read_and_written_byte_by_byte() {
    let disk = Disk::new(3);
    let mut bench = Bench::new(BlockDevice::new(Some(Box::new(disk.clone()))));
    bench.write(BLOCK, 2).write(BLOCK + 1, 0).write(ACTION, 3);
    assert_eq!([STATUS, DATA, DATA].map(|at| bench.read(at)), [0, 2, 2]);
    for at in 0..BLOCK_SIZE {
        bench.write(DATA, at as u8);
    }
    bench.write(BLOCK, 1).write(ACTION, 4);
    assert_eq!(bench.read(STATUS), 0);
    assert_eq!(
        disk.first_bytes()[1],
        0xfe,
        "two bytes had been read before"
    );
    bench.write(ACTION, 3);
    let bytes: Vec<u8> = (0..BLOCK_SIZE).map(|_| bench.read(DATA)).collect();
    let written: Vec<u8> = (0..BLOCK_SIZE).map(|at| at.wrapping_sub(2) as u8).collect();
    assert_eq!(bytes, written);
    // One that is not there, read and written.
    bench.write(BLOCK, 3);
    for action in [1, 3, 4] {
        bench.write(STATUS, 0).write(ACTION, action);
        assert_eq!(bench.read(STATUS), 0xff, "{action}");
    }
}

#[test]
fn a_program_has_blocks_read_and_written_in_memory_in_every_tier() {
    // Block 1 comes to $2000, where RTS is in it; it is called, and goes to block 2.
    let set = |code: Code, block: u8, action: u8| {
        let code = code.store(block, BASE + BLOCK).store(0, BASE + BLOCK + 1);
        let code = code
            .store(0x00, BASE + BUFFER)
            .store(0x20, BASE + BUFFER + 1);
        code.store(action, BASE + ACTION).lda(BASE + STATUS)
    };
    let code = Code::at(ORIGIN).op(&[0xa2, 5]);
    let again = code.here();
    let code = set(code, 1, 1).op(&[0x85, 0x10]).to(0x20, 0x2000);
    let code = set(code, 2, 2).op(&[0x85, 0x11]);
    // It is read again over other code that was called: LDA #$77 and RTS in block 3.
    let code = set(code, 3, 1).to(0x20, 0x2000).op(&[0x85, 0x12]);
    let code = code.op(&[0xca]).branch(0xd0, again);
    let end = code.here();
    let code = code.jmp(end);
    for tier in TIERS {
        let disk = Disk::new(4);
        for (block, bytes) in [(1, &[0xe8, 0xca, 0x60][..]), (3, &[0xa9, 0x77, 0x60])] {
            let mut blocks = disk.0.lock().expect("no test panics while it holds it");
            blocks[block][..3].copy_from_slice(bytes);
        }
        let chip = BlockDevice::new(Some(Box::new(disk.clone())));
        let forever = Code::at(HANDLER).jmp(HANDLER);
        let (mut machine, _) = running(tier, chip, &code, &forever);
        assert_eq!(machine.run(5_000), StopReason::Trap, "{tier:?}");
        let found = [0x10, 0x11, 0x12].map(|at| machine.peek(at));
        assert_eq!(found, [0, 0, 0x77], "{tier:?}");
        assert_eq!(disk.first_bytes(), [0, 0xe8, 0xe8, 0xa9], "{tier:?}");
        assert_eq!(machine.peek(0x23ff), 3, "{tier:?}");
    }
}

#[test]
fn the_disk_follows_when_time_is_turned_back() {
    let disk = Disk::new(2);
    let mut bench = Bench::new(BlockDevice::new(Some(Box::new(disk.clone()))));
    let write = |bench: &mut Bench, block: u8, value: u8| {
        bench
            .write(BLOCK, block)
            .write(DATA, value)
            .write(ACTION, 4);
    };
    let start = bench.machine.checkpoint();
    write(&mut bench, 0, 0x77);
    let between = bench.machine.checkpoint();
    write(&mut bench, 0, 0x88);
    write(&mut bench, 1, 0x99);
    assert_eq!(disk.first_bytes(), [0x88, 0x99]);
    for (checkpoint, bytes) in [
        (&between, [0x77, 1]),
        (&start, [0, 1]),
        (&between, [0x77, 1]),
    ] {
        let restored = bench.machine.restore(checkpoint);
        restored.expect("nothing around it was changed");
        assert_eq!(disk.first_bytes(), bytes);
        bench.write(BLOCK, 0).write(ACTION, 3);
        assert_eq!(bench.read(DATA), bytes[0]);
    }
}

#[test]
fn the_cycle_counter_measures_in_every_tier() {
    // LDA start; LDX #100; DEX; BNE *-1; LDA stop; and the four bytes of the count.
    let code = Code::at(ORIGIN)
        .lda(BASE)
        .op(&[0xa2, 100, 0xca, 0xd0, 0xfd]);
    let code = code.lda(BASE + 1);
    let code = (0..4_u16).fold(code, |code, byte| {
        code.lda(BASE + 2 + byte).op(&[0x85, 0x10 + byte as u8])
    });
    let code = code.op(&[0x4c, 0x00, 0x07]);
    let forever = Code::at(HANDLER).jmp(HANDLER);
    // LDX takes 2, the loop 5 a round but for the last, LDA stop 4.
    let count = 2 + 100 * 5 - 1 + 4;
    let [low, high, ..] = u32::to_le_bytes(count);
    for (order, bytes) in [
        (Order::Cells, [0, 0, low, high]),
        (Order::Little, [low, high, 0, 0]),
    ] {
        for tier in TIERS {
            let (mut machine, id) = running(tier, CycleCounter::new(order), &code, &forever);
            assert_eq!(machine.run(5_000), StopReason::Trap, "{tier:?}");
            let found = [0x10, 0x11, 0x12, 0x13].map(|at| machine.peek(at));
            assert_eq!(found, bytes, "{tier:?}");
            let latched = machine.device_registers(id)[0];
            assert_eq!((latched.name, latched.value), ("LATCHED", count));
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let take = |seed: u64| -> Vec<u8> {
        let mut bench = Bench::new(RandomSource::new(seed));
        (0..64).map(|_| bench.read(0)).collect()
    };
    assert_eq!(take(7), take(7));
    assert_eq!(take(0), take(0));
    let firsts: Vec<_> = (0..32).map(take).collect();
    for (seed, bytes) in firsts.iter().enumerate() {
        assert!(!firsts[..seed].contains(bytes), "{seed}");
        let mut seen: Vec<_> = bytes.clone();
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() > 40, "{seed}: {bytes:02x?}");
    }
}

#[test]
fn a_look_takes_no_random_byte() {
    let mut bench = Bench::new(RandomSource::new(1));
    let looked = bench.peek(0);
    assert_eq!(bench.register("NEXT"), u32::from(looked));
    assert_eq!([bench.peek(0), bench.read(0)], [looked; 2]);
    let next = bench.peek(0);
    let checkpoint = bench.machine.checkpoint();
    let bytes: Vec<u8> = (0..9).map(|_| bench.read(0)).collect();
    let restored = bench.machine.restore(&checkpoint);
    restored.expect("nothing around it was changed");
    assert_eq!((0..9).map(|_| bench.read(0)).collect::<Vec<_>>(), bytes);
    assert_eq!(bytes[0], next);
}
