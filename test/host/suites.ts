/** The suites of the extension host, for both hosts. Imported once Mocha's globals stand. */
import './manifest.test.ts';
import './fit.test.ts';
import './large.test.ts';
