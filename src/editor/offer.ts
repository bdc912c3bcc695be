/** A line above the first row of a table that offers to fit it. */
import * as vscode from 'vscode';
import { editorSentences } from '../words/editor.ts';
import { translate } from '../words/translate.ts';
import { ids } from './ids.ts';
import { language } from './settings.ts';

/** Not every .json is a table; these are. */
const tables = '**/*.{csv,tsv,tab,psv,jsonl,ndjson}';

export function offerOnFirstLine(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(
    { pattern: tables },
    {
      provideCodeLenses: (document) => [
        new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
          title: `$(graph-line) ${translate(language(), editorSentences.offer)}`,
          command: ids.commands.fitGmm,
          arguments: [document.uri],
        }),
      ],
    },
  );
}
