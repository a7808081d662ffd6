//! What tests of the sources ask of Rust's grammar: the words of a source, its texts, the functions and the names that it
//! takes from elsewhere. `syn` reads; this refuses to know types, macros or what a name resolves to.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// The words and marks of a source: identifiers whole, every mark by itself. Comments and literals are left out, and so is
/// every item under `#[cfg(test)]`.
pub fn tokens(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    flatten(stream(source), &mut out);
    without_tests(&out)
}

fn stream(source: &str) -> TokenStream {
    source.parse().unwrap_or_else(|error| panic!("{error}: {source}"))
}

fn flatten(stream: TokenStream, out: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Literal(_) => {}
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                out.push(open.to_owned());
                flatten(group.stream(), out);
                out.push(close.to_owned());
            }
            other => out.push(other.to_string()),
        }
    }
}

/// The texts of a source, each with its line, as they are when the program runs; what documents is none.
pub fn literals(source: &str) -> Vec<(usize, String)> {
    fn collect(stream: TokenStream, out: &mut Vec<(usize, String)>) {
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Group(group) => collect(group.stream(), out),
                TokenTree::Literal(literal) => {
                    if let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) {
                        out.push((literal.span().start().line, text.value()));
                    }
                }
                // `#[doc = "..."]` and `#![doc = "..."]`, as which comments that document are read, and what a lint is told.
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    trees.next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'));
                    let documents = |tree: &TokenTree| {
                        let TokenTree::Group(group) = tree else { return false };
                        let first = group.stream().into_iter().next().map(|first| first.to_string());
                        matches!(first.as_deref(), Some("doc" | "expect"))
                    };
                    trees.next_if(documents);
                }
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    collect(stream(source), &mut out);
    out
}

/// The tests at the end of a source; nothing where it has none.
pub fn tests_of(source: &str) -> &str {
    source.find("#[cfg(test)]\nmod tests {").map_or("", |at| &source[at..])
}

/// A function: its name, the line where it begins, its parameters, and how many values they are, those in tuples each by
/// itself.
pub struct Function {
    pub name: String,
    pub line: usize,
    pub parameters: usize,
    pub values: usize,
}

/// The functions of a source that are not compiled for tests only.
pub fn functions(source: &str) -> Vec<Function> {
    struct Found(Vec<Function>);
    impl<'ast> Visit<'ast> for Found {
        fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
            if !is_for_tests(&item.attrs) {
                visit::visit_item_mod(self, item);
            }
        }

        fn visit_signature(&mut self, it: &'ast syn::Signature) {
            let values = it.inputs.iter().map(|input| match input {
                syn::FnArg::Receiver(_) => 1,
                syn::FnArg::Typed(it) => values_in(&it.ty),
            });
            let (name, line) = (it.ident.to_string(), it.span().start().line);
            self.0.push(Function { name, line, parameters: it.inputs.len(), values: values.sum() });
            visit::visit_signature(self, it);
        }
    }
    let mut found = Found(Vec::new());
    found.visit_file(&parsed(source));
    found.0
}

/// How many values a parameter of this type hides. Two numbers are a place or a span, and one value.
fn values_in(ty: &syn::Type) -> usize {
    let is_number = |ty: &syn::Type| {
        matches!(ty, syn::Type::Path(path) if path.path.get_ident().is_some_and(|it| {
            ["i32", "u16", "u32", "usize"].iter().any(|number| it == number)
        }))
    };
    match ty {
        syn::Type::Tuple(tuple) if tuple.elems.len() == 2 && tuple.elems.iter().all(is_number) => 1,
        syn::Type::Tuple(tuple) if !tuple.elems.is_empty() => tuple.elems.iter().map(values_in).sum(),
        syn::Type::Reference(reference) => values_in(&reference.elem),
        _ => 1,
    }
}

/// What a source takes from elsewhere in its crate.
pub struct Names {
    /// Paths that it names, each as its segments; of a `use` every leaf, with the names that it imports and gives on too.
    pub taken: Vec<Vec<String>>,
    /// Names that it gives on by `pub use`: the name, and the path behind it.
    pub given_on: Vec<(String, Vec<String>)>,
}

/// The names of a source, but for what is compiled for tests only.
pub fn names(source: &str) -> Names {
    struct Found(Names);
    impl<'ast> Visit<'ast> for Found {
        fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
            if !is_for_tests(&item.attrs) {
                visit::visit_item_mod(self, item);
            }
        }

        fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
            if is_for_tests(&item.attrs) {
                return;
            }
            let mut leaves = Vec::new();
            leaves_of(&item.tree, &mut Vec::new(), &mut leaves);
            let gives_on = !matches!(item.vis, syn::Visibility::Inherited);
            for (name, path) in leaves {
                if gives_on { self.0.given_on.push((name, path)) } else { self.0.taken.push(path) }
            }
        }

        /// Who may use a thing is no use of it.
        fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.0.taken.push(path.segments.iter().map(|it| it.ident.to_string()).collect());
            visit::visit_path(self, path);
        }
    }
    let mut found = Found(Names { taken: Vec::new(), given_on: Vec::new() });
    found.visit_file(&parsed(source));
    found.0
}

fn leaves_of(tree: &syn::UseTree, before: &mut Vec<String>, out: &mut Vec<(String, Vec<String>)>) {
    let mut leaf = |name: &syn::Ident, real: &syn::Ident, before: &[String]| {
        let own = (real != "self").then(|| real.to_string());
        let path: Vec<String> = before.iter().cloned().chain(own).collect();
        let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name.to_string() };
        out.push((name, path));
    };
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves_of(&path.tree, before, out);
            before.pop();
        }
        syn::UseTree::Name(it) => leaf(&it.ident, &it.ident, before),
        syn::UseTree::Rename(it) => leaf(&it.rename, &it.ident, before),
        syn::UseTree::Glob(_) => out.push(("*".to_owned(), before.clone())),
        syn::UseTree::Group(group) => group.items.iter().for_each(|it| leaves_of(it, before, out)),
    }
}

fn parsed(source: &str) -> syn::File {
    syn::parse_file(source).unwrap_or_else(|error| panic!("{error}: {source}"))
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    let test = |it: &syn::Attribute| {
        it.path().is_ident("cfg") && it.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    };
    attributes.iter().any(test)
}

/// Without the items under `#[cfg(test)]`: up to their `;`, or to the end of their braces.
fn without_tests(tokens: &[String]) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut out = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        if !MARK.iter().enumerate().all(|(k, mark)| tokens.get(i + k).is_some_and(|token| token == mark)) {
            out.push(tokens[i].clone());
            i += 1;
            continue;
        }
        let (mut depth, mut j) = (0, i + MARK.len());
        while j < tokens.len() {
            match tokens[j].as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            j += 1;
            if depth == 0 && matches!(tokens[j - 1].as_str(), ";" | "}") {
                break;
            }
        }
        i = j;
    }
    out
}

#[test]
fn comments_literals_and_tests_are_no_code() {
    let code = |source: &str| tokens(source).join(" ");
    assert_eq!(code("a // crate::b\n/* crate::c /* d */ e */ f"), "a f");
    assert_eq!(code(r#"let x = "crate::b \" c"; y"#), "let x = ; y");
    assert_eq!(code("#[cfg(test)] mod tests; use a;"), "use a ;");
    assert_eq!(code("#[cfg(test)] mod tests { fn f() { [1; 2]; } } use a;"), "use a ;");
    assert_eq!(code("#[cfg(test)] #[allow(x)] fn f(a: [u8; 2]) {} use a;"), "use a ;");
    assert_eq!(code("#[cfg(unix)] use a;"), "# [ cfg ( unix ) ] use a ;");
    let texts = literals("//! a\n/// b\nfn f() { g(\"c\\n\", r#\"d\"#, 1) }");
    assert_eq!(texts, [(3, "c\n".to_owned()), (3, "d".to_owned())]);
}

#[test]
fn values_are_counted_also_where_a_tuple_hides_them() {
    let found =
        functions("fn f(a: u8, (b, c): (u8, &(u8, u8)), at: (u32, u16)) {}\n#[cfg(test)] mod tests { fn g() {} }");
    assert_eq!(found.iter().map(|it| (it.name.as_str(), it.line, it.values)).collect::<Vec<_>>(), [("f", 1, 5)]);
}

#[test]
fn names_are_those_of_uses_and_of_paths() {
    let Names { taken, given_on } = names("use super::a::{self, B as C}; pub use d::E; fn f(x: super::G) {}");
    let taken: Vec<String> = taken.iter().map(|it| it.join("::")).collect();
    assert_eq!(taken, ["super::a", "super::a::B", "super::G"]);
    assert_eq!(given_on, [("E".to_owned(), vec!["d".to_owned(), "E".to_owned()])]);
}
