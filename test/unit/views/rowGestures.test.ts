import { expect, test } from 'vitest';
import type { HeatmapMessage } from '../../../src/protocol/run.ts';
import { RowGestures, type RowsView } from '../../../webview/heatmap/gestures.ts';

/** A plot of 100 px over the span's rows, one row a band. */
function view(span: { from: number; to: number }) {
  const chosen: number[] = [];
  const shown: { heatmap: HeatmapMessage | undefined; position?: number } = { heatmap: undefined };
  const own: RowsView = {
    heatmap: () => shown.heatmap,
    layout: () => ({ vertical: true, along: 100, columns: [0], columnWidth: 20, bars: 30, barLength: 10 }),
    plot: () => ({ getBoundingClientRect: () => ({ left: 0, top: 0 }) }) as unknown as Element,
    rows: () => 1000,
    position: () => shown.position,
    span: () => span,
    go: () => undefined,
    pointed: () => undefined,
    choose: (row) => chosen.push(row),
  };
  const gestures = new RowGestures(own);
  const event = (clientY: number) =>
    ({
      button: 0,
      pointerId: 1,
      clientX: 5,
      clientY,
      currentTarget: { setPointerCapture() {} },
    }) as unknown as PointerEvent;
  const click = (y: number) => {
    gestures.down(event(y));
    gestures.up(event(y));
  };
  const show = (from: number, to: number) => {
    const bands = to - from;
    const rows = Uint32Array.from({ length: bands }, (_, b) => from + b);
    shown.heatmap = {
      order: 'file',
      from,
      to,
      bands,
      rowsPerBand: 1,
      q: new Float32Array(bands),
      kl: new Float32Array(bands),
      rows,
    };
    gestures.arrived();
  };
  const press = (key: string) => gestures.key({ key, preventDefault() {} } as unknown as KeyboardEvent);
  /** The view knows where row i lies. */
  const know = (position: number | undefined) => {
    Object.assign(shown, { position });
    gestures.arrived();
  };
  return { click, show, press, know, chosen };
}

test('a click chooses the row under it, at once where it is there', () => {
  const { click, show, chosen } = view({ from: 100, to: 200 });
  show(100, 200);
  click(42);
  expect(chosen).toEqual([142]);
});

test('a click where the rows have not come yet chooses as soon as they have, once', () => {
  const { click, show, chosen } = view({ from: 100, to: 200 });
  show(0, 120);
  click(42);
  expect(chosen).toEqual([]);
  show(50, 130);
  expect(chosen).toEqual([]);
  show(100, 200);
  expect(chosen).toEqual([142]);
  show(100, 200);
  expect(chosen).toEqual([142]);
});

test('of two such clicks the later one counts', () => {
  const { click, show, chosen } = view({ from: 100, to: 200 });
  show(0, 120);
  click(42);
  click(77);
  show(100, 200);
  expect(chosen).toEqual([177]);
});

test('the arrows go on from the row that was clicked, though the view does not know yet where it lies', () => {
  const { click, show, press, know, chosen } = view({ from: 100, to: 200 });
  show(100, 200);
  know(110);
  know(undefined);
  click(42);
  press('ArrowDown');
  press('ArrowDown');
  expect(chosen).toEqual([142, 143, 144]);
  know(120);
  press('ArrowUp');
  expect(chosen.at(-1)).toBe(119);
});
