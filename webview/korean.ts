/** Fetched for those who read Korean alone (main.ts). */
export { default as korean } from '../l10n/bundle.l10n.ko.json';
