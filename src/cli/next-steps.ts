import { join, resolve } from 'node:path';
import { programName, SETTINGS } from '../config.ts';
import { firstSteps } from './first-steps.ts';
import { accountKeyNames } from './key-files.ts';
import { SAMPLE } from './sample-patients.ts';

/** Of the sample's consortium. The first patient has withdrawn. */
const CAST = { patient: 'patient-02', holder: 'holder', requester: 'researcher', auditor: 'auditor', dataset: SAMPLE };

/** What to do with the sample consortium of a data directory: which keys there are to act with, the first commands of each role, which
 *  work as they stand, and the page to open. */
export async function nextSteps(directory: string, url: string): Promise<string[]> {
  const keys = await accountKeyNames(directory);
  const elsewhere = resolve(directory) === resolve(SETTINGS.dataDir.fallback) ? '' : ` --data '${directory}'`;
  return [
    'What to do next, in another terminal:',
    `- act with one of the keys in ${join(directory, 'keys')} (--as NAME):`,
    `  ${keys.join(', ')}`,
    ...firstSteps(CAST).flatMap(({ role, may, commands }) => [
      `- ${role} (${may}):`,
      ...commands.map((command) => `  ${programName()} ${command}${elsewhere}`),
    ]),
    `- open ${url}/ in a browser`,
  ];
}
