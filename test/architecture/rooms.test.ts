import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** Who may import whom, besides itself (docs/architecture.md). `audit` sees of `ledger` only what reads. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ledger: ['core'],
  chain: ['core'],
  vault: ['core'],
  import: ['vault', 'interop', 'core'],
  interop: ['core'],
  consent: ['ledger', 'core'],
  'access-log': ['core'],
  gateway: ['access-log', 'consent', 'import', 'vault', 'interop', 'ledger', 'core'],
  audit: ['ledger', 'core'],
  client: ['core'],
  // Of the auditor it has the report’s form, and its worker.
  console: ['client', 'audit', 'core'],
  cli: [
    'gateway',
    'access-log',
    'consent',
    'import',
    'vault',
    'interop',
    'audit',
    'client',
    'chain',
    'ledger',
    'core',
    'config.ts',
  ],
  'config.ts': ['core'],
};
/** Rooms within a room, and who of them may import whom. */
const WITHIN: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  gateway: {
    auth: ['records'],
    records: [],
    http: ['auth', 'records'],
    ledger: ['auth', 'http', 'records'],
    release: ['auth', 'http', 'ledger', 'records'],
    consents: ['auth', 'http', 'ledger', 'release', 'records'],
    staff: ['auth', 'http', 'records'],
    holder: ['auth', 'http', 'ledger', 'release', 'consents', 'records'],
    paper: ['auth', 'http', 'ledger', 'release', 'consents', 'records'],
    notifications: ['http', 'ledger', 'release', 'records'],
    replies: ['auth', 'http', 'ledger', 'records'],
    routes: [
      'auth',
      'http',
      'ledger',
      'release',
      'consents',
      'holder',
      'paper',
      'notifications',
      'records',
      'replies',
      'staff',
    ],
    'gateway.ts': [
      'auth',
      'http',
      'ledger',
      'release',
      'consents',
      'holder',
      'paper',
      'notifications',
      'records',
      'routes',
      'staff',
    ],
  },
  audit: {
    source: [],
    past: ['source'],
    log: ['past', 'source'],
    decision: ['past', 'source'],
    proof: ['decision', 'past', 'source'],
    // Files of its own put the rooms together.
    '.': ['source', 'past', 'log', 'decision', 'proof'],
  },
};
/** Files of `ledger` that write or hold keys. */
const LEDGER_WRITES = /\/ledger\/(?:writer|calls|deploy|keystore|lane|encode)[\w-]*\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(SRC, file));
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const imports: Import[] = files.flatMap((from) =>
  specifiersOf(sources.get(from) ?? '')
    .filter((specifier) => specifier.startsWith('.') && specifier.endsWith('.ts'))
    .map((specifier) => ({ from, to: resolve(dirname(from), specifier) })),
);

function specifiersOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function room(file: string): string {
  return relative(SRC, file).split('/')[0] ?? '';
}

/** The room, or `.` for a file beside the rooms of one that has such. */
function roomWithin(parent: string, file: string): string {
  const [first = '', ...rest] = relative(join(SRC, parent), file).split('/');
  return rest.length === 0 && WITHIN[parent]?.['.'] !== undefined ? '.' : first;
}

type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

function arrowsOf(pairs: Iterable<readonly [string, string]>): Arrows {
  const arrows = new Map<string, Set<string>>();
  for (const [from, to] of pairs) if (from !== to) arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
  return arrows;
}

/** The arrows of a flow chart, whose nodes may be lists (`a & b`) and have labels (`log[access-log]`). */
function drawn(chart: string): Arrows {
  const labels = new Map([...chart.matchAll(/(\w+)\[([^\]]+)\]/g)].map(([, node = '', label = '']) => [node, label]));
  const nodes = (list: string) =>
    list
      .split('&')
      .map((one) => one.trim().replace(/\[.*\]/, ''))
      .map((one) => labels.get(one) ?? one);
  const lines = [...chart.matchAll(/^ *(\S.*?) --> (.*)$/gm)];
  return arrowsOf(
    lines.flatMap(([, from = '', to = '']) =>
      nodes(from).flatMap((one) => nodes(to).map((other) => [one, other] as const)),
    ),
  );
}

/** Whatever an arrow leads to, by others too. */
function reached(arrows: Arrows, from: string): Set<string> {
  const found = new Set(arrows.get(from));
  for (const one of found) for (const next of arrows.get(one) ?? []) found.add(next);
  return found;
}

/** Arrows that are drawn and are none, and imports to which no drawn arrow leads. */
function differences(chart: Arrows, real: Arrows): string[] {
  const pairs = (arrows: Arrows) => [...arrows].flatMap(([from, all]) => [...all].map((to) => [from, to] as const));
  return [
    ...pairs(chart)
      .filter(([from, to]) => !real.get(from)?.has(to))
      .map(([from, to]) => `drawn: ${from} → ${to}`),
    ...pairs(real)
      .filter(([from, to]) => !reached(chart, from).has(to))
      .map(([from, to]) => `not drawn: ${from} → ${to}`),
  ];
}

describe('rooms', () => {
  it('are all named in the table', () => {
    expect(new Set(files.map(room)).difference(new Set(Object.keys(MAY_IMPORT)))).toEqual(new Set());
  });

  it('import only the rooms that the table allows', () => {
    const broken = imports
      .filter(({ from, to }) => room(from) !== room(to) && !MAY_IMPORT[room(from)]?.includes(room(to)))
      .map(({ from, to }) => `${relative(SRC, from)} → ${relative(SRC, to)}`);
    expect(broken).toEqual([]);
  });

  it.each(Object.keys(WITHIN))('within %s import only those below them', (parent) => {
    const table = WITHIN[parent] ?? {};
    const own = imports.filter(({ from, to }) => room(from) === parent && room(to) === parent);
    const broken = own
      .map(({ from, to }) => [from, to].map((file) => roomWithin(parent, file)) as [string, string])
      .filter(([from, to]) => from !== to && !table[from]?.includes(to));
    expect(broken).toEqual([]);
    const inside = files.filter((file) => room(file) === parent).map((file) => roomWithin(parent, file));
    expect(new Set(inside)).toEqual(new Set(Object.keys(table)));
  });

  it('are drawn in docs/architecture.md as they import each other', () => {
    const text = readFileSync(join(SRC, '../docs/architecture.md'), 'utf8');
    const [house = '', ...rooms] = [...text.matchAll(/```mermaid\nflowchart LR\n([\s\S]*?)```/g)].map(([, one]) => one);
    const all = arrowsOf(imports.map(({ from, to }) => [room(from), room(to)] as const));
    expect(differences(drawn(house), all)).toEqual([]);
    for (const [i, parent] of ['gateway', 'audit'].entries()) {
      const own = imports
        .filter(({ from, to }) => room(from) === parent && room(to) === parent)
        .map(({ from, to }) => [roomWithin(parent, from), roomWithin(parent, to)] as const)
        .filter(([from]) => from !== '.' && !from.endsWith('.ts'));
      expect(differences(drawn(rooms[i] ?? ''), arrowsOf(own))).toEqual([]);
    }
  });

  it('keep the auditor away from what writes', () => {
    const broken = imports.filter(({ from, to }) => room(from) === 'audit' && LEDGER_WRITES.test(to));
    expect(broken).toEqual([]);
  });

  it('keep core and client free of Node', () => {
    const broken = files
      .filter((file) => ['core', 'client', 'console'].includes(room(file)))
      .filter((file) => /from 'node:|\bBuffer\b|\bprocess\./.test(sources.get(file) ?? ''));
    expect(broken.map((file) => relative(SRC, file))).toEqual([]);
  });

  it('have no circles among their files, types included', () => {
    const next = Map.groupBy(imports, ({ from }) => from);
    const done = new Set<string>();
    const path: string[] = [];
    const circle = (file: string): string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      path.push(file);
      for (const { to } of next.get(file) ?? []) {
        const found = circle(to);
        if (found) return found;
      }
      path.pop();
      done.add(file);
      return undefined;
    };
    const found = files.map(circle).find((result) => result !== undefined);
    expect(found?.map((file) => relative(SRC, file))).toBeUndefined();
  });

  it('read the environment in config.ts alone', () => {
    const readers = files
      .filter((file) => /process\.env/.test(sources.get(file) ?? ''))
      .map((file) => relative(SRC, file));
    expect(readers.filter((file) => file !== 'config.ts')).toEqual([]);
  });
});
