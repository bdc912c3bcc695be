import * as vscode from 'vscode';
import { ids } from '../../src/editor/ids.ts';
import { closeEverything, equal, eventually, example, extension, near } from './extension.ts';

/** faithful, K = 2, full covariance, run to convergence: test/reference/values.json. */
const faithful = -1130.263960185;

describe('Fit GMM', () => {
  afterEach(closeEverything);

  const fitFile = (uri: vscode.Uri) => vscode.commands.executeCommand(ids.commands.fitGmm, uri);
  async function settled(uri: vscode.Uri) {
    const api = await extension().activate();
    return eventually(`the fit of ${uri.path}`, () => {
      const status = api.latestFit(uri);
      return status && ['converged', 'failed', 'cancelled'].includes(status.state) ? status : undefined;
    });
  }

  it('fits faithful.csv with no question asked', async () => {
    await fitFile(example('faithful.csv'));
    const status = await settled(example('faithful.csv'));
    equal([status.state, status.components], ['converged', 2], 'state and K');
    near(status.logLikelihood, faithful, 1e-6, 'log-likelihood');
    near(status.elbo, faithful, 1e-6, 'ELBO');
    equal((status.iterations ?? 0) > 1, true, 'more than one iteration');
  });

  it('takes the document as it stands in the editor, not the file', async () => {
    const uri = example('faithful.csv');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    const half = new vscode.Range(137, 0, document.lineCount, 0);
    await editor.edit((edit) => edit.delete(half));
    await fitFile(uri);
    const status = await settled(uri);
    equal(status.state, 'converged', 'state');
    // Half of the rows have about half of the log-likelihood; all of them would give −1130.
    equal(
      status.logLikelihood !== undefined && status.logLikelihood > 0.6 * faithful,
      true,
      'rows of the editor alone',
    );
  });

  it('fits a JSON and a JSON Lines file', async () => {
    for (const name of ['faithful.json', 'faithful.jsonl']) {
      await vscode.workspace.fs.writeFile(example(name), new TextEncoder().encode(await asJson(name.endsWith('l'))));
      await fitFile(example(name));
      const status = await settled(example(name));
      equal([name, status.state, status.components], [name, 'converged', 2], 'state and K');
      near(status.logLikelihood, faithful, 1e-6, `log-likelihood of ${name}`);
    }
  });

  it('says what is wrong with a file that has nothing to fit', async () => {
    const uri = example('words.csv');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('name\nann\nbob\n'));
    await fitFile(uri);
    const status = await settled(uri);
    equal(status.state, 'failed', 'state');
    equal(typeof status.fault?.code, 'string', 'a fault');
  });

  it('stops when it is told to', async () => {
    const api = await extension().activate();
    const uri = example('slow.csv');
    // The command answers when the run is over, here after it was stopped.
    void fitFile(uri);
    await eventually('the run', () => api.latestFit(uri)?.state === 'running');
    equal(api.activeWorkers(), 1, 'workers while it runs');
    await vscode.commands.executeCommand(ids.commands.stop);
    equal((await settled(uri)).state, 'cancelled', 'state');
  });

  it('ends the worker of a running fit with its panel', async () => {
    const api = await extension().activate();
    const uri = example('slow.csv');
    void fitFile(uri);
    await eventually('the run', () => api.latestFit(uri)?.state === 'running');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('the worker ended', () => api.activeWorkers() === 0);
    equal(api.latestFit(uri), undefined, 'a fit without a panel');
  });

  it('fits by variational inference and by a VAE in the panel of the same file, and EM again', async () => {
    const api = await extension().activate();
    const uri = example('faithful.csv');
    await vscode.commands.executeCommand(ids.commands.fitVi, uri);
    const vi = await settled(uri);
    equal([vi.state, vi.components, vi.logLikelihood], ['converged', 9, undefined], 'state, K and no ℓ');
    // The terminal's: fit faithful.csv --model vi.
    near(vi.elbo, -1201.6497554325458, 1e-9, 'the bound');
    void vscode.commands.executeCommand(ids.commands.fitVae, uri);
    const trained = await eventually('800 epochs of the VAE', () => {
      const status = api.latestFit(uri);
      return status?.components === undefined && (status?.iterations ?? 0) >= 800 ? status : undefined;
    });
    // The terminal's, in nats a row: −5.699 at the start, −4.618 at the least from epoch 800 on, −4.229 at the end.
    const { elbo = Number.NaN } = trained;
    equal(elbo > -4.618 && elbo < -4.2, true, `the VAE's ELBO, ${elbo}, after ${trained.iterations} epochs`);
    equal(api.activeWorkers(), 1, 'workers for all models of a file');
    await fitFile(uri);
    // The VAE may have converged as the fit was handed over.
    const status = await eventually('the fit by EM', () => {
      const now = api.latestFit(uri);
      return now?.components !== undefined && now.state !== 'running' ? now : undefined;
    });
    equal([status.state, status.components], ['converged', 2], 'state and K of EM');
    near(status.logLikelihood, faithful, 1e-6, 'log-likelihood');
  });

  it('keeps two files apart', async () => {
    await fitFile(example('faithful.csv'));
    await fitFile(example('iris.csv'));
    const [first, second] = [await settled(example('faithful.csv')), await settled(example('iris.csv'))];
    equal([first.state, second.state], ['converged', 'converged'], 'states');
    near(first.logLikelihood, faithful, 1e-6, 'log-likelihood of faithful');
    equal(second.logLikelihood === first.logLikelihood, false, 'the same log-likelihood');
  });
});

/** faithful.csv as JSON: an array of objects, or an object a line. */
async function asJson(lines: boolean): Promise<string> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(example('faithful.csv')));
  const rows = text.trim().split(/\r?\n/).slice(1);
  const objects = rows.map((row) => {
    const [eruptions, waiting] = row.split(',').map(Number);
    return { eruptions, waiting };
  });
  return lines ? objects.map((object) => JSON.stringify(object)).join('\n') : JSON.stringify(objects);
}
