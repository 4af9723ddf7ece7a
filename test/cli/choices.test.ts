import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choiceWords, givingBackSummary, isPaused, isWithheld } from '../../src/cli/choice-words.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { bindSigner, giveGrant } from '../gateway/publisher.ts';
import { type HolderWorld, keyOptions, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;
const NAMES = ['own', 'paper', 'other', 'third'];

beforeAll(async () => {
  world = await openHolderWorld(NAMES);
  const key = await createKey(join(world.directory, 'patient.key'));
  await bindSigner(world.holder, world.subjectOf('own'), key);
  await giveGrant(world.consortium, key);
}, 120_000);
afterAll(async () => {
  await world?.close();
});

const run = async (who: string, ...command: string[]) => {
  const { stdout, stderr, code } = await custos([
    ...command,
    ...keyOptions(world.directory, who, world.consortium.endpoint),
  ]);
  return { said: stdout, stderr, code };
};

describe('a patient', () => {
  it('opts out, hears what that means and keeps a receipt, and opts back in', async () => {
    const out = await run('patient', 'me', 'opt-out');
    expect(out).toMatchObject({ code: 0 });
    expect(out.said).toMatch(/You opt out: nothing of yours is handed out for research/);
    expect(out.said).toMatch(/Your treatment stays the same, .*\n.*Some things go on all the same:\n- Copies/);
    expect(out.said).toMatch(
      /opted out, and verified: entry \d+ of the log .*: an opt-out of research was taken: it counts/,
    );
    expect(out.said).toMatch(/1 consent of before will count again/);
    const [, file = ''] = /kept in (\S+\.tlog-proof)/.exec(out.said) ?? [];
    const verified = await run('patient', 'receipt', 'verify', file);
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.said).toMatch(/: an opt-out of research was taken[\s\S]*: opted out of research/);
    await expect.poll(async () => (await run('patient', 'me', 'choices')).said).toMatch(/You opted out of research/);
    const back = await run('patient', 'me', 'opt-in');
    expect(back).toMatchObject({ code: 0 });
    expect(back.said).toMatch(/^Nothing is withheld altogether: what your consents allow is handed out/m);
    expect((await run('patient', 'me', 'opt-in')).stderr).toMatch(/Nobody has opted out/);
  }, 60_000);

  it('pauses until a day, and goes on before it', async () => {
    expect((await run('patient', 'me', 'pause', '--until', '2020-01-01')).stderr).toMatch(/has passed/);
    expect((await run('patient', 'me', 'pause', '--until', '2150-01-01')).stderr).toMatch(/within ten years/);
    const paused = await run('patient', 'me', 'pause', '--until', '30d');
    expect(paused.said).toMatch(/nothing of yours is handed out until/);
    expect(paused.said).toMatch(/paused until ([\d-]+), and verified: entry .*: a pause until \1 was taken: it counts/);
    await expect.poll(async () => (await run('patient', 'me', 'choices')).said).toMatch(/Paused: nothing of yours/);
    expect((await run('patient', 'me', 'resume')).said).not.toMatch(/Paused/);
  }, 60_000);
});

describe('a patient who reads Portuguese', () => {
  const inPortuguese = (...command: string[]) => run('patient', ...command, '--language', 'pt');
  /** Words that no Portuguese sentence has; commands and names aside. */
  const ENGLISH = /\b(?:the|you|your|of|nothing|counts?|receipt|until|consents?)\b/;
  const prose = (said: string) => said.replace(/`[^`]*`|“[^”]*”|\S*receipts\/\S*/g, '');

  it.each<[string[], RegExp]>([
    [['me', 'opt-out'], /^Fica fora da investigação[\s\S]*a decisão de ficar fora da investigação foi recebida: conta/],
    [['me', 'opt-out', '--emergencies'], /^Fica fora de tudo[\s\S]*a decisão de ficar fora de tudo foi recebida/],
    [['me', 'opt-in'], /^Deixa de ficar de fora[\s\S]*Nada está retido por inteiro/],
    [
      ['me', 'pause', '--until', '30d'],
      /^Faz uma pausa[\s\S]*em pausa até [\d-]+, e foi verificado: assento \d+ do registo/,
    ],
    [['me', 'resume'], /^Termina a pausa[\s\S]*Nada está retido por inteiro/],
    [
      ['consent', 'revoke', '--all'],
      /^Retira tudo o que autorizou, 1 consentimento:[\s\S]*a retirada de todos .*\nJá nenhum/s,
    ],
  ])(
    'hears all of it in its language: %j',
    async (command, says) => {
      const ended = await inPortuguese(...command);
      expect(ended).toMatchObject({ code: 0, said: expect.stringMatching(says), stderr: '' });
      expect(prose(ended.said)).not.toMatch(ENGLISH);
      await expect.poll(async () => (await run('patient', 'me', 'choices')).said).not.toMatch(/on its way/);
    },
    60_000,
  );
});

it.each([
  { optOut: 'none', stage: 'none', pending: ['pause'] },
  { optOut: 'none', stage: 'none', pending: ['opt-out'] },
  { optOut: 'none', stage: 'none', pending: [], pausedUntil: 2_000_000_000 },
  { optOut: 'research', stage: 'none', pending: [] },
] as const)('a patient who withholds something hears nowhere that its data is handed out: %o', (choices) => {
  const said = choiceWords(choices, 'en').join('\n');
  expect(said).not.toMatch(/allow is handed out/);
  expect(said).toMatch(/counts already|nothing of yours is handed out/);
});

it.each([
  ['resume', { optOut: 'research', stage: 'none', pending: [], pausedUntil: 2_000_000_000 }],
  ['resume', { optOut: 'all', stage: 'none', pending: [], pausedUntil: 2_000_000_000 }],
  ['opt-in', { optOut: 'all', stage: 'none', pending: [], pausedUntil: 2_000_000_000 }],
] as const)('who gives back one of two things hears that the other one withholds all the same: %s', (what, choices) => {
  for (const [language, again] of [
    ['en', /handed out again/],
    ['pt', /volta a ser entregue/],
  ] as const) {
    expect(givingBackSummary(what, choices, language).join('\n')).not.toMatch(again);
    const free = { ...choices, optOut: what === 'resume' ? 'none' : choices.optOut } as const;
    const { pausedUntil: _, ...open } = free;
    expect(givingBackSummary(what, what === 'resume' ? free : open, language).join('\n')).toMatch(again);
  }
});

describe('a holder', () => {
  it('is told how to record it where it has no choices of its own', async () => {
    expect((await run('holder', 'me', 'opt-out')).stderr).toMatch(/subject opt-out SUBJECT --form TEXT/);
  });

  it('records it for one patient by words, and takes back what has no signer of its own', async () => {
    const number = 'urn:mrn|paper';
    const recorded = await run('holder', 'subject', 'opt-out', number, '--form', 'call of 3 May', '--emergencies');
    expect(recorded.said).toMatch(/urn:mrn\|paper opted out, and verified/);
    await expect
      .poll(async () => (await run('holder', 'subject', 'find', number)).said)
      .toMatch(/opted out of everything/);
    expect((await run('holder', 'subject', 'opt-in', number, '--form', 'call of 4 May')).said).toBe('Opted back in.\n');
    const paused = await run('holder', 'subject', 'pause', number, '--until', '30d', '--form', 'call of 5 May');
    expect(paused.said).toMatch(/paused until/);
    await expect.poll(async () => (await run('holder', 'subject', 'find', number)).said).toMatch(/paused until/);
    expect((await run('holder', 'subject', 'resume', number, '--form', 'call of 6 May')).said).toBe(
      'The pause is over.\n',
    );
    expect((await run('holder', 'subject', 'resume', number, '--form', 'call of 7 May')).stderr).toMatch(/No pause/);
  }, 60_000);

  it('records a list once, with an error for each row that is wrong', async () => {
    const lines = [
      'identifier;form;emergencies',
      'urn:mrn|paper;sheet 1;no',
      'urn:mrn|other;sheet 2;yes',
      'urn:mrn|nobody;sheet 3;no',
      'urn:mrn|third;;no',
      'urn:mrn|third;sheet 5;perhaps',
      'urn:mrn|other;sheet 2;yes',
    ];
    const file = await world.list(lines, '\r\n');
    const command = ['subject', 'opt-out', '--csv', file];
    const checked = await world.rows([...command, '--dry-run']);
    expect(checked.outcomes).toEqual(['done', 'done', 'refused', 'refused', 'refused', 'repeated']);
    const refusedTo = join(world.directory, 'refused.csv');
    const recorded = await world.rows([...command, '--refused', refusedTo]);
    expect(recorded.outcomes).toEqual(checked.outcomes);
    expect(recorded.results.map(({ column }) => column)).toEqual([
      undefined,
      undefined,
      'identifier',
      'form',
      'emergencies',
      undefined,
    ]);
    expect((await readFile(refusedTo, 'utf8')).split('\r\n').filter((line) => line !== '')).toHaveLength(4);
    const again = await world.rows(command);
    expect(again.outcomes).toEqual(['stood', 'stood', 'refused', 'refused', 'refused', 'repeated']);
    await run('holder', 'subject', 'opt-in', 'urn:mrn|paper', '--form', 'call of 8 May');
    const since = await world.rows(command);
    expect(since.results[0]).toMatchObject({ outcome: 'refused', code: 'CONFLICT', column: 'form' });
  }, 60_000);

  it('records a list of pauses, each until its own day', async () => {
    const file = await world.list([
      'identifier,form,until',
      'urn:mrn|third,sheet 7,2031-12-31',
      'urn:mrn|other,sheet 8,31.12.2031',
    ]);
    const recorded = await world.rows(['subject', 'pause', '--csv', file]);
    expect(recorded.outcomes).toEqual(['done', 'refused']);
    expect(recorded.results[1]).toMatchObject({ column: 'until', problem: expect.stringContaining('YYYY-MM-DD') });
    expect((await world.rows(['subject', 'pause', '--csv', file])).outcomes).toEqual(['stood', 'refused']);
  }, 60_000);
});

it('leaves a trail that an auditor finds nothing against', async () => {
  expect((await world.consortium.audited()).findings).toEqual([]);
});

it('what is on its way to the ledger is asked about before it is given back, as what the ledger has', () => {
  const nothing = { optOut: 'none', stage: 'none', pending: [] } as const;
  expect([
    isPaused(nothing),
    isPaused({ ...nothing, pausedUntil: 1 }),
    isPaused({ ...nothing, pending: ['pause'] }),
  ]).toEqual([false, true, true]);
  const asked = [
    [nothing, 'none', false],
    [{ ...nothing, pending: ['opt-out'] }, 'none', true],
    [{ ...nothing, optOut: 'research' }, 'none', true],
    [{ ...nothing, optOut: 'research' }, 'research', false],
    [{ ...nothing, optOut: 'all' }, 'research', true],
  ] as const;
  for (const [choices, to, isAsked] of asked)
    expect([choices, to, isWithheld(choices, to)]).toEqual([choices, to, isAsked]);
});
