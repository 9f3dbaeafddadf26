mod answers;
mod codes;
mod value;
