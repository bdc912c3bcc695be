/** The page inside the panel: a strict policy, one script and what it fetches, one style sheet, and a root to draw in. */
import * as vscode from 'vscode';

/** What the script asks for at once: on its way beside it, instead of after it. A script that is fetched has its nonce. */
const beside = ['chunk.js', 'katex.js'];

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, language: string): string {
  const asset = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const nonce = randomNonce();
  const early = language === 'ko' ? [...beside, 'korean.js'] : beside;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
    // The painter's thread, from a script that the panel's own holds.
    `worker-src blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('panel.css')}">
${early.map((name) => `<link rel="modulepreload" nonce="${nonce}" href="${asset(name)}">`).join('\n')}
<title>ELBO Lens</title>
</head>
<body>
<script type="module" nonce="${nonce}" src="${asset('panel.js')}"></script>
</body>
</html>`;
}

function randomNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replace(/[^A-Za-z0-9]/g, '');
}
