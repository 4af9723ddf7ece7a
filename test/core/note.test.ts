import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { formatNote, MAX_NOTE_SIGNATURES, openNote, parseNote, signNote } from '../../src/core/note.ts';
import {
  ed25519Signer,
  ed25519Verifier,
  formatVerifierKey,
  isKeyName,
  parseVerifierKey,
  signatureText,
} from '../../src/core/verifier-key.ts';

/** The example of C2SP signed-note. */
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const LINE =
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const TEXT = 'This is an example message.\n';
const NOTE = `${TEXT}\n${LINE}`;
const known = [ed25519Verifier(VKEY)];

const invalid = expect.objectContaining({ code: 'NOTE_INVALID' });
const unsigned = expect.objectContaining({ code: 'SIGNATURE_INVALID' });
const unfit = expect.objectContaining({ code: 'INPUT_INVALID' });

function keyPair(byte: number, name: string) {
  const seed = new Uint8Array(32).fill(byte);
  const publicKey = ed25519.getPublicKey(seed);
  return {
    signer: ed25519Signer(name, publicKey, (message) => ed25519.sign(message, seed)),
    verifier: ed25519Verifier(formatVerifierKey(name, 1, publicKey)),
  };
}
const one = keyPair(1, 'one.example');
const two = keyPair(2, 'two.example');

describe('verifier keys', () => {
  it('read and write the example of the specification', () => {
    const { name, keyId, type, publicKey } = parseVerifierKey(VKEY);
    expect([name, keyId, type, publicKey.length]).toEqual(['example.com/foo', 0x530d903a, 1, 32]);
    expect(formatVerifierKey(name, type, publicKey)).toBe(VKEY);
  });

  it.each([
    VKEY.replace('530d903a', '530d903b'),
    VKEY.replace('530d903a', '530D903A'),
    VKEY.replace('foo', 'fooo'),
    VKEY.replace('example', 'exam ple'),
    VKEY.slice(1),
    VKEY.replace('+Ae', '+Be'),
    `${VKEY}+x`,
    `${VKEY}\n`,
    '',
  ])('refuse %j', (vkey) => {
    expect(() => ed25519Verifier(vkey)).toThrow();
  });

  it('refuse keys of another type or length', () => {
    const { publicKey } = parseVerifierKey(VKEY);
    expect(() => ed25519Verifier(formatVerifierKey('a', 4, publicKey))).toThrow(unfit);
    expect(() => ed25519Verifier(formatVerifierKey('a', 1, publicKey.subarray(1)))).toThrow(unfit);
  });

  it('refuse public keys for which anybody can sign, and those that are not canonical', () => {
    const identity = Uint8Array.from([1, ...new Array(31).fill(0)]);
    const orderTwo = Uint8Array.from([0xec, ...new Array(30).fill(0xff), 0x7f]);
    const notCanonical = Uint8Array.from([0xee, ...new Array(30).fill(0xff), 0x7f]);
    const offCurve = Uint8Array.from([2, ...new Array(31).fill(0)]);
    for (const key of [identity, orderTwo, notCanonical, offCurve]) {
      expect(() => ed25519Verifier(formatVerifierKey('a', 1, key))).toThrow(unfit);
    }
  });

  it('take names without spaces, plus and control characters', () => {
    expect(['a', 'example.com/foo', 'héllo', 'a'.repeat(512)].map(isKeyName)).toEqual([true, true, true, true]);
    for (const name of [
      '',
      'a b',
      'a+b',
      'a\u00a0b',
      'a\u2003b',
      'a\u0085b',
      'a\nb',
      'a\u0001',
      '\ud800',
      'a'.repeat(513),
    ]) {
      expect(isKeyName(name)).toBe(false);
    }
  });
});

describe('notes', () => {
  it('open the example of the specification', () => {
    const { text, verified, ignored } = openNote(utf8(NOTE), known);
    expect(utf8Decode(text)).toBe(TEXT);
    expect(verified.map(({ name }) => name)).toEqual(['example.com/foo']);
    expect(ignored).toEqual([]);
  });

  it('are written as they are read', () => {
    const note = signNote(utf8('one\n\ntwo\n'), [one.signer, two.signer]);
    expect(formatNote(parseNote(note))).toEqual(note);
    expect(utf8Decode(parseNote(note).text)).toBe('one\n\ntwo\n');
  });

  it('of any text come back exactly', () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme' }).filter((line) => !/\p{Cc}/u.test(line)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, (parts) => {
        const text = utf8(`${parts.join('\n')}\n`);
        expect(openNote(signNote(text, [one.signer]), [one.verifier]).text).toEqual(text);
      }),
      { numRuns: 50 },
    );
  });

  it('ignore signatures of unknown keys, even of a known name or a known id', () => {
    const sameName = keyPair(3, 'one.example').signer;
    const sameId = { ...two.signer, name: 'three.example', keyId: one.signer.keyId };
    const note = signNote(utf8('x\n'), [sameName, sameId, two.signer, one.signer]);
    const { verified, ignored } = openNote(note, [one.verifier]);
    expect(verified.map(({ keyId }) => keyId)).toEqual([one.signer.keyId]);
    expect(ignored).toHaveLength(3);
  });

  it('are refused where a known key fails, however many others verify', () => {
    const forged = { ...two.signer, sign: () => new Uint8Array(64) };
    const note = signNote(utf8('x\n'), [one.signer, forged]);
    expect(() => openNote(note, [one.verifier, two.verifier])).toThrow(unsigned);
    expect(openNote(note, [one.verifier]).verified).toHaveLength(1);
  });

  it('are refused where a known key signs rightly and then wrongly', () => {
    const forged = { ...one.signer, sign: () => new Uint8Array(64) };
    expect(() => openNote(signNote(utf8('x\n'), [one.signer, forged]), [one.verifier])).toThrow(unsigned);
  });

  it('are refused where no known key signed', () => {
    expect(() => openNote(utf8(NOTE), [one.verifier])).toThrow(unsigned);
    expect(() => openNote(utf8(NOTE), [])).toThrow(unsigned);
  });

  it('take two keys of one name and id for a mistake of the caller', () => {
    expect(() => openNote(utf8(NOTE), [...known, ...known])).toThrow(unfit);
  });

  it('accept 16 signatures and more, and bound them', () => {
    const signers = Array.from({ length: MAX_NOTE_SIGNATURES }, (_, i) => ({ ...two.signer, name: `w${i}.example` }));
    expect(openNote(signNote(utf8('x\n'), [one.signer, ...signers.slice(0, 15)]), [one.verifier]).ignored).toHaveLength(
      15,
    );
    expect(parseNote(signNote(utf8('x\n'), signers)).signatures).toHaveLength(100);
    expect(() => signNote(utf8('x\n'), [one.signer, ...signers])).toThrow(invalid);
    const tooMany = utf8(`x\n\n${`— a ${signatureText(1, new Uint8Array(64))}\n`.repeat(101)}`);
    expect(() => parseNote(tooMany)).toThrow(invalid);
  });

  it('accept the large signatures of post-quantum keys', () => {
    const large = { ...two.signer, sign: () => new Uint8Array(5000).fill(7) };
    expect(openNote(signNote(utf8('x\n'), [one.signer, large]), [one.verifier]).verified).toHaveLength(1);
  });

  it.each([
    ['no signatures', TEXT],
    ['no empty line', `${TEXT}${LINE}`],
    ['an empty line at the end', `${NOTE}\n`],
    ['a line that is no signature', `${NOTE}hello\n`],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
    ['no newline at the end', NOTE.slice(0, -1)],
    ['a carriage return', NOTE.replace('message.', 'message.\r')],
    ['a tab', NOTE.replace('an example', 'an\texample')],
    ['a null', NOTE.replace('an example', 'an\0example')],
    ['a name with a plus', NOTE.replace('— example', '— ex+ample')],
    ['a name with a no-break space', NOTE.replace('— example', '— ex\u00a0ample')],
    ['two spaces', NOTE.replace('foo Uw', 'foo  Uw')],
    ['a space at the end of the line', NOTE.replace('=\n', '= \n')],
    ['no name', NOTE.replace('— example.com/foo ', '— ')],
    ['base64 of the other alphabet', NOTE.replace('q6TfX', 'q6T-X')],
    ['base64 with stray bits', NOTE.replace('yaQM=', 'yaQN=')],
    ['base64 without padding', NOTE.replace('yaQM=', 'yaQM')],
    ['a signature without bytes', `${TEXT}\n— a AAAAAA==\n`],
    ['nothing', ''],
    ['two newlines', '\n\n'],
  ])('are refused with %s', (_, text) => {
    expect(() => openNote(utf8(text), known)).toThrow(invalid);
  });

  it('are refused where they are not UTF-8, or too large', () => {
    expect(() => openNote(concat(Uint8Array.of(0xff), utf8(NOTE)), known)).toThrow(invalid);
    expect(() => openNote(utf8(`${'x'.repeat(1_000_000)}\n\n${LINE}`), known)).toThrow(invalid);
  });

  it('are never signed where they would read otherwise', () => {
    for (const text of ['no newline', 'tab\t\n', '']) expect(() => signNote(utf8(text), [one.signer])).toThrow(invalid);
    expect(() => signNote(utf8('x\n'), [])).toThrow(invalid);
    expect(() => signNote(utf8('x\n'), [{ ...one.signer, name: 'a b' }])).toThrow(invalid);
  });

  it('do not verify with any byte changed', () => {
    const bytes = utf8(NOTE);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const other = bytes.map((byte, i) => (i === at ? byte ^ mask : byte));
        try {
          openNote(other, known);
        } catch (error) {
          if (!isCustosError(error, 'NOTE_INVALID', 'SIGNATURE_INVALID')) throw error;
          return;
        }
        throw new Error(`a note with byte ${at} changed was verified`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('Ed25519', () => {
  const seed = new Uint8Array(32).fill(5);
  const message = utf8('message\n');
  const signature = ed25519.sign(message, seed);
  const verifier = ed25519Verifier(formatVerifierKey('a', 1, ed25519.getPublicKey(seed)));

  it('verifies the first test of RFC 8032', () => {
    const publicKey = Uint8Array.from(
      Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex'),
    );
    const ours = Uint8Array.from(
      Buffer.from(
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
        'hex',
      ),
    );
    expect(ed25519Verifier(formatVerifierKey('a', 1, publicKey)).verify(new Uint8Array(), ours)).toBe(true);
  });

  it('verifies what the key signed, again and again', () => {
    for (let i = 0; i < 3; i++) expect(verifier.verify(message, signature)).toBe(true);
    expect(verifier.verify(utf8('massage\n'), signature)).toBe(false);
  });

  it('refuses a second signature made from the first by adding the order', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    let scalar = 0n;
    for (let i = 63; i >= 32; i--) scalar = (scalar << 8n) | BigInt(signature[i] ?? 0);
    const malleated = signature.slice();
    for (let i = 32, rest = scalar + order; i < 64; i++, rest >>= 8n) malleated[i] = Number(rest & 0xffn);
    expect(verifier.verify(message, malleated)).toBe(false);
  });

  it('refuses other lengths without throwing', () => {
    for (const length of [0, 63, 65]) expect(verifier.verify(message, new Uint8Array(length))).toBe(false);
  });
});
