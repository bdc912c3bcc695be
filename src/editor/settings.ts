/** The user's settings, read when they are needed and never cached. */
import * as vscode from 'vscode';
import { defaultFitOptions, type FitOptions } from '../protocol/run.ts';
import type { Language } from '../words/translate.ts';
import { ids } from './ids.ts';

const read = () => vscode.workspace.getConfiguration(ids.settings.section);

export function language(): Language {
  const chosen = read().get<string>(ids.settings.language, 'auto');
  if (chosen === 'ko' || chosen === 'en') return chosen;
  return vscode.env.language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

export function notation(): 'cs229' | 'bishop' {
  return read().get<string>(ids.settings.notation) === 'bishop' ? 'bishop' : 'cs229';
}

export function initialFitOptions(): FitOptions {
  const restarts = read().get<number>(ids.settings.restarts, defaultFitOptions.restarts);
  return { ...defaultFitOptions, restarts: Math.min(100, Math.max(1, Math.round(restarts))) };
}

/** Only from the machine's own settings: a workspace must not make the editor open files. */
export function openOnStart(): string {
  return read().inspect<string>(ids.settings.openOnStart)?.globalValue ?? '';
}
