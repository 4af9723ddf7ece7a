import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../src/ledger/keystore.ts';
import { bindSigner } from '../gateway/publisher.ts';
import { type HolderWorld, keyOptions, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(['maria']);
  const key = await createKey(join(world.directory, 'patient.key'));
  await bindSigner(world.holder, world.subjectOf('maria'), key);
}, 120_000);
afterAll(async () => {
  await world?.close();
});

const as = (who: string) => keyOptions(world.directory, who, world.consortium.endpoint);
const grant = (...more: readonly string[]) =>
  custos([
    ...['consent', 'grant', '--permission', 'HMB', '--exclude', 'PSY', '--notice', world.consortium.notice],
    ...[...more, ...as('patient')],
  ]);
const answers = ['--ai-training', 'no', '--commercial', 'no', '--transfer-abroad', 'yes'];

it('shows a patient the whole consent in its language before it signs, and the same again by `consent text`', async () => {
  const given = await grant('--until', '30d', ...answers, '--language', 'pt', '--json');
  expect(given).toMatchObject({ code: 0 });
  const { grant: id } = JSON.parse(given.stdout) as { grant: string };
  for (const who of ['patient', 'holder']) {
    const { stdout, code } = await custos(['consent', 'text', id, ...as(who)]);
    expect(code).toBe(0);
    for (const line of [
      'Os seus dados podem ser usados para investigar a saúde e a doença.',
      '- saúde mental e psiquiatria',
      'Não podem ser usados para treinar programas de computador que aprendem (inteligência artificial).',
      'Ninguém pode ganhar dinheiro com os seus dados nem com o que for feito a partir deles.',
      'Podem ser enviados para outros países.',
      'O seu tratamento continua igual, seja qual for a sua decisão.',
    ]) {
      expect(stdout).toContain(line);
    }
  }
  const shown = await grant('--until', '31d', ...answers, '--language', 'en');
  expect(shown.stdout).toContain('Your treatment stays the same, whatever you decide.');
});

it('says in its language what became of it, and where the receipt of an opt-out is looked at again', async () => {
  const given = await grant('--until', '33d', ...answers, '--language', 'pt');
  expect(given.stdout).toMatch(/^ {2}o que lhe foi dito/m);
  expect(given.stdout).toMatch(/^o consentimento 0x\w{8} vale a partir de agora \(bloco \d+\)\.$/m);
  const again = await grant('--until', '33d', ...answers, '--language', 'pt');
  expect(again.stdout).toMatch(/^o consentimento 0x\w{8}, que permite o mesmo, já vale\. Nada foi acrescentado\.$/m);
  for (const { stdout } of [given, again]) expect(stdout).not.toMatch(/consent 0x|you were told|counts|stands/);
  const called = await custos([
    ...['consent', 'revoke', '--all', '--subject', 'urn:mrn|maria', '--form', 'call 7', '--language', 'pt', '--yes'],
    ...as('holder'),
  ]);
  expect(called.stdout).toMatch(/^retirado em nome de urn:mrn\|maria, e foi verificado: /m);
  const paused = await custos(['me', 'pause', '--until', '2d', '--language', 'en', ...as('patient')]);
  expect(paused.stdout).toMatch(/checks it again, by what is kept here\.$/m);
  expect(await custos(['me', 'resume', ...as('patient')])).toMatchObject({ code: 0 });
});

it('shows nothing where the gateway would not take it, or where the same stands already', async () => {
  const unpublished = await custos([
    ...['consent', 'grant', '--permission', 'HMB', '--notice', `0x${'ab'.repeat(32)}`, '--until', '40d', ...answers],
    ...as('patient'),
  ]);
  expect(unpublished).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/has not published the notice/),
  });
  expect(await grant('--until', '41d', ...answers)).toMatchObject({ code: 0 });
  const again = await grant('--until', '41d', ...answers);
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^consent 0x\w+, which allows the same, stands already/),
  });
});

it('says before it is signed what will have less effect than it says, and once', async () => {
  const { code, stdout } = await grant('--until', '12000d', ...answers);
  expect(code).toBe(0);
  expect(stdout.match(/WARNING: /g)).toHaveLength(1);
  expect(stdout).toMatch(/^WARNING: .* longer than 30 years\.\n[\s\S]*^consent 0x\w+ counts from now on/m);
});

it.each([
  [['--ai-training', 'no', '--commercial', 'no'], /for transfer to another country \(--transfer-abroad: yes or no\)/],
  [[], /--ai-training: .*--commercial: .*--transfer-abroad: yes or no\)\. Nothing is allowed that was not answered/],
  [[...answers.slice(0, 2), '--commercial', 'yes', '--transfer-abroad', 'no', '--modifier', 'NCU'], /NCU forbids it/],
  [['--language', 'de'], /en, pt/],
])('signs nothing with %j', async (options, message) => {
  const refused = await grant('--until', '32d', ...options);
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
});
