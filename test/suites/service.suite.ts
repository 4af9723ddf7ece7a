import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PROGRAM = '/opt/custos/bin/custos';

let directory: string;
let unit: string;
let text: string;

beforeAll(async () => {
  await run('systemd-analyze', ['--version'])
    .catch(() => run('apt-get', ['install', '-y', '-q', 'systemd']))
    .catch((cause) => {
      throw new Error('This suite needs systemd-analyze: apt-get install systemd, as root.', { cause });
    });
  directory = await mkdtemp(join(tmpdir(), 'custos-service-'));
  text = await readFile(at('packaging/custos.service'), 'utf8');
  unit = join(directory, 'custos.service');
  // The program is not installed here, and a unit whose program is not there is not well formed.
  await writeFile(unit, text.replace(PROGRAM, '/usr/bin/env'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

it('is a unit that systemd finds nothing wrong with', async () => {
  expect(text).toContain(`ExecStart=${PROGRAM} serve\n`);
  const { stdout, stderr } = await run('systemd-analyze', ['verify', unit]);
  expect(stdout + stderr).toBe('');
  await writeFile(unit, `${await readFile(unit, 'utf8')}`.replace('ProtectSystem=strict', 'ProtectSystm=strict'));
  expect((await run('systemd-analyze', ['verify', unit])).stderr).toMatch(/ProtectSystm/);
  await writeFile(unit, text.replace(PROGRAM, '/usr/bin/env'));
});

it('is exposed as little as docs/operating.md says', async () => {
  const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
  const [, exposure] = /Overall exposure level for custos\.service: (\d+\.\d+) OK/.exec(stdout) ?? [];
  const [, said] = /exposure level of (\d+\.\d+)/.exec(await readFile(at('docs/operating.md'), 'utf8')) ?? [];
  expect(Number(exposure)).toBeLessThanOrEqual(Number(said));
});

it('keeps data and keys where documents say, for its user alone', () => {
  expect(text).toMatch(/^Environment=.*CUSTOS_DATA=\/var\/lib\/custos$/m);
  expect(text).toMatch(/^StateDirectory=custos\nStateDirectoryMode=0700\nUMask=0077$/m);
  expect(text).toMatch(/^User=custos$/m);
});
