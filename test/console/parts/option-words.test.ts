import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../../src', import.meta.url));
/** Parts of the program whose sentences pages show. */
const SPEAKING = ['gateway', 'import', 'client', 'consent', 'vault'];
/** An option in a sentence, by its name in the interface as well. */
const NAMED = /--([a-z][a-z-]*) \([A-Za-z.]+\)/g;
/** Not by the pages: a question of operation alone. */
const NOT_ON_PAGES = ['max-line'];

let asPagesSay: typeof import('../../../src/console/parts/option-words.ts').asPagesSay;
beforeAll(async () => {
  await i18next.init({ lng: 'en', resources: {} });
  ({ asPagesSay } = await import('../../../src/console/parts/option-words.ts'));
});

const t = (key: string, { words }: { words?: string }) => (words === undefined ? `[${key}]` : `the choice ${words}`);

function namedOptions(): string[] {
  const files = SPEAKING.flatMap((part) =>
    readdirSync(`${SOURCE}/${part}`, { recursive: true, encoding: 'utf8' }).map((name) => `${SOURCE}/${part}/${name}`),
  );
  const texts = files.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(file, 'utf8'));
  return texts.flatMap((text) => Array.from(text.matchAll(NAMED), ([whole]) => whole));
}

describe('what the program says on a page', () => {
  it('calls each option of the command as the page calls the choice', () => {
    const named = namedOptions();
    expect(named).toContain('--skip-invalid (skipInvalid)');
    const left = named.filter((option) => asPagesSay(option, t).includes('--'));
    expect(left.filter((option) => !NOT_ON_PAGES.some((name) => option.startsWith(`--${name}`)))).toEqual([]);
  });

  it('keeps all else to the letter', () => {
    expect(asPagesSay('Mend it, or leave it out with --skip-invalid (skipInvalid): a -- b', t)).toBe(
      'Mend it, or leave it out with the choice [skip-invalid]: a -- b',
    );
  });
});
