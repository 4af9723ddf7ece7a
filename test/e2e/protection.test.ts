import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { custos } from '../cli/kept-program.ts';
import { freePort } from '../free-port.ts';
import { type Running, serving } from './processes.ts';

let directory: string;
let running: Running;
let port: number;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-protection-'));
  port = await freePort();
});
afterAll(async () => {
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

const node = () => ({ CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(port) });
const person = (name: string) => ({ CUSTOS_DATA: join(directory, name), CUSTOS_GATEWAY: running.url });

async function done(args: readonly string[], environment: Record<string, string>): Promise<string> {
  const ended = await custos(args, environment);
  expect({ args, ...ended }).toMatchObject({ args, code: 0 });
  return ended.stdout;
}

it('a stolen signer is removed by hospital and authority, a stage is set, an auditor objects', {
  timeout: 240_000,
}, async () => {
  await done(['init', '--chain-port', '0'], node());
  running = await serving(['serve'], node());
  const accounts = new Map<string, string>();
  for (const name of ['authority', 'auditor', 'patient']) {
    accounts.set(name, (await done(['key', 'create', 'me'], person(name))).trim());
  }
  // A trap: no patient could bind a signer any more.
  const trapped = await custos(['policy', 'set', 'bindingCountersigned=true', '--as', 'administrator'], node());
  expect(trapped).toMatchObject({ code: 2, stderr: expect.stringContaining('no patient could bind') });
  for (const role of ['authority', 'auditor']) {
    await done(['member', 'add', accounts.get(role) ?? '', '--role', role, '--as', 'administrator'], node());
  }
  const enrol = async (identifier: string) =>
    (
      JSON.parse(await done(['subject', 'enroll', identifier, '--as', 'holder', '--json'], node())) as {
        subject: string;
      }
    ).subject;
  const [adult, child] = [await enrol('urn:mrn|1'), await enrol('urn:mrn|2')];
  const invite = async (subject: string) => {
    const invited = await done(['subject', 'invite', subject, '--identified-by', 'passport', '--as', 'holder'], node());
    return /^code (\S+)/.exec(invited)?.[1] ?? '';
  };
  const code = await invite(adult);
  // As it is typed from a letter.
  const typed = code.toLowerCase().replace(/.{4}/g, '$& ');
  await done(['subject', 'bind', typed, '--as', 'me'], person('patient'));
  expect(await done(['consent', 'list', '--as', 'me'], person('patient'))).toContain('none');

  const signer = accounts.get('patient') ?? '';
  const about = [adult, signer, '--form', 'police report 17'];
  const agreed = (await done(['signer', 'countersign', ...about, '--as', 'me'], person('authority'))).trim();
  const report = join(directory, 'report.txt');
  await writeFile(report, 'police report 17\n');
  const asRead = about.with(-1, `@${report}`);
  await done(['signer', 'remove', ...asRead, ...agreed.split(' '), '--as', 'holder'], node());
  // It opens nothing any more, at once, and takes back all the same.
  expect(await custos(['consent', 'list', '--as', 'me'], person('patient'))).toMatchObject({ code: 1 });
  expect(await done(['consent', 'revoke', '--all', '--as', 'me'], person('patient'))).toContain('withdrawn');
  await done(['signer', 'keep', adult, signer, '--as', 'me'], person('auditor'));
  expect(await done(['consent', 'list', '--as', 'me'], person('patient'))).toContain('none');
  const again = await custos(['signer', 'remove', ...about, ...agreed.split(' '), '--as', 'holder'], node());
  expect(again).toMatchObject({ code: 1 });
  expect(again.stderr).toContain('signature was used before');

  // A second account counts after the policy's delay, and nobody is told otherwise.
  await done(['key', 'create', 'me'], person('again'));
  const bound = await done(['subject', 'bind', await invite(adult), '--as', 'me'], person('again'));
  expect(bound).toMatch(/signs for the patient 0x\w+ at \S+ from \d{4}-.* Until then it can do nothing here\./);
  expect(await custos(['consent', 'list', '--as', 'me'], person('again'))).toMatchObject({ code: 1 });

  await done(['subject', 'stage', child, 'guardian', '--form', 'born 2020', '--as', 'holder'], node());
  await done(['subject', 'stage', child, 'both', '--form', 'is fourteen', '--as', 'holder'], node());
  const back = await custos(['subject', 'stage', child, 'guardian', '--form', 'again', '--as', 'holder'], node());
  expect(back).toMatchObject({ code: 1, stderr: expect.stringContaining('changes forwards only') });
  expect(await custos(['subject', 'stage', child, 'adult', '--form', 'x', '--as', 'holder'], node())).toMatchObject({
    code: 2,
  });

  // Nothing stands announced under that time: to object to it changes nothing and is no error.
  const objection = ['subject', 'object', child, '--executable-at', '1800000000', '--reason', 'an audit'];
  await done([...objection, '--as', 'me'], person('auditor'));
  expect(await custos([...objection, '--as', 'me'], person('patient'))).toMatchObject({ code: 1 });

  // With a second organisation the policy can ask for its signature.
  await done(['policy', 'set', 'bindingCountersigned=yes', '--as', 'administrator'], node());
  await done(['key', 'create', 'me'], person('parent'));
  const parents = await invite(child);
  expect(await done(['subject', 'bind', parents, '--as', 'me'], person('parent'))).toContain('waits until');
  const shown = await done(['binding', 'waiting', '--as', 'me'], person('authority'));
  const [, binding = ''] = /^(0x\w+):/m.exec(shown) ?? [];
  await done(['binding', 'countersign', binding, '--as', 'me'], person('authority'));
  expect(await done(['binding', 'list', '--as', 'me'], person('auditor'))).toMatch(/passport .* yes/);
});
