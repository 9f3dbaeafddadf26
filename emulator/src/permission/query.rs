//! The query over a key's own permissions that `keys.verifyKey` takes: `a AND (b OR c)`.

use std::collections::HashSet;

/// A parsed query. `*` has no meaning of its own in it: names are compared as they stand.
#[derive(Debug)]
pub(crate) enum Query {
    Name(String),
    All(Vec<Query>),
    Any(Vec<Query>),
}

/// The query cannot be parsed; the sentence says where, and is empty for a character that no permission may hold where
/// one should stand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError(pub(crate) String);

impl Query {
    /// Parses a query; `AND` binds tighter than `OR`, in any letter case.
    pub(crate) fn parse(text: &str) -> Result<Self, SyntaxError> {
        let tokens = tokens(text);
        let mut parser = Parser { tokens: &tokens, at: 0 };
        let query = parser.any()?;
        match parser.peek() {
            None => Ok(query),
            Some(token) => Err(SyntaxError(format!("The permission query ends too late, at {token}."))),
        }
    }

    pub(crate) fn is_met_by(&self, permissions: &HashSet<&str>) -> bool {
        match self {
            Self::Name(name) => permissions.contains(name.as_str()),
            Self::All(queries) => queries.iter().all(|query| query.is_met_by(permissions)),
            Self::Any(queries) => queries.iter().any(|query| query.is_met_by(permissions)),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    And,
    Or,
    Open,
    Close,
    /// A byte that belongs to nothing.
    Stranger,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "'{name}'"),
            Self::And => f.write_str("AND"),
            Self::Or => f.write_str("OR"),
            Self::Open => f.write_str("'('"),
            Self::Close => f.write_str("')'"),
            Self::Stranger => f.write_str("a character that no permission may hold"),
        }
    }
}

/// Takes a query apart, byte by byte, as the service does: a zero byte ends it.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let token = match first {
            0 => break,
            b' ' | b'\t' | b'\n' | b'\r' => None,
            b'(' => Some(Token::Open),
            b')' => Some(Token::Close),
            byte if belongs_to_name(*byte) => {
                let length = rest.iter().position(|byte| !belongs_to_name(*byte)).unwrap_or(rest.len());
                let word = String::from_utf8_lossy(&rest[..length]);
                tokens.push(match word.to_ascii_uppercase().as_str() {
                    "AND" => Token::And,
                    "OR" => Token::Or,
                    _ => Token::Name(word.into_owned()),
                });
                rest = &rest[length..];
                continue;
            }
            _ => Some(Token::Stranger),
        };
        tokens.extend(token);
        rest = tail;
    }
    tokens
}

/// The service takes each byte for a Latin-1 character, and any letter for a part of a name: of what lies beyond ASCII,
/// `ê` passes, for example, and `é` does not.
fn belongs_to_name(byte: u8) -> bool {
    let latin_letter = matches!(byte, 0xaa | 0xb5 | 0xba | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0xff);
    byte.is_ascii_alphanumeric() || b"_.-:*/".contains(&byte) || latin_letter
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Query, SyntaxError> {
        let mut queries = vec![self.all()?];
        while self.takes(&Token::Or) {
            queries.push(self.all()?);
        }
        Ok(Query::Any(queries))
    }

    fn all(&mut self) -> Result<Query, SyntaxError> {
        let mut queries = vec![self.term()?];
        while self.takes(&Token::And) {
            queries.push(self.term()?);
        }
        Ok(Query::All(queries))
    }

    fn term(&mut self) -> Result<Query, SyntaxError> {
        if self.takes(&Token::Open) {
            let query = self.any()?;
            let closed = self.takes(&Token::Close);
            return if closed { Ok(query) } else { Err(self.expected("a closing parenthesis")) };
        }
        match self.peek() {
            Some(Token::Name(name)) => {
                let query = Query::Name(name.clone());
                self.at += 1;
                Ok(query)
            }
            // The service has no words for this one.
            Some(Token::Stranger) => Err(SyntaxError(String::new())),
            _ => Err(self.expected("a permission")),
        }
    }

    fn expected(&self, what: &str) -> SyntaxError {
        let found = self.peek().map_or_else(|| "its end".to_owned(), Token::to_string);
        SyntaxError(format!("The permission query has {found} where {what} should stand."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(query: &str, permissions: &[&str]) -> bool {
        Query::parse(query).unwrap().is_met_by(&permissions.iter().copied().collect())
    }

    #[test]
    fn and_binds_tighter_than_or() {
        assert!(met("a OR b AND c", &["a"]));
        assert!(!met("(a OR b) AND c", &["a"]));
        assert!(met("(a or b) and c", &["b", "c"]));
    }

    #[test]
    fn a_star_is_just_a_character() {
        assert!(!met("docs.*", &["docs.read"]));
        assert!(met("docs.*", &["docs.*"]));
    }

    #[test]
    fn what_does_not_parse_is_refused() {
        for query in ["a b", "a && b", "a AND", "(a", "a)", "", "()", "AND a"] {
            assert!(Query::parse(query).is_err_and(|error| !error.0.is_empty()), "{query}");
        }
    }

    #[test]
    fn a_stranger_is_refused_without_a_word_where_a_permission_should_stand() {
        for query in ["\"a\"", "&a", "a AND $", "(+a)", "\u{b}a"] {
            assert_eq!(Query::parse(query).unwrap_err(), SyntaxError(String::new()), "{query}");
        }
        for query in ["a & b", "(a & b)", "é", "a\u{a0}b"] {
            assert!(Query::parse(query).is_err_and(|error| !error.0.is_empty()), "{query}");
        }
    }

    #[test]
    fn bytes_are_taken_for_latin_letters_and_zero_for_the_end() {
        assert!(!met("ê OR µ", &["e"]));
        assert!(met("a\0 & nonsense", &["a"]));
        assert!(met("\t(a\r\nAND b)", &["a", "b"]));
    }
}
