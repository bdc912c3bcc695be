import { FaultError } from '../fault';

/** The largest label among `labels`, −1 where there is none. */
export function largestLabel(labels: Int32Array | undefined): number {
  let largest = -1;
  for (const label of labels ?? []) if (label > largest) largest = label;
  return largest;
}

/** @throws FaultError `kernelLabel` where a label names a component that the frame does not have. */
export function checkLabels(largest: number, k: number): void {
  if (largest >= k) throw new FaultError({ code: 'kernelLabel', args: { label: largest, components: k } });
}
