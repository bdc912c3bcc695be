import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * `npm ci` refuses a lock file without an entry for every platform's package, also for those it will not install; and
 * `npm install` writes such a file wherever the registry does not serve all platforms.
 */
test('the lock file has an entry for every optional package, whatever the platform', () => {
  const file = new URL('../../../package-lock.json', import.meta.url);
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
    ),
  );
  expect(Object.keys(packages).length).toBeGreaterThan(400);
  expect(missing).toEqual([]);
});
