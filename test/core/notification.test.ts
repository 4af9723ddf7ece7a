import { describe, expect, it } from 'vitest';
import {
  ALWAYS_TOLD,
  type Contact,
  channelFor,
  checkedContact,
  emailFault,
  NOTIFICATION_KINDS,
  reportPeriod,
  USE_DIGESTS,
} from '../../src/core/notification.ts';

const BOTH: Contact = {
  language: 'en',
  email: 'ana@example.org',
  post: ['Ana Conceição', 'Rua do Sol 3', '1000 Lisboa'],
};

describe('an e-mail address', () => {
  it.each(['ana@example.org', "o'brien@mail.example.co.uk", 'a+b=c@xn--mnchen-3ya.example'])('is taken: %s', (email) =>
    expect(emailFault(email)).toBeUndefined(),
  );

  it.each([
    ['a second header', 'ana@example.org\r\nBcc: all@example.org'],
    ['a line break at its end', 'ana@example.org\n'],
    ['several addresses', 'ana@example.org,eve@example.org'],
    ['several by semicolon', 'ana@example.org;eve@example.org'],
    ['a name beside it', 'Ana <ana@example.org>'],
    ['a comment', 'ana@example.org (eve@example.org)'],
    ['a quoted local part', '"ana@evil.example"@example.org'],
    ['a route', '@evil.example:ana@example.org'],
    ['an address literal', 'ana@[127.0.0.1]'],
    ['an IP address', 'ana@127.0.0.1'],
    ['no top domain', 'ana@localhost'],
    ['letters beyond ASCII', 'josé@example.org'],
    ['a domain beyond ASCII', 'ana@münchen.example'],
    ['a letter that looks like another', 'аna@example.org'],
    ['what cannot be seen', 'ana\u200b@example.org'],
    ['a zero byte', 'ana@example.org\0'],
    ['two dots', 'ana..b@example.org'],
    ['a long local part', `${'a'.repeat(65)}@example.org`],
    ['a long domain', `ana@${'a.'.repeat(130)}example`],
    ['nothing', ''],
  ])('is refused with %s', (_, email) => {
    expect(emailFault(email)).toMatch(/must be/);
    expect(() => checkedContact({ language: 'en', email })).toThrow(/e-mail address must be/);
  });
});

describe('a postal address', () => {
  it('is kept with its letters, each as one', () => {
    const written = ['João Gonçalves'.normalize('NFD'), ' Praça 1 '];
    expect(checkedContact({ language: 'pt', post: written }).post).toEqual(['João Gonçalves', 'Praça 1']);
  });

  it.each([
    ['no street', ['Ana']],
    ['too many lines', Array.from({ length: 8 }, () => 'x')],
    ['an empty line', ['Ana', ' ', 'Lisboa']],
    ['a line break within a line', ['Ana', 'Rua 1\nRua 2']],
    ['text that is turned round', ['Ana', 'Rua \u202e1']],
    ['a line that no envelope shows', ['Ana', 'x'.repeat(61)]],
  ])('is refused with %s', (_, post) => {
    expect(() => checkedContact({ language: 'en', post })).toThrow(/postal address must/);
  });
});

describe('what a patient wants to be told', () => {
  it('goes by e-mail where both are known, unless it says otherwise, and each use not at all', () => {
    expect(channelFor(BOTH, 'binding')).toBe('email');
    expect(channelFor({ ...BOTH, channel: 'post' }, 'binding')).toBe('post');
    expect(channelFor({ ...BOTH, kinds: { 'first-use': 'post', expiry: 'off' } }, 'first-use')).toBe('post');
    expect(channelFor({ ...BOTH, kinds: { expiry: 'off' } }, 'expiry')).toBeUndefined();
    expect(channelFor(BOTH, 'each-use')).toBeUndefined();
    expect(channelFor({ ...BOTH, kinds: { 'each-use': 'email' } }, 'each-use')).toBe('email');
  });

  it('has each use told where it says how often, unless that kind is off', () => {
    for (const digest of USE_DIGESTS) expect(channelFor({ ...BOTH, digest }, 'each-use')).toBe('email');
    expect(channelFor({ ...BOTH, channel: 'post', digest: 'weekly' }, 'each-use')).toBe('post');
    expect(channelFor({ ...BOTH, digest: 'weekly', kinds: { 'each-use': 'off' } }, 'each-use')).toBeUndefined();
    expect(USE_DIGESTS.map((digest) => reportPeriod({ ...BOTH, digest }))).toEqual([undefined, 'weekly', 'monthly']);
  });

  it('goes by the one address that there is, and nowhere without one', () => {
    expect(channelFor({ language: 'en', post: ['Ana', 'Rua 1'] }, 'binding')).toBe('post');
    for (const kind of NOTIFICATION_KINDS) expect(channelFor({ language: 'en' }, kind)).toBeUndefined();
  });

  it.each([...ALWAYS_TOLD])('cannot leave out %s', (kind) => {
    expect(() => checkedContact({ ...BOTH, kinds: { [kind]: 'off' } })).toThrow(/cannot be switched off/);
  });

  it('names only channels for which there is an address', () => {
    const email = { language: 'en', email: 'ana@example.org' } as const;
    expect(() => checkedContact({ ...email, channel: 'post' })).toThrow(/no address/);
    expect(() => checkedContact({ ...email, kinds: { expiry: 'post' } })).toThrow(/no address/);
  });
});
