/** Imported for its effect: from then on `translate` knows Korean. The panel fetches it only for those who read it. */
import korean from '../../l10n/bundle.l10n.ko.json';
import { teach } from './translate.ts';

teach('ko', korean);
