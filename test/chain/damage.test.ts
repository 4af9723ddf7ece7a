import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { openDatabase } from '../../src/chain/store.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { CHAIN_ID, candidate, signed, temporaryDirectory, wallet } from './world.ts';

const BLOCKS = 20;
const PLACES = 24;
const TIME = 1_700_000_000;

describe('a damaged data directory', () => {
  let root = '';
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ path: root, remove } = await temporaryDirectory());
    const options = parseChainOptions({ data: join(root, 'whole'), chainId: CHAIN_ID, genesisTime: TIME });
    let chain = await Chain.open(options);
    for (let height = 1; height <= BLOCKS; height++) {
      await chain.makeBlock({ timestamp: TIME + height }, [transfer(chain, height - 1)]);
      if (height !== BLOCKS / 2) continue;
      // Opened again, LevelDB moves the first half from its log to a table.
      await chain.close();
      chain = await Chain.open(options);
    }
    await chain.close();
  });

  afterAll(() => remove());

  const transfer = (chain: Chain, nonce: number) =>
    candidate(chain, signed(wallet(0), { nonce, to: wallet(1).address, data: '0x1234' }));

  /** What opening, reading and going on come to in a copy of which `damage` changed one file. */
  async function outcomeOf(file: string, damage: (bytes: Buffer) => Uint8Array | undefined): Promise<string> {
    const data = join(root, 'copy');
    await cp(join(root, 'whole'), data, { recursive: true });
    const path = join(data, 'chain', file);
    const damaged = damage(await readFile(path));
    if (damaged === undefined) await rm(path);
    else await writeFile(path, damaged);
    try {
      const chain = await Chain.open(parseChainOptions({ data }));
      try {
        for (let height = 0; height <= chain.head.height; height++) chain.block(height);
        const nonce = chain.head.height;
        const { executed } = await chain.makeBlock({ timestamp: TIME + 100 }, [transfer(chain, nonce)]);
        return `head ${nonce}, then ${executed.length}`;
      } finally {
        await chain.close();
      }
    } catch (error) {
      return isCustosError(error) ? error.code : String(error);
    } finally {
      await rm(data, { recursive: true });
    }
  }

  const filesOf = async (pattern: RegExp) =>
    (await readdir(join(root, 'whole', 'chain'))).filter((name) => pattern.test(name));
  const places = (bytes: Uint8Array) => (place: number) => Math.floor((bytes.length * place) / PLACES);
  const whole = `head ${BLOCKS}, then 1`;

  it.each([
    ['a flipped bit', (bytes: Buffer, at: number) => bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1)],
    ['a run of zeros', (bytes: Buffer, at: number) => bytes.fill(0, at, Math.min(bytes.length, at + 100))],
  ])('is refused or whole, never short of a block that others follow: %s', async (_, change) => {
    for (const file of await filesOf(/\.(?:log|ldb)$|^(?:CURRENT|MANIFEST)/)) {
      for (let place = 0; place < PLACES - 2; place++) {
        const outcome = await outcomeOf(file, (bytes) => change(bytes, places(bytes)(place)));
        expect([file, place, [whole, 'STORE_CORRUPT', 'IO_FAILED']]).toEqual([
          file,
          place,
          expect.arrayContaining([outcome]),
        ]);
      }
    }
  });

  it.each<[string, (bytes: Buffer) => Uint8Array | undefined]>([
    ['is gone', () => undefined],
    ['is empty', () => Buffer.alloc(0)],
    ['is cut in half', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ])('is refused where a file of it %s, and never founded anew', async (_, change) => {
    // An end that is torn off the log alone is what a cut power line leaves.
    const files = await filesOf(/\.ldb$|^(?:CURRENT|MANIFEST)/);
    const logs = change(Buffer.alloc(8)) === undefined ? await filesOf(/\.log$/) : [];
    expect(files.length).toBeGreaterThan(2);
    for (const file of [...files, ...logs]) {
      expect([file, await outcomeOf(file, change)]).toEqual([file, 'STORE_CORRUPT']);
    }
  });

  it('opens with the blocks before a torn end, as after a cut power line', async () => {
    const [log = ''] = await filesOf(/\.log$/);
    const torn = await outcomeOf(log, (bytes) => bytes.subarray(0, bytes.length - 10));
    expect(torn).toBe(`head ${BLOCKS - 1}, then 1`);
    const unwritten = await outcomeOf(log, (bytes) => bytes.fill(0, bytes.length - 40));
    expect(unwritten).toBe(`head ${BLOCKS - 1}, then 1`);
  });

  it('is never founded anew over what is left', async () => {
    const data = join(root, 'lost');
    await cp(join(root, 'whole'), data, { recursive: true });
    const database = openDatabase(join(data, 'chain'));
    await database.open();
    await database.batch([{ type: 'del', key: Uint8Array.of(0x6d, 2) }] as never);
    await database.close();
    const opening = Chain.open(parseChainOptions({ data, chainId: CHAIN_ID }));
    await expect(opening).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  it('is no state in which accounts have gone: the making of a block ends where a node is missing or another', async () => {
    const data = join(root, 'holes');
    await cp(join(root, 'whole'), data, { recursive: true });
    const real = openDatabase(join(data, 'chain'));
    const read = real.getSync.bind(real);
    let damage = (value: Uint8Array | undefined): Uint8Array | undefined => value;
    const isNode = (key: Uint8Array) => key[0] === 0x6e;
    const database = Object.assign(real, {
      getSync: (key: Uint8Array) => (isNode(key) ? damage(read(key)) : read(key)),
    });
    const chain = await Chain.open(parseChainOptions({ data }), database);
    const make = () => chain.makeBlock({ timestamp: TIME + 100 }, [transfer(chain, BLOCKS)]);
    damage = () => undefined;
    await expect(make()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    damage = (value) => value?.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    await expect(make()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    damage = (value) => value;
    expect((await make()).executed).toHaveLength(1);
    await chain.close();
  });
});
