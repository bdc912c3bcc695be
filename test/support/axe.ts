/** What axe-core has against a page, one line a rule and place. */
import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** @param within only what is in these elements, by their selectors; everything where they are left out */
export async function accessibilityTroubles(page: Page | Frame, within?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (selectors) => {
      const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
      return loaded.run(selectors ? { include: selectors.map((selector) => [selector]) } : document);
    },
    within && [...within],
  );
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} at ${node.target.join(' ')}: ${node.failureSummary ?? rule.help}`),
  );
}
