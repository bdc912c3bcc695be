/**
 * What went wrong, as data: a code and the values its sentence needs. Faults travel between threads and are worded
 * only at the edge (`words/`), so that one fault reads the same in the terminal, in the editor and in Korean.
 */
export interface Fault {
  readonly code: string;
  readonly args: Readonly<Record<string, string | number>>;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const fail = (code: string, args: Fault['args'] = {}): Result<never> => ({ ok: false, fault: { code, args } });

/** A fault thrown where a result cannot be returned (inside a parser's callback, across an await). */
export class FaultError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
    this.name = 'FaultError';
  }
}

/** The value of a result, or its fault thrown. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new FaultError(result.fault);
}
