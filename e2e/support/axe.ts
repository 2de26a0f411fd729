// What axe objects to on a page, by the rules of WCAG 2.2 AA: names, roles, contrast, focus, size of targets.

import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Look {
  /** A selector, where only a part is to be looked at. */
  readonly within?: string;
  /** Only these, by their names. */
  readonly rules?: readonly string[];
}

/** One text each, so that a failure says where. */
export async function objectionsOf(
  page: Page,
  { within = 'html', rules }: Look = {},
): Promise<readonly string[]> {
  const hasAxe = await page.evaluate<boolean>("'axe' in window");
  if (!hasAxe) await page.evaluate(axe.source);
  const runOnly =
    rules === undefined ? { type: 'tag', values: WCAG } : { type: 'rule', values: rules };
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(within)}, ${options})`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
  );
}
