/**
 * Parameters by epoch within a budget: every one as long as they fit, then every second, and so on, so that what is kept
 * stays evenly spaced. The newest is always there.
 */
export class Snapshots {
  private stride = 1;
  private kept: { readonly epoch: number; readonly parameters: Float32Array | Float64Array }[] = [];
  private readonly capacity: number;

  /** @param single keep f32: enough where the kernel has no more. */
  constructor(
    size: number,
    private readonly single: boolean,
    budgetBytes = 64 << 20,
  ) {
    this.capacity = Math.max(4, Math.floor(budgetBytes / size / (single ? 4 : 8)));
  }

  /** Remembers the parameters of an epoch, one more than the last or later; copied. */
  remember(epoch: number, parameters: Float64Array): void {
    const newest = this.kept.at(-1);
    if (newest && newest.epoch % this.stride !== 0) this.kept.pop();
    this.kept.push({ epoch, parameters: this.single ? Float32Array.from(parameters) : parameters.slice() });
    while (this.kept.length > this.capacity) {
      this.stride *= 2;
      const last = this.kept.at(-1)!;
      this.kept = this.kept.filter((entry) => entry.epoch % this.stride === 0 || entry === last);
    }
  }

  /** The epoch nearest before or at `epoch` that is kept, and its parameters. */
  recall(epoch: number): { readonly epoch: number; readonly parameters: Float64Array } | undefined {
    const entry = this.entry(epoch);
    return entry && { epoch: entry.epoch, parameters: Float64Array.from(entry.parameters) };
  }

  /** Which epoch `recall` would give; there must be one. */
  nearest(epoch: number): number {
    return this.entry(epoch)!.epoch;
  }

  private entry(epoch: number) {
    return this.kept.findLast((candidate) => candidate.epoch <= epoch) ?? this.kept[0];
  }

  get epochs(): readonly number[] {
    return this.kept.map((entry) => entry.epoch);
  }
}
