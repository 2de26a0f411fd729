// The shape of a rule: it looks at one node at a time and reports what it finds wrong with it.

import type { Node, Range } from '../syntax/ast.ts';

export type Report = (message: string, range: Range) => void;

export type Rule = (node: Node, report: Report) => void;
