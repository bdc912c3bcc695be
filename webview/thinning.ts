/**
 * The HTML of KaTeX in fewer elements, each glyph where it was. KaTeX makes a table of a subscript, a strut for each of
 * its cells, a span for each space and each atom; what a page takes to be laid out goes by its elements.
 *
 * What is not recognised stays as KaTeX made it (0.19: `makeVList` in buildCommon.ts, katex.scss).
 */
import './thinning.css';

/** Lengths in em of the list: how far an item's baseline is below the list's, and its margins. */
interface Item {
  readonly below: number;
  readonly left: number;
  readonly right: number;
  readonly content: readonly Node[];
}

const [stack, shifted] = ['katex-stack', 'katex-shifted'];
/** What KaTeX sets as a list of items, one above the other. */
const lists = ['msupsub', 'mfrac', 'op-limits'];
/** Kinds of atoms, which have no rule of their own in the style sheet. */
const kinds = ['mord', 'mbin', 'mrel', 'mopen', 'mclose', 'mpunct', 'minner', 'mop'];
const ruleless = new Set([...kinds, 'mtight']);
/** A delimiter that is not there is so many em wide (katex.scss). */
const nullDelimiter = 0.12;
/** `reset-size6 size3`: type of size 3 within type of size 6 (`sizeMultipliers` in Options.ts). */
const sizes = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.44, 1.728, 2.074, 2.488];

/** Thins what `katex.render` has put into `root`, which need not be in a document. */
export function thin(root: Element): void {
  // From within: what is in a list is done before the list.
  for (const list of backwards(root, '.vlist-t')) thinList(list);
  for (const space of backwards(root, '.mspace, .nulldelimiter')) giveAway(space);
  for (const element of backwards(root, '.katex-base span')) unwrap(element);
  for (const sized of backwards(root, '.katex-sizing')) takeIn(sized);
  for (const item of backwards(root, `.${shifted}, .${stack} > span`)) scale(item);
  root.normalize();
}

const backwards = (root: Element, selector: string): HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>(selector)].reverse();

/** A list of one item becomes a baseline that is shifted, of several a grid of one cell in which all items are. */
function thinList(list: HTMLElement): void {
  const parent = list.parentElement!;
  if (parent.childNodes.length > 1 || !lists.some((kind) => parent.classList.contains(kind))) return;
  const items = itemsOf(list);
  if (!items) return;
  const [only] = items;
  if (items.length === 1 && only && parent.className === 'msupsub') {
    parent.className = shifted;
    addEm(parent, 'vertical-align', -only.below);
    fill(parent, only);
    return;
  }
  parent.classList.add(stack);
  list.remove();
  for (const item of items) {
    const element = document.createElement('span');
    addEm(element, 'top', item.below);
    fill(element, item);
    parent.append(element);
  }
}

function fill(element: HTMLElement, { left, right, content }: Item): void {
  addEm(element, 'margin-left', left);
  addEm(element, 'margin-right', right);
  element.replaceChildren(...content);
}

/** Undefined where the list is not as `makeVList` makes it for scripts, limits and fractions. */
function itemsOf(list: HTMLElement): readonly Item[] | undefined {
  const cell = list.firstElementChild?.firstElementChild;
  if (!cell?.classList.contains('vlist')) return undefined;
  const items: Item[] = [];
  for (const element of cell.children) {
    const [strut, ...content] = element.childNodes;
    if (!(element instanceof HTMLElement && strut instanceof HTMLElement)) return undefined;
    if (element.className !== '' || strut.className !== 'pstrut') return undefined;
    const { top, marginLeft, marginRight } = element.style;
    // The strut stands on the item's baseline, and the item begins `top` from the list's.
    items.push({ below: em(strut.style.height) + em(top), left: em(marginLeft), right: em(marginRight), content });
  }
  return items;
}

/** A space becomes the margin of the atom after it, or before it. */
function giveAway(space: HTMLElement): void {
  const [kind, ...more] = [...space.classList].filter((name) => !kinds.includes(name));
  if (more.length > 0 || space.hasChildNodes()) return;
  const width = kind === 'nulldelimiter' ? nullDelimiter : em(space.style.marginRight);
  const { nextSibling: after, previousSibling: before } = space;
  if (takesMargin(after)) addEm(after, 'margin-left', width);
  else if (takesMargin(before)) addEm(before, 'margin-right', width);
  else return;
  space.remove();
}

const ofAtoms = new RegExp(`(^| )(${[...kinds, ...lists, shifted, 'enclosing'].join('|')})( |$)`);
/** Atoms in the type of what is around them. */
const takesMargin = (node: Node | null): node is HTMLElement =>
  node instanceof HTMLElement && ofAtoms.test(node.className) && !/katex-sizing|nulldelimiter/.test(node.className);

/** Takes away a span that changes nothing. */
function unwrap(element: HTMLElement): void {
  if (element.hasAttribute('style') || Object.keys(element.dataset).length > 0) return;
  if (![...element.classList].every((name) => ruleless.has(name))) return;
  // In a list a rule goes by whose child an element is.
  if (element.parentElement!.matches(`.${stack}, .vlist, .vlist > span`)) return;
  element.replaceWith(...element.childNodes);
}

/** Type of another size takes in the one span of letters that is in it. */
function takeIn(sized: HTMLElement): void {
  const [only, ...more] = sized.childNodes;
  if (more.length > 0 || sized.hasAttribute('style')) return;
  if (!(only instanceof HTMLElement) || only.childElementCount > 0 || Object.keys(only.dataset).length > 0) return;
  if (['katex-sizing', 'nulldelimiter', 'mspace'].some((name) => only.classList.contains(name))) return;
  sized.classList.add(...only.classList);
  sized.style.cssText = only.style.cssText;
  sized.replaceChildren(...only.childNodes);
}

/** An item that is all in type of another size is that type: its lengths count in em of its own. */
function scale(item: HTMLElement): void {
  const [sized, ...more] = item.childNodes;
  if (more.length > 0 || !(sized instanceof HTMLElement) || !sized.classList.contains('katex-sizing')) return;
  const factor = factorOf(sized);
  if (factor === undefined || sized.dataset.term) return;
  for (const property of ['top', 'vertical-align', 'margin-left', 'margin-right'])
    addEm(sized, property, em(item.style.getPropertyValue(property)) / factor);
  sized.classList.add(...item.classList);
  item.replaceWith(sized);
}

/** How large KaTeX's type is to that around it. */
function factorOf({ classList }: Element): number | undefined {
  const number = (start: string): number =>
    Number([...classList].find((name) => name.startsWith(start))?.slice(start.length)) - 1;
  const [to, from] = [sizes[number('size')], sizes[number('reset-size')]];
  return to === undefined || from === undefined ? undefined : to / from;
}

/** Of a length in em, or of none. */
const em = (length: string): number => Number.parseFloat(length) || 0;

function addEm(element: HTMLElement, property: string, by: number): void {
  if (by !== 0)
    element.style.setProperty(property, `${(em(element.style.getPropertyValue(property)) + by).toFixed(5)}em`);
}
