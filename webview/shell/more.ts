/**
 * What the first figures of a mixture do not need: the other models, the road, and the derivation to take along. A script
 * of its own, fetched when it is wanted or when there is nothing else to do (later.ts).
 */
import '../road/road.ts';
import '../vae/vae.ts';
import '../vi/vi.ts';

export { saveDerivation } from '../derivation/document.ts';
export { preparePages } from '../road/formulas.ts';
