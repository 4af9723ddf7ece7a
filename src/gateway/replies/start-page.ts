import { z } from 'zod';
import { escapeHtml, htmlPage } from '../http/html.ts';
import { address } from '../http/schemas.ts';
import { ANYBODY, type FirstSteps, firstSteps } from './first-steps.ts';

const place = (description: string) => z.string().meta({ description });

/** What a gateway says of itself to whoever knows its address alone. */
export const start = z.object({
  name: z.literal('Custos gateway'),
  software: place('Name and version of the program.'),
  holder: address.meta({ description: 'Account of the holder whose datasets it serves.' }),
  organisation: place('What the holder is called, where this gateway knows it.').optional(),
  ledger: place('The ledger that it decides by.'),
  documentation: place('Path of the API’s page.'),
  openapi: place('Path of the API’s document.'),
  checkpoint: place('Path of the newest checkpoint of the access log.'),
});
export type Start = z.output<typeof start>;

const ABOUT =
  'An audit and provenance ledger for biomedical data. Payloads stay encrypted at their holder; consents, permits and the log of every access stand on a permissioned chain. This gateway releases what patients consented to, logs each release before its first byte leaves, and honours a withdrawal at once.';

/** The same for people, with what to do first in each role. */
export function startPage(said: Start, endpoint: string): string {
  const links = [
    [said.documentation, 'the API, for people'],
    [said.openapi, 'the API, for machines (OpenAPI 3.1)'],
    [said.checkpoint, 'the newest checkpoint of the access log'],
  ] as const;
  return htmlPage(
    'Custos gateway',
    `<h1>Custos gateway</h1><p>${escapeHtml(ABOUT)}</p>
<dl><dt>Held by</dt><dd>${escapeHtml(heldBy(said))}</dd><dt>Ledger</dt><dd>${escapeHtml(said.ledger)}</dd>
<dt>Software</dt><dd>${escapeHtml(said.software)}</dd></dl>
<ul>${links.map(([path, text]) => `<li><a href="${path}">${escapeHtml(path)}</a>: ${escapeHtml(text)}</li>`).join('')}</ul>
<h2>What to do first</h2>
<p>With the <code>custos</code> command, of which a checkout has <code>npm run -s custos --</code>, and a key of your own
(the holder’s lies on its node):</p>
<pre>export CUSTOS_GATEWAY=${escapeHtml(endpoint)}
custos key create me</pre>
${firstSteps(ANYBODY).map(roleHtml).join('\n')}
<p>A patient first binds its key with the code that the holder hands out (<code>custos subject bind CODE --as me</code>);
whoever else has a role was added by the administrator.</p>`,
  );
}

function heldBy({ organisation, holder }: Start): string {
  return organisation === undefined ? holder : `${organisation} (account ${holder})`;
}

function roleHtml({ role, may, commands }: FirstSteps): string {
  return `<h3>${escapeHtml(role)}</h3><p>${escapeHtml(may)}</p>
<pre>${commands.map((command) => escapeHtml(`custos ${command}`)).join('\n')}</pre>`;
}
