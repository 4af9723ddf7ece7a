import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEndpoint } from '../../src/cli/endpoint.ts';
import { importRoots } from '../../src/cli/import-roots.ts';
import { type NodeConfig, readNodeConfig, writeNodeConfig } from '../../src/cli/node-config.ts';
import { notificationOptions } from '../../src/cli/notification-options.ts';
import { oidcOptions } from '../../src/cli/oidc-options.ts';
import { passkeyObstacle } from '../../src/core/relying-party.ts';

const CONFIG: NodeConfig = {
  format: 1,
  state: 'ready',
  endpoint: 'https://gateway.example',
  host: '127.0.0.1',
  port: 8340,
  mode: 'disclosed',
  rootKey: 'file',
  chain: { kind: 'embedded', chainId: 7, port: 8545 },
  imports: [],
};

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-config-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function rewritten(change: object): Promise<NodeConfig | undefined> {
  await writeNodeConfig(directory, { ...CONFIG, ...change });
  return readNodeConfig(directory);
}

describe('the proxies that a node trusts', () => {
  it('are none unless config.json names them', async () => {
    expect((await rewritten({}))?.trustedProxies).toBeUndefined();
  });

  it('are addresses and CIDR ranges', async () => {
    const trustedProxies = ['127.0.0.1', '::1', '10.1.0.0/16', 'fd00::/8'];
    expect(await rewritten({ trustedProxies })).toEqual({ ...CONFIG, trustedProxies });
  });

  it.each([
    ['a name', 'proxy.example'],
    ['a word of Express', 'loopback'],
    ['every address', '0.0.0.0/0'],
    ['every IPv6 address', '::/0'],
    ['a range too long', '10.0.0.0/33'],
    ['a number of hops', 1],
  ])('are never %s', async (_, proxy) => {
    const read = rewritten({ trustedProxies: [proxy] });
    await expect(read).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: /trustedProxies/ });
  });
});

describe('the origins whose pages are let in', () => {
  it('are none unless config.json names them, each exactly', async () => {
    expect((await rewritten({}))?.origins).toBeUndefined();
    const origins = ['https://portal.example', 'http://localhost:5173', 'https://portal.example:8443'];
    expect(await rewritten({ origins })).toEqual({ ...CONFIG, origins });
  });

  it.each([
    ['every origin', '*', /one exact origin such as/],
    ['pages without an origin', 'null', /one exact origin/],
    ['every host of a domain', 'https://*.example', /one exact origin/],
    ['a URL with a path', 'https://portal.example/app', /write https:\/\/portal\.example\./],
    ['a URL with a slash', 'https://portal.example/', /write https:\/\/portal\.example\./],
    ['capitals', 'https://Portal.example', /write https:\/\/portal\.example\./],
    ['the usual port', 'https://portal.example:443', /write https:\/\/portal\.example\./],
    ['a host alone', 'portal.example', /one exact origin/],
    ['a file', 'file:///index.html', /one exact origin/],
  ])('are never %s', async (_, origin, says) => {
    const read = rewritten({ origins: [origin] });
    await expect(read).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: says });
  });
});

describe('the sign-in of the organisation’s own', () => {
  const OIDC = {
    issuer: 'https://login.hospital.example/realms/staff',
    clientId: 'custos',
    rolesClaim: ['realm_access', 'roles'],
    roles: { 'custos-data': ['data-manager' as const] },
  };

  it('is none unless config.json names it', async () => {
    expect((await rewritten({}))?.oidc).toBeUndefined();
    expect(await rewritten({ oidc: OIDC })).toEqual({ ...CONFIG, oidc: OIDC });
  });

  it('has its scopes and the path of its claim filled in, and its secret from a file of its owner’s', async () => {
    const file = join(directory, 'oidc-secret');
    await writeFile(file, 'a secret\n', { mode: 0o600 });
    const oidc = { ...OIDC, rolesClaim: 'https://hospital.example/roles', clientSecretFile: 'oidc-secret' };
    expect(await oidcOptions(directory, { ...CONFIG, oidc })).toEqual({
      issuer: OIDC.issuer,
      clientId: 'custos',
      clientSecret: 'a secret',
      scopes: ['profile'],
      rolesClaim: ['https://hospital.example/roles'],
      roles: OIDC.roles,
      redirectUris: [],
    });
    expect(await oidcOptions(directory, { ...CONFIG, oidc: OIDC })).not.toHaveProperty('clientSecret');
    await chmod(file, 0o644);
    await expect(oidcOptions(directory, { ...CONFIG, oidc })).rejects.toMatchObject({ code: 'KEY_WRONG' });
  });

  it.each([
    ['http of another machine', { issuer: 'http://login.hospital.example' }, /oidc\.issuer/],
    ['an address with a query', { issuer: 'https://login.hospital.example?x=1' }, /oidc\.issuer/],
    ['an address with a user', { issuer: 'https://me@login.hospital.example' }, /oidc\.issuer/],
    ['no address', { issuer: 'login.hospital.example' }, /oidc\.issuer/],
    ['no client', { clientId: '' }, /oidc\.clientId/],
    ['a duty that there is none of', { roles: { staff: ['chief'] } }, /oidc\.roles/],
    ['a role without a duty', { roles: { staff: [] } }, /oidc\.roles/],
    ['a claim without a name', { rolesClaim: [] }, /oidc\.rolesClaim/],
    ['a scope with blanks', { scopes: ['openid profile'] }, /oidc\.scopes/],
    ['a secret of its own', { clientSecret: 'in clear' }, /nobody knows "clientSecret"/],
    ['a page that is none', { redirectUris: ['javascript:alert(1)'] }, /oidc\.redirectUris/],
  ])('is never with %s', async (_, change, says) => {
    const read = rewritten({ oidc: { ...OIDC, ...change } });
    await expect(read).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: says });
  });

  it.each(['http://127.0.0.1:8080', 'http://[::1]:8080/', 'http://localhost/realm'])(
    'may be on this machine: %s',
    async (issuer) => {
      expect((await rewritten({ oidc: { ...OIDC, issuer } }))?.oidc?.issuer).toBe(issuer);
    },
  );
});

describe('a config.json that was edited by hand', () => {
  const text = JSON.stringify(CONFIG, null, 2);
  const edited = (change: object) => JSON.stringify({ ...CONFIG, ...change });
  const without = (name: keyof NodeConfig) => JSON.stringify({ ...CONFIG, [name]: undefined });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /config\.json is empty\. Put it back/],
    ['spaces alone', ' \n', /is no JSON: it ends too early/],
    ['a byte order mark', `\ufeff${text}`, /begins with a byte order mark\. Save it as UTF-8 without one/],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), /is no UTF-8 text/],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), /holds zero bytes/],
    ['Latin-1', Buffer.from(edited({ host: 'büro' }), 'latin1'), /is no UTF-8 text/],
    ['zeros, as after a power cut', Buffer.alloc(64), /holds zero bytes/],
    ['a trailing comma', text.replace(/\n}$/, ',\n}'), /is no JSON at line 16: the comma before “}” is one too many/],
    ['a trailing comma in a list', text.replace('[]', '["a",]'), /line \d+: the comma before “]”/],
    ['a comment', text.replace('{', '{ // mine'), /at line 1: comments are not allowed/],
    ['a cut', text.slice(0, 100), /is no JSON.*(ends too early|line \d+)/],
    ['single quotes', text.replaceAll('"', "'"), /is no JSON at line 2, column 3/],
    ['a list', '[]', /must be an? object, and is a list/],
    ['null', 'null', /must be an? object, and is null/],
    ['a mistyped key', text.replace('"port": 8340', '"prot": 8340'), /nobody knows "prot" \(port is missing\)/],
    ['a mistyped key that may be left out', edited({ orgins: [] }), /nobody knows "orgins"\. Did you mean origins\?/],
    ['an extra key', edited({ debug: true }), /nobody knows "debug"\. Correct or remove it/],
    [
      'an extra key of the chain',
      edited({ chain: { ...CONFIG.chain, rpc: 'x' } }),
      /wrong at chain: nobody knows "rpc"\. Correct/,
    ],
    ['no port', without('port'), /port is missing\. Put it back/],
    ['no chain', without('chain'), /chain is missing/],
    ['a port as text', edited({ port: '8340' }), /at port: it must be a whole number, and is text \("8340"\)/],
    ['a port with a fraction', edited({ port: 83.5 }), /at port: it must be a whole number, and is 83\.5/],
    ['a port too large', edited({ port: 99_999 }), /wrong at port: Too big/],
    ['a negative beginning', edited({ fromHeight: -1 }), /wrong at fromHeight: Too small/],
    ['a beginning as text', edited({ fromHeight: '0' }), /at fromHeight: it must be a whole number/],
    [
      'an administrator in capitals',
      edited({ administrator: `0x${'AB'.repeat(20)}` }),
      /administrator: must be an address in lowercase/,
    ],
    ['imports as text', edited({ imports: '/exports' }), /at imports: it must be a list, and is text/],
    ['an unknown mode', edited({ mode: 'open' }), /wrong at mode/],
    ['an unknown chain', edited({ chain: { kind: 'besu' } }), /wrong at chain/],
    ['a later format', edited({ format: 2 }), /wrong at format: this Custos knows format 1 alone/],
    ['one port twice', edited({ chain: { ...CONFIG.chain, port: 8340 } }), /port and chain\.port are both port 8340/],
    [
      'one port for operations',
      edited({ operations: { host: '0.0.0.0', port: 8545 } }),
      /chain\.port and operations\.port are both port 8545/,
    ],
  ])('gets the sentence that fits: %s', async (_, content, says) => {
    await writeFile(join(directory, 'config.json'), content);
    await expect(readNodeConfig(directory)).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: says });
  });

  it('may give two addresses one port, and the chain any', async () => {
    const operations = { host: '192.0.2.1', port: 8340 };
    expect(await rewritten({ operations })).toMatchObject({ operations });
    expect(await rewritten({ chain: { ...CONFIG.chain, port: 0 } })).toBeDefined();
  });
});

describe('the endpoint of a node', () => {
  it.each([
    ['https://gateway.example', 'https://gateway.example'],
    ['http://127.0.0.1:8340/', 'http://127.0.0.1:8340'],
    ['http://[::1]:8340', 'http://[::1]:8340'],
  ])('may be %s', async (endpoint, registered) => {
    expect(checkEndpoint(endpoint, '--endpoint')).toBe(registered);
    expect((await rewritten({ endpoint: registered }))?.endpoint).toBe(registered);
  });

  it.each([
    ['https://gateway.example', undefined],
    ['http://localhost:8340', undefined],
    ['http://gateway.localhost:8340', undefined],
    ['http://127.0.0.1:8340', /no passkey for an IP address/],
    ['https://192.0.2.1', /no passkey for an IP address/],
    ['https://[2001:db8::1]', /no passkey for an IP address/],
    ['http://gateway.example', /over https alone/],
  ])('carries passkeys, or it is said why not: %s', (endpoint, says) => {
    const obstacle = passkeyObstacle(endpoint);
    if (says === undefined) expect(obstacle).toBeUndefined();
    else expect(obstacle).toMatch(says);
  });

  it.each([
    ['http://user:pw@127.0.0.1:8340', /no.*user or password|not hold a user/],
    ['http://user@127.0.0.1:8340', /not hold a user/],
    ['http://127.0.0.1:8340/custos', /no path/],
    ['http://127.0.0.1:8340//', /no path/],
    ['http://127.0.0.1:8340/?', /no query/],
    ['http://localhost:8340/?x=1', /no query/],
    ['http://127.0.0.1:8340#', /no query and no fragment/],
    ['http://LOCALHOST:8340', /written http:\/\/localhost:8340/],
    ['HTTPS://gateway.example', /written https:\/\/gateway\.example/],
    ['https://gateway.example:443', /written https:\/\/gateway\.example/],
    ['https://gateway.example.', /a dot/],
    ['http://127.1:8340', /written http:\/\/127\.0\.0\.1:8340/],
    ['https://bücher.example', /written https:\/\/xn--/],
    ['http:\\\\127.0.0.1:8340', /written/],
    [' https://gateway.example', /written/],
    ['ftp://gateway.example', /begins with/],
    ['gateway.example', /begins with/],
  ])('is never %s', async (endpoint, says) => {
    expect(() => checkEndpoint(endpoint, '--endpoint')).toThrow(says);
    await expect(rewritten({ endpoint })).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: /endpoint/ });
  });
});

describe('the directories that imports read below', () => {
  async function node(): Promise<string> {
    const data = join(await mkdtemp(join(directory, 'node-')), 'data');
    for (const part of ['keys', 'vault', 'log', 'chain', 'sample']) await mkdir(join(data, part), { recursive: true });
    return data;
  }

  it('may lie in the data directory, beside it, and not be there yet', async () => {
    const data = await node();
    const roots = ['sample', join(data, '..', 'exports'), join(data, '..', 'data-exports')];
    expect(await importRoots(data, roots)).toEqual([join(data, 'sample'), ...roots.slice(1)]);
  });

  it.each(['.', '..', '/', 'keys', 'keys/', 'vault/store', 'log', 'chain', 'sample/../keys', 'sample/..'])(
    'are never %s, which holds the node’s own',
    async (root) => {
      const refused = importRoots(await node(), [root]);
      await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: /keys and data/ });
    },
  );

  it('are never links to it, nor the data directory by a link', async () => {
    const data = await node();
    await symlink(data, join(data, '..', 'linked'));
    await symlink(join(data, 'keys'), join(data, 'sample', 'export'));
    for (const root of [
      join(data, '..', 'linked'),
      join(data, 'sample', 'export'),
      join(data, '..', 'linked', 'log'),
    ]) {
      await expect(importRoots(data, [root])).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
      await expect(importRoots(join(data, '..', 'linked'), [root])).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });
});

describe('how patients are told', () => {
  const link = 'https://hospital.example/my-data';
  const from = 'no-reply@hospital.example';
  const smtp = { host: 'mail.example', port: 587, secure: false };

  it.each([
    ['by a server', { link, from, smtp }],
    ['by a server with a login', { link, from, smtp: { ...smtp, user: 'custos', passwordFile: 'keys/smtp' } }],
    ['in files and by letter', { link, from, outbox: 'outbox', letters: '/var/letters' }],
    ['by letter alone', { link, letters: 'letters' }],
  ])('is said %s', async (_, notifications) => {
    expect(await rewritten({ notifications })).toEqual({ ...CONFIG, notifications });
  });

  it.each([
    ['a password in the clear', { link, from, smtp: { ...smtp, user: 'x', password: 'secret' } }, /password/],
    ['a login without a password', { link, from, smtp: { ...smtp, user: 'x' } }, /go together/],
    ['two ways for e-mail', { link, from, smtp, outbox: 'x' }, /not both/],
    ['no sender', { link, smtp }, /from is missing/],
    ['a sender with a second header', { link, from: `${from}\r\nBcc: x@y.example`, smtp }, /one address/],
    ['a link that names somebody', { link: `${link}?patient=1`, letters: 'x' }, /without anything behind/],
    ['a link that runs something', { link: 'javascript:alert(1)', letters: 'x' }, /must be an address/],
    ['no link', { letters: 'x' }, /link is missing/],
    ['a port that is none', { link, from, smtp: { ...smtp, port: 0 } }, /notifications\.smtp\.port/],
  ])('is never said with %s', async (_, notifications, message) => {
    await expect(rewritten({ notifications })).rejects.toMatchObject({ code: 'CONFIG_INVALID', message });
  });

  it('has its password from a file that nobody else may read, and its directories in that of the node', async () => {
    const file = join(directory, 'smtp');
    await writeFile(file, 'secret with blanks \r\n', { mode: 0o600 });
    const login = { ...smtp, user: 'custos', passwordFile: 'smtp' };
    const config = { ...CONFIG, notifications: { link, from, smtp: login, letters: 'letters' } };
    expect(await notificationOptions(directory, config)).toEqual({
      link,
      from,
      smtp: { ...smtp, user: 'custos', password: 'secret with blanks ' },
      letters: join(directory, 'letters'),
    });
    await chmod(file, 0o644);
    const refused = { code: 'KEY_WRONG', message: /Others may read the password file/ };
    await expect(notificationOptions(directory, config)).rejects.toMatchObject(refused);
    await rm(file);
    await expect(notificationOptions(directory, config)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await notificationOptions(directory, CONFIG)).toBeUndefined();
  });
});

describe('what takes two persons', () => {
  it('is nothing unless config.json names it, by kinds of acts that can wait', async () => {
    for (const secondPerson of [['permit', 'binding', 'staff'], ['staff'], []]) {
      const staff = { secondPerson };
      expect(await rewritten({ staff })).toEqual({ ...CONFIG, staff });
    }
    for (const [kinds, words] of [
      [['permits'], /staff\.secondPerson/],
      [['withdrawal'], /staff\.secondPerson/],
      [['imports'], /staff\.secondPerson/],
      [['permit', 'permit', 'staff'], /twice/],
      [['permit', 'binding'], /must name "staff", too: without it one staff administrator .* is both\. Add "staff"/],
    ] as const) {
      await expect(rewritten({ staff: { secondPerson: kinds } })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: words,
      });
    }
  });
});
