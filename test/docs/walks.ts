import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Authenticator } from '../gateway/authenticator.ts';
import { standAsBrowser } from './passkey-browser.ts';
import * as pages from './patient-page.ts';
import { type Showing, WalkStage } from './walk-stage.ts';

/** Of whom the walks tell, by the ids of their Patient resources. */
export interface People {
  /** Directory of the FHIR export that they are in. */
  readonly exports: string;
  /** Her data speaks of depression, which is psychiatry, and there are letters about her. */
  readonly ana: string;
  readonly leo: string;
  /** `YYYY-MM-DD`: he is fifteen. */
  readonly leoBorn: string;
}

/** The page whose blocks are written by `node test/docs/walks.ts`, on the Synthea data. */
export const PAGE = new URL('../../docs/walks.md', import.meta.url);

const DATA = process.env['CUSTOS_REAL_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const SYNTHEA: People = {
  exports: join(DATA, 'synthea-10'),
  ana: '7bc002fa-dc52-17d6-1563-fd8901826f7d',
  leo: '63ee2253-bdd5-da55-2ad2-b4984d0ad700',
  leoBorn: '2011-03-23',
};
const PATIENT_PAGE = new URL('patient-page.ts', import.meta.url);
const NOTICE = `Research with health data at City Hospital
City Hospital gives data of its patients to researchers whose requests it has checked.
You decide whether yours is among it, and for what. You may change your mind at any time.
`;
const VERDICT = /^Verdict|^This audit/;
const USE = 'Cohort --purpose "biomedical research" --no-ai-training --no-commercial';
const GET = `get ${USE}`;

/** What is written between two lines of the page that name it. */
export type Blocks = ReadonlyMap<string, readonly string[]>;

/** Walks with the people of an export. Rejects where a step comes to something else than the page says around it. */
export async function walk(people: People): Promise<Blocks> {
  const stage = await WalkStage.open(people.exports);
  try {
    await prepare(stage, people);
    await walkOfAna(stage, people);
    await walkOfLeo(stage, people);
    return stage.blocks;
  } finally {
    await stage.close();
  }
}

async function prepare(stage: WalkStage, { exports }: People): Promise<void> {
  for (const [name, role, organisation] of [
    ['researcher', 'requester', 'Heart Institute'],
    ['auditor', 'auditor', 'Data Protection Office'],
  ] as const) {
    const account = (await stage.quietly(name, `key create ${name}`)).trim();
    const added = `member add ${account} --role ${role} --organisation "${organisation}" --as administrator`;
    await stage.quietly('hospital', added);
  }
  const holder = (command: string, showing?: Showing) =>
    stage.show('hospital', 'hospital', `${command} --as holder`, showing);
  await holder('dataset create Cohort');
  const only = /^\d+ items|^labelled|^said by name|^draft/;
  const imported = await holder(`dataset import Cohort --fhir ${exports}`, { only });
  const [, draft] = /^draft (\S+)/m.exec(imported) ?? [];
  await holder(`dataset publish Cohort --import ${draft} --permission GRU --identifiable`);
  await writeFile(join(stage.directory, 'notice.txt'), NOTICE);
  await holder(`notice publish ${join(stage.directory, 'notice.txt')}`);
  const permit = 'permit issue --requester "Heart Institute" --dataset Cohort --purpose "biomedical research"';
  await holder(`${permit} --attest NAI NCOM NCU --identifiable --until 90d`);
}

async function walkOfAna(stage: WalkStage, { exports, ana }: People): Promise<void> {
  const invite = `subject invite "${await knownAs(stage, ana)}" --identified-by "passport, seen at the desk" --as holder`;
  const code = codeIn(await stage.show('code', 'hospital', invite));
  standAsBrowser(new Authenticator(stage.url));
  const gateway = pages.openPage(stage.url);
  const page = new PatientPage(stage);
  page.head('begin');
  page.code('begin', 'openPage', 'begin');
  await page.told('begin', (say) => pages.begin(gateway, code, say));

  const notice = await noticeOf(stage);
  const choice = pages.ticked(notice, ['PSY', 'PSYTHPN']);
  page.code('read', 'ticked', 'read');
  const text = await page.told('read', (say) => pages.read(gateway, choice, 'en', say));
  await page.told('portuguese', (say) => pages.read(gateway, choice, 'pt', say), 11);
  page.code('agree', 'agree');
  await page.told('agree', (say) => pages.agree(gateway, choice, text, say));

  const got = async (block: string, out: string, more = '') => {
    const path = join(stage.directory, 'researcher', out);
    await stage.show(block, 'researcher', `${GET} --out ${path}${more} --as researcher`);
    return recordsOf(path, ana);
  };
  requireThat((await recordsOf(exports, ana)).some(isPsychiatric), 'Nothing of Ana’s is of psychiatry.');
  const first = await got('get', 'first');
  requireThat(first.length > 0 && !first.some(isPsychiatric), 'What left is not what Ana left in.');
  requireThat(first.some(isLetter), 'No letter about Ana left.');
  const byCurl = ['/items | head -2', '/items.tar | tar -t | wc -l'];
  await stage.showServing('proxy', 'researcher', `proxy ${USE} --as researcher`, byCurl);

  page.code('change', 'change');
  const narrower = pages.ticked(notice, ['PSY', 'PSYTHPN', 'NOTE']);
  const anew = await pages.read(gateway, narrower, 'en', () => undefined);
  await page.told('change', (say) => pages.change(gateway, narrower, anew, say));
  const second = await got('change', 'second');
  requireThat(second.length > 0 && !second.some(isLetter), 'Letters about Ana left after she left them out.');

  page.code('pause', 'pause', 'goOn');
  const inAWeek = narrower.fromSeconds + 8 * 86_400 - 1;
  await page.told('pause', (say) => pages.pause(gateway, inAWeek, say));
  requireThat((await got('pause', 'paused')).length === 0, 'Something of Ana’s left in the pause.');
  await page.told('pause', (say) => pages.goOn(gateway, say));

  page.code('accesses', 'whoHadIt', 'moment');
  await page.told('accesses', (say) => pages.whoHadIt(gateway, say));

  page.code('withdraw', 'takeBack');
  await page.told('withdraw', (say) => pages.takeBack(gateway, say));
  requireThat((await got('withdraw', 'second', ' --prune')).length === 0, 'Something of Ana’s stayed permitted.');
  const audit = `audit --ledger ${stage.ledger} --as auditor`;
  requireThat(/: clean /.test(await stage.show('audit', 'auditor', audit, { only: VERDICT })), 'The audit found gaps.');
}

async function walkOfLeo(stage: WalkStage, { leo: id, leoBorn }: People): Promise<void> {
  const holder = (block: string, command: string) => stage.show(block, 'hospital', `${command} --as holder`);
  const mother = (block: string, command: string, showing?: Showing) =>
    stage.show(block, 'mother', `${command} --as mother`, showing);
  const young = (block: string, command: string, showing?: Showing) =>
    stage.show(block, 'leo', `${command} --as leo`, showing);
  const leo = await knownAs(stage, id);
  const birthday = (years: number, days = 0) => dayAfter(leoBorn, years, days);
  await stage.quietly('mother', 'key create mother');
  await stage.quietly('leo', 'key create leo');

  const evidence = '--document "birth certificate 12" --identified-by "passport, seen at the desk"';
  const lastDay = birthday(18, -1);
  const forMother = await holder('guardian', `subject guardian invite "${leo}" parent ${evidence} --until ${lastDay}`);
  await holder('guardian', `subject stage "${leo}" guardian --form "letter of the parents"`);
  await mother('guardian', `subject bind ${codeIn(forMother)} --guardian`);
  const terms = `--until ${Number(leoBorn.slice(0, 4)) + 25}-12-31 --notice ${(await noticeOf(stage)).slice(0, 18)}`;
  const answers = (commercial: string) => `--ai-training yes --commercial ${commercial} --transfer-abroad yes`;
  const narrow = `consent grant --permission HMB --modifier NCU --exclude PSY ${answers('no')} ${terms} --identifiable`;
  const wide = `consent grant --permission GRU ${answers('yes')} ${terms} --identifiable`;
  const summed = /^You act|^You decide|^Your data|counts from now on/;
  await mother('granting', narrow);
  await mother('granting', wide, { only: summed });
  await mother('granting', 'consent list');
  await stage.quietly('researcher', `${GET} --out ${join(stage.directory, 'researcher', 'leo')} --as researcher`);

  await stage.wakeOn(birthday(16));
  const forLeo = await holder('sixteen', `subject invite "${leo}" --identified-by "identity card, seen at the desk"`);
  await young('sixteen', `subject bind ${codeIn(forLeo)}`);

  await stage.wakeOn(birthday(16, 4));
  await holder('both', `subject stage "${leo}" both --form "letter of his sixteenth birthday"`);
  await young('both', 'me signers');
  const seen = await young('both', 'consent list');
  await young('both', 'access list');
  const [first = '', second = ''] = seen.split('\n').flatMap((line) => /^0x\w+/.exec(line) ?? []);
  await young('answers', `consent keep ${first}`, { only: /^You keep|^You decide|^consent|^You can withdraw/ });
  await young('answers', `consent revoke ${second}`);
  await stage.showOnce('answers', 'leo', 'consent list --as leo', /^\S+ +withdrawn \d/m);
  await mother('either', wide, { code: 1 });
  await mother('either', `me pause --until ${birthday(16, 30)}`, { only: /^You act|^You pause|^paused/ });
  await young('either', 'me resume');

  await stage.wakeOn(lastDay, '23:59:30');
  await stage.showOnce('end', 'hospital', `subject signers "${leo}" --as holder`, /guardian.*ended/);
  await holder('end', `subject stage "${leo}" self --form "his eighteenth birthday"`);
  await mother('end', wide, { code: 1 });
  await young('end', 'me choices');
  await holder('end', `consent list --subject "${leo}"`);
  const audit = `audit --ledger ${stage.ledger} --as auditor`;
  requireThat(/: clean /.test(await stage.show('end', 'auditor', audit, { only: VERDICT })), 'The audit found gaps.');
}

/** Where the code of the page and what it shows are written down. */
class PatientPage {
  readonly #stage: WalkStage;
  readonly #source = readFileSync(PATIENT_PAGE, 'utf8');

  constructor(stage: WalkStage) {
    this.#stage = stage;
  }

  /** What the code imports, under the name of the package. */
  head(block: string): void {
    const [found = ''] = /^import [\s\S]*? from '[^']+';\n/.exec(this.#source) ?? [];
    this.#stage.write(block, 'ts', [...found.replace(/'[^']+';\n/, "'custos';").split('\n'), '']);
  }

  /** Functions as they stand in the source. */
  code(block: string, ...names: readonly string[]): void {
    const found = names.map((name) => {
      const written = new RegExp(`(?:/\\*\\*[^\\n]*\\n)?(?:export )?(?:async )?function ${name}\\([^]*?\\n}\\n`);
      const [code] = written.exec(this.#source) ?? [];
      if (code === undefined) throw new Error(`${PATIENT_PAGE} has no function ${name}.`);
      return code.replace(/^export /m, '');
    });
    this.#stage.write(block, 'ts', found.join('\n').trimEnd().split('\n'));
  }

  /** What it shows, or the first lines of that. */
  async told<Result>(
    block: string,
    act: (say: (line: string) => void) => Promise<Result>,
    most = Number.POSITIVE_INFINITY,
  ): Promise<Result> {
    const lines: string[] = [];
    const result = await act((line) => lines.push(line));
    this.#stage.write(block, 'text', lines.length > most ? [...lines.slice(0, most), '…'] : lines);
    return result;
  }
}

function requireThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

function codeIn(said: string): string {
  const [, code = ''] = /^code (\S+)/m.exec(said) ?? [];
  return code;
}

/** Digest of the information text. */
async function noticeOf(stage: WalkStage): Promise<string> {
  const [{ notice }] = JSON.parse(await stage.quietly('hospital', 'notice list --as holder --json'));
  return notice;
}

/** A birthday, or some days after it. */
function dayAfter(birth: string, years: number, days: number): string {
  const [year, month, day] = birth.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year + years, month - 1, day + days)).toISOString().slice(0, 10);
}

/** What the hospital knows a patient by, as `system|value`. */
async function knownAs(stage: WalkStage, id: string): Promise<string> {
  const subjects = JSON.parse(await stage.quietly('hospital', 'subject list --as holder --json'));
  const known: string[] = subjects.flatMap(({ identifiers }: { identifiers: string[] }) => identifiers);
  const found = known.find((identifier) => identifier.includes(id));
  if (found === undefined) throw new Error(`The hospital does not know the patient ${id}.`);
  return found;
}

/** Lines of a directory's FHIR files that speak of a patient. */
async function recordsOf(directory: string, id: string): Promise<string[]> {
  return (await linesOf(directory)).filter((line) => line.includes(id));
}

async function linesOf(directory: string): Promise<string[]> {
  const files = (await readdir(directory)).filter((name) => /^[A-Z]\w+(?:\.\d+)?\.ndjson$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter(Boolean));
}

const isPsychiatric = (line: string) => /depressi/i.test(line);
const isLetter = (line: string) => line.includes('"DocumentReference"');

/** The page with its blocks. Throws where it has no place for one, or a place for none. */
export function pageWithBlocks(page: string, blocks: Blocks): string {
  const places = [...blocksOf(page).keys()].join();
  if (places !== [...blocks.keys()].join()) throw new Error(`The page has places for ${places} alone.`);
  return [...blocks].reduce(
    (text, [name, lines]) =>
      text.replace(placeOf(name), (_, begin: string, __, end: string) => `${begin}\n${lines.join('\n')}\n${end}`),
    page,
  );
}

/** The blocks that stand in the page. */
export function blocksOf(page: string): Blocks {
  const names = [...page.matchAll(/^<!-- (\w+) -->$/gm)].map(([, name = '']) => name);
  return new Map(names.map((name) => [name, placeOf(name).exec(page)?.[2]?.trim().split('\n') ?? []]));
}

function placeOf(name: string): RegExp {
  return new RegExp(`(<!-- ${name} -->\n)([^]*?)(\n<!-- end of ${name} -->)`);
}

/** What lines say, whoever it is about and whenever: the same of each export. */
export function sentences(lines: readonly string[]): string[] {
  return lines.map(sentence).filter((line) => line !== '…');
}

/** In their order. */
const WHO_AND_WHEN: readonly (readonly [RegExp, string])[] = [
  [/^(\s*(?:what|sensitive in it|labelled): ).*/, '$1…'],
  [/beside (?:it|them)/, 'beside THEM'],
  [/item \d+ of [\w.]+(?:, item \d+ of [\w.]+)*/, 'ITEMS'],
  [/"\S+\|\S+"/g, 'PATIENT'],
  [/\d+:0x[0-9a-f]{40}/g, 'LEDGER'],
  [/0x[0-9a-f]+/g, 'ID'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}(?:-\d+)?\b/g, 'ID'],
  [/\b[A-Z2-7]{26}\b/g, 'CODE'],
  [/http:\/\/localhost:\d+/g, 'URL'],
  [/\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2} UTC)?/g, 'DATE'],
  [/\d{1,2} (?:de )?\p{L}+ (?:de )?\d{4}(?: at \d{2}:\d{2})?/gu, 'DATE'],
  [/\d+(?:\.\d+)?/g, 'N'],
  [/\b(N \p{L}+?)(?:s|ies|y)?\b/gu, '$1'],
  [/ {2,}/g, '  '],
  // A cell of a table that lists kinds of data.
  [/(?<= {2})(?:\S| (?! ))*\(N\)(?:\S| (?! ))*/g, 'KINDS'],
];

function sentence(line: string): string {
  return WHO_AND_WHEN.reduce((said, [what, placeholder]) => said.replace(what, placeholder), line.trimEnd());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const blocks = await walk(SYNTHEA);
  writeFileSync(PAGE, pageWithBlocks(readFileSync(PAGE, 'utf8'), blocks));
}
