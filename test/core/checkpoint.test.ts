import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { fromBase64, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../src/core/checkpoint.ts';
import { cosignatureTime, cosignatureVerifier, cosignedMessage, cosigner } from '../../src/core/cosignature.ts';
import { EMPTY_ROOT } from '../../src/core/merkle.ts';
import { parseNote, signNote } from '../../src/core/note.ts';
import { ed25519Signer, ed25519Verifier, formatVerifierKey } from '../../src/core/verifier-key.ts';
import { LOG_VKEY, logNote, logSigner, logTree, ORIGIN, WITNESS_VKEY, witnessSigner } from './format-vectors.ts';

/** The example of C2SP tlog-cosignature. */
const EXAMPLE = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;
const BODY = EXAMPLE.slice(0, EXAMPLE.indexOf('\n\n') + 1);
const invalid = expect.objectContaining({ code: 'NOTE_INVALID' });
const unsigned = expect.objectContaining({ code: 'SIGNATURE_INVALID' });
const log = [ed25519Verifier(LOG_VKEY)];
const witnesses = [cosignatureVerifier(WITNESS_VKEY)];

describe('checkpoints', () => {
  it('read and write the example of the specification', () => {
    const checkpoint = parseCheckpoint(parseNote(utf8(EXAMPLE)).text);
    expect(checkpoint).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20852163,
      root: fromBase64('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='),
      extensions: [],
    });
    expect(utf8Decode(formatCheckpoint(checkpoint))).toBe(BODY);
  });

  it('keep the extension lines of others, who may have them', () => {
    expect(parseCheckpoint(utf8(`${BODY}one\ntwo\n`)).extensions).toEqual(['one', 'two']);
  });

  it.each([
    ['a leading zero', BODY.replace('20852163', '020852163')],
    ['a sign', BODY.replace('20852163', '+20852163')],
    ['a size of text', BODY.replace('20852163', '2e7')],
    ['a size beyond 2^53', BODY.replace('20852163', '9007199254740992')],
    ['a negative size', BODY.replace('20852163', '-1')],
    ['a space behind the size', BODY.replace('20852163', '20852163 ')],
    ['a short root', BODY.replace('CsUY', '')],
    ['a root of 33 bytes', BODY.replace('q2I=', 'q2Iq')],
    ['a root with stray bits', BODY.replace('q2I=', 'q2J=')],
    ['a root of the other alphabet', BODY.replace('/Xajj', '_Xajj')],
    ['no origin', BODY.replace('example.com/behind-the-sofa', '')],
    ['two lines', BODY.split('\n').slice(0, 2).join('\n')],
    ['no newline at the end', BODY.slice(0, -1)],
    ['an empty extension line', `${BODY}\n`],
    ['a carriage return', BODY.replaceAll('\n', '\r\n')],
    ['a root for an empty tree that is not its own', BODY.replace('20852163', '0')],
  ])('are refused with %s', (_, text) => {
    expect(() => parseCheckpoint(utf8(text))).toThrow(invalid);
  });

  it('of an empty log are read', () => {
    const empty = { origin: 'a', size: 0, root: EMPTY_ROOT };
    expect(parseCheckpoint(formatCheckpoint(empty))).toMatchObject(empty);
  });

  it('are not written where they could not be read', () => {
    const good = { origin: 'a', size: 1, root: EMPTY_ROOT };
    for (const change of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 2 ** 53 },
      { size: 0.5 },
      { root: new Uint8Array(31) },
    ]) {
      expect(() => formatCheckpoint({ ...good, ...change })).toThrow(invalid);
    }
  });
});

describe('opening a checkpoint', () => {
  it('gives the head, the log and the witnesses that signed', () => {
    const opened = openCheckpoint(logNote(4, [logSigner(), witnessSigner()]), { origin: ORIGIN, log, witnesses });
    expect(opened.checkpoint).toEqual({ origin: ORIGIN, size: 4, root: logTree().root(4) });
    expect(opened.signatures.map(({ name }) => name)).toEqual([ORIGIN]);
    expect(opened.cosignatures.map(({ name }) => name)).toEqual(['witness.example/w1']);
    expect(opened.cosignatures.map(({ signature }) => cosignatureTime(signature))).toEqual([1_764_000_000]);
  });

  it('needs the log itself: a witness alone is not enough', () => {
    const note = logNote(4, [witnessSigner()]);
    expect(() => openCheckpoint(note, { origin: ORIGIN, log, witnesses })).toThrow(unsigned);
  });

  it('refuses another log under the key of this one', () => {
    const seed = new Uint8Array(32).fill(1);
    const other = signNote(formatCheckpoint({ origin: 'other', size: 4, root: EMPTY_ROOT }), [
      ed25519Signer(ORIGIN, ed25519.getPublicKey(seed), (message) => ed25519.sign(message, seed)),
    ]);
    expect(() => openCheckpoint(other, { origin: ORIGIN, log })).toThrow(invalid);
  });

  it('refuses extension lines under the signature of the log', () => {
    const body = formatCheckpoint({ origin: ORIGIN, size: 4, root: EMPTY_ROOT });
    const note = signNote(utf8(`${utf8Decode(body)}extension\n`), [logSigner()]);
    expect(() => openCheckpoint(note, { origin: ORIGIN, log })).toThrow(invalid);
  });

  it('takes log keys named otherwise for a mistake of the caller', () => {
    const vkey = formatVerifierKey('other', 1, ed25519.getPublicKey(new Uint8Array(32).fill(1)));
    expect(() => openCheckpoint(logNote(4), { origin: ORIGIN, log: [ed25519Verifier(vkey)] })).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });
});

describe('cosignatures', () => {
  it('sign the message of the specification', () => {
    expect(utf8Decode(cosignedMessage(1679315147, utf8(BODY)))).toBe(`cosignature/v1\ntime 1679315147\n${BODY}`);
    const [, witness] = parseNote(utf8(EXAMPLE)).signatures;
    expect(cosignatureTime(witness?.signature ?? new Uint8Array())).toBe(1679315147);
  });

  it('do not verify with another time, text, length, or as a plain signature', () => {
    const { text, signatures } = parseNote(logNote(4, [witnessSigner()]));
    const [verifier] = witnesses;
    const signature = signatures[0]?.signature ?? new Uint8Array();
    expect(verifier?.verify(text, signature)).toBe(true);
    expect(verifier?.verify(text, signature.with(7, (signature[7] ?? 0) ^ 1))).toBe(false);
    expect(verifier?.verify(text, signature.with(0, 0x80))).toBe(false);
    expect(verifier?.verify(utf8('x\n'), signature)).toBe(false);
    expect(verifier?.verify(text, signature.subarray(8))).toBe(false);
    expect(verifier?.verify(text, new Uint8Array())).toBe(false);
  });

  it('need a key of their own type and whole seconds', () => {
    expect(() => cosignatureVerifier(LOG_VKEY)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    const seed = new Uint8Array(32).fill(2);
    const late = cosigner(
      'w',
      ed25519.getPublicKey(seed),
      (message) => ed25519.sign(message, seed),
      () => 1.5,
    );
    expect(() => late.sign(utf8(BODY))).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
