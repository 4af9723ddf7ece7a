import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { cosignatureVerifier } from '../../src/core/cosignature.ts';
import { encodeEntry } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { isWholeProof, keptProof } from '../../src/core/kept-proof.ts';
import { parseProof, renderProof, verifyReceipt } from '../../src/core/proof.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { hasWordsAround } from '../../src/core/words-around.ts';
import {
  ENTRIES,
  LOG_VKEY,
  logNote,
  logSigner,
  logTree,
  ORIGIN,
  WITNESS_VKEY,
  witnessSigner,
} from './format-vectors.ts';

const invalid = expect.objectContaining({ code: 'PROOF_INVALID' });
const policy = { origin: ORIGIN, log: [ed25519Verifier(LOG_VKEY)], witnesses: [cosignatureVerifier(WITNESS_VKEY)] };
const entry = encodeEntry(ENTRIES[2] ?? (ENTRIES[0] as (typeof ENTRIES)[number]));
const note = logNote(4);
const receipt = renderProof({ extra: entry, index: 2, path: logTree().inclusion(2), checkpoint: note });
const text = utf8Decode(receipt);

describe('receipts', () => {
  it('prove the entry, its number and the head', () => {
    const proved = verifyReceipt(receipt, policy);
    expect(proved.entry).toEqual(entry);
    expect(proved.index).toBe(2);
    expect(proved.checkpoint).toEqual({ origin: ORIGIN, size: 4, root: logTree().root() });
    expect(proved.cosignatures).toEqual([]);
  });

  it('name the witnesses that cosigned', () => {
    const checkpoint = logNote(4, [logSigner(), witnessSigner()]);
    const cosigned = renderProof({ extra: entry, index: 2, path: logTree().inclusion(2), checkpoint });
    expect(verifyReceipt(cosigned, policy).cosignatures.map(({ name }) => name)).toEqual(['witness.example/w1']);
  });

  it('hold for a log of one entry, without a path', () => {
    const [first] = ENTRIES;
    const extra = first ? encodeEntry(first) : new Uint8Array();
    const proof = renderProof({ extra, index: 0, path: [], checkpoint: logNote(1) });
    expect(verifyReceipt(proof, policy).index).toBe(0);
  });

  it('do not verify with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: receipt.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const other = receipt.map((byte, i) => (i === at ? byte ^ mask : byte));
        try {
          verifyReceipt(other, policy);
        } catch (error) {
          if (!isCustosError(error, 'PROOF_INVALID', 'NOTE_INVALID', 'SIGNATURE_INVALID')) throw error;
          return;
        }
        throw new Error(`a receipt with byte ${at} changed was verified`);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['another number', { index: 1 }],
    ['a number beyond the log', { index: 4 }],
    ['another path', { path: logTree().inclusion(1) }],
    ['a shorter path', { path: logTree().inclusion(2).slice(1) }],
    ['a longer path', { path: [...logTree().inclusion(2), new Uint8Array(32)] }],
    ['the head of another size', { checkpoint: logNote(3) }],
    ['another entry', { extra: utf8('{}') }],
    ['an entry of nothing', { extra: new Uint8Array() }],
    ['an entry too large for a bundle', { extra: new Uint8Array(65_536) }],
  ])('are refused with %s', (_, change) => {
    const proof = renderProof({ extra: entry, index: 2, path: logTree().inclusion(2), checkpoint: note, ...change });
    expect(() => verifyReceipt(proof, policy)).toThrow(invalid);
  });

  it('are refused without an entry', () => {
    const proof = renderProof({ index: 2, path: logTree().inclusion(2), checkpoint: note });
    expect(() => verifyReceipt(proof, policy)).toThrow(invalid);
  });

  it('are refused from another log, and from one whose key is not known', () => {
    expect(() => verifyReceipt(receipt, { ...policy, log: [] })).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    );
  });
});

describe('receipts that people kept', () => {
  const sentences = 'Hospital São João\r\nYou withdrew a consent. \u2014 Keep the lines as they are.\r\n\r\n';
  const wide = (words: string) => Uint8Array.from([0xff, 0xfe, ...new Uint8Array(Buffer.from(words, 'utf16le'))]);
  it.each<[string, Uint8Array]>([
    ['as they came', receipt],
    ['with other line ends, and a mark at the start', utf8(`\ufeff${text.replaceAll('\n', '\r\n')}`)],
    ['without the last line end', utf8(text.trimEnd())],
    ['with empty lines and a signature of mail below', utf8(`${text}\n\n-- \nAna\n`)],
    [
      'below the sentences of a page, with the line ends of Windows',
      utf8((sentences + text).replace(/\r?\n/g, '\r\n')),
    ],
    ['below sentences in Latin-1', Uint8Array.from([...Buffer.from(sentences, 'latin1'), ...receipt])],
    ['indented, in UTF-16', wide(sentences + text.replaceAll('\n', '\r\n  '))],
    ['in UTF-16 without a mark', new Uint8Array(Buffer.from(sentences + text, 'utf16le'))],
    ['in UTF-16 of the other order without a mark', new Uint8Array(Buffer.from(text, 'utf16le').swap16())],
    [
      'as systems of one byte a letter keep it',
      new Uint8Array(Buffer.from(text.replaceAll('\u2014', '\u0097'), 'latin1')),
    ],
    ['as systems of ASCII keep it', utf8(text.replaceAll('\u2014', '?'))],
    ['read in the wrong coding and saved again', utf8(Buffer.from(receipt).toString('latin1'))],
    ['with NULs and an end of file below', utf8(`${text}\0\0\u001a`)],
    ['quoted in mail', utf8(`Ana wrote:\n\n${text.replaceAll(/^/gm, '> > ')}\nAna`)],
    ['with an empty line after each', utf8(text.replaceAll('\n', '\r\n\r\n'))],
    [
      'wrapped by mail, below sentences',
      utf8(`${sentences}${text.replaceAll(/(\S{72}|extra|— \S+) ?/g, '$1\n')}\nAna Souza`),
    ],
    ['with blanks instead of line ends', utf8(text.replaceAll('\n', ' '))],
    ['below a sentence that names its first line', utf8(`It begins with c2sp.org/tlog-proof@v1.\n\n${text}`)],
    ['below one that was cut off', utf8(`${text.slice(0, -30)}\n${text}`)],
    ['twice, as answers to mail have it', utf8(`${text}\n\n${text.replaceAll(/^/gm, '> ')}`)],
  ])('prove the same %s', (_, kept) => {
    expect(verifyReceipt(keptProof(kept), policy).entry).toEqual(entry);
    expect(keptProof(keptProof(kept))).toEqual(receipt);
  });

  it('are told from words around them, which nothing proves, whatever mail and systems did to their own lines', () => {
    const untouched = [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', ' '), text.replaceAll(/^/gm, '> > ')];
    const coded = [text.replaceAll('\u2014', '?'), Buffer.from(receipt).toString('latin1')].map(utf8);
    for (const kept of [...untouched.map(utf8), ...coded, wide(text)]) expect(hasWordsAround(kept)).toBe(false);
    const told = 'The hospital paid me 1000 euro.';
    for (const kept of [`${told}\n${text}`, `${text}\n${told}`, `Ναι\n${text}`, `7\n${text}`])
      expect(hasWordsAround(utf8(kept)), kept.slice(0, 30)).toBe(true);
    expect(hasWordsAround(wide(`${told}\r\n${text}`))).toBe(true);
  });

  it('are none where they were cut off, or are told as that', () => {
    const lines = text.trimEnd().split('\n');
    for (let kept = 1; kept < lines.length; kept++) {
      const cut = utf8(`${sentences}${lines.slice(0, kept).join('\r\n')}\r\n\r\n`);
      expect(() => verifyReceipt(keptProof(cut), policy), `${kept} lines`).toThrow(/proof|note|signature/i);
      if (kept < lines.indexOf('')) expect(() => parseProof(keptProof(cut))).toThrow(invalid);
      expect(isWholeProof(keptProof(cut)), `${kept} lines`).toBe(false);
    }
    for (let lost = 2; lost < 60; lost++) expect(isWholeProof(keptProof(utf8(text.slice(0, -lost))))).toBe(false);
  });

  it('are none where several are in it: a verdict on one would be read as one on all', () => {
    const altered = text.replace('index 2', 'index 1');
    expect(() => keptProof(utf8(`${text}\n${altered}`))).toThrow(invalid);
    expect(() => keptProof(utf8(`${altered}\n${text}`))).toThrow(/2 different receipts/);
  });

  it('are judged by what is signed in them, and what is no receipt stays what it is', () => {
    const altered = utf8(sentences + text.replace('index 2', 'index 1'));
    expect(() => verifyReceipt(keptProof(altered), policy)).toThrow(invalid);
    const wrapped = utf8(text.replace('index 2', 'index 1').replaceAll('\n', '\n\n'));
    expect(() => verifyReceipt(keptProof(wrapped), policy)).toThrow(invalid);
    const added = utf8(text.replace('index 2', 'index 2\nconsent 7 was withdrawn'));
    expect(() => verifyReceipt(keptProof(added), policy)).toThrow();
    expect(keptProof(utf8(sentences))).toEqual(utf8(sentences));
  });
});

describe('proofs', () => {
  it('read back whatever was rendered', () => {
    const path = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.maxSafeNat(), path, (extra, index, hashes) => {
        const proof = { extra, index, path: hashes, checkpoint: note };
        expect(parseProof(renderProof(proof))).toEqual(proof);
        const line = utf8Decode(renderProof(proof)).split('\n')[1];
        expect(line).toBe(`extra ${Buffer.from(extra).toString('base64')}`);
      }),
    );
  });

  it('are what the specification shows', () => {
    const [header, extra, index, ...rest] = text.split('\n');
    expect(header).toBe('c2sp.org/tlog-proof@v1');
    expect(fromBase64(extra?.replace('extra ', '') ?? '')).toEqual(entry);
    expect(index).toBe('index 2');
    expect(rest.indexOf('')).toBe(2);
    expect(rest.slice(3).join('\n')).toBe(utf8Decode(note));
  });

  it.each([
    ['another header', text.replace('@v1', '@v2')],
    ['no index', text.replace('index 2\n', '')],
    ['an index with a zero before', text.replace('index 2', 'index 02')],
    ['an index beyond 2^53', text.replace('index 2', 'index 9007199254740992')],
    ['a negative index', text.replace('index 2', 'index -2')],
    ['the index before the entry', text.replace(/(extra .*)\n(index 2)/, '$2\n$1')],
    ['two entries', text.replace(/(extra .*)\n/, '$1\n$1\n')],
    ['an entry that is not base64', text.replace('extra ', 'extra !')],
    ['a hash of 31 bytes', text.replace('index 2\n', `index 2\n${Buffer.alloc(31).toString('base64')}\n`)],
    ['64 hashes', text.replace('index 2\n', `index 2\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}`)],
    ['no checkpoint', text.slice(0, text.indexOf('\n\n'))],
    ['carriage returns', text.replaceAll('\n', '\r\n')],
    ['nothing', ''],
  ])('are refused with %s', (_, other) => {
    expect(() => parseProof(utf8(other))).toThrow(invalid);
  });

  it('are refused where they are too large or not UTF-8', () => {
    expect(() => parseProof(new Uint8Array(1_200_000).fill(0x61))).toThrow(invalid);
    expect(() => parseProof(Uint8Array.of(0xff, 0x0a, 0x0a))).toThrow(invalid);
  });

  it('are not rendered with hashes of another width', () => {
    expect(() => renderProof({ index: 0, path: [new Uint8Array(31)], checkpoint: note })).toThrow(invalid);
  });
});
