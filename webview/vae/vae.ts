/** The VAE's part of the panel: `<elbo-vae-identity>` and `<elbo-vae-curve>` in its spine, `<elbo-vae>` below. */
import { html, nothing } from 'lit';
import { wholeSpan } from '../bound/columns.ts';
import { decimalsThatAddUp, fixed, grouped } from '../figures.ts';
import { figure } from '../identity/figure.ts';
import type { PanelState } from '../store.ts';
import { View } from '../view.ts';
import '../bound/scrubber.ts';
import '../identity/identity.css';

/** ELBO = reconstruction − KL, means over the rows of training. */
class VaeIdentity extends View {
  protected override select({ vae, ui }: PanelState): readonly unknown[] {
    return [vae.frame, vae.setting, ui.notation];
  }

  protected override render(): unknown {
    const { frame, setting } = this.state.vae;
    if (!frame || !setting) return nothing;
    const { elbo, reconstruction, kl } = frame.train;
    const digits = decimalsThatAddUp([elbo, kl], reconstruction, 3);
    const [elboText, reconstructionText, klText] = [elbo, reconstruction, kl].map((value) => fixed(value, digits));
    return html`<h2 class="identity-title">${this.say('epoch')} ${figure('epoch', frame.epoch, frame.epoch)}</h2>
      <p aria-label=${this.say('vaeIdentityLabel', { elbo: elboText!, reconstruction: reconstructionText!, kl: klText! })}>
        <span class="role-elbo">ELBO ${figure('elbo', elboText!, elbo)}</span> =
        ${figure('reconstruction', reconstructionText!, reconstruction)} −
        <span class="role-kl">KL ${figure('kl', klText!, kl)}</span>
      </p>
      <p class="identity-sentence">${this.say('vaePerRow', { rows: grouped(setting.trainRows) })}</p>`;
  }
}

class VaeCurve extends View {
  protected override select({ vae }: PanelState): readonly unknown[] {
    return [vae.trace];
  }

  protected override render(): unknown {
    return html`<elbo-scrubber .store=${this.store} .span=${wholeSpan(this.state.vae.trace)}></elbo-scrubber>`;
  }
}

class Vae extends View {
  protected override select({ vae }: PanelState): readonly unknown[] {
    return [vae.frame];
  }

  protected override render(): unknown {
    return nothing;
  }
}

customElements.define('elbo-vae-identity', VaeIdentity);
customElements.define('elbo-vae-curve', VaeCurve);
customElements.define('elbo-vae', Vae);
