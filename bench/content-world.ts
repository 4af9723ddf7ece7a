import { join } from 'node:path';
import { toHex, utf8 } from '../src/core/bytes.ts';
import { domainHash } from '../src/core/hash.ts';
import type { DatasetId, Pseudonym } from '../src/core/ids.ts';
import type { AccessRequest } from '../src/core/request.ts';
import { answersIn } from '../src/core/use-answers.ts';
import { accountKey, randomPrivateKey } from '../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from '../test/gateway/consortium.ts';
import { accessRequest, issuePermit, publish } from '../test/gateway/publisher.ts';

const MANY = 1_000_000_000;
const RECORDS = 500;

/** A real gateway in this process, whose holder has published one dataset that every patient consented to, on paper. */
export interface ContentWorld {
  readonly consortium: Consortium;
  readonly dataset: DatasetId;
  readonly request: AccessRequest;
  /** Private keys of the requester and the holder. */
  readonly requester: Uint8Array;
  readonly holder: Uint8Array;
}

/** `order` is an import; `write` makes what it reads, in a folder that the gateway may read. */
export async function contentWorld(
  write: (folder: string) => Promise<object>,
  say: (line: string) => void,
  // What disclosed entries cost the chain is measured elsewhere (P2, P10).
  mode: 'disclosed' | 'heads-only' = 'heads-only',
): Promise<ContentWorld> {
  const [requester, holderKey] = [randomPrivateKey(), randomPrivateKey()];
  const limits = {
    anonymousPerMinute: MANY,
    accountPerMinute: MANY,
    questionsAnHour: MANY,
    differentQuestionsADay: MANY,
  };
  const keys = { requester: accountKey(requester), holder: accountKey(holderKey) };
  const consortium = await foundConsortium({ mode, patients: 1, limits, keys });
  const holder = consortium.client(consortium.keys.holder);
  const order = await write(join(consortium.directory, 'export', 'bench'));
  say('importing …');
  const dataset = await publish(holder, order);
  const subjects = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  say(`recording ${subjects.length} consents …`);
  const now = Math.floor(Date.now() / 1000);
  const period = { fromSeconds: now - 60, untilSeconds: now + 86_400 };
  const choice = { permission: 'HMB', ...answersIn([]), notice: consortium.notice, identifiable: true, ...period };
  const records = subjects.map(({ subject }) => ({
    subject,
    form: toHex(domainHash('form', utf8(subject))),
    ...choice,
  }));
  for (let at = 0; at < records.length; at += RECORDS) {
    await holder.json('POST', '/v1/consents/recorded', { json: { records: records.slice(at, at + RECORDS) } });
  }
  const client = consortium.client(consortium.keys.requester);
  const request = await accessRequest(client, dataset, await issuePermit(consortium, dataset));
  return { consortium, dataset, request, requester, holder: holderKey };
}

/** The middle one of an odd number. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
