import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsThatAddUp, decimalsThatShow, fixed, grouped } from '../../../webview/figures.ts';

const read = (text: string): number => Number(text.replace('\u2212', '-'));

describe('numbers for people', () => {
  it('adds up in the digits shown', () => {
    const nats = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(nats, fc.double({ min: 0, max: 1e4, noNaN: true }), (elbo, kl) => {
        const digits = decimalsThatAddUp([elbo, kl], elbo + kl);
        const sum = read(fixed(elbo, digits)) + read(fixed(kl, digits));
        expect(sum.toFixed(digits)).toBe(
          read(fixed(elbo + kl, digits))
            .toFixed(digits)
            .replace('-0.00', '0.00'),
        );
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('takes no more digits than that needs', () => {
    expect(decimalsThatAddUp([-1224.34, 18.19], -1206.15)).toBe(2);
    // −0.004 + 0.004 shows 0.00; −1.004 + 0.003 at two decimals would show −1.00 + 0.00 = −1.00.
    expect(decimalsThatAddUp([-1.004, 0.003], -1.001)).toBe(2);
    // −1.006 + 0.003 would show −1.01 + 0.00 = −1.00.
    expect(decimalsThatAddUp([-1.006, 0.003], -1.003)).toBe(3);
  });

  it('writes the sign of the interface, and none before zero', () => {
    expect(fixed(-1206.149, 2)).toBe('\u22121206.15');
    expect(fixed(-0.001, 2)).toBe('0.00');
    expect(fixed(Number.NEGATIVE_INFINITY, 2)).toBe('\u2212∞');
  });

  it('shows two digits of the largest change', () => {
    expect([decimalsThatShow([26.43]), decimalsThatShow([0.0123, -0.004]), decimalsThatShow([0])]).toEqual([2, 3, 2]);
  });

  it('parts thousands', () => {
    expect([grouped(272), grouped(1797), grouped(1000000)]).toEqual(['272', '1,797', '1,000,000']);
  });
});
