/** The headless runner: `node dist/cli.js fit FILE [options]`. Exit 0 fitted, 2 bad usage, 3 bad data. */
import { main } from './cli/main.ts';

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
