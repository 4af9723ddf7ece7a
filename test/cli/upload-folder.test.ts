import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listUploads, uploadFiles } from '../../src/client/uploads.ts';
import { type HolderWorld, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;
/** On the machine of whoever types, which the gateway may not import from. */
let folder: string;
let map: string;

beforeAll(async () => {
  world = await openHolderWorld(['q0'], { logLevel: 'silent' });
  folder = join(world.directory, 'desk');
  map = join(world.directory, 'whose.csv');
  await mkdir(join(folder, 'ward 3'), { recursive: true });
  await writeFile(join(folder, 'ward 3/scan.bin'), 'a scan');
  await writeFile(join(folder, 'letter.txt'), 'a letter');
  await symlink('/etc/hostname', join(folder, 'elsewhere'));
  await writeFile(map, 'path,identifier\nward 3/scan.bin,urn:mrn|990031\nletter.txt,urn:mrn|990031\n');
}, 120_000);
afterAll(async () => {
  await world?.close();
});

const importing = (...more: string[]) =>
  custos([
    'dataset',
    'import',
    world.dataset,
    '--files',
    folder,
    '--subjects',
    map,
    ...more,
    ...world.as('holder'),
    '--json',
  ]);

describe('dataset import', () => {
  it('does not take for the gateway’s what lies on the machine of whoever types, unless it is to be sent', async () => {
    const { code, stdout } = await importing();
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'FORBIDDEN' } }]);
  });

  it('sends a folder and its map, and leaves links out', async () => {
    const { code, stdout } = await importing('--upload');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'ready',
      report: { items: 2, patients: 1, files: [{ file: 'letter.txt' }, { file: 'ward 3/scan.bin' }] },
    });
    expect(await readdir(join(world.consortium.directory, 'uploads'))).toEqual([]);
  });

  it('goes on with an upload that is named by the beginning of its id', async () => {
    const content = new Blob(['a letter']);
    const upload = await uploadFiles(world.holder, world.dataset, [{ name: 'letter.txt', content }]);
    const { code } = await importing('--upload', '--resume', upload.slice(0, 8));
    expect(code).toBe(0);
    expect(await listUploads(world.holder, world.dataset)).toEqual([]);
  });

  it('lists what is on its way, and throws it away', async () => {
    const content = new Blob(['a letter']);
    const upload = await uploadFiles(world.holder, world.dataset, [{ name: 'letter.txt', content }]);
    const uploads = (...more: string[]) =>
      custos(['dataset', 'uploads', world.dataset, ...more, ...world.as('holder')]);
    expect((await uploads()).stdout).toMatch(new RegExp(`^${upload.slice(0, 8)} +1 +0\\.0 `, 'm'));
    expect((await uploads('--discard', upload.slice(0, 8))).stdout).toContain('is gone');
    expect(await listUploads(world.holder, world.dataset)).toEqual([]);
  });

  it('says what is not there: an upload, or a folder', async () => {
    const unknown = await importing('--upload', '--resume', '12345678');
    expect([unknown.code, JSON.parse(unknown.stdout)]).toMatchObject([2, { error: { code: 'NOT_FOUND' } }]);
    const absent = ['dataset', 'import', world.dataset, '--files', join(folder, 'absent'), '--upload'];
    const { code, stdout } = await custos([...absent, ...world.as('holder'), '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([2, { error: { code: 'INPUT_INVALID' } }]);
    expect(await listUploads(world.holder, world.dataset)).toEqual([]);
  });
});
