import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { httpLog } from '../audit/source/http-log.ts';
import { ledgerSource } from '../audit/source/ledger-source.ts';
import { audit } from '../audit/verifier.ts';
import { describeConsent } from '../client/consent-texts.ts';
import { recordConsentRows } from '../client/consents.ts';
import { createDataset, listDatasets } from '../client/datasets.ts';
import { formDigest } from '../client/digests.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { importData } from '../client/imports.ts';
import { logState } from '../client/log.ts';
import { keepNotice } from '../client/notices.ts';
import { ownAccesses } from '../client/own-accesses.ts';
import { bindSigner, type Choice, giveConsent } from '../client/patient.ts';
import { issuePermit } from '../client/permits.ts';
import { publishVersion } from '../client/publications.ts';
import { standingAt } from '../client/standing.ts';
import { invite, listSubjects, type Subject } from '../client/subjects.ts';
import { withdrawConsent } from '../client/withdrawals.ts';
import { utf8 } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { DatasetId } from '../core/ids.ts';
import { noticeDigest } from '../core/notice.ts';
import { pause } from '../core/patience.ts';
import { lastSecondOfYears } from '../core/periods.ts';
import { researchPurpose } from '../core/purpose-names.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { downloadTrust } from '../ledger/download-trust.ts';
import { openLedger } from '../ledger/reader.ts';
import { requestOf } from './access-request.ts';
import { type Fetched, fetchInto } from './commands/get.ts';
import { clientOf } from './context.ts';
import { watchImport } from './import-job.ts';
import { ensureKey } from './key-files.ts';
import type { RunningNode } from './node.ts';
import type { Output } from './output.ts';
import { shortId } from './pick.ts';
import { watchPublication } from './publication-job.ts';
import { refusalWords } from './refusal-words.ts';
import { NOTICE } from './sample-notice.ts';
import { FIRST_NUMBER, SAMPLE, SYSTEM, writeSamplePatients } from './sample-patients.ts';
import { thisDaySeconds } from './time.ts';

export interface StoryOptions {
  readonly directory: string;
  readonly passphrase: string | undefined;
  readonly node: RunningNode;
  readonly output: Output;
}

const PATIENTS = 12;
const SIGNERS = 9;
const ON_PAPER = 2;
const DAY = 86_400;
const ANCHOR_MS = 20_000;

interface Cast {
  readonly hospital: GatewayClient;
  readonly researcher: GatewayClient;
  readonly auditor: GatewayClient;
  readonly researcherKey: AccountKey;
  readonly patients: readonly AccountKey[];
}

/** Does the main job once, over the gateway's API as anybody would, and tells each step with its figures. Throws where
 *  a figure is not what it must be: the story is a check, not a show. It can be told again on the same consortium. */
export async function tellStory(options: StoryOptions): Promise<void> {
  const { directory, node, output } = options;
  const began = performance.now();
  const cast = await gather(options);
  const tell = teller(output);

  const dataset = await tell(() => importPatients(cast.hospital, directory, output));
  await tell(() => bindPatients(cast));
  await tell(() => giveConsents(cast));
  await tell(() => permitUse(cast, dataset));
  const first = await tell(() => fetchData(cast, options, dataset, 'first'));
  await tell(() => withdraw(cast));
  await tell(() => fetchAgain(cast, options, dataset, first));
  await tell(() => askForOtherPurpose(cast, options, dataset));
  await tell(() => auditAll(cast, node));
  output.say(`the main job is done, in ${seconds(began)}`);
}

async function gather({ directory, passphrase, node }: StoryOptions): Promise<Cast> {
  const key = (name: string) => ensureKey(directory, name, passphrase);
  const [holder, researcherKey, auditor] = await Promise.all([key('holder'), key('researcher'), key('auditor')]);
  const names = Array.from({ length: SIGNERS }, (_, i) => `patient-${String(i + 1).padStart(2, '0')}`);
  return {
    hospital: clientOf(node.url, holder),
    researcher: clientOf(node.url, researcherKey),
    auditor: clientOf(node.url, auditor),
    researcherKey,
    patients: await Promise.all(names.map(key)),
  };
}

/** Runs a step and says what it says, and how long it took. */
function teller(output: Output) {
  let number = 0;
  return async <Result>(step: () => Promise<readonly [line: string, result: Result]>): Promise<Result> => {
    const began = performance.now();
    const [line, result] = await step();
    output.say(`${++number}. ${line} (${seconds(began)})`);
    return result;
  };
}

async function importPatients(hospital: GatewayClient, directory: string, output: Output) {
  const path = join(directory, 'import', 'sample');
  await rm(path, { recursive: true, force: true });
  const others = await listDatasets(hospital);
  const told = others.filter(({ name }) => name.startsWith(SAMPLE)).length;
  // Other patients each time that it is told: those of before have signed already.
  await writeSamplePatients(path, PATIENTS, { recordNumbersFrom: FIRST_NUMBER + told * PATIENTS });
  const named = {
    name: told === 0 ? SAMPLE : `${SAMPLE} ${told + 1}`,
    description: 'Twelve invented patients. Doze doentes inventados.',
  };
  const { dataset } = await createDataset(hospital, named);
  const job = await importData(hospital, dataset, { kind: 'fhir', path });
  const { report } = await watchImport(hospital, job, output);
  await publishVersion(hospital, dataset, { import: job, permission: 'HMB', modifiers: ['NCU'], identifiable: true });
  const published = await watchPublication(hospital, job, output);
  const { items, subjects, shared, manifestRoot } = published;
  expect(subjects === PATIENTS, `${subjects} patients were imported`);
  const line = `imported ${report?.resources} FHIR resources of ${subjects} patients into ${items} encrypted items (${shared} shared), and published their root ${shortId(manifestRoot, [])}… on chain`;
  return [line, dataset] as const;
}

/** As their record numbers go: an import enrols them in no order, and the story is to be the same each time. */
function inOrder(subjects: readonly Subject[]): Subject[] {
  const numberOf = ({ identifiers }: Subject) => identifiers.find((one) => one.startsWith(`${SYSTEM}|`)) ?? '';
  return subjects.toSorted((one, other) => numberOf(one).localeCompare(numberOf(other), 'en', { numeric: true }));
}

async function bindPatients({ hospital, patients }: Cast) {
  const subjects = inOrder(await listSubjects(hospital));
  const free = subjects.filter(({ bound }) => !bound);
  const bound = await Promise.all(patients.map((key) => isBound(hospital.endpoint, key)));
  const missing = patients.filter((_, i) => !bound[i]);
  await Promise.all(
    missing.map(async (key, i) => {
      const { subject } = free[i] as Subject;
      const [invited] = await invite(hospital, [{ subject, identification: 'identity card, in person' }]);
      await bindSigner(clientOf(hospital.endpoint, key), invited?.code ?? '');
    }),
  );
  return [
    `${patients.length} patients bound a key of their own, with the code that they were handed`,
    undefined,
  ] as const;
}

async function isBound(endpoint: string, key: AccountKey): Promise<boolean> {
  return (await standingAt(clientOf(endpoint, key))).subject !== undefined;
}

async function giveConsents({ hospital, patients }: Cast) {
  await keepNotice(hospital, 'text/plain', utf8(NOTICE));
  await Promise.all(patients.map((key) => signConsent(clientOf(hospital.endpoint, key))));
  const subjects = inOrder(await listSubjects(hospital));
  const form = formDigest('form 1, signed on paper');
  const signedOn = new Date(thisDaySeconds() * 1000).toISOString().slice(0, 10);
  const checklist = { signed: true, signedOn, explainedBy: 'Dr Reis' };
  const onPaper = subjects.filter(({ bound }) => !bound).slice(0, ON_PAPER);
  const records = onPaper.map(({ subject }) => ({ subject, form, ...choice(), checklist }));
  const { rows } = await recordConsentRows(hospital, records);
  const recorded = rows.filter((row) => row.code === undefined && row.incomplete === undefined);
  expect(recorded.length === records.length, `${recorded.length} of ${records.length} forms came to a consent`);
  const rest = PATIENTS - patients.length - records.length;
  const line = `${patients.length} patients signed a consent, ${records.length} consents were recorded from paper, ${rest} patient said nothing`;
  return [line, undefined] as const;
}

async function signConsent(patient: GatewayClient): Promise<void> {
  const chosen = choice();
  await giveConsent(patient, chosen, await describeConsent(patient, chosen, 'en'));
}

function choice(): Choice {
  const today = thisDaySeconds();
  return {
    permission: 'HMB',
    modifiers: ['NCU'],
    excluded: ['PSY'],
    fromSeconds: today,
    untilSeconds: lastSecondOfYears(today, 1),
    notice: noticeDigest(NOTICE),
    aiTraining: 'yes',
    commercial: 'no',
    transferAbroad: 'yes',
    identifiable: true,
    futureMembers: false,
  };
}

async function permitUse({ hospital, researcherKey }: Cast, dataset: DatasetId) {
  const now = Math.floor(Date.now() / 1000);
  const { permit } = await issuePermit(hospital, {
    requester: researcherKey.address,
    dataset,
    purpose: researchPurpose(BIOMEDICAL),
    attested: ['NCU'],
    fromSeconds: now - 60,
    untilSeconds: now + 90 * DAY,
    identifiable: true,
  });
  return [`permit ${permit}: the researcher may use them for ${BIOMEDICAL} for 90 days`, permit] as const;
}

/** The purpose of the permit, and one that no permit names. */
const BIOMEDICAL = 'biomedical research';
const OTHER = 'population research';

async function fetchData(cast: Cast, options: StoryOptions, dataset: DatasetId, name: string) {
  const fetched = await fetchFor(cast, options, dataset, BIOMEDICAL, name);
  expect(fetched.items > 0, 'nothing was released');
  const withheld = Object.values(fetched.withheld).reduce((sum, count) => sum + count, 0);
  const line = `the researcher got ${fetched.items} items (${fetched.bytes} bytes), each verified against the root on chain; ${withheld} were withheld. Receipt kept in ${fetched.out}`;
  return [line, fetched] as const;
}

async function withdraw({ hospital, patients }: Cast) {
  const [key] = patients;
  if (!key) throw new CustosError('INTERNAL', 'There is no patient.');
  const began = performance.now();
  const { seq } = await withdrawConsent(clientOf(hospital.endpoint, key), undefined);
  const line = `patient 1 withdrew: acknowledged in ${Math.round(performance.now() - began)} ms as entry ${seq} of the log, with a receipt`;
  return [line, seq] as const;
}

async function fetchAgain(cast: Cast, options: StoryOptions, dataset: DatasetId, first: Fetched) {
  const second = await fetchFor(cast, options, dataset, BIOMEDICAL, 'second');
  const [key] = cast.patients;
  if (!key) throw new CustosError('INTERNAL', 'There is no patient.');
  const patient = clientOf(cast.hospital.endpoint, key);
  const accesses = await ownAccesses(patient);
  const own = accesses.at(-1)?.items ?? 0;
  expect(own > 0 && second.items === first.items - own, 'the patient who withdrew is not left out');
  const line = `the researcher asked again and got ${second.items} items: the ${own} of patient 1 are left out`;
  return [line, second] as const;
}

async function askForOtherPurpose(cast: Cast, options: StoryOptions, dataset: DatasetId) {
  try {
    await fetchFor(cast, options, dataset, OTHER, 'refused');
  } catch (error) {
    if (!isCustosError(error, 'ACCESS_REFUSED')) throw error;
    const { seq, reason } = error.details;
    expect(typeof seq === 'number', 'the refusal is not logged');
    return [
      `another purpose (${OTHER}) was refused (${refusalWords(String(reason))}), and logged as entry ${seq}`,
      undefined,
    ] as const;
  }
  throw new CustosError('INTERNAL', 'The story does not hold: another purpose was not refused.');
}

async function auditAll({ auditor }: Cast, { url, rpc, ledger, logId }: RunningNode) {
  await anchored(auditor);
  const reader = await openLedger({ url: rpc, membership: ledger.membership });
  try {
    const log = httpLog(url, logId, { authorize: (_, target) => auditor.authorize(target) });
    const { verdict, level, counts } = await audit(ledgerSource(reader), [log]);
    expect(verdict === 'clean', `the auditor says ${verdict}`);
    const line = `the auditor read ledger and log alone: ${verdict} at level ${level}, ${counts.entries} entries, ${counts.releases} releases of ${counts.rows} items decided again`;
    return [line, undefined] as const;
  } finally {
    reader.close();
  }
}

/** Until each entry stands on chain. */
async function anchored(gateway: GatewayClient): Promise<void> {
  const patience = Date.now() + ANCHOR_MS;
  while (Date.now() < patience) {
    const { size, anchored: height } = await logState(gateway);
    if (height === size) return;
    await pause(100);
  }
}

async function fetchFor(
  { researcher }: Cast,
  { directory, node, output }: StoryOptions,
  dataset: DatasetId,
  purpose: string,
  name: string,
): Promise<Fetched> {
  const request = await requestOf(researcher, dataset, { purpose, delivery: 'download', commercial: false });
  const reader = await openLedger({ url: node.rpc, membership: node.ledger.membership });
  try {
    const out = join(directory, 'downloads', name);
    await rm(out, { recursive: true, force: true });
    const trust = await downloadTrust(reader, await researcher.asking(), request);
    return await fetchInto(out, researcher, request, trust, { output });
  } finally {
    reader.close();
  }
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new CustosError('INTERNAL', `The story does not hold: ${otherwise}.`);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(2)} s`;
}
