import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const RELEASE = '4.32.5';
/** With what it generates by: another release of that would draw other cases from the same seed. */
const PACKAGES = [`schemathesis==${RELEASE}`, 'hypothesis==6.170.17', 'jsonschema_rs==0.60.3'];
const ENVIRONMENT = fileURLToPath(new URL(`../../.cache/schemathesis-${RELEASE}`, import.meta.url));
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
];
const MAX_SAID = 2 ** 26;

export interface Fuzzing {
  /** OpenAPI document of what is asked. */
  readonly document: object;
  /** Ids of those that are asked. */
  readonly operations: readonly string[];
  readonly url: string;
  /** An empty directory. */
  readonly directory: string;
  /** Ids of those that are asked at the limits of what they take, too, and past them: much the most of all cases. */
  readonly atLimits: readonly string[];
  /** Cases of each operation that are drawn at random. */
  readonly examples: number;
  readonly seed: number;
  /** What there is, by the place that takes it: `path.dataset`, `body.dataset`. */
  readonly known: Readonly<Record<string, readonly (string | number)[]>>;
}

/** Makes the environment once; a half-made one is made anew. */
export async function installSchemathesis(): Promise<void> {
  const made = join(ENVIRONMENT, 'made');
  if (existsSync(made)) return;
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', ENVIRONMENT]).catch((cause) => {
    throw new Error('schemathesis needs python3 (3.10 or newer) with its venv module.', { cause });
  });
  await run(join(ENVIRONMENT, 'bin', 'pip'), ['install', '--quiet', ...PACKAGES]);
  await writeFile(made, '');
}

/** Asks whatever the document allows, and what it does not; gives what is wrong with the answers, or what was not asked, empty where
 *  nothing is. */
export async function fuzz(fuzzing: Fuzzing): Promise<string> {
  const { document, operations, url, directory, examples, seed } = fuzzing;
  const [file, config] = [join(directory, 'openapi.json'), join(directory, 'schemathesis.toml')];
  await writeFile(file, JSON.stringify(document));
  await writeFile(config, configuration(fuzzing));
  const bounds = ['--max-examples', String(examples), '--seed', String(seed), '--phases', 'examples,coverage,fuzzing'];
  // Neither what is asked nor what is found must depend on how fast the machine is.
  const pace = ['--suppress-health-check', 'too_slow', '--request-timeout', '120'];
  const output = ['--no-color', '--warnings', 'off', '--generation-database', 'none'];
  const asked = operations.flatMap((operation) => ['--include-operation-id', operation]);
  const args = [
    '--config-file',
    config,
    'run',
    file,
    '--url',
    url,
    '--checks',
    CHECKS.join(','),
    ...asked,
    ...bounds,
    ...pace,
    ...output,
  ];
  try {
    const { stdout } = await run(join(ENVIRONMENT, 'bin', 'schemathesis'), args, {
      cwd: directory,
      maxBuffer: MAX_SAID,
      // Its tables of characters: made once, in place of once in each run.
      env: { ...process.env, HYPOTHESIS_STORAGE_DIRECTORY: join(ENVIRONMENT, 'hypothesis') },
    });
    const [, tested] = /^ *Tested: (\d+)$/m.exec(stdout) ?? [];
    return Number(tested) === operations.length
      ? ''
      : `Of ${operations.length} operations not all were asked.\n${stdout}`;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    // Without either it never ran.
    return `${stdout ?? ''}${stderr ?? ''}` || String(error);
  }
}

/** A node that lacks what an operation needs answers with 503, which the operation's own list of answers must have. */
function configuration({ known, operations, atLimits }: Fuzzing): string {
  const within = operations.filter((operation) => !atLimits.includes(operation));
  const places = Object.entries(known).filter(([, values]) => values.length > 0);
  return [
    '[checks.not_a_server_error]',
    'expected-statuses = ["2xx", "3xx", "4xx", "503"]',
    ...places.flatMap(([place, values]) => [`[dictionaries."${place}"]`, `values = ${JSON.stringify(values)}`]),
    '[parameters]',
    ...places.map(([place]) => `"${place}" = { dictionary = "${place}", probability = 0.7 }`),
    ...(within.length === 0 ? [] : ['[[operations]]', `include-operation-id = ${JSON.stringify(within)}`]),
    ...(within.length === 0 ? [] : ['phases = { coverage = { enabled = false } }']),
  ].join('\n');
}
