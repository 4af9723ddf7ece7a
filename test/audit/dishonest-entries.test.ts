import { describe } from 'vitest';
import { utf8, utf8Decode } from '../../src/core/bytes.ts';
import { type Entry, encodeEntry } from '../../src/core/entry.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { defined } from './honest-trail.ts';
import { id, person } from './persons.ts';

const CASES: readonly Case[] = [
  {
    title: 'gives a subject another subject’s items',
    act: (s) => {
      const self = person('self');
      s.bind(s.patient(0), self.address);
      s.mine();
      s.mine();
      return s.release({ rows: [{ item: s.item(2) }], by: self, entry: { outcome: 'self' } });
    },
    finds: 'SUBJECT_WITHHELD',
  },
  {
    title: 'calls an access by a stranger a subject’s own',
    act: (s) => s.release({ rows: [{ item: s.item(0) }], by: person('stranger'), entry: { outcome: 'self' } }),
    finds: 'SESSION_INVALID',
  },
  {
    title: 'puts evidence of another kind behind a release',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        evidence: { v: 1, kind: 'operation', software: 'custos', verifierKey: s.verifierKey },
      }),
    finds: 'EVIDENCE_KIND',
  },
  {
    title: 'puts the evidence of a request behind an interruption',
    act: async (s) => {
      const of = await s.release({ rows: s.rowsOf(0) });
      const evidence = await s.evidenceFor(s.request(), s.requester);
      return s.append({ kind: 'release', outcome: 'interrupted', reason: 'revoked', of }, evidence);
    },
    finds: 'EVIDENCE_KIND',
  },
  {
    title: 'keeps a request that is of no form',
    act: async (s) => {
      const made = await s.evidenceFor(s.request(), s.requester);
      return s.release({ rows: s.rowsOf(0), evidence: { ...made, request: {} } as typeof made });
    },
    finds: 'EVIDENCE_MALFORMED',
  },
  {
    title: 'names no requester',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      const { requester: _, ...entry } = JSON.parse(utf8Decode(defined(s.entries[seq]))) as Entry;
      s.entries[seq] = encodeEntry(entry);
      return seq;
    },
    finds: 'REQUEST_DIFFERS',
  },
  {
    title: 'writes what is no entry',
    act: (s) => s.entries.push(utf8('{}')) - 1,
    finds: 'ENTRY_MALFORMED',
  },
  {
    title: 'interrupts what was never released',
    act: (s) => s.interrupt(0),
    finds: 'ENTRY_REFERENCE',
  },
  {
    title: 'skips a number',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { seq: 7 } }),
    finds: 'SEQUENCE_BROKEN',
  },
  {
    title: 'writes another log’s entry into this one',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { logId: id('another log') } }),
    finds: 'ENTRY_FOREIGN',
  },
  {
    title: 'begins a fresh log as if it were restored',
    act: (s) => {
      s.entries.pop();
      return s.operation('restore');
    },
    finds: 'RESTORE_UNDECLARED',
  },
  {
    title: 'claims a restore in the middle of a log',
    act: (s) => s.operation('restore'),
    finds: 'RESTORE_UNDECLARED',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
