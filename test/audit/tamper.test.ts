import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/audit/report-text.ts';
import type { FindingCode } from '../../src/audit/source/findings.ts';
import type { LogSource } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import { type Bytes, concat, fromHex, toHex, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { canonicalBytes, type Json } from '../../src/core/canonical.ts';
import { formatCheckpoint } from '../../src/core/checkpoint.ts';
import type { OperationEvidence } from '../../src/core/evidence.ts';
import { logOrigin } from '../../src/core/ids.ts';
import { leafHash } from '../../src/core/merkle.ts';
import { signNote } from '../../src/core/note.ts';
import { defined, honestStudy, Study } from './honest-trail.ts';
import { ed25519Key, id } from './persons.ts';
import { POLICY, type Trail } from './trail.ts';

/** Serves leaf tiles of the tree that was signed, as a mirror does. */
function withTiles(study: Trail): Partial<LogSource> {
  const leaves = study.entries.map(leafHash);
  return {
    leafTile: async (index, width) => ({
      kind: 'bytes',
      bytes: concat(...leaves.slice(index * 256, index * 256 + width)),
    }),
  };
}

function found(study: Trail, source: Partial<LogSource> = {}, options: Parameters<typeof audit>[2] = {}) {
  return audit(study.ledgerSource(), [study.logSource(source)], options);
}

/** Every value in a JSON tree, changed alone. */
function* mutations(value: Json): Generator<Json> {
  if (typeof value === 'string') yield flip(value);
  else if (typeof value === 'number') yield value + 1;
  else if (typeof value === 'boolean') yield !value;
  else if (Array.isArray(value)) {
    for (const [i, member] of value.entries()) {
      for (const changed of mutations(member)) yield value.with(i, changed);
    }
  } else if (value !== null) {
    for (const [key, member] of Object.entries(value as Record<string, Json>)) {
      for (const changed of mutations(member)) yield { ...value, [key]: changed };
      const { [key]: _, ...rest } = value as Record<string, Json>;
      yield rest;
    }
  }
}

function flip(text: string): string {
  const last = text.at(-1) ?? '';
  return text.slice(0, -1) + (last === '0' ? '1' : '0');
}

/** Every value in a JSON tree, changed or left out alone, with where it stands; places in lists have no name. */
function* changes(value: Json, path = ''): Generator<{ path: string; changed: Json; isLeftOut: boolean }> {
  if (Array.isArray(value)) {
    for (const [i, member] of value.entries()) {
      for (const one of changes(member, path)) yield { ...one, changed: value.with(i, one.changed) };
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value as Record<string, Json>)) {
      const { [key]: _, ...rest } = value as Record<string, Json>;
      const at = path === '' ? key : `${path}.${key}`;
      yield { path: at, changed: rest, isLeftOut: true };
      for (const one of changes(member, at)) yield { ...one, changed: { ...value, [key]: one.changed } as Json };
    }
  } else for (const changed of mutations(value)) yield { path, changed, isLeftOut: false };
}

/** What is found where a field of the openings is changed; where one is left out that may not be, its form is wrong. */
const CHANGED: readonly (readonly [RegExp, FindingCode])[] = [
  [/^opening\.count$/, 'ROWS_DIFFER'],
  [/^opening\./, 'OPENINGS_MALFORMED'],
  [/^listed\./, 'ITEM_UNLISTED'],
  [/^grant\./, 'GRANT_FORGED'],
  [/^row\.position$/, 'OPENINGS_MALFORMED'],
  [/^row\.leaf\.owner$/, 'OWNER_DIFFERS'],
  [/^row\.leaf\./, 'ITEM_UNLISTED'],
  [/^row\.(ownerSalt|subject)$/, 'OWNER_DIFFERS'],
  [/^row\.(prf|grant)$/, 'ROWS_DIFFER'],
];
/** A grant that is opened under another name, or to another subject, is not there for its rows. */
const UNNAMED = new Map<string, FindingCode>([
  ['grant.grant', 'GRANT_MISSING'],
  ['row.grant', 'ROWS_DIFFER'],
]);
const MAY_BE_LEFT_OUT = /^(row\.(ownerSalt|subject|grant)|grant\.deadline|grant\.terms\.\w+)$/;
const WITHOUT: Readonly<Record<string, FindingCode>> = {
  opening: 'OPENINGS_MALFORMED',
  listed: 'OPENINGS_MALFORMED',
  grant: 'GRANT_MISSING',
  row: 'ROW_NOT_OPENED',
};

function codeOf(path: string, isLeftOut: boolean): FindingCode | undefined {
  if (isLeftOut && !MAY_BE_LEFT_OUT.test(path)) return 'OPENINGS_MALFORMED';
  return UNNAMED.get(path) ?? CHANGED.find(([where]) => where.test(path))?.[1];
}

interface Listed {
  readonly items: readonly Json[];
  readonly leaves: readonly Json[];
  readonly proof: readonly Json[];
}

function changeList(line: Record<string, Json>, change: (listed: Listed) => unknown): unknown {
  return line.listed === undefined ? line : { listed: change(line.listed as unknown as Listed) };
}

/** Erases the first patient, whose two rows the entry released; gives what its gateway shows of them from then on. */
function eraseFirst(study: Study, seq: number): Record<string, Json>[] {
  study.mine(['SubjectErased', { subject: study.patient(0), by: id('signer') }]);
  const lines = utf8Decode(defined(study.openings.get(seq)))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Json>);
  const erased = [...lines.slice(0, 2), ...[0, 1].map((position) => ({ erased: { position } }))];
  study.openings.set(seq, utf8(erased.map((line) => JSON.stringify(line)).join('\n')));
  return erased;
}

describe('the tamper sweep', () => {
  it('finds and locates every field of every entry that is changed or left out', async () => {
    const study = await honestStudy();
    const tiles = withTiles(study);
    study.note = study.checkpoint();
    let swept = 0;
    for (const [seq, bytes] of study.entries.entries()) {
      for (const changed of mutations(JSON.parse(utf8Decode(bytes)) as Json)) {
        study.entries[seq] = canonicalBytes(changed);
        const { findings } = await found(study, tiles, { level: 'log' });
        const located = findings.filter(({ code, entry }) => code === 'HEAD_DIFFERS' && entry === seq);
        expect(located, JSON.stringify(changed)).toHaveLength(1);
        swept++;
      }
      study.entries[seq] = bytes;
    }
    expect(swept).toBeGreaterThan(250);
  });

  it('finds each flipped byte of an entry and of its evidence', async () => {
    const study = await honestStudy();
    const tiles = withTiles(study);
    study.note = study.checkpoint();
    for (const seq of [0, 1, 4]) {
      const kept = defined(study.entries[seq]);
      for (let at = 0; at < kept.length; at += 11) {
        study.entries[seq] = flipped(kept, at);
        const { findings } = await found(study, tiles, { level: 'log' });
        expect(findings).toContainEqual(expect.objectContaining({ rule: 'G5', entry: seq }));
      }
      study.entries[seq] = kept;
      const evidence = defined(study.evidence.get(seq));
      for (let at = 0; at < evidence.length; at += 97) {
        study.evidence.set(seq, flipped(evidence, at));
        const { findings } = await found(study);
        expect(findings).toEqual(
          [expect.objectContaining({ rule: 'G6', code: 'EVIDENCE_DIFFERS', entry: seq })].concat(findings.slice(1)),
        );
        expect(findings.every(({ entry }) => entry === seq || entry === 6)).toBe(true);
      }
      study.evidence.set(seq, evidence);
    }
  });

  it('finds every field of the openings that is changed or left out, each by its code', async () => {
    const study = await honestStudy();
    const kept = defined(study.openings.get(3));
    const lines = utf8Decode(kept).trimEnd().split('\n');
    const codes = async () => (await found(study)).findings.filter(({ entry }) => entry === 3).map(({ code }) => code);
    let swept = 0;
    for (const [i, line] of lines.entries()) {
      for (const { path, changed, isLeftOut } of changes(JSON.parse(line) as Json)) {
        study.openings.set(3, utf8(lines.with(i, JSON.stringify(changed)).join('\n')));
        expect(await codes(), JSON.stringify(changed)).toContain(codeOf(path, isLeftOut));
        swept++;
      }
      study.openings.set(3, utf8(lines.toSpliced(i, 1).join('\n')));
      const [kind = ''] = Object.keys(JSON.parse(line) as object);
      expect(await codes(), `without ${line}`).toContain(WITHOUT[kind]);
    }
    expect(swept).toBeGreaterThan(100);
  });

  it('finds a list of other items than were released, though rows were erased', async () => {
    const study = await honestStudy();
    const erased = eraseFirst(study, 8);
    const lists: ((listed: Listed) => Listed)[] = [
      (listed) => ({ ...listed, leaves: listed.leaves.with(1, flip(String(listed.leaves[1]))) }),
      (listed) => ({ ...listed, items: listed.items.with(1, Number(listed.items[1]) + 1) }),
      (listed) => ({ ...listed, proof: listed.proof.slice(1) }),
      (listed) => ({ ...listed, proof: [...listed.proof, id('one more')] }),
    ];
    for (const change of lists) {
      study.openings.set(8, utf8(erased.map((line) => JSON.stringify(changeList(line, change))).join('\n')));
      expect((await found(study)).findings).toMatchObject([{ rule: 'G2', code: 'ITEM_UNLISTED', entry: 8 }]);
    }
    const twice = (listed: Listed) => ({ ...listed, items: listed.items.with(1, defined(listed.items[0])) });
    study.openings.set(8, utf8(erased.map((line) => JSON.stringify(changeList(line, twice))).join('\n')));
    expect((await found(study)).findings).toContainEqual(expect.objectContaining({ code: 'ITEM_TWICE', entry: 8 }));
  });

  it('finds every field of a disclosed entry that differs from its leaf', async () => {
    const study = await honestStudy('disclosed');
    for (const [i, event] of study.events.entries()) {
      if (event.name !== 'LogEntry') continue;
      const { facts, log, actor, ...args } = event.args as Record<string, string> & { facts: bigint };
      const changes = [
        ...Object.keys(args).map((key) => ({ [key]: flip(String(event.args[key])) })),
        ...[0n, 48n, 56n, 64n, 72n].map((bit) => ({ facts: facts ^ (1n << bit) })),
      ];
      for (const change of changes) {
        study.events[i] = { ...event, args: { ...event.args, ...change } };
        const { findings } = await found(study, {}, { level: 'log' });
        const entry = Number(facts >> 192n);
        expect(findings).toEqual([expect.objectContaining({ rule: 'G5', code: 'DISCLOSED_DIFFERS', entry })]);
      }
      study.events.splice(i, 1);
      expect((await found(study, {}, { level: 'log' })).findings).toMatchObject([{ code: 'DISCLOSED_DIFFERS' }]);
      study.events.splice(i, 0, event);
    }
  });

  it('finds a head on chain that was changed, and names the range', async () => {
    const study = await honestStudy();
    const at = study.events.findLastIndex(({ name }) => name === 'LogHead');
    const event = defined(study.events[at]);
    study.events[at] = { ...event, args: { ...event.args, root: id('another root') } };
    const { findings } = await found(study);
    expect(findings).toMatchObject([{ rule: 'G5', code: 'HEAD_DIFFERS', evidence: { from: 7, size: 9 } }]);
  });

  it('finds a head by an account of the holder that was not the writer', async () => {
    const study = await honestStudy();
    const at = study.events.findLastIndex(({ name }) => name === 'LogHead');
    const event = defined(study.events[at]);
    const own = { ...event, args: { ...event.args, actor: study.holder } };
    study.events[at] = own;
    expect((await found(study)).findings).toMatchObject([{ rule: 'G11', code: 'HEAD_BY_STRANGER' }]);
    const moved = { ...event, name: 'LogMoved', args: { log: study.logId, writer: study.holder } };
    study.events.splice(at, 0, moved);
    expect((await found(study)).findings).toEqual([]);
  });

  it.each(['gateway', 'holder'] as const)(
    'takes a head of the very block that suspends its %s, and none of later ones',
    async (who) => {
      const study = await honestStudy();
      const at = study.events.findLastIndex(({ name }) => name === 'LogHead');
      const head = defined(study.events[at]);
      const suspended = { ...head, name: 'MemberSuspended', args: { identity: study[who] } };
      study.events.splice(at + 1, 0, suspended);
      expect((await found(study)).findings).toEqual([]);
      study.events.splice(at + 1, 1);
      const before = study.events.findIndex(({ height }) => height === head.height);
      study.events.splice(before, 0, { ...suspended, height: head.height - 1 });
      expect((await found(study)).findings).toContainEqual(
        expect.objectContaining({ rule: 'G11', code: 'HEAD_BY_STRANGER' }),
      );
    },
  );

  it('finds a head written by a stranger', async () => {
    const study = await honestStudy();
    const at = study.events.findLastIndex(({ name }) => name === 'LogHead');
    const event = defined(study.events[at]);
    study.events[at] = { ...event, args: { ...event.args, actor: study.requester.address } };
    expect((await found(study)).findings).toMatchObject([{ rule: 'G11', code: 'HEAD_BY_STRANGER' }]);
  });
});

function flipped(bytes: Bytes, at: number): Bytes {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('a log that was cut and sewn', () => {
  const acts: Record<string, (study: Study) => void> = {
    'drops an entry': (s) => void s.entries.splice(3, 1),
    'swaps two entries': (s) => {
      s.entries.splice(3, 2, defined(s.entries[4]), defined(s.entries[3]));
    },
    'splices an entry in': (s) => void s.entries.splice(3, 0, defined(s.entries[1])),
    'repeats an entry': (s) => void s.entries.splice(3, 1, defined(s.entries[2])),
  };
  for (const [title, act] of Object.entries(acts)) {
    it(`${title} and signs anew is found and located`, async () => {
      const study = await honestStudy();
      const tiles = withTiles(study);
      act(study);
      const { findings } = await found(study, { ...tiles }, { level: 'log' });
      expect(findings).toContainEqual(expect.objectContaining({ code: 'HEAD_DIFFERS', entry: 3 }));
      const { findings: alone } = await found(study, {}, { level: 'log' });
      const range = expect.objectContaining({ from: 3, size: 7 });
      expect(alone).toContainEqual(expect.objectContaining({ code: 'HEAD_DIFFERS', evidence: range }));
    });
  }

  it('truncates and signs anew is found', async () => {
    const study = await honestStudy();
    study.entries.splice(7);
    const { findings } = await found(study, {}, { level: 'log' });
    expect(findings).toMatchObject([{ rule: 'G5', code: 'CHECKPOINT_BEHIND', evidence: { size: 7, anchored: 9 } }]);
  });

  it('truncates and keeps its checkpoint is found', async () => {
    const study = await honestStudy();
    study.note = study.checkpoint();
    study.entries.splice(7);
    const { findings, unseen, verdict } = await found(study, {}, { level: 'log' });
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'G6', code: 'LOG_INCOMPLETE' }));
    expect(unseen.entries).toBe(9);
    expect(verdict).toBe('findings');
  });

  it('rewrites what was not anchored yet is found by the receipt that the requester holds', async () => {
    const study = await honestStudy();
    await study.release({ rows: study.rowsOf(2) });
    const receipt = study.receipt(9);
    study.entries.pop();
    await study.refuse();
    expect((await found(study)).findings).toEqual([]);
    const { findings } = await found(study, {}, { receipts: [receipt] });
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'G6', code: 'RECEIPT_CONVICTS', entry: 9 }));
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'G5', code: 'CHECKPOINT_FORKED' }));
  });

  it('drops the last entry is found by its receipt', async () => {
    const study = await honestStudy();
    await study.release({ rows: study.rowsOf(2) });
    const receipt = study.receipt(9);
    study.entries.pop();
    const { findings } = await found(study, {}, { receipts: [receipt] });
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'G6', code: 'RECEIPT_CONVICTS', entry: 9 }));
  });

  it('is found where its operator rewrote the chain too, by a cosigned checkpoint', async () => {
    const study = await honestStudy();
    const cosigned = study.checkpoint(9, [study.signer, study.cosigner]);
    const rewritten = await honestStudy('heads-only');
    await rewritten.release({ rows: rewritten.rowsOf(0) });
    rewritten.entries.splice(8, 1);
    rewritten.evidence.set(8, defined(rewritten.evidence.get(9)));
    const at = rewritten.events.findLastIndex(({ name }) => name === 'LogHead');
    rewritten.events.splice(at, 1);
    rewritten.anchor();
    const { findings } = await found(
      rewritten,
      {},
      { level: 'log', witnesses: [study.witnessKey], checkpoints: [cosigned] },
    );
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'G5', code: 'WITNESSED_FORK' }));
  });

  it('shows a fork to the auditor is found against the head on chain', async () => {
    const study = await honestStudy();
    study.entries[8] = defined(study.entries[7]);
    const { findings } = await found(study, {}, { level: 'log' });
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'G5', code: 'HEAD_DIFFERS' }));
  });

  it('signs with a key that the chain does not name is found', async () => {
    const study = await honestStudy();
    const other = ed25519Key('another key');
    const note = study.checkpoint(9, [{ ...study.signer, sign: other.sign }]);
    study.note = note;
    expect((await found(study)).findings).toMatchObject([{ rule: 'G5', code: 'CHECKPOINT_INVALID' }]);
  });

  it('signs with a key before the chain lets it count is found', async () => {
    const study = await honestStudy();
    const at = study.events.findIndex(({ name }) => name === 'LogKeySet');
    const event = defined(study.events[at]);
    study.events[at] = { ...event, args: { ...event.args, fromSize: 10 } };
    expect((await found(study)).findings).toMatchObject([{ rule: 'G5', code: 'CHECKPOINT_INVALID' }]);
  });

  it('signs with a key that was replaced is found, and its receipts say nothing of what came after', async () => {
    const study = await honestStudy();
    const receipt = study.receipt(8);
    const stolen = study.signer;
    study.key = ed25519Key('the next key');
    const { verifierKey } = study;
    study.mine(['LogKeySet', { log: study.logId, fromSize: study.entries.length, verifierKey }]);
    expect((await found(study, {}, { receipts: [receipt] })).findings).toEqual([]);
    await study.refuse();
    study.anchor();
    expect((await found(study)).findings).toEqual([]);
    study.note = study.checkpoint(study.entries.length, [stolen]);
    expect((await found(study)).findings).toMatchObject([{ rule: 'G5', code: 'CHECKPOINT_INVALID' }]);
  });

  it('publishes a checkpoint of other entries than it serves is found', async () => {
    const study = await honestStudy();
    const served = await study.refuse();
    const { origin, root } = { origin: logOrigin(study.ledger, study.logId), root: fromHex(id('another root'), 32) };
    study.note = signNote(formatCheckpoint({ origin, size: served + 1, root }), [study.signer]);
    expect((await found(study)).findings).toMatchObject([{ rule: 'G5', code: 'CHECKPOINT_FORKED' }]);
  });

  it('writes a head that is smaller than the one before is found', async () => {
    const study = await honestStudy();
    const size = 3;
    study.mine(['LogHead', { log: study.logId, size, root: toHex(study.tree.root(size)) }]);
    expect((await found(study)).findings).toMatchObject([{ rule: 'G5', code: 'HEAD_SHRINKS', evidence: { size } }]);
  });

  it('leaves its last entries unanchored for too long is found', async () => {
    const study = await honestStudy();
    await study.refuse();
    const early = await found(study);
    expect(early).toMatchObject({ verdict: 'clean', counts: { unanchored: 1 } });
    study.now += 200_000;
    study.mine();
    expect((await found(study)).findings).toMatchObject([{ rule: 'G9', code: 'UNANCHORED_TOO_LONG' }]);
  });
});

describe('witnesses', () => {
  it('are named where enough of them cosigned', async () => {
    const study = await honestStudy();
    study.note = study.checkpoint(9, [study.signer, study.cosigner]);
    expect(await found(study, {}, { witnesses: [study.witnessKey] })).toMatchObject({
      verdict: 'clean',
      witnessed: true,
    });
    expect(await found(study, {}, { witnesses: [study.witnessKey], quorum: 2 })).toMatchObject({ witnessed: false });
    expect(await found(study)).toMatchObject({ witnessed: false });
  });
});

describe('erasure', () => {
  it('is found where it was neither signed nor announced in time', async () => {
    const study = await honestStudy();
    const subject = study.patient(2);
    const by = `0x${'0'.repeat(64)}`;
    study.mine(['SubjectErased', { subject, by }]);
    expect((await found(study)).findings).toMatchObject([{ rule: 'G8', code: 'ERASURE_UNFOUNDED' }]);
    study.events.pop();
    study.mine(['ErasureAnnounced', { subject, executableAt: study.block.seconds + 5, causeDigest: id('cause') }]);
    study.now += 10_000;
    study.mine(['SubjectErased', { subject, by }]);
    expect((await found(study)).findings).toMatchObject([{ rule: 'G8', code: 'ERASURE_UNFOUNDED' }]);
  });

  it('is found where its announcement had lapsed, or an auditor had objected', async () => {
    const subject = (await honestStudy()).patient(2);
    const by = `0x${'0'.repeat(64)}`;
    const play = async (days: number, ...between: [string, Record<string, unknown>][]) => {
      const study = await honestStudy();
      const delay = POLICY.erasureDelay;
      const executableAt = study.block.seconds + delay + 100;
      study.mine(['ErasureAnnounced', { subject, executableAt, causeDigest: id('cause'), by }]);
      for (const event of between) study.mine(event);
      study.now += (delay + 200 + days * 86_400) * 1000;
      study.mine(['SubjectErased', { subject, by }]);
      study.anchor();
      return (await found(study)).findings;
    };
    const unfounded = [expect.objectContaining({ rule: 'G8', code: 'ERASURE_UNFOUNDED' })];
    const erasures = async (...args: Parameters<typeof play>) =>
      (await play(...args)).filter(({ code }) => code === 'ERASURE_UNFOUNDED');
    expect(await erasures(0)).toEqual([]);
    expect(await erasures(31)).toEqual(unfounded);
    const objected = { subject, executableAt: 1, causeDigest: id('cause') };
    expect(await erasures(0, ['ErasureObjected', objected])).toEqual(unfounded);
  });

  it('that is announced is listed until it lapses, is executed or objected to', async () => {
    const study = await honestStudy();
    const subject = study.patient(2);
    const executableAt = study.block.seconds + POLICY.erasureDelay + 100;
    const announced = { subject, executableAt, causeDigest: id('cause'), by: `0x${'0'.repeat(64)}` };
    study.mine(['ErasureAnnounced', announced]);
    const report = await found(study);
    expect(report.announcedErasures).toEqual([{ subject, executableAt }]);
    expect(renderReport(report)).toContain(`--executable-at ${executableAt}`);
    study.mine(['ErasureObjected', announced]);
    expect((await found(study)).announcedErasures).toEqual([]);
    study.mine(['ErasureAnnounced', announced]);
    study.now += (POLICY.erasureDelay + 31 * 86_400) * 1000;
    study.mine(['ConsentsRecorded', { count: 0 }]);
    const lapsed = await found(study);
    expect(lapsed.announcedErasures).toEqual([]);
    expect(renderReport(lapsed)).not.toContain('executable-at');
  });

  it('leaves rows that are counted and never called clean', async () => {
    const study = await honestStudy();
    eraseFirst(study, 8);
    const report = await found(study);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'could-not', level: 'evidence', unseen: { erasedRows: 2 } });
  });
});

describe('a log that was restored from a backup', () => {
  const old = id('old log');
  const said = { predecessor: old, lost: [9, 12] } as const;

  /** Follows a log with a head of 12 entries on chain, of which 9 are known. */
  async function restored(first: 'start' | 'restore', declared: Partial<OperationEvidence> = said): Promise<Study> {
    const study = new Study();
    const at = study.events.findIndex(({ name }) => name === 'LogOpened');
    const opened = defined(study.events[at]);
    const { height, seconds } = opened;
    const head = { log: old, size: 12, root: id('root'), actor: study.gateway };
    const before = { ...opened.args, log: old };
    const after = { ...opened.args, predecessor: old, predecessorSize: 9 };
    study.events.splice(
      at,
      1,
      { name: 'LogOpened', height, seconds, args: before },
      { name: 'LogHead', height, seconds, args: head },
      { ...opened, args: after },
    );
    study.entries.pop();
    study.operation(first, declared);
    await study.release({ rows: study.rowsOf(0) });
    study.anchor();
    return study;
  }

  it('counts what was lost, and is never called clean', async () => {
    const report = await found(await restored('restore'));
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'could-not', unseen: { declaredLost: 3, logs: 1 } });
  });

  it('counts as lost what no head on chain covered, as its first entry declares', async () => {
    const report = await found(await restored('restore', { ...said, lost: [9, 20] }));
    expect(report).toMatchObject({ findings: [], verdict: 'could-not', unseen: { declaredLost: 11 } });
  });

  it('is found where its first entry keeps silent', async () => {
    const { findings } = await found(await restored('start'));
    expect(findings).toMatchObject([{ rule: 'G5', code: 'RESTORE_UNDECLARED', entry: 0 }]);
  });

  it('is found where its first entry declares another loss than the chain', async () => {
    const others: Partial<OperationEvidence>[] = [
      {},
      { ...said, lost: [8, 12] },
      { ...said, predecessor: id('another log') },
    ];
    for (const declared of others) {
      const { findings } = await found(await restored('restore', declared));
      expect(findings).toMatchObject([{ rule: 'G5', code: 'RESTORE_UNDECLARED', entry: 0 }]);
    }
    const { findings } = await found(await restored('restore', { ...said, lost: [9, 8] }));
    expect(findings).toMatchObject([{ code: 'EVIDENCE_MALFORMED', entry: 0 }]);
  });

  it('is found where it knows other entries than there were', async () => {
    const study = await honestStudy();
    const opened = defined(study.events.find(({ name }) => name === 'LogOpened'));
    const follow = (root: string) => {
      const args = {
        ...opened.args,
        log: id('new log'),
        predecessor: study.logId,
        predecessorSize: 7,
        predecessorRoot: root,
      };
      study.events.push({ ...opened, height: study.block.height, args });
    };
    follow(toHex(study.tree.root(7)));
    expect((await found(study)).findings).toEqual([]);
    study.events.pop();
    follow(id('another root'));
    const { findings } = await found(study);
    expect(findings).toMatchObject([{ rule: 'G5', code: 'RESTORE_UNDECLARED', evidence: { size: 7 } }]);
  });
});
