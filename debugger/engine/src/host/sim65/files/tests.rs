//! What the guest reaches, and what stops it.

use std::fs;

use super::*;

const READ: u16 = 0x01;
const CREATE: u16 = flag::WRITE_ONLY | flag::CREATE | flag::TRUNCATE;

fn open(files: &mut Files, path: &str, flags: u16) -> Option<u16> {
    files.open(path.as_bytes(), flags, Mode::READ_WRITE)
}

/// A folder `inside`, in which the guest lives, beside a file that is none of its business.
fn house() -> (tempfile::TempDir, Files) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inside")).unwrap();
    fs::write(folder.path().join("secret"), "secret").unwrap();
    fs::write(folder.path().join("inside/a"), "abc").unwrap();
    let files = files(&folder, QUOTA);
    (folder, files)
}

fn files(folder: &tempfile::TempDir, quota: u64) -> Files {
    let folder = folder.path().join("inside");
    Files::new(Reach::Below { folder, quota })
}

/// Streams of a guest that has none.
struct Mute;

impl Streams for Mute {
    fn read(&mut self, _: Stream, _: usize) -> io::Result<crate::host::sim65::streams::Input> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn write(&mut self, _: Stream, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn descriptors_are_the_lowest_free_and_bounded() {
    let (_folder, mut files) = house();
    assert!(files.most > 64);
    files.most = 19;
    assert_eq!(open(&mut files, "a", READ), Some(3));
    assert_eq!(open(&mut files, "a", READ), Some(4));
    assert_eq!(files.close(3), Some(()));
    assert_eq!(files.close(3), None);
    assert_eq!(open(&mut files, "a", READ), Some(3));
    while open(&mut files, "a", READ).is_some() {}
    assert_eq!(files.open.len(), files.most);
    assert!(files.get(18).is_some() && files.get(19).is_none());
    assert_eq!((files.close(19), files.close(0xFFFF)), (None, None));
}

#[test]
fn no_path_leads_out() {
    let (folder, mut files) = house();
    let absolute = folder.path().join("secret");
    let absolute = absolute.to_str().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let inside = folder.path().join("inside");
        symlink("../secret", inside.join("link")).unwrap();
        symlink("../new", inside.join("dangling")).unwrap();
        symlink("..", inside.join("up")).unwrap();
        symlink(absolute, inside.join("root")).unwrap();
        symlink("a", inside.join("within")).unwrap();
        assert!(open(&mut files, "within", READ).is_some());
    }
    for path in [
        "../secret",
        "a/../../secret",
        "./../secret",
        absolute,
        "link",
        "dangling",
        "up/secret",
        "root",
        "/etc/passwd",
        "..",
        "",
        "up/new",
        "../new",
        "no/such/file",
    ] {
        for flags in [READ, CREATE, flag::READ_WRITE | flag::CREATE] {
            assert_eq!(open(&mut files, path, flags), None, "{path}");
        }
    }
    assert_eq!(fs::read_to_string(absolute).unwrap(), "secret");
    assert!(!folder.path().join("new").exists());
    let mut none = Files::new(Reach::Nothing);
    assert_eq!(open(&mut none, "a", READ), None);
    assert!(none.get(1).is_some());
}

#[test]
fn an_absolute_path_below_the_folder_is_one() {
    let (folder, mut files) = house();
    let inside = folder.path().join("inside");
    let at = |name: &str| inside.join(name).display().to_string();
    assert!(open(&mut files, &at("a"), READ).is_some());
    assert!(open(&mut files, &at("./a"), READ).is_some());
    assert!(open(&mut files, &at("new"), CREATE).is_some());
    assert!(inside.join("new").is_file());
    for path in [at("../secret"), at(""), format!("{}b", inside.display())] {
        assert_eq!(open(&mut files, &path, READ), None, "{path}");
    }
}

#[test]
fn what_is_written_in_all_is_bounded() {
    let (folder, _) = house();
    let mut files = files(&folder, 10);
    let [one, two] = ["one", "two"].map(|name| open(&mut files, name, CREATE).unwrap());
    let mut write = |number, bytes: &[u8]| files.write(number, bytes, &mut Mute).is_ok();
    assert!(write(one, b"1234567") && !write(two, b"1234") && write(two, b"123"));
    assert!(!write(one, b"8") && write(1, b"a stream is no file"));
    let inside = folder.path().join("inside");
    assert_eq!(fs::read(inside.join("two")).unwrap(), b"123");
}

#[test]
fn files_are_cut_added_to_and_closed_as_by_sim65() {
    let (folder, mut files) = house();
    let add = flag::WRITE_ONLY | flag::APPEND;
    let number = open(&mut files, "a", add).unwrap();
    assert!(files.write(number, b"def", &mut Mute).is_ok());
    // What is only read is neither written to, nor cut.
    let reader = open(&mut files, "a", READ | flag::APPEND | flag::TRUNCATE).unwrap();
    assert!(files.write(reader, b"x", &mut Mute).is_err());
    let content = || fs::read_to_string(folder.path().join("inside/a")).unwrap();
    assert_eq!(content(), "abcdef");
    let cut = open(&mut files, "a", add | flag::TRUNCATE).unwrap();
    assert!(files.write(cut, b"g", &mut Mute).is_ok());
    assert_eq!(content(), "g");
    // The streams are descriptors like others.
    assert_eq!(files.close(1), Some(()));
    assert!(files.write(1, b"x", &mut Mute).is_err());
    assert_eq!(open(&mut files, "a", READ), Some(1));
}

#[test]
#[cfg(unix)]
fn devices_pipes_and_folders_are_no_files() {
    let (folder, mut files) = house();
    let pipe = folder.path().join("inside/pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    // Opening it would wait for its other end.
    assert_eq!(open(&mut files, "pipe", READ), None);
    // Nor does one that comes between the look and the opening.
    let opened = files
        .folder()
        .unwrap()
        .dir
        .open_with("pipe", &options(READ, Mode::READ_WRITE));
    assert!(opened.is_ok());
    fs::create_dir(folder.path().join("inside/folder")).unwrap();
    // A folder opens for reading, and gives nothing.
    let folder = open(&mut files, "folder", READ);
    assert!(matches!(
        files.get(folder.unwrap()),
        Some(Descriptor::Folder)
    ));
    assert!(files.write(folder.unwrap(), b"x", &mut Mute).is_err());
    for flags in [CREATE, flag::READ_WRITE, READ | flag::CREATE] {
        assert_eq!(open(&mut files, "folder", flags), None, "{flags:x}");
    }
}

#[test]
fn a_file_has_its_longest() {
    let (folder, mut files) = house();
    let number = open(&mut files, "big", CREATE).unwrap();
    let Some(Descriptor::File(file)) = files.get(number) else {
        panic!("it is a file");
    };
    file.file.set_len(LONGEST_FILE).unwrap();
    file.file.seek(io::SeekFrom::End(-2)).unwrap();
    assert!(file.write(b"12").is_ok() && file.write(b"3").is_err());
    files.close(number);
    let number = open(&mut files, "big", flag::WRITE_ONLY | flag::APPEND).unwrap();
    let Some(Descriptor::File(file)) = files.get(number) else {
        panic!("it is a file");
    };
    assert!(file.write(b"1").is_err());
    assert_eq!(
        fs::metadata(folder.path().join("inside/big"))
            .unwrap()
            .len(),
        LONGEST_FILE
    );
}

#[test]
fn the_null_device_takes_all_and_gives_nothing() {
    let (folder, mut files) = house();
    let number = open(&mut files, "/dev/null", CREATE).unwrap();
    assert!(files.write(number, b"x", &mut Mute).is_ok());
    assert_eq!(files.seek(number, 7, 2), Some(0));
    assert!(matches!(files.get(number), Some(Descriptor::Null)));
    assert!(!folder.path().join("inside/dev").exists());
    let mut none = Files::new(Reach::Nothing);
    assert_eq!(open(&mut none, "/dev/null", READ), None);
}

#[test]
fn a_file_is_sought_in_with_sixteen_bits() {
    let (folder, mut files) = house();
    let number = open(&mut files, "a", READ).unwrap();
    for (offset, whence, place) in [
        (2, 2, Some(2)),
        (1, 0, Some(3)),
        (4, 1, Some(7)),
        (0, 2, Some(0)),
        (0xFFFF, 2, Some(0xFFFF)),
        (1, 0, Some(0)),
        (0, 3, None),
    ] {
        assert_eq!(
            files.seek(number, offset, whence),
            place,
            "{offset} {whence}"
        );
    }
    assert_eq!(files.seek(1, 0, 2), None);
    assert_eq!(files.seek(0xFFFF, 0, 2), None);
    assert_eq!(fs::read(folder.path().join("inside/a")).unwrap(), b"abc");
}

#[test]
fn what_is_removed_is_inside() {
    let (folder, mut files) = house();
    let inside = folder.path().join("inside");
    fs::create_dir(inside.join("folder")).unwrap();
    let absolute = folder.path().join("secret").display().to_string();
    for path in ["../secret", &absolute, "nope", ""] {
        assert_eq!(files.remove(path.as_bytes()), None, "{path}");
    }
    assert!(folder.path().join("secret").exists());
    for name in ["a", "folder"] {
        assert_eq!(files.remove(name.as_bytes()), Some(()), "{name}");
        assert!(!inside.join(name).exists());
    }
    assert_eq!(Files::new(Reach::Nothing).remove(b"a"), None);
}

#[test]
fn what_is_only_read_is_created_too() {
    let (folder, mut files) = house();
    let number = open(&mut files, "new", READ | flag::CREATE).unwrap();
    assert!(files.write(number, b"x", &mut Mute).is_err());
    assert!(folder.path().join("inside/new").is_file());
    assert!(open(&mut files, "a", READ | flag::CREATE).is_some());
    let exclusive = READ | flag::CREATE | flag::EXCLUSIVE;
    assert_eq!(open(&mut files, "a", exclusive), None);
    let inside = folder.path().join("inside");
    assert_eq!(fs::read(inside.join("a")).unwrap(), b"abc");
}
