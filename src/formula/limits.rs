//! How large a formula may be.

/// Longest formula: the plan's longest has some 400 characters.
pub(super) const CHARACTERS_MAX: usize = 4_000;
/// Deepest nesting of brackets, functions and minus signs: each costs the parser a handful of stack frames.
pub(super) const DEPTH_MAX: usize = 64;
/// Terms and operators together: the longest formula of the plan has some forty. A sum of 200 terms is a tree 200 deep,
/// which every later walk bears, and beyond which polars takes seconds to plan it.
pub(super) const NODES_MAX: usize = 400;
