declare module '*.css';

/** The script that a module is bundled to (scripts/inline.mts). */
declare module 'inline:*' {
  const source: string;
  export default source;
}
