//! What is more than one command's help: the topics of `help` and of the manual.
//!
//! Left out: what a row says of itself, which is not said again here.

/// A text about one subject.
pub struct Topic {
    pub name: &'static str,
    pub summary: &'static str,
    pub text: &'static str,
}

/// All topics.
pub static TOPICS: &[Topic] = &[
    Topic {
        name: "numbers",
        summary: "how numbers are written, and what bare digits mean",
        text: "$C000 and 0xC000 are hexadecimal, %1010 and 0b1010 binary, &17 octal, 'A' a character, #10 and +10 decimal.\n\
               Bare digits are hexadecimal where an address or a byte is expected, decimal for counts, numbers of \
               breakpoints, and in expressions; between the brackets of [E], and behind `pc=`, they are those of an address. \
               Where that could be meant otherwise, what was read is told. `set radix 16` or `set radix 10` makes them one \
               everywhere.\n\
               A bare word such as c000 is the symbol of that name, if there is one, else the number.",
    },
    Topic {
        name: "ranges",
        summary: "how addresses and ranges are written",
        text: "`A B`, `A..B` and `A,B` include both ends; `A,+N` is N bytes from A. An address is a number, a symbol, pc, sp, x \
               or y, a sum such as pc+3, or any expression in parentheses.\n\
               With a debug file a line of source is an address: hello.c:12, or :12 of the current file; as much of the \
               end of a path is enough as tells the file from others. Where a line has no code, the next one that has \
               some is meant.",
    },
    Topic {
        name: "expressions",
        summary: "operators and names of conditions, print, assert and r",
        text: "Operators and precedence are those of C: || && | ^ & == != < <= > >= << >> + - * / % and - ! ~; && and || \
               ask their right side only when it matters. <E and >E are the low and high byte. [E] is the byte at E, \
               w[E] the word there; looking never disturbs a device. Where nothing of C is known, *E is [E] and \
               &NAME is NAME; *(int *)E and gdb's {int}E are the int at E. What C adds is told by `help c`.\n\
               Names: a x y sp pc p, the flags .n .v .b .d .i .z .c, cycles, $_ (last address shown), and symbols; gdb's $pc $sp $x $y $p are registers, too, but $a is the number 10, which is told; \
               .NAME is the symbol NAME even if a register is called so. In the condition of a watchpoint: addr, value, \
               old, iswrite.\n\
               Strings of the instruction at PC are mnemonic, operand (as `d` shows it without names) and symbol (the nearest \
               name at or before PC). They compare with each other and with \"TEXT\" by == != starts_with ends_with contains: \
               mnemonic == \"JSR\" && symbol starts_with \"add\". Capitals matter in symbols only; \
               a comparison that ends with nocase never heeds them: symbol contains \"ADD\" nocase. In `find` the strings are \
               the fields of what is searched.",
    },
    Topic {
        name: "c",
        summary: "variables, types and frames of C programs",
        text: "With the debug file of ld65 (cl65 -g -Wl --dbgfile,NAME.dbg) and the C source at hand, or with DWARF in an ELF \
               file of llvm-mos, expressions are C's: counter, total/2, *p, a[i], s.field, p->next, &x, (char)c, sizeof s, \
               constants of enums and macros that are numbers. print, display, conditions, watch, set var, printf and x \
               take them.\n\
               A name is first a variable of the function that is looked at, then one of its module, then one of the \
               program, then a symbol or a word of the language: where a variable is called x, `x` is the variable and $x \
               the register, which is told. Where an address is expected, as by `m` and `break`, a variable is where it \
               is; `x p` shows what the pointer p leads to. Arithmetic has 64 bits; a value is cut where it is cast or \
               stored. char has no sign, int 2 bytes, long 4.\n\
               `bt` shows arguments, `info locals` and `info args` the variables of the frame that `up`, `down` and `frame` \
               select, `finish` what was returned. A breakpoint on a function stops where its parameters are in place, \
               `break *NAME` at its first instruction. A watchpoint on a variable of a call ends with the call.\n\
               ld65's file tells where variables are, but no types; these are read from the source, with the headers that \
               were used. Where the stack's pointer has been moved to is found from the code: behind a call through a \
               pointer it may not be known, which is told. Where a variable's value is in no memory, that is told, too.",
    },
    Topic {
        name: "symbols",
        summary: "names of addresses: where they come from, how they are written and shown",
        text: "A symbol stands for its address wherever one is expected: `break add_one`, `m buffer`, `d main`. Names are \
               those of the source, capitals and all; scopes are joined by ::, as in add_one::done. A name that a \
               register, a flag or hexadecimal digits have as well is reached by a dot before it: .x, .c000. One with other letters stands in single \
               quotes: 'MACRO-0001', or .'+' of one letter, which without its dot were a character. A name that \
               a file has for several addresses, as local labels do, cannot be used alone.\n\
               Beside a program NAME.prg the first of NAME.prg.elf, NAME.dbg, .elf, .lbl, .labels, .sym, .vs and .lab is loaded with it; \
               where that has no lines of source, so is a listing NAME.lst or NAME.rep of 64tass or ACME. They \
               go when another program is loaded. What `symbols FILE`, `label` or `--symbols FILE` brought stays, and so \
               do labels of the assembler. `set auto-symbols off` or --no-symbols leaves such files alone.\n\
               Code is told by the nearest name before it, add_one+3, data and operands only by a name of their own, or \
               inside of a symbol whose size is known. `info symbol A` names an address, `info symbols` lists all, \
               `set symbol-display off` shows plain addresses.",
    },
    Topic {
        name: "stops",
        summary: "what can end a run, and how a stop reads",
        text: "`continue` runs to the next stop: a breakpoint, a watchpoint, a catchpoint, a jump to itself (trap), an opcode that locks \
               the chip up (jam), a wait that nothing can end, the limit of --cycles, or Ctrl-C. A stop comes before its \
               instruction or access, with nothing changed yet; resuming passes it.\n\
               Breakpoints of all kinds share their numbers: `info b` lists them; `disable`, `cond`, `ignore` and `delete` \
               take a number. A stop tells why, the registers with a star at what changed, the next instruction and the \
               cycles since the last stop.\n\
               A hit is an arrival with the condition true, whatever led there: a step, a return, a limit or Ctrl-C that \
               ends in front of a breakpoint tells it, counts the hit and runs its commands. `info b` counts hits. Of them the first N of skip N pass, \
               which `ignore` sets anew; of those after them each Nth of every N counts; once deletes the breakpoint when \
               one counts. What counts stops the guest, or is told by `trace`. At a stop the breakpoint's commands run, \
               see `help commands`; where several stop at one place, all are asked, the first is told, and the commands run \
               in the order of the numbers until one resumes.\n\
               `breakif` waits for a condition to become true anywhere. The past knows nothing of it: `rcontinue` does not \
               stop for it.",
    },
    Topic {
        name: "catchpoints",
        summary: "what `catch` waits for, exactly",
        text: "Opcodes (`catch brk`, `catch illegal`, `catch jam`, `catch opcode $ea,$02..$07`) stop in front of the \
               instruction, wherever and however it came to stand there; an operand of that value does not.\n\
               `catch irq` and `catch nmi` stop when the interrupt was taken, in front of its handler's first instruction, \
               and say which one was not executed for it. An NMI that takes over an IRQ or a BRK is an NMI.\n\
               `catch uninit` stops before RAM is read that nobody has written since power-on: by an instruction's data, a \
               pointer, a pull or return, or an instruction that changes memory; and before such a byte is executed, operands \
               included. Reads that the chip makes in vain do not count; `load`, `>` and all the user's writes count as \
               writes. What the guest wrote before is known but for zeros, so set it before the program runs. While a page \
               holds unwritten bytes, accesses to it are slow; once it is written through, they are not.\n\
               `catch first-exec` stops at each address where no instruction has executed since it was set. To let it learn \
               what is usual, `disable` it, run, and `enable` it: while disabled it goes on to note. `run` forgets nothing.\n\
               Programs that lost their way: `catch return` stops in front of an RTS or RTI that goes to an address which no \
               JSR, BRK or interrupt pushed, be it that a routine moved its return address on, or jumps by RTS; `catch \
               stack-wrap` in front of a push or pull that takes the stack pointer from $00 to $FF or back, or behind an \
               interrupt that did; `catch runaway` in front of an instruction that has a byte which nobody has written, as \
               `catch uninit` means that, and of a BRK whose vector nobody has.\n\
               `catch promote` and `catch invalidate` stop at the next instruction after the JIT put a group to use, or took \
               one out of use; with `jit sync` that is reproducible. What you cause at the prompt is not caught.\n\
               Where a breakpoint and catchpoints meet, each counts its hit, and the lowest number is told. Back in time a \
               catchpoint knows what it knew then, and nothing before it was set; what the JIT did is not come back to.",
    },
    Topic {
        name: "reverse",
        summary: "going back in time, and what cannot be undone",
        text: "`rstep`, `rnext`, `rcontinue` and `rfinish` go back as `step`, `next`, `continue` and `finish` go on; a stop then \
               tells how many cycles less it is. The guest is not undone instruction by instruction: checkpoints are kept as \
               it runs, many of the last moments and fewer of older ones, and the guest runs again from one of them to the \
               moment that is wanted, which is exactly as it was, on every tier. Breakpoints stop on the way back too, and \
               where it ends, by their conditions alone: hits were counted, and commands ran, when they happened.\n\
               Forwards again, the same happens again, up to where the guest had been: nothing is printed twice, the host of \
               a sim65 program gives the answers that it gave, and what was changed by hand is changed again, which is told. \
               Whoever changes something in the past (memory, a register, a key, an interrupt) makes another future; what was \
               known to follow is forgotten. Files that a sim65 program wrote stay written.\n\
               There is no way back past `run`, `load`, `reset hard`, or a change of devices, read-only memory or the chip. \
               `info history` tells how far back one can go; `set history N` keeps N checkpoints of some 64 KiB, `set history \
               off` none.",
    },
    Topic {
        name: "memory",
        summary: "showing, changing, loading and saving memory",
        text: "`m 200` shows bytes, `x/8xb 200` cells of a size and notation, `d 600` instructions; Enter goes on. `> 200 a9 \
               41` writes. None of them disturbs a device: a look is no read. `rom` makes pages read-only to the guest; \
               `load` and `save` move files.",
    },
    Topic {
        name: "sim65",
        summary: "programs made for cc65's simulator, and what they reach of the host",
        text: "A program built with `cl65 -t sim6502` or `-t sim65c02` calls its host at the top of memory: open, close, read, \
               write, args, exit at $FFF4 to $FFF9, and today lseek, sysremove, osmaperrno at $FFF1 to $FFF3. Such a call takes \
               no cycles, and a step over its JSR makes it; a breakpoint there stops \
               before it. What the program prints is shown as it runs; `send` types on its standard input, and at a terminal \
               it waits for a line when nothing was sent. exit is a stop; `run` starts again.\n\
               It opens files below the folder of `--guest-dir` only, and /dev/null, none with `--no-files`, and writes as much as \
               `--guest-quota` lets it; its arguments stand behind `--` on the command line.\n\
               cc65 2.19 and today's write the same header. They are told apart by where the startup puts the C stack: below $FFF0 \
               it is 2.19, below $FFC0 today's, which has peripherals there; a program without cc65's startup counts as today's. \
               `--sim65 2.19` and `--sim65 current` say it, `load` tells it. 2.19 exits with 127 when the simulation fails and 126 at the \
               limit of `-x`, which ends at that cycle; today's with 255 and 254, behind it.\n\
               The peripherals: a write to $FFC0 latches counters, $FFC1 selects one (0 cycles, 1 instructions, $80 time in ns, $81 in s and \
               ns), $FFC2 to $FFC9 show it, $FFCA is the chip, $FFCB the trace. A program that names none of them has memory \
               there. In the debugger instructions are not counted (all ones), time is a microsecond a cycle, and there is no such \
               trace: `trace` does more.\n\
               Opcodes that the chip of the header does not have end the program: on 0, a 6502, the undocumented ones, which run on 2 \
               (`--cpu 6502x`); on any, those that stop a chip, and WAI.\n\
               `jumppad run` runs it as sim65 does, with its exit code, `-x`, `--trace` and `-v`; `-c` tells the cycles, which are \
               the chip's: sim65 2.19 differs from it by one where a branch at the very end of a page is taken. Called \
               by the name of `sim65` (`ln -s jumppad sim65`) it takes sim65's command line instead of its own, `--cycles` included. \
               What is then not as there: files outside of the folder it was started in, a jump to itself without a limit (1), and a call of the \
               host by RTS, which is one here.",
    },
    Topic {
        name: "llvm-mos",
        summary: "programs of llvm-mos: ELF files, their lines, and its simulator",
        text: "Its linker writes an ELF file beside each program: NAME.prg.elf beside NAME.prg. Load the program, and names and \
               lines come from that file; or load the ELF file itself, whose segments go to their physical addresses, as \
               startup code expects. Compile with -g for lines of source: `break main`, `break hello.c:12`, `list`, `sl` and `nl`. \
               Variables have their C types; they are told where they are at an address, in A and X, in imaginary registers \
               (__rc0, __rc1, ...), or on the soft stack once the prologue is done, of the innermost frame only. Code that was \
               not linked, and what lies in banks behind the 64 KiB, is left out.\n\
               mos-sim: a program of `mos-sim-clang` is an image without a signature. Call it NAME.simg, or say \
               `--format mos-sim`; NAME.simg.elf beside it has its names. Its registers are there by themselves, for an ELF file \
               by `device mos-sim`: $FFF0 latches the cycles, $FFF5 reads input and $FFF6 tells its end, $FFF7 aborts, $FFF8 \
               exits, $FFF9 prints; a read of $FFFE, a BRK's, aborts. Between prompts `send` types its input. `jumppad \
               run` has its exit code, 134 for an abort, and -c tells the cycles, the chip's: mos-sim leaves out one \
               of BIT A,X over a page. Called as mos-sim, by a link of that name, \
               jumppad speaks that program's command line alone: --cycles, --trace, --profile, --cmos and the image.\n\
               Seen with real files: executables of llvm-mos for the C64, for a ROM at $8000 and for the RP6502, with DWARF 4 and 5 of \
               two of them, compiled without optimisation; registers are numbered as releases do and as is proposed (A, X, Y, \
               then $20000 and $30000). Tried with files made for it only: images of mos-sim, variables whose place changes \
               as in optimised code. Names of C++ are as the linker has them.",
    },
    Topic {
        name: "nes",
        summary: "cartridges of the NES: what is around them, controllers, tests that report by memory",
        text: "An iNES file (.nes) of mapper 0 to 4, NROM, MMC1, UxROM, CNROM or MMC3, brings what it needs: a 2A03, its own \
               registers from $4000 on, a 2C02 from $2000 on, 2 KiB of RAM four times; a PAL cartridge the chips of that \
               console. There is no picture and no sound, but all that a program's logic can tell of them: vertical blank and \
               NMI to the dot, sprite 0's hit and the ninth sprite of a line, sprite DMA, the frame counter, length counters \
               and samples with their interrupts, MMC3's count of lines.\n\
               `info device ppu` and `info device apu` show registers, and where the beam is: break update if ppu.scanline < 241. \
               `device memory ppu nametables` shows what would be seen, and oam, palette and patterns as well. `pad 1 press a` \
               and `pad 1 tap start for 3 frames` press buttons. Banks of 16 KiB, of MMC3 8 KiB, are windows of the program \
               ROM.\n\
               `jumppad run` prints the text that test programs keep at $6004, as blargg's do, presses reset where they ask \
               for it, and exits with their result; `--report-at A` looks elsewhere. Others end in a loop: what they show is \
               in the name tables.\n\
               Left out: pixels; what accesses to video memory disturb while a picture is drawn; sample fetches within an \
               instruction (they come behind it) or within sprite DMA. What a battery keeps is saved by hand: \
               `save game.sav 6000..7fff --raw`, and `bload game.sav 6000` before the game looks.",
    },
    Topic {
        name: "hosts",
        summary: "programs for computers whose ROM is not there: what the host does in its place",
        text: "`host c64`, `apple1`, `apple2` or `kim1`, --host and `jumppad run --host` let the host do the routines of a ROM where \
               programs call them; `info host` lists them. A call returns as by RTS and takes no cycles besides those of its JSR. \
               Where the program has bytes of its own, these are executed; a vector of the ROM, such as the C64's ($0326), that \
               the program has set leads to the program. RTS out of the program, or a jump to the ROM's own loop, is its end.\n\
               Input: `send` types in the debugger; a headless run reads standard input, Enter as a key. CHRIN, GETLN, RDKEY and \
               GETCH wait for it, and echo as the ROM does; at the end of input a guest that waits is at its end. GETIN does not \
               wait; at the end of input it finds no key, unless --exit-on-eof ends the run there.\n\
               C64: characters are PETSCII, of the set that CHR$(14) and CHR$(142) choose. The terminal gets what is printed line \
               by line; colours and most ways of the cursor are left out, a cleared screen is a new line. `host screen` shows the \
               screen's memory, where cc65's conio writes, too. What no key has is typed by its code: `send 85` is F1. The KERNAL's \
               variables are where it has them. Device 8, and 1, is the guest's folder: NAME is name.prg, name.seq or name, \
               in any case, ? and * match, $ is the directory, a file that exists is replaced by @NAME only, channel 15 tells errors \
               and scratches. RDTIM counts cycles of a PAL machine. Interrupts go by $FF48, ($0314), $EA31 and $EA81; none comes \
               unless a device raises it, so what waits for $A2 or $C6 to change waits for ever. \
               With `machine c64-bare` the port at $0001 lets ROMs, I/O or the RAM beneath show, the host answers while the KERNAL \
               does, and what is loaded where a ROM is goes beneath.\n\
               Not there: BASIC but for SYS, STROUT and LINPRT, the serial bus step by step.\n\
               Apple II: no text screen in memory. What cc65 makes for it (`cl65 -t apple2`) runs as it is, with `machine apple2-bare` \
               out of a language card. Apple-1: its keyboard, $D010, is a device's.",
    },
    Topic {
        name: "chips",
        summary: "the chips, and whose word counts where sources differ",
        text: "`set cpu NAME` and --cpu choose one. Registers, memory, cycles and accesses are those of SingleStepTests; where \
               other sources differ, this is what is followed.\n\
               6502: undocumented opcodes as in \"NMOS 6510 Unintended Opcodes\"; of the unstable ones, $8B and $AB use the \
               constant $EE, which differs from chip to chip, even with temperature, and $93 $9B $9C $9E $9F always AND the \
               high byte. NMI during BRK or an IRQ as on the netlist of visual6502.org.\n\
               2a03: as 6502, without decimal mode. $AB uses $EE as SingleStepTests have it; test programs of the NES, such \
               as blargg's instr_test, expect $FF.\n\
               65c02: undefined opcodes are NOPs of the lengths in WDC's data sheet. $5C takes 4 cycles as in SingleStepTests; \
               Bruce Clark (\"65C02 Opcodes\") measured 8. SBC of what is no decimal number is as in his \"Decimal Mode\", BBR \
               and BBS take 5 to 7 cycles, both as in the newer SingleStepTests; older ones differ.\n\
               r65c02: as 65c02. In place of WAI and STP, $CB is a NOP of 1 byte and 2 cycles, $DB one of 2 bytes and 4 \
               cycles, as in SingleStepTests; other sources have NOPs of 1 byte and 1 cycle.\n\
               65sc02: as r65c02. In place of the bit instructions, $x7 and $xF are NOPs of 2 and 3 bytes, as in \
               SingleStepTests; other sources have NOPs of 1 byte and 1 cycle.",
    },
    Topic {
        name: "interrupts",
        summary: "the lines, and what can drive them",
        text: "irq is a level: its handler runs for as long as it is asserted and I is clear. nmi is an edge. By hand: `irq`, \
               `nmi`, also `at` a cycle to come. By the guest: `device feedback A` and `device timer A`. `info interrupts` \
               tells what each line would do now.",
    },
    Topic {
        name: "jit",
        summary: "how hot code gets compiled, and how to watch it",
        text: "Code is interpreted first and counted by blocks. A block that ran as often as `jit threshold` says is promoted: \
               it is compiled together with the blocks around it, as a group. A store into compiled code invalidates the \
               group, with its reason; the code is interpreted again until it is hot. Results and cycles are the same in \
               every tier.\n\
               `set code-cache SIZE` bounds the machine code in use. Where a new group would not fit, groups are evicted that \
               were not entered lately; `catch invalidate` stops for them too. A group that is larger than all of the \
               cache stays interpreted, and `jit why` says so.\n\
               `jit log on` tells both as they happen, `jit why A` explains one address, `info jit` and `info groups` show \
               the state; the last column of `d` shows it for each instruction. `help glossary` tells what the words mean.",
    },
    Topic {
        name: "keyboard",
        summary: "typing for the guest, the speed of its clock, and talking with it in scripts",
        text: "A guest with a console (`device console A`, `device py65`) has the keyboard while it runs: a moment after it has set \
               out, each key reaches it at once, without an echo, and what it prints is shown at once. Ctrl-C stops it, Ctrl-Z suspends \
               the debugger, and the terminal is what it was. `set ctrl-c guest` gives the guest these two as well; then Ctrl-] stops it. \
               With several consoles `set keyboard N` says whose the keys are; `set keyboard off` leaves all to the debugger, and \
               `info keyboard` tells. Steps, and whatever ends at once, leave the keyboard alone. Lines of several consoles begin with their numbers.\n\
               Keys are changes from outside: whoever goes back in time and on again sees them typed again in the same cycles; who types \
               in the past makes another future.\n\
               A guest runs as fast as the host can. `set speed 1x` keeps it to its clock, which `set clock 1 MHz` sets, within a percent over \
               any second; what a stop or a busy host took is not made up for. At full speed a guest that does nothing but ask \
               for keys takes its time as well. Baud rates are those of the chips: a console of one address has none.\n\
               Scripts type with `send \"TEXT\" 0d` and wait with `expect \"TEXT\" within N cycles`; `screen memory 0400 40x25 petscii` \
               tells of a screen, `expect screen \"TEXT\"` waits for what it shows. What is printed is seven bits, and control codes are shown as \\xNN \
               in the debugger; `jumppad run --console py65` gives them to the terminal.",
    },
    Topic {
        name: "prompt",
        summary: "keys: Enter, Tab, Ctrl-C, Ctrl-D, history",
        text: "Enter alone repeats what moves on: step, next, si, ni, sl, nl, finish, return, continue, up, down, and back in \
               time rstep, rnext, rsi, rni, rcontinue, rfinish. It goes on with m, text, x, d, disassemble and list, and repeats nothing else. Of several on a \
               line it is the last. Lines that are pasted are taken one by one, blocks included. Tab completes \
               commands, yours too, symbols, settings, files and numbers of breakpoints; a grey hint shows what may follow. Arrow keys and Ctrl-R search the history, \
               which is kept for each user. Lines typed while the guest runs wait for the prompt; Ctrl-C drops them, as in other debuggers. Ctrl-C stops the guest, a script or a long output, or drops the line being \
               typed; Ctrl-D leaves. NO_COLOR turns colours off.\n\
               Commands may be shortened while that is unambiguous. `define` teaches a command of your own, `alias` gives \
               the beginning of a line a name; `help user-defined` lists both.",
    },
    Topic {
        name: "scripts",
        summary: "commands from files, and which files are run by themselves",
        text: "`source FILE`, `-x FILE`, `-e COMMAND` and a pipe run commands; the first error ends them and is told with file, \
               line and column. `;` separates commands, each of which is as if on a line of its own; `#` between blanks begins a \
               comment, and a line that begins with # or ; is one. In assembler text ; begins a comment, as in every assembler. \
               Braces behind `do` may be closed on a later line. `record FILE` writes down what \
               is typed. `assert E` fails unless E holds, `set trace-commands on` shows each command before it runs.\n\
               With --batch the program leaves at the end: 0 fine, 1 a command failed, 2 wrong usage, 3 an assertion failed, \
               4 the limit of --cycles was used up.\n\
               The file jumppad/rc in the user's configuration folder (~/.config) is run before each interactive session, \
               unless --no-rc is given. NAME.dbgrc beside the program NAME came with the program, so it is run only with \
               --rc.",
    },
    Topic {
        name: "gdb",
        summary: "what users of gdb find under other names",
        text: "Breakpoints, stepping, going back, `x`, `print`, `display`, `info` and the stack are called as there; a word that is \
               no command here says which one is. `d` disassembles and `f` fills, `frame N` selects a frame; `r` shows \
               registers, `run` runs; `find` searches records, `hunt` memory; `m` dumps memory. A name is its address and \
               [NAME] the byte there: set [NAME] = E writes it. Numbers: see `help numbers`; `;` begins a comment. gdb itself, or lldb, is served by \
               `jumppad gdb PROGRAM`, and by `serve gdb`.",
    },
    Topic {
        name: "vice",
        summary: "what users of VICE's monitor find under other names",
        text: "Most commands, their short names and `al c:0618 .name` are understood; a word that is no command here says \
               which one is. Other meanings: `c` continues, `compare` compares; `s` steps, `save` saves; `l` lists source, `load` \
               loads; `h` helps, `hunt` hunts; `i` is `info`, `text` shows text; `sl` steps by lines, `save_labels` saves \
               labels; `x` examines memory, `continue` leaves the prompt; `exit` leaves the debugger. Registers in conditions have no dot: `break 600 if a == 5`. The device number \
               behind a file may be 0, the host, and may be left out. Clients of VICE's binary monitor are served by \
               `jumppad vice PROGRAM`, and by `serve vice`.",
    },
    Topic {
        name: "json",
        summary: "results for programs",
        text: "With --json every result, event and error is one JSON object on a line of its own, with its kind in `type`. \
               Addresses, bytes and counts are numbers. A command with nothing to tell gives {\"type\":\"done\"}. \
               debugger/JSON.md describes the fields.",
    },
];
