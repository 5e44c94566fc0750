use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of doc comments as a model is shown it.
///
/// Lines of a paragraph are joined; paragraphs, list items and code blocks stay apart.
pub(crate) fn text(attributes: &[Attribute]) -> syn::Result<String> {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value else {
            return Err(syn::Error::new_spanned(
                &pair.value,
                "the description of a tool is written out in `///` comments, so that it can be checked",
            ));
        };
        let text = line.value();
        if text.contains('\n') { block(&text, &mut lines) } else { lines.push(text) }
    }
    Ok(joined(&lines))
}

/// A block comment is one attribute with several lines, which are indented, and often begin with a star.
fn block(text: &str, lines: &mut Vec<String>) {
    let mut all = text.split('\n');
    lines.extend(all.next().map(str::to_owned));
    let rest: Vec<&str> = all.collect();
    let starred =
        rest.iter().filter(|line| !line.trim().is_empty()).all(|line| line.trim_start().starts_with('*'));
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let common = rest.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    lines.extend(rest.iter().map(|line| {
        let line = if starred {
            line.trim_start().trim_start_matches('*')
        } else {
            line.get(common..).unwrap_or_default()
        };
        line.to_owned()
    }));
}

fn joined(lines: &[String]) -> String {
    let mut text = String::new();
    let mut code = false;
    let mut soft = false;
    for line in lines {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        let fence = line.trim_start().starts_with("```");
        let apart = code || fence || line.is_empty() || is_item(line.trim_start());
        if soft && !apart {
            text.push(' ');
            text.push_str(line.trim_start());
        } else {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
        code ^= fence;
        soft = !code && !fence && !line.is_empty();
    }
    text.trim().to_owned()
}

fn is_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    line.starts_with("- ")
        || line.starts_with("* ")
        || line.starts_with('#')
        || line.starts_with('|')
        || (digits > 0 && line[digits..].starts_with(". "))
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn paragraphs_lists_and_code_survive_and_soft_wraps_do_not() {
        let function: syn::ItemFn = parse_quote! {
            /// First line
            /// goes on.
            #[allow(unused)]
            ///
            /// Second paragraph:
            /// - one
            ///   and more of it
            /// - two
            ///
            /// ```
            /// let x = 1;
            ///     let y = 2;
            /// ```
            fn f() {}
        };
        let text = text(&function.attrs).unwrap();
        assert_eq!(
            text,
            "First line goes on.\n\nSecond paragraph:\n- one and more of it\n- two\n\n```\nlet x = 1;\n    let y = 2;\n```"
        );
    }

    #[test]
    fn a_block_comment_and_no_comment() {
        let function: syn::ItemFn = parse_quote! {
            /** One.

             Two. */
            fn f() {}
        };
        assert_eq!(text(&function.attrs).unwrap(), "One.\n\nTwo.");
        let starred: syn::ItemFn = parse_quote! {
            /**
             * One
             * line.
             */
            fn f() {}
        };
        assert_eq!(text(&starred.attrs).unwrap(), "One line.");
        assert_eq!(text(&[]).unwrap(), "");
        let included: syn::ItemFn = parse_quote!(
            #[doc = include_str!("x.md")]
            fn f() {}
        );
        assert!(text(&included.attrs).is_err());
    }
}
