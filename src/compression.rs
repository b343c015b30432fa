//! Compressed streams of text, in and out: gzip and Zstandard.
//!
//! What is read is expanded as it goes, so that no archive, however well it was packed, takes more room than any other: a few
//! tens of kilobytes for gzip, and for Zstandard the window the stream asks for, 128 MiB at most.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

/// A way to compress a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstandard,
}

impl Compression {
    /// The compression a file's name tells, and its name without that ending.
    pub fn of_path(path: &Path) -> (Option<Self>, PathBuf) {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        let compression = match ending.as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstandard,
            _ => return (None, path.to_path_buf()),
        };
        (Some(compression), path.with_extension(""))
    }

    /// The compression the first bytes of a stream tell.
    pub fn of_start(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\x1F\x8B") {
            Some(Self::Gzip)
        } else if start.starts_with(b"\x28\xB5\x2F\xFD") {
            Some(Self::Zstandard)
        } else {
            None
        }
    }
}

/// How many bytes are expanded at once.
const BUFFER: usize = 1 << 16;

/// A stream as it was before it was compressed. Where it is cut short or damaged, the error says so ([`Damaged`]).
pub fn expanded<'a>(
    compression: Compression,
    stream: impl BufRead + Send + 'a,
) -> io::Result<Box<dyn BufRead + Send + 'a>> {
    let expanded: Box<dyn Read + Send + 'a> = match compression {
        Compression::Gzip => Box::new(MultiGzDecoder::new(stream)),
        Compression::Zstandard => Box::new(zstd::stream::read::Decoder::with_buffer(stream)?),
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, Expanded(expanded))))
}

/// A stream being expanded.
struct Expanded<R>(R);

impl<R: Read> Read for Expanded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| {
            // What the system says of the file itself stays as it is.
            if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
                return error;
            }
            let damaged = match error.kind() {
                io::ErrorKind::UnexpectedEof => Damaged::CutShort,
                _ => Damaged::Inside,
            };
            io::Error::new(error.kind(), damaged)
        })
    }
}

/// What is wrong with a compressed stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damaged {
    /// It ends too early.
    CutShort,
    /// It is not what was compressed.
    Inside,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::CutShort => "le fichier compressé est incomplet ; il est à copier ou à télécharger de nouveau",
            Self::Inside => "le fichier compressé est abîmé, ou n’est pas du format que dit la fin de son nom",
        })
    }
}

impl std::error::Error for Damaged {}

/// A stream being written, compressed or not.
pub struct Compressed<W: Write>(Inner<W>);

enum Inner<W: Write> {
    Plain(W),
    Gzip(Box<GzEncoder<W>>),
    Zstandard(Box<zstd::stream::write::Encoder<'static, W>>),
}

impl<W: Write> Compressed<W> {
    /// Compresses what is written to `out`, or does not.
    pub fn new(compression: Option<Compression>, out: W) -> io::Result<Self> {
        Ok(Self(match compression {
            None => Inner::Plain(out),
            Some(Compression::Gzip) => Inner::Gzip(Box::new(GzEncoder::new(out, flate2::Compression::default()))),
            Some(Compression::Zstandard) => {
                let mut encoder = zstd::stream::write::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                encoder.include_checksum(true)?;
                Inner::Zstandard(Box::new(encoder))
            }
        }))
    }

    /// Writes the end, and gives back where it was written to.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Inner::Plain(out) => Ok(out),
            Inner::Gzip(encoder) => encoder.finish(),
            Inner::Zstandard(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Compressed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Inner::Plain(out) => out.write(bytes),
            Inner::Gzip(encoder) => encoder.write(bytes),
            Inner::Zstandard(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Inner::Plain(out) => out.flush(),
            Inner::Gzip(encoder) => encoder.flush(),
            Inner::Zstandard(encoder) => encoder.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(compression: Compression, text: &[u8]) -> Vec<u8> {
        let mut out = Compressed::new(Some(compression), Vec::new()).unwrap();
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn unpacked(compression: Compression, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        expanded(compression, bytes)?.read_to_end(&mut text).map(|_| text)
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        for compression in [Compression::Gzip, Compression::Zstandard] {
            let text: Vec<u8> = (0..50_000_u32).flat_map(|at| at.wrapping_mul(at).to_le_bytes()).collect();
            let bytes = packed(compression, &text);
            assert_eq!(Compression::of_start(&bytes), Some(compression));
            assert!(unpacked(compression, &bytes).unwrap() == text);
            // Streams may follow each other.
            let twice = [bytes.clone(), packed(compression, b"et la suite")].concat();
            assert!(unpacked(compression, &twice).unwrap() == [&text[..], b"et la suite"].concat());
        }
    }

    #[test]
    fn what_is_damaged_is_told() {
        let told = |error: io::Error| *error.get_ref().unwrap().downcast_ref::<Damaged>().unwrap();
        for compression in [Compression::Gzip, Compression::Zstandard] {
            let bytes = packed(compression, &b"une ligne\n".repeat(10_000));
            for length in (1..bytes.len()).step_by(7) {
                assert_eq!(told(unpacked(compression, &bytes[..length]).unwrap_err()), Damaged::CutShort, "{length}");
            }
            let mut spoilt = bytes.clone();
            let at = spoilt.len() - 3;
            spoilt[at] ^= 0x40;
            assert_eq!(told(unpacked(compression, &spoilt).unwrap_err()), Damaged::Inside);
            assert_eq!(told(unpacked(compression, b"{\"audit\":\"a\"}\n").unwrap_err()), Damaged::Inside);
        }
    }

    #[test]
    fn names_tell_the_compression() {
        let told = |name: &str| Compression::of_path(Path::new(name));
        assert_eq!(told("a/b.ndjson.gz"), (Some(Compression::Gzip), "a/b.ndjson".into()));
        assert_eq!(told("b.JSON.ZST"), (Some(Compression::Zstandard), "b.JSON".into()));
        assert_eq!(told("b.ndjson"), (None, "b.ndjson".into()));
    }
}
