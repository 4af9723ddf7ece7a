// Runs the measures by id, all of them without one: a JSON line for each on stdout, progress on stderr, and a table when all
// were run. Peers are measured in the same run as what they are compared with.
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';

interface Measure {
  readonly id: string;
  readonly metrics: Readonly<Record<string, number | null>>;
}

const MEASURES: Readonly<Record<string, () => Promise<Measure>>> = {
  P1: async () => (await import('./append.ts')).run(),
  P3: gas,
  P5: async () => (await import('./small-reads.ts')).run(),
  P6: async () => ({ id: 'P6', metrics: await (await import('./decide.ts')).run() }),
  P7: async () => (await import('./revocation.ts')).run(),
  P8: async () => (await import('./trail.ts')).run(),
  P9: async () => (await import('./restart.ts')).run(),
  P10: async () => (await import('./chain.ts')).run(),
  P11: async () => (await import('./import.ts')).run(),
  P12: async () => (await import('./download.ts')).run(),
  P13: proofsAndRows,
  P14: async () => (await import('./log-page.ts')).run(),
  P15: async () => (await import('./console.ts')).run(),
};

/** What it costs to prove the ledger's events, and the rows of an audit, which is the measure's goal. */
async function proofsAndRows(): Promise<Measure> {
  const rows = await (await import('./audit.ts')).rowMetrics();
  const { metrics } = await (await import('./proofs.ts')).run();
  return { id: 'P13', metrics: { ...rows, ...metrics } };
}

/** Gas is exact: the committed snapshot, which `npm run gas` holds against the contracts. */
async function gas(): Promise<Measure> {
  const snapshot = new URL('../test/contracts/gas-snapshot.json', import.meta.url);
  const figures = JSON.parse(readFileSync(snapshot, 'utf8')) as Record<string, number>;
  const { grant, revoke, recorded_100, typed_entry_1000, head_1000, grant_passkey_precompile, grant_passkey_solidity } =
    figures;
  const each = (total: number | undefined, count: number) => (total === undefined ? null : total / count);
  return {
    id: 'P3',
    metrics: {
      grant: grant ?? null,
      revoke: revoke ?? null,
      recorded_100: each(recorded_100, 100),
      typed_entry_1000: each(typed_entry_1000, 1000),
      head_1000: each(head_1000, 1000),
      grant_passkey_precompile: grant_passkey_precompile ?? null,
      grant_passkey_solidity: grant_passkey_solidity ?? null,
    },
  };
}

const machine = { platform: platform(), arch: arch(), cpus: cpus().length, memory: totalmem(), node: process.version };
const asked = process.argv.slice(2);
const unknown = asked.filter((id) => MEASURES[id] === undefined);
if (unknown.length > 0) {
  console.error(`There is no measure ${unknown.join(', ')}. There are ${Object.keys(MEASURES).join(', ')}.`);
  process.exit(2);
}
const done: Measure[] = [];
for (const id of asked.length > 0 ? asked : Object.keys(MEASURES)) {
  console.error(`measuring ${id} …`);
  const measure = await MEASURES[id]?.();
  if (measure === undefined) continue;
  done.push(measure);
  if (asked.length > 0) console.log(JSON.stringify({ ...measure, machine }));
}
if (asked.length === 0) {
  for (const { id, metrics } of done) {
    for (const [name, value] of Object.entries(metrics))
      console.log(`${id.padEnd(4)} ${name.padEnd(28)} ${value ?? 'not measured'}`);
  }
}
