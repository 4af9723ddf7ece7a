// Tries every small change of the contracts (`npm run mutate:contracts [-- --sample N --seed S] [--only PREFIX] [--list]
// [--resume]`) and names those that no contract test notices. A change that cannot be noticed stands in
// test/contracts/equivalent-mutants.json with its reason. All of them take hours: `--resume` goes on where the last run
// over the same contracts ended, and tries again only what survived it. Exit code 1: one survived without a reason, or a reason is of
// no mutant any more; 2: the tests fail without any change.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import build from '../test/contracts/build.ts';
import { parse } from './mutation/compiler.ts';
import { ALL_TESTS } from './mutation/concerns.ts';
import { type Mutant, mutantsOf } from './mutation/mutants.ts';
import type { Trial } from './mutation/worker.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIRECTORY = `${ROOT}cache/mutation`;
/** A line a trial, after one that names the contracts they were made on. */
const JOURNAL = `${DIRECTORY}/trials.ndjson`;
const PARALLEL = 2;

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
  },
});

process.chdir(ROOT);
await build();
const reasons = JSON.parse(
  readFileSync(new URL('../test/contracts/equivalent-mutants.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;
const { sources, trees } = parse();
const every = mutantsOf(sources, trees);
const stale = Object.keys(reasons).filter((key) => !every.some((mutant) => mutant.key === key));
const contracts = createHash('sha256').update(JSON.stringify(sources)).digest('hex');
const chosen = choose(every.filter(({ key }) => key.startsWith(values.only)));

if (values.list) for (const { key } of chosen) console.log(key);
else process.exitCode = await tryAll(chosen);
for (const key of stale) console.error(`a reason for no mutant: ${key}`);
if (stale.length > 0) process.exitCode = 1;

/** The same sample for the same seed, whatever else changed. */
function choose(mutants: readonly Mutant[]): readonly Mutant[] {
  if (values.sample === undefined) return mutants;
  const size = Number(values.sample);
  if (!Number.isSafeInteger(size) || size < 1) throw new Error(`--sample takes a number, not ${values.sample}`);
  const rank = ({ key }: Mutant) => createHash('sha256').update(`${values.seed} ${key}`).digest('hex');
  return mutants.toSorted((a, b) => rank(a).localeCompare(rank(b))).slice(0, size);
}

async function tryAll(mutants: readonly Mutant[]): Promise<number> {
  const workers = await Promise.all(Array.from({ length: PARALLEL }, (_, i) => startWorker(i)));
  const { failed } = ((await workers[0]?.(ALL_TESTS)) ?? {}) as { failed?: string };
  if (failed !== undefined) {
    console.error(`${failed} fails without any change, so nothing can be told.`);
    await Promise.all(workers.map((worker) => worker('end')));
    return 2;
  }
  const trials = values.resume ? settled() : [];
  mkdirSync(DIRECTORY, { recursive: true });
  writeFileSync(JOURNAL, [{ contracts }, ...trials].map(line).join(''));
  const known = new Set([...Object.keys(reasons), ...trials.map(({ key }) => key)]);
  const waiting = mutants.filter(({ key }) => !known.has(key)).values();
  const tryNext = async (worker: Ask): Promise<void> => {
    for (const mutant of waiting) {
      const trial = (await worker(mutant)) as Trial;
      trials.push(trial);
      appendFileSync(JOURNAL, line(trial));
      const { key, outcome, by } = trial;
      console.log(`${String(trials.length).padStart(5)} ${outcome.padEnd(8)} ${key}${by ? `  (${by})` : ''}`);
    }
    await worker('end');
  };
  await Promise.all(workers.map(tryNext));
  return report(mutants, trials);
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** What the last run found out for good; empty after a change of the contracts. */
function settled(): Trial[] {
  if (!existsSync(JOURNAL)) return [];
  const [head, ...lines] = readFileSync(JOURNAL, 'utf8').trimEnd().split('\n');
  if ((JSON.parse(head ?? '{}') as { contracts?: string }).contracts !== contracts) return [];
  return lines.map((text) => JSON.parse(text) as Trial).filter(({ outcome }) => outcome !== 'survived');
}

function report(mutants: readonly Mutant[], trials: readonly Trial[]): number {
  const asked = new Set(mutants.map(({ key }) => key));
  const of = (outcome: Trial['outcome']) => trials.filter((trial) => trial.outcome === outcome && asked.has(trial.key));
  const [killed, survived, untried] = [of('killed'), of('survived'), of('untried')];
  const equivalent = mutants.filter(({ key }) => reasons[key] !== undefined).map(({ key }) => key);
  const result = { killed, survived, untried, equivalent };
  writeFileSync(`${DIRECTORY}/result.json`, `${JSON.stringify(result, null, 2)}\n`);
  for (const { key } of survived) console.error(`survived: ${key}`);
  const counts = [killed, survived, untried, equivalent].map(({ length }) => length);
  const [k, s, u, e] = counts;
  console.log(`${mutants.length} mutants: ${k} killed, ${s} survived, ${e} equivalent, ${u} not to be tried`);
  return survived.length === 0 ? 0 : 1;
}

type Ask = (message: Mutant | readonly string[] | 'end') => Promise<unknown>;

async function startWorker(number: number): Promise<Ask> {
  const worker = new Worker(new URL('./mutation/worker.ts', import.meta.url), {
    workerData: { sources, slot: `${DIRECTORY}/slot-${number}` },
  });
  await once(worker, 'message');
  return async (message) => {
    const answered = once(worker, message === 'end' ? 'exit' : 'message');
    worker.postMessage(message);
    const [answer] = await answered;
    return answer;
  };
}
