// Static analysis of the contracts by slither (`npm run analyse:contracts`), in a virtual environment that it makes
// itself under .cache/. Findings that were read and accepted stand in test/contracts/accepted-findings.json, each with
// its place and reason. Exit code 1: a finding that is not there, or one there that is none any more; 2: could not.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import build from '../test/contracts/build.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['slither-analyzer==0.11.6', 'crytic-compile==0.4.2'];
const ENVIRONMENT = `${ROOT}.cache/slither-0.11.6`;
const ARTIFACTS = 'cache/slither/artifacts';
const FINDINGS = `${ROOT}cache/slither/findings.json`;
const ACCEPTED = new URL('../test/contracts/accepted-findings.json', import.meta.url);

interface Element {
  readonly name: string;
  readonly type: string;
  readonly type_specific_fields?: { readonly parent?: Element };
}

interface Finding {
  readonly check: string;
  readonly impact: string;
  readonly description: string;
  readonly elements: readonly Element[];
}

/** Places are contract and function, or contract and variable. */
interface Accepted {
  readonly detector: string;
  readonly reason: string;
  readonly places: readonly string[];
}

class CouldNot extends Error {}

/** Makes the environment once; a half-made one is made anew. */
function slither(): string {
  const command = `${ENVIRONMENT}/bin/slither`;
  if (existsSync(command)) return command;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  const made = spawnSync('python3', ['-m', 'venv', ENVIRONMENT], { stdio: 'inherit' });
  const installed =
    made.status === 0 &&
    spawnSync(`${ENVIRONMENT}/bin/pip`, ['install', '--quiet', ...PACKAGES], { stdio: 'inherit' }).status === 0;
  if (installed && existsSync(command)) return command;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  throw new CouldNot(
    `slither could not be installed. It needs python3 (3.10 or newer) with its venv module, and a Python package index, once: ${PACKAGES.join(' ')}.`,
  );
}

/** What slither reads of Hardhat's build: the compiler's own answer for the contracts as they are now. */
function placeBuildInfo(): void {
  const artifact = readFileSync(`${ROOT}artifacts/contracts/Membership.sol/Membership.json`, 'utf8');
  const { buildInfoId } = JSON.parse(artifact) as { buildInfoId: string };
  const to = `${ROOT}${ARTIFACTS}/build-info`;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const suffix of ['.json', '.output.json']) {
    copyFileSync(`${ROOT}artifacts/build-info/${buildInfoId}${suffix}`, `${to}/${buildInfoId}${suffix}`);
  }
}

function analyse(command: string): readonly Finding[] {
  rmSync(FINDINGS, { force: true });
  const options = ['--compile-force-framework', 'hardhat', '--hardhat-ignore-compile'];
  const levels = ['--exclude-informational', '--exclude-optimization', '--filter-paths', 'node_modules'];
  const into = ['--hardhat-artifacts-directory', ARTIFACTS, '--json', FINDINGS];
  const run = spawnSync(command, ['.', ...options, ...levels, ...into], { cwd: ROOT, encoding: 'utf8' });
  const report = existsSync(FINDINGS)
    ? (JSON.parse(readFileSync(FINDINGS, 'utf8')) as {
        success: boolean;
        error?: string;
        results: { detectors?: Finding[] };
      })
    : undefined;
  if (report?.success === true) return report.results.detectors ?? [];
  throw new CouldNot(`slither failed: ${report?.error ?? run.stderr}`);
}

function placeOf({ elements }: Finding): string {
  const [first] = elements;
  if (first === undefined) return '?';
  const parent = first.type === 'contract' ? undefined : first.type_specific_fields?.parent;
  return parent === undefined ? first.name : `${parent.name}.${first.name}`;
}

function judge(findings: readonly Finding[]): number {
  const accepted = JSON.parse(readFileSync(ACCEPTED, 'utf8')) as readonly Accepted[];
  const known = new Set(accepted.flatMap(({ detector, places }) => places.map((place) => `${detector} ${place}`)));
  const named = findings.map((finding) => ({ finding, name: `${finding.check} ${placeOf(finding)}` }));
  const fresh = named.filter(({ name }) => !known.has(name));
  const stale = [...known].filter((name) => !named.some((one) => one.name === name));
  for (const { finding, name } of fresh) console.error(`${finding.impact} ${name}\n${finding.description}`);
  for (const name of stale) console.error(`accepted, but found no more: ${name}`);
  console.log(`${findings.length} findings, ${fresh.length} not accepted, ${stale.length} accepted for nothing`);
  return fresh.length === 0 && stale.length === 0 ? 0 : 1;
}

process.chdir(ROOT);
try {
  const command = slither();
  await build();
  placeBuildInfo();
  process.exitCode = judge(analyse(command));
} catch (error) {
  if (!(error instanceof CouldNot)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
