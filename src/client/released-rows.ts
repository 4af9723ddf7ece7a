import type { Json } from '../core/canonical.ts';
import type { Entry } from '../core/entry.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { OpeningLine } from '../core/openings.ts';
import { checkAnswer, noGateway } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { LINE, type ManifestRoots, manifestRoots, type OpenedRows, openRows } from './opened-rows.ts';

/** What a release held of one patient, as holder or auditor: undefined where nothing, by the gateway's word. What is there is held to
 *  the manifest and the consents as a patient's own accesses are, PROOF_INVALID where it does not hold. Rows of erased patients are
 *  nobody's any more. Whoever looks into many gives one `rootOf` (`manifestRoots`). GATEWAY_UNREACHABLE where the answer is not what opens a release. */
export async function releasedRows(
  gateway: GatewayClient,
  entry: Entry,
  subject: Pseudonym,
  rootOf: ManifestRoots = manifestRoots(gateway),
): Promise<OpenedRows | undefined> {
  const bytes = await gateway.bytes('GET', `/v1/log/entries/${entry.seq}/openings`);
  const lines = linesOf(gateway, bytes).filter((line) => !isOfAnother(line, subject));
  if (!lines.some((line) => 'row' in line)) return undefined;
  const domain = domainOf(await gateway.identity());
  return openRows(lines, { entry, subject, domain, root: await rootOf(entry) });
}

function linesOf(gateway: GatewayClient, bytes: Uint8Array): OpeningLine[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => checkAnswer(gateway, parsed(gateway, line), LINE) as unknown as OpeningLine);
}

function parsed({ endpoint }: GatewayClient, line: string): Json {
  try {
    return JSON.parse(line) as Json;
  } catch (cause) {
    throw noGateway(endpoint, 'what opens a release is no JSON.', cause as Error);
  }
}

function isOfAnother(line: OpeningLine, subject: Pseudonym): boolean {
  if ('grant' in line) return line.grant.subject !== subject;
  return 'row' in line && line.row.subject !== subject;
}
