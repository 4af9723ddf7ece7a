import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SET_BY_HAND } from '../../src/cli/node-config.ts';
import { readConfig, SETTINGS } from '../../src/config.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const documents = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));

function text(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

describe('the documents', () => {
  it('list every setting with its default and meaning', () => {
    const rows = [...text('docs/operating.md').matchAll(/^\| `(CUSTOS_\w+)`\s*\| (?:`([^`]*)`)?\s*\| (.*?)\s*\|$/gm)];
    const listed = rows.map(([, variable, fallback, about]) => [variable, fallback ?? '', about]);
    const settings = Object.values(SETTINGS).map(({ variable, fallback, about }) => [
      variable,
      String(fallback),
      about,
    ]);
    expect(listed).toEqual(settings);
  });

  it('list every member of config.json that people set, with its meaning', () => {
    const rows = [...text('docs/operating.md').matchAll(/^\| `([a-z]\w+)`\s*\| (.*?)\s*\|$/gm)];
    expect(rows.map(([, name, about]) => [name, about])).toEqual(SET_BY_HAND);
  });

  it('name the Node.js on which it runs, which the set-up brings, and the one that is enough to begin with', () => {
    const { engines, devDependencies } = JSON.parse(text('package.json'));
    const major = /^(\d+)\./.exec(devDependencies.node)?.[1];
    const oldest = /OLDEST_NODE = (\d+)/.exec(text('scripts/setup.mjs'))?.[1];
    expect(engines.node).toBe(`>=${major}`);
    expect(text('scripts/setup.mjs')).toContain(`'node@${major}'`);
    expect(text('README.md')).toContain(`runs on Node.js ${major}. A machine with Node.js ${oldest} or newer`);
    expect(text('CONTRIBUTING.md')).toMatch(new RegExp(`Node ${oldest} or newer is enough, Node ${major},`));
  });

  it('link only to what is there', () => {
    const broken = documents.flatMap((file) =>
      [...text(file).matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map((match) => join(dirname(join(ROOT, file)), match[1] ?? ''))
        .filter((target) => !existsSync(target))
        .map((target) => `${file} → ${relative(ROOT, target)}`),
    );
    expect(broken).toEqual([]);
  });

  it('hold each invariant of G1 to G13', () => {
    const numbers = [...text('docs/invariants.md').matchAll(/^## (G\d+): /gm)].map((match) => match[1]);
    expect(numbers).toEqual(Array.from({ length: 13 }, (_, i) => `G${i + 1}`));
  });

  it('name only test files that exist in the invariants', () => {
    const rooms = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
    const named = [...text('docs/invariants.md').matchAll(/`([a-z-]+\/[a-z.-]+)`/g)].map((match) => match[1] ?? '');
    expect(named.filter((file) => !rooms.includes(`${file}.test.ts`))).toEqual([]);
  });
});

/** What the command line takes, by its source: the names of commands, those of a group behind it, and all options. */
function commandLine(): { commands: Set<string>; options: Set<string> } {
  const directory = join(ROOT, 'src/cli');
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const sources = files.map((file) => readFileSync(join(directory, file), 'utf8')).join('\n');
  const groups = new Map([...sources.matchAll(/const (\w+) = program\.command\('(\w+)'\)/g)].map((m) => [m[1], m[2]]));
  const named = [...sources.matchAll(/(\w+)\s*\.command\([`']([a-z-]+|\$\{verb\})/g)];
  const verbs = ['suspend', 'resume', 'remove'];
  const commands = named.flatMap(([, parent, name = '']) =>
    (name.startsWith('$') ? verbs : [name]).map((one) => [groups.get(parent), one].filter(Boolean).join(' ')),
  );
  const options = [...sources.matchAll(/[oO]ption\(\s*'(--[a-z-]+)/g)].map((match) => match[1] ?? '');
  return { commands: new Set(commands), options: new Set([...options, '--version', '--help']) };
}

describe('what people read', () => {
  const { commands, options } = commandLine();
  const source = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const read = [...documents, ...source.map((file) => `src/${file}`)].map((file) => [file, text(file)] as const);

  it('names only commands that there are', () => {
    const groups = new Set([...commands].filter((name) => name.includes(' ')).map((name) => name.split(' ')[0]));
    const unknown = read.flatMap(([file, words]) =>
      [...words.matchAll(/(?:run -s custos -- |[`(]custos |^ *'? *custos )([a-z]+)(?: ([a-z-]+))?/gm)]
        .map(([, first = '', second = '']) => (groups.has(first) ? `${first} ${second}` : first))
        .filter((name) => !commands.has(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
    expect(commands.size).toBeGreaterThan(40);
  });

  it('names only options that there are, where it tells how to use Custos', () => {
    const others = new Set([
      ...['--data-storage-format', '--gcmode', '--pack-destination', '--global', '--prefix'],
      ...['--system', '--home-dir', '--shell', '--now'],
      ...['--rm', '--read-only', '--tmpfs', '--cap-drop', '--name', '--init', '--restart'],
    ]);
    const unknown = ['README.md', 'docs/operating.md'].flatMap((file) =>
      [...text(file).matchAll(/(?<![\w-])--[a-z][a-z-]+/g)]
        .map(([option]) => option)
        .filter((option) => !options.has(option) && !others.has(option))
        .map((option) => `${file}: ${option}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('the configuration', () => {
  it('has the defaults of its table and is frozen', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ dataDir: '.custos', port: 8340, logLevel: 'warn' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('refuses a setting that it does not know, or that is not what the table says', () => {
    expect(() => readConfig({ CUSTOS_PROT: '1' })).toThrow(/CUSTOS_PROT is no setting/);
    expect(() => readConfig({ CUSTOS_PORT: '70000' })).toThrow(/CUSTOS_PORT/);
    expect(() => readConfig({ CUSTOS_LOG_LEVEL: 'loud' })).toThrow(/CUSTOS_LOG_LEVEL/);
    expect(readConfig({ CUSTOS_PORT: '8080', PATH: '/bin' }).port).toBe(8080);
  });
});
