import { describe, expect, it } from 'vitest';
import { fromHex, type Hex, toHex } from '../../src/core/bytes.ts';
import type { Address, Digest, LedgerText } from '../../src/core/ids.ts';
import { isStatementSigned, parseStatement, statementText } from '../../src/core/session-statement.ts';
import { StatementSigner } from '../../src/gateway/auth/statement-signer.ts';
import { nativeEd25519 } from '../../src/ledger/native-ed25519.ts';
import { LEDGER, SESSION_SEED, STATEMENT, signedStatement } from './format-vectors.ts';
import { hexOf } from './samples.ts';

const SIGNED = signedStatement();

describe('an organisation’s statement', () => {
  it('reads as it was written', () => {
    expect(parseStatement(SIGNED.statement)).toEqual(STATEMENT);
  });

  it.each([
    ['white space', SIGNED.statement.replace(':', ': ')],
    ['a member twice', SIGNED.statement.replace('{', '{"v":1,')],
    ['an unknown member', statementText({ ...STATEMENT, role: 'auditor' } as never)],
    ['another version', statementText({ ...STATEMENT, v: 2 as never })],
    ['a missing person', statementText({ ...STATEMENT, person: undefined as never })],
    ['capitals', statementText({ ...STATEMENT, member: hexOf('AB', 20) as Address })],
    ['another ledger’s spelling', statementText({ ...STATEMENT, ledger: 'eip155:01:0x' as LedgerText })],
    ['a thumbprint with spare bits', statementText({ ...STATEMENT, jkt: STATEMENT.jkt.replace(/I$/, 'J') })],
    ['a time that is no whole number', statementText({ ...STATEMENT, notAfter: 1.5 })],
    ['a time before 1970', statementText({ ...STATEMENT, notAfter: -1 })],
    ['more characters than are taken', statementText({ ...STATEMENT, jkt: 'A'.repeat(1_100) })],
    ['no JSON', 'statement'],
    ['a lone surrogate', '\ud800'],
  ])('is refused with %s', (_, text) => {
    expect(() => parseStatement(text)).toThrow(expect.objectContaining({ code: 'SESSION_INVALID' }));
  });

  it('is signed by the key that it comes with, whoever verifies', () => {
    for (const check of [undefined, nativeEd25519]) {
      expect(isStatementSigned(SIGNED, check)).toBe(true);
      for (const [at, byte] of fromHex(SIGNED.signature).entries()) {
        const bent = fromHex(SIGNED.signature);
        bent[at] = byte ^ 1;
        expect(isStatementSigned({ ...SIGNED, signature: toHex(bent) }, check)).toBe(false);
      }
      const other = statementText({ ...STATEMENT, person: hexOf('52', 32) as Digest });
      expect(isStatementSigned({ ...SIGNED, statement: other }, check)).toBe(false);
    }
  });

  it.each<[string, Hex]>([
    ['another key', signedStatement(STATEMENT, fromHex(hexOf('04', 32))).key],
    ['a key of another algorithm', `0x02${SIGNED.key.slice(4)}`],
    ['a key without its algorithm', `0x${SIGNED.key.slice(4)}`],
    ['a longer key', `${SIGNED.key}00`],
    ['no key', '0x'],
    ['a key of small order', `0x01${'01'.padEnd(64, '0')}`],
    ['bytes that are no point', `0x01${'f'.repeat(64)}`],
  ])('is not signed by %s', (_, key) => {
    for (const check of [undefined, nativeEd25519]) expect(isStatementSigned({ ...SIGNED, key }, check)).toBe(false);
  });

  it('is not signed by a shorter or longer signature', () => {
    for (const signature of [`${SIGNED.signature}00`, SIGNED.signature.slice(0, -2), '0x'] as Hex[]) {
      for (const check of [undefined, nativeEd25519])
        expect(isStatementSigned({ ...SIGNED, signature }, check)).toBe(false);
    }
  });

  it('is what a node signs of its persons', () => {
    const signer = new StatementSigner({ ledger: LEDGER, member: STATEMENT.member, seed: SESSION_SEED });
    expect(signer.sign(STATEMENT)).toEqual(SIGNED);
  });
});
