import { afterEach, expect, it, vi } from 'vitest';

const columns = [Float64Array.of(1, 2, 3)];

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it('takes SIMD where it runs, the scalar twin on request', async () => {
  const { createKernel } = await import('../../../src/kernels/create');
  expect(createKernel(columns).kind).toBe('simd');
  expect(createKernel(columns, undefined, 'scalar').kind).toBe('scalar');
});

it.each([
  ['no WebAssembly', undefined],
  ['WebAssembly without SIMD', { ...WebAssembly, validate: () => false }],
])('falls back to the scalar twin with %s', async (_, value) => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', value);
  const { createKernel } = await import('../../../src/kernels/create');
  const kernel = createKernel(columns, Int32Array.of(-1, -1, 0));
  expect([kernel.kind, kernel.n, kernel.d]).toEqual(['scalar', 3, 1]);
});
