//! The query over a key's own permissions that `keys.verifyKey` takes: `a AND (b OR c)`.

use std::collections::HashSet;

/// A parsed query. `*` has no meaning of its own in it: names are compared as they stand.
#[derive(Debug)]
pub(crate) enum Query {
    Name(String),
    All(Vec<Query>),
    Any(Vec<Query>),
}

/// The query cannot be parsed; the sentence says where, and is empty for a quotation mark.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError(pub(crate) String);

impl Query {
    /// Parses a query; `AND` binds tighter than `OR`, in any letter case.
    pub(crate) fn parse(text: &str) -> Result<Self, SyntaxError> {
        let tokens = tokens(text)?;
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
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "'{name}'"),
            Self::And => f.write_str("AND"),
            Self::Or => f.write_str("OR"),
            Self::Open => f.write_str("'('"),
            Self::Close => f.write_str("')'"),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let belongs_to_name = |c: char| c.is_ascii_alphanumeric() || "_.-:*/".contains(c);
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => {
                tokens.push(if first == '(' { Token::Open } else { Token::Close });
                1
            }
            _ if belongs_to_name(first) => {
                let length = rest.find(|c| !belongs_to_name(c)).unwrap_or(rest.len());
                let word = &rest[..length];
                tokens.push(match word.to_ascii_uppercase().as_str() {
                    "AND" => Token::And,
                    "OR" => Token::Or,
                    _ => Token::Name(word.to_owned()),
                });
                length
            }
            // The service has no word for this one.
            '"' => return Err(SyntaxError(String::new())),
            other => return Err(SyntaxError(format!("No permission may hold the character '{other}'."))),
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
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
    fn a_quotation_mark_is_refused_without_a_word() {
        assert_eq!(Query::parse("\"a\"").unwrap_err(), SyntaxError(String::new()));
    }
}
