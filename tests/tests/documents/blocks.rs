//! Finds the blocks of code in a page.

/// A block between two fences.
#[derive(Debug, PartialEq)]
pub(crate) struct Block {
    /// Where it starts, counted from 1.
    pub(crate) line: usize,
    /// The word after the fence.
    pub(crate) language: String,
    pub(crate) text: String,
}

pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (number, line) in page.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), inside) {
            (Some(language), false) => {
                let language = language.trim().to_owned();
                blocks.push(Block { line: number + 1, language, text: String::new() });
            }
            (None, true) => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
            (Some(_), true) | (None, false) => {}
        }
        inside ^= line.trim_start().starts_with("```");
    }
    blocks
}
