import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpLog } from '../../src/audit/source/http-log.ts';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import { clientOf } from '../../src/cli/context.ts';
import { openNode, type RunningNode } from '../../src/cli/node.ts';
import { readNodeConfig } from '../../src/cli/node-config.ts';
import { download } from '../../src/client/download.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { listMembers } from '../../src/client/members.ts';
import { byNode, byProvider, byStaffPasskey } from '../../src/client/person-sign-in.ts';
import { enrollStaff, inviteStaff, listStaff, readOwnStaff } from '../../src/client/staff.ts';
import type { Duty } from '../../src/core/duties.ts';
import type { Address, DatasetId, Digest } from '../../src/core/ids.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { createKey, readKey } from '../../src/ledger/keystore.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { freePort } from '../free-port.ts';
import { Authenticator } from '../gateway/authenticator.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { CLIENT, type OpenIdProvider, startProvider } from '../gateway/openid-provider.ts';
import { accessRequest, issuePermit, publish } from '../gateway/publisher.ts';
import { keyOptions } from './holder-world.ts';
import { custos } from './kept-program.ts';

const NAME = 'Institute of Genetics';
const REDIRECT = 'http://127.0.0.1:8713/callback';

let directory: string;
let data: string;
let consortium: Consortium;
let provider: OpenIdProvider;
let dataset: DatasetId;
let endpoint: string;
let node: RunningNode | undefined;
let printed: string;
let institute: Address;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-asking-'));
  data = join(directory, 'institute');
  const administrator = await createKey(join(directory, 'administrator.key'));
  consortium = await foundConsortium({ patients: 2, hostname: 'localhost', keys: { administrator } });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  provider = await startProvider();
  provider.accounts.set('eva', { name: 'Eva Lima', groups: 'research' });
  endpoint = `http://localhost:${await freePort()}`;
}, 120_000);
afterAll(async () => {
  await node?.close();
  await provider?.stop();
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

const remarks: unknown[] = [];
const opened = async () => {
  const config = await readNodeConfig(data);
  if (config === undefined) throw new Error('There is no node.');
  remarks.length = 0;
  const output = { remark: (line: unknown) => void remarks.push(line) };
  node = await openNode({ directory: data, config, passphrase: undefined, logLevel: 'silent' }, output as never);
  return node;
};
const reopened = async () => {
  await node?.close();
  return opened();
};
const atNode = () => new GatewayClient({ endpoint });
const account = async () => clientOf(endpoint, await readKey(join(data, 'keys', 'holder.key'), undefined));
const done = async (...args: string[]) => {
  const ended = await custos(args);
  expect({ args, ...ended }).toMatchObject({ code: 0 });
  return ended.stdout;
};
/** As the consortium's administrator, at the hospital's gateway. */
const administered = (...command: string[]) =>
  done(...command, ...keyOptions(directory, 'administrator', consortium.endpoint));
/** Words of a command as a shell takes them. */
const words = (command: string) => (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'));
const toRun = (text: string) => text.match(/member (?:add|roles) [^`\n]*/g) ?? [];

async function invited(name: string, duties: readonly Duty[]) {
  const device = new Authenticator(endpoint);
  const { person, code } = await inviteStaff(await account(), { name, duties });
  await enrollStaff(atNode(), { code, device, name: 'telephone' });
  const signedIn = (at: string) => new GatewayClient({ endpoint: at, account: byStaffPasskey(atNode(), device) });
  return { person, atHome: signedIn(endpoint), atHospital: signedIn(consortium.endpoint) };
}

/** Items that are verified of what the permit gives. */
async function fetched(client: GatewayClient, permit: number): Promise<number> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  try {
    const request = await accessRequest(client, dataset, permit);
    const trust = await downloadTrust(reader, await client.asking(), request);
    const all = await Array.fromAsync(download(client, request, trust));
    return all.filter(({ type }) => type === 'verified').length;
  } finally {
    reader.close();
  }
}

const permitted = (persons: readonly Digest[]) => issuePermit(consortium, dataset, { requester: institute, persons });

describe('an organisation that only asks', () => {
  it('founds a node of its own, and is told what the administrator runs, with its role and its name', async () => {
    const { membership } = consortium.deployment;
    const network = ['--rpc', consortium.chain.url, '--membership', membership, '--role', 'requester'];
    const port = new URL(endpoint).port;
    printed = await done('init', '--data', data, ...network, '--organisation', NAME, '--port', port);
    expect(printed).toContain(`the node of “${NAME}”`);
    const [organisation, gateway] = toRun(printed);
    expect(organisation).toMatch(
      /^member add 0x[0-9a-f]{40} --role holder requester --organisation 'Institute of Genetics'$/,
    );
    expect(gateway).toMatch(
      /^member add 0x[0-9a-f]{40} --role gateway --holder 0x[0-9a-f]{40} --endpoint http:\/\/localhost:\d+$/,
    );
    institute = words(organisation ?? '')[2] as Address;
    expect(await readNodeConfig(data)).toMatchObject({ holder: institute, roles: ['requester'] });
  });

  it('is not served before, and is told the same again, or what is missing where it was a member', async () => {
    const plain = toRun(printed).map((command) => command.replace(` --organisation '${NAME}'`, ''));
    const refused = await opened().catch((error) => error);
    expect(refused).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(toRun(refused.message)).toEqual(plain);
    await administered('member', 'add', institute, '--role', 'requester', '--organisation', NAME);
    const again = await opened().catch((error) => error);
    expect(toRun(again.message)).toEqual([`member roles ${institute} --role holder requester`, plain[1]]);
    for (const command of toRun(again.message)) await administered(...words(command));
    const members = await listMembers(consortium.client(consortium.keys.holder));
    expect(members.find(({ identity }) => identity === institute)).toMatchObject({
      name: NAME,
      roles: ['holder', 'requester'],
    });
  }, 60_000);

  it('runs with nothing in it, and vouches for its persons once it has a session key', async () => {
    const { url } = await opened();
    expect(url).toBe(endpoint);
    expect(remarks).toEqual([]);
    expect((await fetch(`${endpoint}/healthz`)).status).toBe(200);
    await expect.poll(async () => (await fetch(`${endpoint}/readyz`)).status, { timeout: 20_000 }).toBe(200);
    expect(await (await account()).list('/v1/datasets', 'datasets')).toEqual([
      expect.objectContaining({ holder: consortium.keys.holder.address }),
    ]);
    const { code } = await inviteStaff(await account(), { name: 'Too Early', duties: ['researcher'] });
    const device = new Authenticator(endpoint);
    const enrolled = () => enrollStaff(atNode(), { code, device, name: 'telephone' });
    const early = new GatewayClient({ endpoint, account: byStaffPasskey(atNode(), device) });
    for (const comingIn of [enrolled, () => early.signIn()])
      await expect(comingIn()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: /session-key renew/ });
    await done('member', 'session-key', 'renew', '--as', 'holder', '--data', data, '--gateway', endpoint);
    await enrolled();
    await early.signIn();
  }, 60_000);

  it('has a person fetch from the hospital under a permit that names it, and no other', async () => {
    const [ana, rui, lea] = [
      await invited('Ana Souza', ['researcher']),
      await invited('Rui Costa', ['researcher']),
      await invited('Lea Prado', ['administrator']),
    ];
    expect((await readOwnStaff(ana.atHome)).person).toMatchObject({ name: 'Ana Souza', duties: ['researcher'] });
    const permit = await permitted([ana.person]);
    expect(await fetched(ana.atHospital, permit)).toBeGreaterThan(0);
    await expect(fetched(rui.atHospital, permit)).rejects.toMatchObject({
      code: 'ACCESS_REFUSED',
      details: { reason: 'person-not-permitted' },
    });
    // Who looks after staff goes nowhere else.
    await expect(lea.atHospital.signIn()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: /Only somebody who is a researcher here uses/,
    });
    // The hospital knows a pseudonym, and neither name nor duty.
    const seen = await ana.atHospital.json<{ person: Digest; roles: string[] }>('GET', '/v1/me');
    expect(seen).toMatchObject({ person: ana.person, member: institute });
    expect(JSON.stringify(seen)).not.toMatch(/Ana|researcher/);
    expect(seen.roles).not.toContain('holder');
    await expect(ana.atHospital.json('GET', '/v1/subjects')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ana.atHospital.json('GET', '/v1/staff')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }, 60_000);

  it('has a person come by its own sign-in as well', async () => {
    const path = join(data, 'config.json');
    const secret = join(data, 'keys', 'oidc');
    await writeFile(secret, CLIENT.clientSecret);
    await chmod(secret, 0o600);
    const oidc = {
      issuer: provider.issuer,
      clientId: CLIENT.clientId,
      clientSecretFile: 'keys/oidc',
      rolesClaim: 'groups',
      scopes: ['profile', 'roles'],
      roles: { research: ['researcher'] },
    };
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), oidc }));
    await reopened();
    const browser = { redirectUri: REDIRECT, open: (url: string) => provider.signIn('eva', url) };
    const atHome = new GatewayClient({ endpoint, account: byProvider(atNode(), browser) });
    const { person } = (await readOwnStaff(atHome)).person;
    const atHospital = new GatewayClient({ endpoint: consortium.endpoint, account: byNode(atHome) });
    expect(await fetched(atHospital, await permitted([person]))).toBeGreaterThan(0);
    expect((await listStaff(await account())).map(({ name }) => name)).toContain('Eva Lima');
  }, 60_000);

  it('is found to be in order by the auditor, at the hospital and at its own node', async () => {
    const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
    try {
      const logs = [
        [consortium.endpoint, consortium.logId],
        [endpoint, (node as RunningNode).logId],
      ] as const;
      const report = await audit(
        ledgerSource(reader),
        logs.map(([at, logId]) => {
          const auditor = clientOf(at, consortium.keys.auditor);
          return httpLog(at, logId, { authorize: (_, url) => auditor.authorize(url) });
        }),
      );
      expect(report.findings).toEqual([]);
      expect(report.verdict).toBe('clean');
      expect(report.staff).toMatchObject([{ holder: institute, acts: { staff: 4 } }]);
    } finally {
      reader.close();
    }
  }, 60_000);

  it('that audits as well sends nobody out who is not to do all of that, and says where the ledger says otherwise', async () => {
    await administered('member', 'roles', institute, '--role', 'holder', 'auditor');
    await reopened();
    expect(String(remarks)).toMatch(
      /is not a requester on the ledger.*member roles 0x[0-9a-f]{40} --role holder auditor requester/,
    );
    const auditor = await invited('Nuno Dias', ['auditor']);
    const evidence = await auditor.atHospital.bytes('GET', '/v1/log/entries/1/evidence');
    expect(evidence.length).toBeGreaterThan(0);
    await administered('member', 'roles', institute, '--role', 'holder', 'requester', 'auditor');
    await reopened();
    expect(remarks).toEqual([]);
    const [one, both] = [
      await invited('Ines Reis', ['researcher']),
      await invited('Jose Reis', ['auditor', 'researcher']),
    ];
    await expect(one.atHospital.signIn()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message:
        /Only somebody who is (?:an internal auditor and a researcher|a researcher and an internal auditor) here/,
    });
    expect(await fetched(both.atHospital, await permitted([both.person]))).toBeGreaterThan(0);
  }, 60_000);
});

describe('an organisation that was a member by another account', () => {
  it('is moved to the key of its node, which goes by its first account', async () => {
    const [at, port] = [join(directory, 'school'), String(await freePort())];
    const { membership } = consortium.deployment;
    const first = await createKey(join(directory, 'first.key'));
    await administered('member', 'add', first.address, '--role', 'requester');
    const network = ['--rpc', consortium.chain.url, '--membership', membership, '--role', 'requester'];
    const [organisation = '', gateway = ''] = toRun(await done('init', '--data', at, ...network, '--port', port));
    const account = words(organisation)[2] as Address;
    await administered('member', 'rotate', first.address, account);
    await administered('member', 'roles', account, '--role', 'holder', 'requester');
    await administered(...words(gateway));
    const opens = async () => {
      const config = await readNodeConfig(at);
      if (config === undefined) throw new Error('There is no node.');
      const output = { remark: (line: unknown) => expect(line).toBeUndefined() };
      return openNode({ directory: at, config, passphrase: undefined, logLevel: 'silent' }, output as never);
    };
    await expect(opens()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`write "holder": "${first.address}"`),
    });
    const path = join(at, 'config.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), holder: first.address }));
    const own = words(gateway)[2] as Address;
    await administered('member', 'suspend', own);
    const suspended = expect.stringMatching(`must first run .*member resume ${own}.?\\.$`);
    await expect(opens()).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: suspended });
    await administered('member', 'resume', own);
    const school = await opens();
    try {
      const key = await readKey(join(at, 'keys', 'holder.key'), undefined);
      const client = clientOf(school.url, key);
      expect(await client.json('GET', '/v1/me')).toMatchObject({ member: first.address });
      await done('member', 'session-key', 'renew', '--as', 'holder', '--data', at, '--gateway', school.url);
      const { person, code } = await inviteStaff(client, { name: 'Ana Souza', duties: ['researcher'] });
      const [home, device] = [new GatewayClient({ endpoint: school.url }), new Authenticator(school.url)];
      await enrollStaff(home, { code, device, name: 'telephone' });
      const away = new GatewayClient({ endpoint: consortium.endpoint, account: byStaffPasskey(home, device) });
      // The other gateway may see the key a block later than the one that waited for it.
      const me = await vi.waitFor(() => away.json('GET', '/v1/me'), { timeout: 20_000, interval: 200 });
      expect(me).toMatchObject({ person, member: first.address });
    } finally {
      await school.close();
    }
    await (await opens()).close();
  }, 60_000);
});

describe('init', () => {
  const network = ['--rpc', 'http://127.0.0.1:9', '--membership', `0x${'11'.repeat(20)}`];

  it('prints the role of a holder alone unless another is said', async () => {
    const stdout = await done(
      'init',
      '--data',
      join(directory, 'plain'),
      ...network,
      '--port',
      String(await freePort()),
    );
    expect(toRun(stdout)[0]).toMatch(/^member add 0x[0-9a-f]{40} --role holder$/);
  });

  it.each([
    [[...network, '--role', 'reqester'], /^--role: reqester is no role\. Did you mean requester\?/],
    [[...network, '--role', 'gateway'], /^--role: gateway is no role/],
    [[...network, '--role', 'administrator'], /^--role: administrator is no role/],
    [['--role', 'requester'], /^--role says what the organisation does in a network/],
    [[...network, '--organisation', 'all'], /^--organisation must not be “all”/],
  ])('refuses %j', async (args, message) => {
    const refused = await custos(['init', '--data', join(directory, 'none'), ...args]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});
