import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import { deploy, now, PROTOCOL, publication, publish, rewindEach, type World } from './deploy.ts';

let world: World;
let dataset: string;
beforeAll(async () => {
  world = await deploy();
  dataset = await publish(world, 'dataset');
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const at = (part: keyof World['accounts']) => world.accounts[part].address;
const act = (part: keyof World['accounts'], name: string, ...args: unknown[]) =>
  send(world.datasets, world.accounts[part], name, ...args);
const edge = (parentDataset: string, parentVersion: number, relation = 1) => ({
  parentDataset,
  parentVersion,
  relation,
  processDigest: id('process'),
});

describe('a dataset', () => {
  it('is registered for the holder by its gateway', async () => {
    const { name, args } = event(await act('gateway', 'register', id('new')));
    expect(name).toBe('DatasetRegistered');
    expect(args).toMatchObject({ holder: at('holder'), actor: at('gateway'), salt: id('new') });
    expect(await readStruct(world.datasets, 'datasetOf', args.dataset)).toEqual({
      holder: at('holder'),
      versions: 0n,
      retiredAt: 0n,
    });
  });

  it('is registered once, by holders only', async () => {
    expect(await refusal(act('holder', 'register', id('dataset')))).toEqual({
      name: 'DatasetRegistryExists',
      args: [dataset],
    });
    expect(await refusal(act('requester', 'register', id('x')))).toEqual({
      name: 'MembershipRoleMissing',
      args: [at('requester'), 6n],
    });
    expect((await refusal(act('stranger', 'register', id('x')))).name).toBe('MembershipInactive');
  });

  it('of one holder is out of reach of another with the same salt', async () => {
    const { args } = event(await act('otherHolder', 'register', id('dataset')));
    expect(args.dataset).not.toBe(dataset);
    const changes: [string, ...unknown[]][] = [
      ['publish', publication(), []],
      ['supersede', 1, id('cause')],
      ['retire', id('cause')],
    ];
    for (const [name, ...more] of changes) {
      expect(await refusal(act('otherHolder', name, dataset, ...more))).toEqual({
        name: 'DatasetRegistryNotHolder',
        args: [dataset, at('holder'), at('otherHolder')],
      });
      expect((await refusal(act('requester', name, dataset, ...more))).name).toBe('MembershipRoleMissing');
    }
  });

  it('must be registered before it is published', async () => {
    expect(await refusal(act('holder', 'publish', id('never'), publication(), []))).toEqual({
      name: 'DatasetRegistryUnknown',
      args: [id('never'), 0n],
    });
  });

  it('is retired once, and published no more', async () => {
    const receipt = await act('gateway', 'retire', dataset, id('cause'));
    expect(event(receipt)).toEqual({
      name: 'DatasetRetired',
      args: { dataset, causeDigest: id('cause'), actor: at('gateway') },
    });
    const refused = { name: 'DatasetRegistryRetired', args: [dataset, BigInt(await now(world))] };
    expect(await refusal(act('holder', 'retire', dataset, id('cause')))).toEqual(refused);
    expect(await refusal(act('holder', 'publish', dataset, publication(), []))).toEqual(refused);
    expect(await readStruct(world.datasets, 'versionOf', dataset, 1)).toMatchObject({ sharedCount: 3n });
  });
});

describe('a version', () => {
  it('keeps what was published', async () => {
    const published = publication({ retainUntil: 4_000_000_000, policy: 1, identifiable: true });
    const receipt = await act('gateway', 'publish', dataset, published, []);
    expect(event(receipt)).toMatchObject({
      name: 'DatasetPublished',
      args: { dataset, version: 2n, holder: at('holder'), actor: at('gateway') },
    });
    expect(await readStruct(world.datasets, 'versionOf', dataset, 2)).toEqual({
      manifestRoot: published.manifestRoot,
      purposes: published.purposes,
      sharedCount: 3n,
      publishedAt: BigInt(await now(world)),
      supersededAt: 0n,
      retainUntil: 4_000_000_000n,
      policy: 1n,
      identifiable: true,
    });
  });

  it('declares its parents in order', async () => {
    const receipt = await act('holder', 'publish', dataset, publication(), [edge(dataset, 1, 1), edge(dataset, 1, 6)]);
    const descents = events(receipt).filter(({ name }) => name === 'DatasetDescended');
    expect(descents.map(({ args }) => [args.version, args.parentVersion, args.relation])).toEqual([
      [2n, 1n, 1n],
      [2n, 1n, 6n],
    ]);
  });

  it('has parents that were published before it, so never itself', async () => {
    const unknown = (version: bigint) => ({ name: 'DatasetRegistryUnknown', args: [dataset, version] });
    const publishFrom = (version: number) => act('holder', 'publish', dataset, publication(), [edge(dataset, version)]);
    expect(await refusal(publishFrom(2))).toEqual(unknown(2n));
    expect(await refusal(publishFrom(0))).toEqual(unknown(0n));
  });

  it('has 64 parents at most', async () => {
    const edges = Array.from({ length: 65 }, () => edge(dataset, 1));
    expect(await refusal(act('holder', 'publish', dataset, publication(), edges))).toEqual({
      name: 'DatasetRegistryTooManyEdges',
      args: [65n, 64n],
    });
    await act('holder', 'publish', dataset, publication(), edges.slice(1));
  });

  it.each([...[0n, 3n, 1n << 16n, 32n, 0x8000n, 33n], ...[34n, 47n, 51n, 63n].map((bit) => 2n | (1n << bit))])(
    'has exactly one known permission and known modifiers, not %i',
    async (purposes) => {
      expect(await refusal(act('holder', 'publish', dataset, publication({ purposes }), []))).toEqual({
        name: 'DatasetRegistryPurposesInvalid',
        args: [purposes],
      });
    },
  );

  it('was admitted under an approved protocol', async () => {
    await send(world.membership, world.accounts.admin, 'setApproval', 1, PROTOCOL, false);
    expect(await refusal(act('holder', 'publish', dataset, publication(), []))).toEqual({
      name: 'DatasetRegistryProtocolNotApproved',
      args: [PROTOCOL],
    });
  });

  it('is superseded once, for cause', async () => {
    expect(event(await act('gateway', 'supersede', dataset, 1, id('cause')))).toEqual({
      name: 'DatasetSuperseded',
      args: { dataset, version: 1n, causeDigest: id('cause'), actor: at('gateway') },
    });
    const at1 = BigInt(await now(world));
    expect(await readStruct(world.datasets, 'versionOf', dataset, 1)).toMatchObject({ supersededAt: at1 });
    expect(await refusal(act('holder', 'supersede', dataset, 1, id('cause')))).toEqual({
      name: 'DatasetRegistrySuperseded',
      args: [dataset, 1n, at1],
    });
    expect((await refusal(act('holder', 'supersede', dataset, 2, id('cause')))).name).toBe('DatasetRegistryUnknown');
    expect((await refusal(read(world.datasets, 'versionOf', dataset, 2))).name).toBe('DatasetRegistryUnknown');
  });
});
