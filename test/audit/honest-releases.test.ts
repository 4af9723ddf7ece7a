import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/audit/report-text.ts';
import { audit } from '../../src/audit/verifier.ts';
import { fromHex, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { type Address, type GrantId, ZERO_DIGEST } from '../../src/core/ids.ts';
import { bitOf } from '../../src/core/purposes.ts';
import { FUTURE_GROUP_MEMBERS } from '../../src/core/terms.ts';
import { defined, Study } from './honest-trail.ts';
import { id, person } from './persons.ts';

const form = id('form');

describe('an honest gateway that', () => {
  const honest: Record<string, (s: Study) => Promise<unknown> | unknown> = {
    'serves a clinician in an emergency': async (s) => {
      const permit = s.permit({ emergency: true, purpose: 0, requester: s.clinician.address });
      await s.release({ rows: [{ item: s.item(0) }], permit, by: s.clinician, entry: { outcome: 'emergency' } });
    },
    'serves on another basis': (s) =>
      s.release({ rows: [{ item: s.item(0) }], permit: s.permit({ basis: 2 }), entry: { basis: 'waiver' } }),
    'serves a recorded consent': (s) => s.release({ rows: s.rowsOf(0, s.record(s.patient(0))) }),
    'serves a member of a group': (s) => {
      const grantee = s.group('early', s.requester.address);
      s.mine();
      return s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { grantee })) });
    },
    'serves a later member, as the patient allowed': (s) => {
      const grant = s.grant(s.patient(0), { grantee: id('group late'), options: FUTURE_GROUP_MEMBERS });
      s.group('late', s.requester.address);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    'serves a member that joined its group again, as the patient allowed': (s) => {
      const grantee = s.group('again', s.requester.address);
      const grant = s.grant(s.patient(0), { grantee, options: FUTURE_GROUP_MEMBERS });
      s.leave(grantee, s.requester.address);
      s.group('again', s.requester.address);
      return s.release({ rows: s.rowsOf(0, grant) });
    },
    'serves a series under one proof': async (s) => {
      const evidence = await s.evidenceFor(s.request(), s.requester);
      await s.release({ rows: s.rowsOf(0), evidence });
      s.now += 100_000;
      s.anchor();
      await s.release({ rows: s.rowsOf(1), evidence });
    },
    'gives a subject its own data': (s) => {
      const self = person('self');
      s.bind(s.patient(0), self.address);
      s.mine();
      s.mine();
      return s.release({ rows: [{ item: s.item(0) }, { item: s.common }], by: self, entry: { outcome: 'self' } });
    },
    'serves a rotated member by its new account': (s) => {
      const next = person('next');
      s.mine(['MemberRotated', { identity: s.requester.address, from: s.requester.address, to: next.address }]);
      return s.release({ rows: s.rowsOf(0), by: next, requester: s.requester.address });
    },
    'serves again after a new grant': async (s) => {
      const of = s.acknowledge(s.patient(0), 'epoch');
      s.relay(of, ['EpochRaised', { subject: s.patient(0), epoch: 1, by: ZERO_DIGEST, form }]);
      await s.release({ rows: s.rowsOf(0, s.grant(s.patient(0))) });
    },
    'serves again after an opt-in': async (s) => {
      const of = s.acknowledge(s.patient(0), { level: 1 });
      const set = { subject: s.patient(0), nonce: 0, by: ZERO_DIGEST, form };
      s.relay(of, ['OptOutSet', { ...set, level: 1, turn: 0 }]);
      s.mine(['OptOutSet', { ...set, level: 0, turn: 1 }]);
      await s.release({ rows: s.rowsOf(0) });
    },
    'acknowledged a second withdrawal of the same grant': (s) => {
      const grant: GrantId = s.grantOf(0).id;
      s.relay(s.acknowledge(s.patient(0), { grant }), ['ConsentRevoked', { subject: s.patient(0), grant }]);
      return s.relay(s.acknowledge(s.patient(0), { grant }), ['ConsentsRecorded', { count: 0 }]);
    },
    'meets a modifier that the permit attests': (s) => {
      const permit = s.permit({ attested: bitOf('NCU') });
      return s.release({ rows: s.rowsOf(0, s.grant(s.patient(0), { purposes: bitOf('GRU') | bitOf('NCU') })), permit });
    },
  };
  for (const [title, act] of Object.entries(honest)) {
    it(`${title} is clean`, async () => {
      const study = new Study();
      await act(study);
      study.anchor();
      const report = await audit(study.ledgerSource(), [study.logSource()]);
      expect(report.findings).toEqual([]);
      expect(report.verdict).toBe('clean');
    });
  }

  it('waits for a review of an emergency stays clean, and the emergency stays open until then', async () => {
    const study = new Study();
    const permit = study.permit({ emergency: true, purpose: 0, requester: study.clinician.address });
    const rows = [{ item: study.item(0) }];
    const seq = await study.release({ rows, permit, by: study.clinician, entry: { outcome: 'emergency' } });
    study.anchor();
    const open = await audit(study.ledgerSource(), [study.logSource()]);
    expect(open.logs[0]?.open.emergencies).toEqual([seq]);
    const auditor: Address = study.auditor;
    study.mine(['LogReviewed', { log: study.logId, seq, auditor, outcome: 1, reportDigest: form }]);
    const reviewed = await audit(study.ledgerSource(), [study.logSource()]);
    expect(reviewed.logs[0]?.open.emergencies).toEqual([]);
    expect(reviewed.verdict).toBe('clean');
  });

  it('whose items were made from others is not called clean: what they came from is not shown', async () => {
    const study = new Study();
    const item = study.addItem(study.patient(0), 0, fromHex(id('source')));
    study.publish({ version: 2 });
    const rows = [{ item, grant: study.grantOf(0) }];
    await study.release({ rows, entry: { version: 2 }, request: { version: 2 } });
    study.anchor();
    const report = await audit(study.ledgerSource(), [study.logSource()]);
    expect(report).toMatchObject({ findings: [], verdict: 'could-not', level: 'evidence', unseen: { sources: 1 } });
  });

  it('under a permit for a disease is clean for that disease and those below it alone', async () => {
    const diseases = (disease: string) =>
      disease === 'MONDO:0005148' ? new Set(['MONDO:0005015']) : new Set<string>(['MONDO:0000001']);
    const run = async (facts: object, emergency = false) => {
      const study = new Study();
      const permit = emergency
        ? study.permit({ emergency: true, purpose: 0, requester: study.clinician.address, disease: 5015 })
        : study.permit({ disease: 5015 });
      const asked = { permit, request: { facts } };
      if (emergency) {
        const by = study.clinician;
        await study.release({ ...asked, rows: [{ item: study.item(0) }], by, entry: { outcome: 'emergency' } });
      } else await study.release({ ...asked, rows: study.rowsOf(0) });
      study.anchor();
      return study;
    };
    const verdict = async (facts: object, ontology: typeof diseases | undefined, emergency = false) => {
      const study = await run(facts, emergency);
      const options = ontology === undefined ? {} : { diseases: ontology };
      const report = await audit(study.ledgerSource(), [study.logSource()], options);
      return [report.verdict, ...report.findings.map(({ code }) => code)];
    };
    const below = { disease: 'MONDO:0005148' };
    expect(await verdict({ disease: 'MONDO:0005015' }, undefined)).toEqual(['clean']);
    expect(await verdict(below, diseases)).toEqual(['clean']);
    expect(await verdict(below, undefined)).toEqual(['could-not']);
    for (const facts of [{ disease: 'MONDO:0004979' }, {}]) {
      expect(await verdict(facts, diseases)).toEqual(['findings', 'PERMIT_EXCEEDED']);
      expect(await verdict(facts, diseases, true)).toEqual(['findings', 'PERMIT_EXCEEDED']);
    }
    expect(await verdict({}, undefined)).toEqual(['findings', 'PERMIT_EXCEEDED']);
  });

  it('whose dataset is compared with a parameter is clean only where the parameter is at hand, and the right one', async () => {
    const parameters = { homeCountry: 'DE' };
    const study = new Study({}, { purposes: bitOf('GRU') | bitOf('NTX'), parameters });
    const permit = study.permit({ attested: bitOf('NTX') });
    await study.release({ rows: study.rowsOf(0), permit, request: { facts: { country: 'DE' } } });
    study.anchor();
    const run = (...given: unknown[]) => audit(study.ledgerSource(), [study.logSource()], { parameters: given });
    expect(await run({ homeCountry: 'FR' }, parameters, 1n)).toMatchObject({
      verdict: 'clean',
      findings: [],
      unmatchedParameters: [0, 2],
    });
    expect(await run(parameters)).not.toHaveProperty('unmatchedParameters');
    for (const other of [undefined, {}, { homeCountry: 'FR' }, 'nonsense', 1n]) {
      const report = await run(other);
      expect(report).toMatchObject({ verdict: 'could-not', unseen: { parameters: 1 } });
      expect(report.checks).toContainEqual(
        expect.objectContaining({ check: 'purposes', state: 'could-not', done: 2, of: 3 }),
      );
      expect(renderReport(report)).toMatch(/1 decisions? .*not at hand \(NTX\)/);
    }
    const lines = utf8Decode(defined(study.openings.get(1))).split('\n');
    const told = (said: unknown) => {
      const { opening } = JSON.parse(lines[0] ?? '') as { opening: object };
      study.openings.set(
        1,
        utf8(lines.with(0, JSON.stringify({ opening: { ...opening, parameters: said } })).join('\n')),
      );
    };
    told(parameters);
    expect(await run()).toMatchObject({ verdict: 'clean', findings: [] });
    told({ homeCountry: 'FR' });
    expect(await run()).toMatchObject({ verdict: 'could-not', unseen: { parameters: 1 } });
  });
});
