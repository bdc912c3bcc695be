/** What every view of variational inference is: a view that speaks its words and is made of its frame. */
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { type ViKey, viWords } from '../../src/words/vi.ts';
import type { PanelState } from '../store.ts';
import { View } from '../view.ts';

export abstract class ViView extends View {
  protected override select({ vi, started, ui, theme, welcome }: PanelState): readonly unknown[] {
    return [vi.frame, vi.setting, started, ui.notation, ui.highlight, theme, welcome];
  }

  protected word(key: ViKey, args?: WordArgs): string {
    return translate(this.state.welcome?.language ?? 'en', viWords[key], args);
  }
}
