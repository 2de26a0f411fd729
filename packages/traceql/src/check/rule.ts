// The shape of a rule: it looks at one node at a time and reports what it finds wrong with it.

import type { Node, Range } from '../syntax/ast.ts';

/** `suggestions`: words that may be meant by what stands there, the likeliest first. */
export type Report = (message: string, range: Range, suggestions?: readonly string[]) => void;

export type Rule = (node: Node, report: Report) => void;
