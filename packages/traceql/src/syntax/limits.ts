// What a query may cost before it is understood. Together they bound the work of the parser and the depth of
// every recursion over what it returns, so that no text, however hostile, exhausts the stack.

/** Longer than any query a person or a dashboard writes; a list of a thousand trace ids fits. */
export const MAX_QUERY_CHARACTERS = 65_536;

/** A chain of operators is a tree as deep as it has operators: half of this, which every walk takes. */
export const MAX_TOKENS = 4_096;

/** Parentheses, braces and prefix operators around one another: each is some calls deep in the parser. */
export const MAX_NESTING = 128;
