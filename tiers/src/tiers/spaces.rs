//! Code by space: where banks lie otherwise, other code is compiled.
//!
//! A space is one way in which banks lie in the 64 KiB. Each has its own profile, groups and
//! traces, so a switch of banks takes nothing out of use and confuses nothing: it exchanges a
//! pointer. What the spaces share, plain RAM above all, may change while a space is not the one
//! that runs; it is told when it is entered, before anything of it runs.
//!
//! Invariant: the code of the current space is in `Tiers::code`, that of all others here.
//!
//! Not here: what lies where (`banks`).

use std::collections::VecDeque;

use jumppad_opcodes::byte;

use super::baseline::{BaselineTier, ShortLives, entries};
use super::{Pending, Surroundings, Tiers};
use crate::banks::Face;
use crate::cache::Cache;
use crate::code_marks::CodeStore;
use crate::event::InvalidationCause;
use crate::jit::Answer;
use crate::lessons::Lessons;
use crate::pages::page_of;
use crate::profile::Profile;

/// News that a space may be behind with; one that is behind with more starts anew.
const MOST_NEWS: usize = 4096;

/// What is compiled, and what was counted and learnt for it, in one space.
pub(crate) struct Code {
    pub(crate) profile: Profile,
    pub(crate) cache: Cache,
    pub(crate) baseline: BaselineTier,
    pub(super) short_lives: ShortLives,
    pub(super) lessons: Lessons,
    pub(super) pending: Vec<Pending>,
    /// Compiled while the space was not the current one.
    answers: Vec<Answer>,
    /// How many news there had been when it was left.
    left_at: u64,
    /// By which rules it was made.
    rules: u64,
}

/// What happened to bytes that another space may have made code from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// The guest changed a byte.
    Stored { store: CodeStore, by: u16 },
    /// Somebody else did, or what depends on it changed.
    Changed { cause: InvalidationCause },
    /// It became code.
    BecameCode,
    /// Something new was noted of the instruction that begins there.
    Noted,
}

/// The code of the spaces that are not current.
#[derive(Default)]
pub(crate) struct Spaces {
    /// By number; none is the current one's, or was never entered.
    parked: Vec<Option<Box<Code>>>,
    current: usize,
    news: VecDeque<(u16, Face, News)>,
    /// How many there were before the first that is kept.
    forgotten: u64,
    /// Changes whenever nothing that was compiled before may be used.
    rules: u64,
}

impl Spaces {
    fn are_several(&self) -> bool {
        !self.parked.is_empty()
    }

    fn told(&self) -> u64 {
        self.forgotten + self.news.len() as u64
    }

    fn tell(&mut self, addr: u16, face: Face, news: News) {
        if self.news.back() == Some(&(addr, face, news)) {
            return;
        }
        self.news.push_back((addr, face, news));
        if self.news.len() > MOST_NEWS {
            self.news.pop_front();
            self.forgotten += 1;
        }
    }

    /// What others have compiled is out of date.
    pub(super) fn outdate(&mut self) {
        if self.are_several() {
            self.rules += 1;
        }
    }

    fn parked(&self) -> impl Iterator<Item = &Code> {
        self.parked.iter().flatten().map(Box::as_ref)
    }

    fn parked_mut(&mut self) -> impl Iterator<Item = &mut Code> {
        self.parked.iter_mut().flatten().map(Box::as_mut)
    }
}

impl Code {
    /// How often its groups were entered.
    pub(super) fn entries(&self) -> u64 {
        let groups = self.cache.iter();
        groups.map(|group| group.entries(&self.profile)).sum()
    }

    pub(super) fn new(profile: Profile, cache: Cache, lessons: Lessons) -> Self {
        Self {
            profile,
            cache,
            baseline: BaselineTier::default(),
            short_lives: ShortLives::new(),
            lessons,
            pending: Vec::new(),
            answers: Vec::new(),
            left_at: 0,
            rules: 0,
        }
    }
}

impl Tiers {
    /// Nothing compiled yet, by the rules as they are.
    fn new_code(&self) -> Box<Code> {
        let threshold = entries(self.mode, self.threshold, &self.policy);
        Box::new(Code::new(
            Profile::new(threshold, self.policy),
            Cache::new(self.code.cache.bound),
            Lessons::new(self.policy),
        ))
    }

    /// The code of the current space, and of all others.
    pub(super) fn all_code(&self) -> impl Iterator<Item = &Code> {
        std::iter::once(self.code.as_ref()).chain(self.spaces.parked())
    }

    /// The numbers of the spaces that are not current, with their code.
    pub(crate) fn parked(&self) -> impl Iterator<Item = (usize, &Code)> {
        let parked = self.spaces.parked.iter().enumerate();
        parked.filter_map(|(space, code)| Some((space, code.as_deref()?)))
    }

    /// All spaces are gone but the current one, which becomes the first. No code is in use.
    pub(crate) fn forget_spaces(&mut self) {
        self.spaces = Spaces::default();
    }

    /// Notes what happened to the byte at `addr`, for the spaces that are not current.
    pub(super) fn tell_spaces(&mut self, addr: u16, news: News, around: &Surroundings<'_>) {
        if self.spaces.are_several() {
            self.spaces
                .tell(addr, around.banks.face(page_of(addr)), news);
        }
    }

    /// The same of a byte that does not show at present.
    pub(crate) fn hidden_byte_changed(&mut self, addr: u16, face: Face, cause: InvalidationCause) {
        self.spaces.tell(addr, face, News::Changed { cause });
    }

    /// Lets the code of another space be current. Memory shows it already.
    pub(crate) fn enter_space(&mut self, space: usize, around: &mut Surroundings<'_>) {
        if space == self.spaces.current {
            return;
        }
        if self.spaces.parked.len() <= space {
            self.spaces.parked.resize_with(space + 1, || None);
        }
        let entered = self.spaces.parked[space].take();
        let mut entered = entered.unwrap_or_else(|| {
            let mut new = self.new_code();
            (new.left_at, new.rules) = (self.spaces.told(), self.spaces.rules);
            new
        });
        self.code.left_at = self.spaces.told();
        self.code.rules = self.spaces.rules;
        std::mem::swap(&mut self.code, &mut entered);
        let left = std::mem::replace(&mut self.spaces.current, space);
        if self.spaces.parked.len() <= left {
            self.spaces.parked.resize_with(left + 1, || None);
        }
        self.spaces.parked[left] = Some(entered);
        self.catch_up(around);
    }

    /// Tells the space that is current from now on what happened while it was not.
    fn catch_up(&mut self, around: &mut Surroundings<'_>) {
        let (left_at, told) = (self.code.left_at, self.spaces.told());
        if self.code.rules != self.spaces.rules || left_at < self.spaces.forgotten {
            self.start_anew(around);
        } else if left_at < told {
            let first = (left_at - self.spaces.forgotten) as usize;
            let shows =
                |&(addr, face, _): &(u16, Face, News)| around.banks.face(page_of(addr)) == face;
            let news = self.spaces.news.range(first..).copied().filter(shows);
            let news: Vec<(u16, Face, News)> = news.collect();
            for (addr, _, news) in news {
                self.hear(addr, news, around);
            }
        }
        self.code.left_at = told;
        self.code.cache.renew_held(around.memory);
        for answer in std::mem::take(&mut self.code.answers) {
            self.accept(answer, around);
        }
    }

    fn hear(&mut self, addr: u16, news: News, around: &mut Surroundings<'_>) {
        match news {
            News::Stored { store, by } => self.code_stored_here(store, by, around),
            News::Changed { cause } => self.invalidate_here(addr, cause, around),
            News::BecameCode => self.byte_is_code(addr, around),
            News::Noted => self.noted_here(addr, around),
        }
    }

    /// A byte that the current space may take for data is code of another space.
    fn byte_is_code(&mut self, addr: u16, around: &mut Surroundings<'_>) {
        if around.memory.marks(addr) & byte::CODE == 0 {
            return;
        }
        if let Some(baseline) = self.code.baseline.get_mut() {
            baseline.code_appeared(&[addr], around.memory, &mut self.marks);
        }
        self.tell_retired(InvalidationCause::BecameCode { addr }, around.cycle);
        self.groups_lose_data(&[addr], around);
    }

    /// Nothing that the current space compiled may be used any more.
    fn start_anew(&mut self, around: &mut Surroundings<'_>) {
        self.flush_here(around);
        let pending = std::mem::take(&mut self.code.pending);
        let answers = std::mem::take(&mut self.code.answers);
        *self.code = Code {
            pending,
            answers,
            rules: self.spaces.rules,
            ..*self.new_code()
        };
    }

    /// An answer that another space waits for.
    pub(super) fn keep_for_its_space(&mut self, answer: Answer) {
        let id = answer.id;
        let mut parked = self.spaces.parked_mut();
        let asked = parked.find(|code| code.pending.iter().any(|pending| pending.id == id));
        debug_assert!(asked.is_some(), "an answer to no request");
        if let Some(code) = asked {
            code.answers.push(answer);
        }
    }
}
