import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import type { Address, DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { newOrganisation, organisationCommitment } from '../../src/core/organisation.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { type ChainLink, foundBehindLink } from '../gateway/chain-link.ts';
import type { Consortium } from '../gateway/consortium.ts';
import { publishScans } from '../gateway/publisher.ts';
import { custos } from './kept-program.ts';

/** What a command with `--csv` says of the rows of its file. */
export interface Rows {
  readonly rows: number;
  readonly done: number;
  readonly stood: number;
  readonly repeated: number;
  readonly incomplete?: number;
  readonly refused: number;
  readonly results: readonly {
    readonly line: number;
    readonly outcome: string;
    readonly sameAs?: number;
    readonly column?: string;
    readonly code?: string;
    readonly problem?: string;
    readonly receipt?: string;
  }[];
  readonly warnings?: readonly string[];
}

/** A hospital whose patients have no signers, as its data manager works with it: by commands and lists. */
export interface HolderWorld {
  readonly consortium: Consortium;
  readonly link: ChainLink;
  readonly holder: GatewayClient;
  /** Where keys, receipts and lists are. */
  readonly directory: string;
  readonly dataset: DatasetId;
  /** The options by which a command acts as one of those whose keys are in files. */
  as(who: 'holder' | 'requester'): string[];
  /** Of the patient whose number is `urn:mrn|<name>`. */
  subjectOf(name: string): Pseudonym;
  /** Writes a list, and gives its path. */
  list(lines: readonly string[], end?: string): Promise<string>;
  /** Runs a command of lists as the holder. */
  rows(
    command: readonly string[],
  ): Promise<Rows & { readonly code: number | null; readonly stdout: string; readonly outcomes: readonly string[] }>;
  close(): Promise<void>;
}

/** The options by which a command acts with a key file of the directory. */
export function keyOptions(directory: string, who: string, endpoint: string): string[] {
  return ['--key', join(directory, `${who}.key`), '--gateway', endpoint, '--data', directory];
}

/** Tells what the organisation of a member is called, as its administrator does. */
export async function nameMember(consortium: Consortium, identity: Address, name: string): Promise<void> {
  const { administrator: key } = consortium.keys;
  const administrator = consortium.client(key);
  const named = newOrganisation(name);
  const { membership } = ledgerCalls((await administrator.identity()).contracts);
  await sendOwnCall(administrator, membership.setOrganisation(identity, organisationCommitment(named)));
  await administrator.json('PUT', `/v1/members/${identity}/name`, { json: named });
}

/** Founds it with a patient for each of the names. */
export async function openHolderWorld(
  names: readonly string[],
  options: Pick<Parameters<typeof foundBehindLink>[0] & object, 'logLevel' | 'notifications'> = {},
): Promise<HolderWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-lists-'));
  const key = await createKey(join(directory, 'holder.key'));
  const requester = await createKey(join(directory, 'requester.key'));
  const { consortium, link } = await foundBehindLink({ ...options, keys: { holder: key, requester } });
  const holder = consortium.client(key);
  const dataset = await publishScans(consortium, names);
  const listed = await holder.list<'subjects', { subject: Pseudonym; identifiers: string[] }>(
    '/v1/subjects',
    'subjects',
  );
  const subjects = new Map(listed.map(({ subject, identifiers }) => [identifiers[0]?.split('|')[1], subject]));
  const as = (who: 'holder' | 'requester') => keyOptions(directory, who, consortium.endpoint);
  return {
    consortium,
    link,
    holder,
    directory,
    dataset,
    as,
    subjectOf: (name) => {
      const subject = subjects.get(name);
      if (subject === undefined) throw new Error(`There is no patient ${name} in this test.`);
      return subject;
    },
    list: async (lines, end = '\n') => {
      const path = join(directory, `${crypto.randomUUID()}.csv`);
      await writeFile(path, lines.join(end));
      return path;
    },
    rows: async (command) => {
      const { code, stdout } = await custos([...command, ...as('holder'), '--json']);
      const said = JSON.parse(stdout) as Rows;
      return { ...said, code, stdout, outcomes: said.results.map(({ outcome }) => outcome) };
    },
    close: async () => {
      await consortium.close();
      await link.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
