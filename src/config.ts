import { basename, relative } from 'node:path';
import { CustosError } from './core/errors.ts';
import { didYouMean } from './core/nearest-name.ts';

/** One setting: its environment variable, its default, and what it must be. */
interface Setting<Value> {
  readonly variable: string;
  readonly fallback: Value;
  readonly about: string;
  readonly parse: (text: string) => Value | undefined;
}

const text = (value: string) => (value === '' ? undefined : value);
const oneOf =
  <Value extends string>(...values: readonly Value[]) =>
  (value: string) =>
    values.find((known) => known === value);
const port = (value: string) => {
  const number = Number(value);
  return /^\d{1,5}$/.test(value) && number <= 65_535 ? number : undefined;
};

/** Everything that the environment can say. docs/operating.md holds the same table; a test compares them. */
export const SETTINGS = {
  dataDir: {
    variable: 'CUSTOS_DATA',
    fallback: '.custos',
    about: 'directory that holds everything of this node',
    parse: text,
  },
  port: {
    variable: 'CUSTOS_PORT',
    fallback: 8340,
    about: 'port of the gateway in `quickstart` and `init`',
    parse: port,
  },
  passphraseFile: {
    variable: 'CUSTOS_PASSPHRASE_FILE',
    fallback: '',
    about: 'file with the passphrase of root key and keystores; without one the root key is a file of mode 0600',
    parse: text,
  },
  keyFile: { variable: 'CUSTOS_KEY', fallback: '', about: 'key file of the member that commands act as', parse: text },
  gateway: {
    variable: 'CUSTOS_GATEWAY',
    fallback: '',
    about: 'base URL of the gateway that commands talk to',
    parse: text,
  },
  rpc: {
    variable: 'CUSTOS_RPC',
    fallback: '',
    about: 'JSON-RPC URL of the ledger that commands verify against',
    parse: text,
  },
  logLevel: {
    variable: 'CUSTOS_LOG_LEVEL',
    fallback: 'warn' as const,
    about: 'least severe level written: debug, info, warn, error',
    parse: oneOf('debug', 'info', 'warn', 'error'),
  },
} as const satisfies Record<string, Setting<string | number>>;

export type Config = {
  readonly [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name]['fallback'] extends number ? number : string;
};

/** Variables that tests read: they are no settings of the product. */
const FOR_TESTS = new Set(['CUSTOS_REAL_DATA', 'CUSTOS_KILLS']);

/** Reads the environment, once. A variable that begins with CUSTOS_ and is none of the table, or that does not hold what
 *  the table says, is CONFIG_INVALID: a misspelt setting must not pass for a default. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const known = new Set<string>(Object.values(SETTINGS).map(({ variable }) => variable));
  for (const variable of Object.keys(environment)) {
    if (variable.startsWith('CUSTOS_') && !known.has(variable) && !FOR_TESTS.has(variable)) {
      throw new CustosError(
        'CONFIG_INVALID',
        `${variable} is no setting of Custos.${didYouMean(variable, known)} There are ${[...known].join(', ')}.`,
      );
    }
  }
  const config = Object.entries(SETTINGS).map(([name, setting]) => [
    name,
    read(setting, environment[setting.variable]),
  ]);
  return Object.freeze(Object.fromEntries(config)) as Config;
}

function read(
  { variable, fallback, about, parse }: Setting<string | number>,
  given: string | undefined,
): string | number {
  if (given === undefined) return fallback;
  const value = parse(given);
  if (value === undefined) throw new CustosError('CONFIG_INVALID', `${variable} is not valid. It is the ${about}.`);
  return value;
}

/** What people type to start this program, for messages that say what to do next: `npm run -s custos --` where npm started
 *  it, be it by `npm start`, `custos` where it is installed by that name, else Node with the script. */
export function programName(
  environment: NodeJS.ProcessEnv = process.env,
  script: string = process.argv[1] ?? 'custos',
): string {
  if (['custos', 'start'].includes(environment['npm_lifecycle_event'] ?? '')) return 'npm run -s custos --';
  const name = basename(script);
  if (name === 'custos') return name;
  const path = relative(process.cwd(), script);
  return `node ${path.startsWith('..') ? script : path}`;
}

/** The locale of messages, as POSIX finds it; empty where none is set. */
export function localeOf(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
}
