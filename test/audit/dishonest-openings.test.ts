import { describe } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { defined } from './honest-trail.ts';
import { account, id } from './persons.ts';

const CASES: readonly Case[] = [
  {
    title: 'serves a request made to another gateway',
    act: (s) => s.release({ rows: s.rowsOf(0), request: { gateway: account('elsewhere') } }),
    finds: 'REQUEST_DIFFERS',
  },
  {
    title: 'serves an item that nobody asked for',
    act: (s) => s.release({ rows: s.rowsOf(0), request: { items: [0] } }),
    finds: 'ITEM_NOT_REQUESTED',
  },
  {
    title: 'serves an item that the manifest does not list',
    act: (s) => {
      const item = s.addItem(s.patient(0));
      return s.release({ rows: [{ item, grant: s.grantOf(0) }] });
    },
    finds: 'ITEM_UNLISTED',
  },
  {
    title: 'calls a patient’s item shared',
    act: (s) => {
      const { index, leaf } = s.item(0);
      return s.release({ rows: [{ item: { index, leaf } }] });
    },
    finds: 'OWNER_DIFFERS',
  },
  {
    title: 'calls a patient’s item shared among releases of what is shared',
    act: async (s) => {
      const { index, leaf } = s.item(0);
      const seq = await s.release({ rows: [{ item: { index, leaf } }] });
      await s.release({ rows: [{ item: s.common }] });
      return seq;
    },
    finds: 'OWNER_DIFFERS',
  },
  {
    title: 'publishes more shared items than it declared',
    version: { sharedCount: 0 },
    act: (s) => s.release({ rows: [{ item: s.common }] }),
    finds: 'SHARED_EXCEEDED',
  },
  {
    title: 'opens an item to another patient than it is of',
    act: (s) => {
      const { index, leaf, ownerSalt } = s.item(0);
      const item = { index, leaf, subject: s.patient(1), ...(ownerSalt === undefined ? {} : { ownerSalt }) };
      return s.release({ rows: [{ item, grant: s.grantOf(1) }] });
    },
    finds: 'OWNER_DIFFERS',
  },
  {
    title: 'serves an item twice',
    act: (s) => s.release({ rows: [...s.rowsOf(0), ...s.rowsOf(0)] }),
    finds: 'ITEM_TWICE',
  },
  {
    title: 'opens other rows than it logged',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) =>
          lines.map((l) => ('row' in l && l.row.position === 1 ? { row: { ...l.row, prf: id('x') } } : l)),
      }),
    finds: 'ROWS_DIFFER',
  },
  {
    title: 'leaves a row unopened',
    act: (s) => s.release({ rows: s.rowsOf(0), openings: (l) => l.slice(0, -1) }),
    finds: 'ROW_NOT_OPENED',
  },
  {
    title: 'calls a row erased though nobody was',
    act: (s) => s.release({ rows: s.rowsOf(0), openings: (l) => [...l.slice(0, -1), { erased: { position: 1 } }] }),
    finds: 'ROW_NOT_OPENED',
  },
  {
    title: 'opens another entry',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) => lines.map((l) => ('opening' in l ? { opening: { ...l.opening, seq: 99 } } : l)),
      }),
    finds: 'OPENINGS_MALFORMED',
  },
  {
    title: 'opens another version',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) => lines.map((l) => ('opening' in l ? { opening: { ...l.opening, version: 2 } } : l)),
      }),
    finds: 'OPENINGS_MALFORMED',
  },
  {
    title: 'opens what is of no form',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      s.openings.set(seq, utf8('{}'));
      return seq;
    },
    finds: 'OPENINGS_MALFORMED',
  },
  {
    title: 'opens fewer rows than it counted',
    act: (s) =>
      s.release({
        rows: s.rowsOf(0),
        openings: (lines) =>
          lines.slice(0, -1).map((l) => ('opening' in l ? { opening: { ...l.opening, count: 1 } } : l)),
      }),
    finds: 'ROWS_DIFFER',
  },
  {
    title: 'keeps the openings from an auditor',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      s.openings.delete(seq);
      return seq;
    },
    finds: 'OPENINGS_WITHHELD',
  },
  {
    title: 'keeps the evidence from an auditor',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      s.evidence.delete(seq);
      return seq;
    },
    finds: 'EVIDENCE_WITHHELD',
  },
  {
    title: 'gives other evidence than it logged',
    act: async (s) => {
      const seq = await s.release({ rows: s.rowsOf(0) });
      const later = await s.release({ rows: s.rowsOf(1) });
      s.evidence.set(seq, defined(s.evidence.get(later)));
      return seq;
    },
    finds: 'EVIDENCE_DIFFERS',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
