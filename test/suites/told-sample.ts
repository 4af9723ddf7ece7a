import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';

/** Names the place of this run's sample to its workers. */
const VARIABLE = 'CUSTOS_TEST_SAMPLE';
const WAIT_MS = 300;

/** Before any suite: a place for the sample, which is made when the first one asks for it. */
export default async function placeForSample(): Promise<() => Promise<void>> {
  const place = await mkdtemp(join(tmpdir(), 'custos-sample-'));
  process.env[VARIABLE] = place;
  return () => rm(place, { recursive: true, force: true });
}

/** Copies to `directory` the data of a quickstart that has told its story, on another port than it will be served at. One tells it
 *  for all suites of a run, since that takes longer than many a test. */
export async function copyToldSample(directory: string): Promise<void> {
  const place = process.env[VARIABLE];
  if (place === undefined) throw new Error('The configuration of the suites makes a place for the sample.');
  const told = join(place, 'told');
  while (!(await exists(told))) {
    if (await isFirst(join(place, 'begun'))) await tell(place, told);
    else await sleep(WAIT_MS);
  }
  await cp(told, directory, { recursive: true });
}

async function tell(place: string, told: string): Promise<void> {
  const path = join(place, 'telling');
  const environment = { CUSTOS_DATA: path, CUSTOS_PORT: String(await freePort()) };
  try {
    await (await serving(['quickstart'], environment)).stop();
    await rename(path, told);
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    // The next one tries, and says by itself why it cannot.
    await rm(join(place, 'begun'), { recursive: true });
    throw error;
  }
}

async function isFirst(path: string): Promise<boolean> {
  return (await mkdir(path, { recursive: false }).catch((error: NodeJS.ErrnoException) => error.code)) === undefined;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
