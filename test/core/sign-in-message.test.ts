import { SiweMessage } from '@signinwithethereum/siwe';
import { getAddress, id } from 'ethers';
import { createSiweMessage } from 'viem/siwe';
import { describe, expect, it } from 'vitest';
import { signInMessage } from '../../src/client/sign-in-message.ts';
import type { Address } from '../../src/core/ids.ts';
import { parseSignIn } from '../../src/core/sign-in-message.ts';

const ADDRESS = `0x${'ab'.repeat(20)}` as Address;
const THUMBPRINT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
const RESOURCE = `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${THUMBPRINT}`;
const SAID = {
  address: ADDRESS,
  domain: 'gateway.example:8443',
  uri: 'https://gateway.example:8443',
  chainId: 31_337,
  nonce: '0123456789abcdef',
  thumbprint: THUMBPRINT,
  issuedAt: new Date('2030-01-31T09:00:00.250Z'),
  expires: new Date('2030-01-31T10:00:00.000Z'),
};
const MESSAGE = signInMessage(SAID);
const STATEMENT = MESSAGE.split('\n')[3] ?? '';
const READ = { ...SAID, issuedAt: SAID.issuedAt.getTime(), expires: SAID.expires.getTime() };

describe('a sign-in message', () => {
  it('is what the client makes, and what the library for EIP-4361 reads', () => {
    expect(parseSignIn(MESSAGE)).toEqual(READ);
    const siwe = new SiweMessage(MESSAGE);
    expect(siwe).toMatchObject({ address: getAddress(ADDRESS), resources: [RESOURCE], statement: STATEMENT });
    expect(siwe.toMessage()).toBe(MESSAGE);
  });

  it('is read as other libraries write it', () => {
    const { expires, thumbprint: _, ...rest } = SAID;
    const fields = {
      ...rest,
      address: getAddress(ADDRESS) as Address,
      version: '1' as const,
      expirationTime: expires,
      notBefore: SAID.issuedAt,
      requestId: 'a1',
      resources: [RESOURCE],
    };
    expect(parseSignIn(createSiweMessage(fields))).toEqual({ ...READ, notBefore: READ.issuedAt });
    const [issuedAt, expirationTime] = ['2030-01-31T09:00:00Z', '2030-01-31T10:00:00Z'];
    const { notBefore: _before, requestId: _id, ...plain } = fields;
    const written = new SiweMessage({ ...plain, issuedAt, expirationTime, resources: [RESOURCE] }).prepareMessage();
    expect(parseSignIn(written)).toEqual({ ...READ, issuedAt: Date.parse(issuedAt) });
  });

  it('holds an address in the one mixed-case form that EIP-55 gives it', () => {
    for (let i = 0; i < 64; i++) {
      const address = id(String(i)).slice(0, 42);
      const message = signInMessage({ ...SAID, address: address as Address });
      expect(parseSignIn(message).address).toBe(address);
      expect(message).toContain(getAddress(address));
    }
  });

  it.each<[string, (message: string) => string]>([
    ['a scheme before its domain', (text) => `https://${text}`],
    ['a scheme in capitals before its domain', (text) => `HTTPS://${text}`],
    ['a domain in capitals', (text) => text.replace('gateway', 'Gateway')],
    ['a user before its domain', (text) => `me@${text}`],
    ['an address in lowercase', (text) => text.replace(getAddress(ADDRESS), ADDRESS)],
    ['an address with another case', (text) => text.replace(getAddress(ADDRESS), `0x${'aB'.repeat(20)}`)],
    ['lines that end with CR LF', (text) => text.replaceAll('\n', '\r\n')],
    ['a line feed at its end', (text) => `${text}\n`],
    ['a space at its end', (text) => `${text} `],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['an empty statement', (text) => text.replace(`\n${STATEMENT}\n`, '\n\n')],
    ['one empty line for a statement', (text) => text.replace(`\n\n${STATEMENT}\n`, '\n')],
    ['a statement of two lines', (text) => text.replace('. ', '.\n')],
    ['a statement outside of ASCII', (text) => text.replace('Sign in', 'Zustimmung für')],
    ['a statement with a quote', (text) => text.replace('Sign in', '"Sign in"')],
    ['a slash at the end of its URI', (text) => text.replace('8443\nVersion', '8443/\nVersion')],
    ['a URI with a host in capitals', (text) => text.replace('URI: https://gateway', 'URI: https://GATEWAY')],
    ['a URI with a query', (text) => text.replace('8443\nVersion', '8443?x\nVersion')],
    ['another version', (text) => text.replace('Version: 1', 'Version: 01')],
    ['zeros before its chain id', (text) => text.replace('Chain ID: 31337', 'Chain ID: 031337')],
    ['a chain id with a sign', (text) => text.replace('Chain ID: 31337', 'Chain ID: +31337')],
    ['a chain id in hex', (text) => text.replace('Chain ID: 31337', 'Chain ID: 0x7a69')],
    ['a chain id beyond 2^52', (text) => text.replace('Chain ID: 31337', 'Chain ID: 4503599627370496')],
    ['a nonce with other characters', (text) => text.replace('89abcdef', '89abcde-')],
    ['a field name in another case', (text) => text.replace('Chain ID', 'Chain Id')],
    ['two spaces before a value', (text) => text.replace('Nonce: ', 'Nonce:  ')],
    ['a field twice', (text) => text.replace('Version: 1\n', 'Version: 1\nVersion: 1\n')],
    ['fields in another order', (text) => text.replace(/(Version: 1\n)(Chain ID: 31337\n)/, '$2$1')],
    ['no expiration', (text) => text.replace(/Expiration Time: .*\n/, '')],
    ['a lowercase t', (text) => text.replace('31T09', '31t09')],
    ['a lowercase z', (text) => text.replace('250Z', '250z')],
    ['an offset', (text) => text.replace('250Z', '250+00:00')],
    ['a fraction of one digit', (text) => text.replace('250Z', '2Z')],
    ['a fraction of nine digits', (text) => text.replace('250Z', '250000000Z')],
    ['a comma in a time', (text) => text.replace('.250Z', ',250Z')],
    ['a space in a time', (text) => text.replace('31T09', '31 09')],
    ['a leap second', (text) => text.replace('09:00:00.250Z', '23:59:60Z')],
    ['hour 24', (text) => text.replace('T10:00:00.000Z', 'T24:00:00.000Z')],
    ['a day that does not exist', (text) => text.replace('2030-01-31T10', '2030-02-30T10')],
    ['a year before 1970', (text) => text.replace('Issued At: 2030', 'Issued At: 1969')],
    ['a year of six digits', (text) => text.replace('Issued At: 2030', 'Issued At: +002030')],
    ['`Not Before` beyond 59 s', (text) => text.replace('Resources:', 'Not Before: 2030-01-31T09:00:60Z\nResources:')],
    ['an empty `Request ID`', (text) => text.replace('Resources:', 'Request ID: \nResources:')],
    ['no resources', (text) => text.replace(/\nResources:[\s\S]*$/, '')],
    ['no resource', (text) => text.replace(/\n- .*$/, '')],
    ['two resources', (text) => `${text}\n- https://gateway.example/terms`],
    ['its key twice', (text) => `${text}\n- ${RESOURCE}`],
    ['another resource', (text) => text.replace(RESOURCE, 'https://gateway.example/terms')],
    ['a thumbprint with spare bits', (text) => text.replace(THUMBPRINT, `${THUMBPRINT.slice(0, -1)}J`)],
    ['a URN in capitals', (text) => text.replace('- urn:', '- URN:')],
    ['too many characters', (text) => text.replace('Sign in', 'Sign in '.repeat(600))],
  ])('is refused with %s', (_, change) => {
    const message = change(MESSAGE);
    expect(message).not.toBe(MESSAGE);
    expect(() => parseSignIn(message)).toThrow(expect.objectContaining({ code: 'SESSION_INVALID' }));
  });

  it('is refused in words that say what the field must be', () => {
    const late = MESSAGE.replace('250Z', '250+00:00');
    expect(() => parseSignIn(late)).toThrow('`Issued At: ` in its place, with a time as 2030-01-31T09:00:00Z');
  });
});
