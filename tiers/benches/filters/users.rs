//! Records of users: a name, an address and a number in 304 bytes, and a filter
//! of forty comparisons with them.

use jumppad_tiers::filter::{Expr, Filter, Memory, Schema, Text, TextField, TextPlace, TextTest};

const NAME: u32 = 96;
const EMAIL: u32 = 128;
const PHONE: u32 = 68;

/// Bytes of a user.
pub(crate) const SIZE: usize = 304;

const fn text(name: &'static str, offset: usize, capacity: u32) -> TextField {
    TextField {
        name,
        offset,
        place: TextPlace::Inside { capacity },
    }
}

/// A user.
pub(crate) static USER: Schema = Schema {
    name: "user",
    size: SIZE,
    ints: &[],
    texts: &[
        text("name", 0, NAME),
        text("email", 100, EMAIL),
        text("phone", 232, PHONE),
    ],
    memory: Memory::None,
};

const _: () = assert!(USER.is_sound());

const FIRST: [&str; 16] = [
    "Ada",
    "Barbara",
    "Christine",
    "Donald",
    "Edsger",
    "Frances",
    "Grace",
    "Hedy",
    "Ivan",
    "Jean",
    "Katherine",
    "Lynn",
    "Margaret",
    "Niklaus",
    "Radia",
    "Sophie",
];
const LAST: [&str; 16] = [
    "Allen",
    "Bartik",
    "Conway",
    "Dijkstra",
    "Engelbart",
    "Floyd",
    "Goldberg",
    "Hamilton",
    "Hopper",
    "Johnson",
    "Knuth",
    "Lamarr",
    "Liskov",
    "Lovelace",
    "Perlman",
    "Wirth",
];
const HOSTS: [&str; 8] = [
    "example.com",
    "example.org",
    "mail.example.net",
    "cs.example.edu",
    "post.example.de",
    "users.example.co.uk",
    "example.fr",
    "lists.example.info",
];

/// So many users, always the same.
pub(crate) fn users(count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count * SIZE);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % bound
    };
    for _ in 0..count {
        let (first, last) = (FIRST[below(16)], LAST[below(16)]);
        let host = HOSTS[below(8)];
        let number = below(100);
        let name = format!("{first} {last}");
        let email = format!("{first}.{last}{number}@{host}").to_lowercase();
        let country = [1, 33, 44, 49][below(4)];
        let phone = format!("+{country} {:03} {:07}", below(1000), below(10_000_000));
        for (string, capacity) in [(name, NAME), (email, EMAIL), (phone, PHONE)] {
            bytes.extend((string.len() as u32).to_le_bytes());
            let room = string.bytes().chain(std::iter::repeat(0));
            bytes.extend(room.take(capacity as usize));
        }
    }
    bytes
}

fn term(field: &str, test: TextTest, text: &str) -> Expr {
    let field = USER.text(field).expect("a field of a user");
    Expr::Text(test, Text::Field(field), Text::literal(text))
}

fn starts_with(field: &str, text: &str) -> Expr {
    term(field, TextTest::StartsWith, text)
}

fn contains(field: &str, text: &str) -> Expr {
    term(field, TextTest::Contains, text)
}

/// Forty terms, half of each kind: for each of ten countries and houses, those of
/// two names or two numbers.
pub(crate) fn filter() -> Filter {
    const NAMES: [&str; 10] = [
        "Zoe",
        "Ada L",
        "Walter",
        "Grace Ho",
        "Xavier",
        "Margaret H",
        "Quentin",
        "Katherine J",
        "Umberto",
        "Barbara Li",
    ];
    const PARTS: [&str; 10] = [
        "zuse",
        "lovelace4",
        "turing",
        "hopper1",
        "noether",
        "hamilton7",
        "shannon",
        "johnson9",
        "neumann",
        "liskov2",
    ];
    const PLACES: [&str; 10] = [
        "@gmx",
        ".edu",
        "@web",
        "co.uk",
        "@post.",
        "example.fr",
        "lists",
        "@mail",
        ".info",
        "@cs",
    ];
    const NUMBERS: [&str; 10] = [
        "+1 9", "+49 1", "+44 2", "+33 3", "+1 55", "+49 89", "+44 7", "+33 6", "+43 1", "+41 4",
    ];
    let groups = (0..10).map(|at| {
        let who = starts_with("name", NAMES[at]).or(contains("email", PARTS[at]));
        let place = contains("email", PLACES[at]).or(starts_with("phone", NUMBERS[at]));
        who.and(place)
    });
    let root = Expr::Any(groups.collect());
    Filter::new(&USER, root).expect("it is a filter of users")
}
