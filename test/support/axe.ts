/** What axe-core has against a page, by one list of rules for all suites, and sentences with a gap that nothing filled. */
import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/**
 * WCAG 2.1 at A and AA, and what axe-core calls good practice. Of WCAG 2.2 it has the size of targets alone, and does not
 * know the exception for what can be done by another way: the road's segments by its arrows, a row's by typing it.
 */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/**
 * @param within only what is in these elements, by their selectors; everything where they are left out
 * @returns one line a rule and place; empty when all is well
 */
export async function accessibilityTroubles(page: Page | Frame, within?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    ({ selectors, tags }) => {
      const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
      const context = selectors ? { include: selectors.map((selector) => [selector]) } : document;
      return loaded.run(context, { runOnly: tags });
    },
    { selectors: within && [...within], tags: rules },
  );
  const troubles = violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} at ${node.target.join(' ')}: ${node.failureSummary ?? rule.help}`),
  );
  const gaps = await page.evaluate(gapsIn, within ?? ['body']);
  return [...troubles, ...gaps.map((said) => `a gap in a sentence: ${said}`)];
}

/** What is written, told or shown on hover with a `{name}` left in it. The source of a formula has braces of its own. */
function gapsIn(selectors: readonly string[]): string[] {
  const said: (string | null)[] = [];
  for (const selector of selectors) {
    for (const element of document.querySelectorAll(`${selector}, ${selector} *`)) {
      if (element.closest('script, style, annotation')) continue;
      said.push(element.getAttribute('title'));
      if (!element.closest('[aria-hidden="true"]')) said.push(element.getAttribute('aria-label'));
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.nodeValue);
    }
  }
  return said.filter((text) => text !== null && /\{\w+\}/.test(text)) as string[];
}
