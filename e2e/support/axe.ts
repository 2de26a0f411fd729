// What axe objects to on a page: names, roles, contrast, focus.

import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** One text each, so that a failure says where. */
export async function objectionsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
  );
}
