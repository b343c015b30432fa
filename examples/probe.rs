use grille::{check::analyse, diagnostic::Source};
fn main() {
    for path in std::env::args().skip(1) {
        let a = analyse(Source::new(path.clone(), std::fs::read_to_string(&path).unwrap()), &[]);
        println!("## {path}");
        for d in &a.diagnostics { let p = a.source.position(d.span.start); println!("{} {}:{} {:?} {} | {:?}", d.code(), p.line, p.column, a.source.slice(d.span), d.problem.message(), d.fixes.iter().map(|f| f.title.clone()).collect::<Vec<_>>()); }
    }
}
