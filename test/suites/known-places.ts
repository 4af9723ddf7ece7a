import {
  type AccessRequest,
  type GatewayClient,
  listConsents,
  listDatasets,
  listEntries,
  listMembers,
  listNotices,
  listSubjects,
  parseLedger,
  toAddress,
} from '../../src/client/index.ts';
import { encodeRequest } from '../../src/core/request.ts';
import type { Fuzzing } from './schemathesis.ts';

/** The sample's permit, its purpose, and the version of the dataset that it is for. */
const [PERMIT, PURPOSE, VERSION] = [1, 7, 1];

/** What the sample's node has, by the places of requests that name it: drawn at random, a name would be nobody's, and nothing behind it asked. */
export async function knownPlaces(holder: GatewayClient): Promise<Fuzzing['known']> {
  const [datasets, subjects, members, notices, consents, { ledger, gateway }] = await Promise.all([
    listDatasets(holder),
    listSubjects(holder),
    listMembers(holder),
    listNotices(holder),
    listConsents(holder),
    holder.identity(),
  ]);
  const entries = await Array.fromAsync(listEntries(holder));
  const dataset = datasets.map((one) => one.dataset);
  const subject = subjects.map((one) => one.subject);
  const identity = members.map((one) => one.identity);
  const notice = notices.map((one) => one.notice);
  const grant = consents.map((one) => one.grant);
  const seq = entries.map((one) => one.seq);
  const version = [VERSION];
  const requests = dataset.flatMap((one): AccessRequest[] => {
    const own = { ledger, gateway, dataset: one, version: VERSION, facts: {}, delivery: 'download' } as const;
    return [own, { ...own, purpose: PURPOSE, permit: PERMIT, facts: { commercial: false } }];
  });
  return {
    ...at('path', { dataset, subject, identity, notice, grant, seq, version, permit: [PERMIT], index: ['000'] }),
    ...at('path', { address: [...identity, toAddress(parseLedger(ledger).membership, 'Membership')], item: [0, 1, 2] }),
    ...at('query', { subject, index: seq, request: requests.map(inUrl) }),
    ...at('body', { dataset, subject, notice, grant, version, requester: identity, grantee: identity }),
    ...at('body', { ledger: [ledger], gateway: [gateway], purpose: [PURPOSE], permit: [PERMIT] }),
    ...at('body', { 'records[*].subject': subject, 'records[*].notice': notice, 'invitations[*].subject': subject }),
  };
}

function at(where: string, values: Fuzzing['known']): Fuzzing['known'] {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${where}.${name}`, value]));
}

function inUrl(request: AccessRequest): string {
  return Buffer.from(encodeRequest(request)).toString('base64url');
}
