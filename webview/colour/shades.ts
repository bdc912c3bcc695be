/** Colours of rows that came as places in a table (protocol/shades.ts), as everything here draws them: [n·4] RGBA. */
import type { ToPanel } from '../../src/protocol/panel.ts';
import type { AnyFrame } from '../../src/protocol/run.ts';

/** The message with a colour for every row, where it tells moments of a mixture. */
export function coloured(message: ToPanel): ToPanel {
  switch (message.type) {
    case 'frame':
    case 'viFrame':
      return unpacked(message);
    case 'ahead':
      return { ...message, frame: unpacked(message.frame) };
    default:
      return message;
  }
}

function unpacked<F extends AnyFrame>(frame: F): F {
  if (frame.type === 'vaeFrame' || !frame.shades) return frame;
  const { shades, ...rest } = frame;
  // Of its own, as a message may have put it anywhere in a buffer.
  const table = new Uint32Array(shades.table.slice().buffer);
  const words = new Uint32Array(shades.at.length);
  for (let i = 0; i < words.length; i++) words[i] = table[shades.at[i]!]!;
  return { ...rest, colours: new Uint8Array(words.buffer) } as unknown as F;
}
