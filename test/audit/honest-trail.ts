import type { Pseudonym } from '../../src/core/ids.ts';
import { type TestGrant, type TestItem, Trail } from './trail.ts';

/** Three patients with two items each, one shared item, a permit, a consent each: what most tests begin with. */
export class Study extends Trail {
  readonly patients: Pseudonym[];
  readonly grants: TestGrant[];
  readonly owned: TestItem[];
  readonly common: TestItem;

  constructor(options: ConstructorParameters<typeof Trail>[0] = {}, version: Parameters<Trail['publish']>[0] = {}) {
    super(options);
    this.patients = ['ada', 'ben', 'cleo'].map((label) => this.enroll(label));
    this.owned = this.patients.flatMap((patient) => [this.addItem(patient), this.addItem(patient)]);
    this.common = this.addItem();
    this.publish(version);
    this.permit();
    this.grants = this.patients.map((patient) => this.grant(patient));
    this.operation();
  }

  /** Both items of a patient, under its consent. */
  rowsOf(patient: number, grant = this.grants[patient]) {
    return this.owned
      .slice(2 * patient, 2 * patient + 2)
      .map((item) => ({ item, ...(grant === undefined ? {} : { grant }) }));
  }

  patient(index: number): Pseudonym {
    return defined(this.patients[index]);
  }

  item(index: number): TestItem {
    return defined(this.owned[index]);
  }

  grantOf(index: number): TestGrant {
    return defined(this.grants[index]);
  }
}

export function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The test’s own data are not there.');
  return value;
}

/** A log with everything that an honest gateway does. */
export async function honestStudy(mode: 'disclosed' | 'heads-only' = 'heads-only'): Promise<Study> {
  const study = new Study({ mode });
  const first = await study.release({ rows: [...study.rowsOf(0), ...study.rowsOf(1), { item: study.common }] });
  await study.refuse();
  study.anchor();
  await study.release({ rows: [...study.rowsOf(1), ...study.rowsOf(2)] });
  const grant = study.grantOf(1).id;
  const acknowledged = study.acknowledge(study.patient(1), { grant });
  study.interrupt(first);
  await study.release({ rows: study.rowsOf(2) });
  study.anchor();
  const form = `0x${'11'.repeat(32)}`;
  study.relay(acknowledged, ['ConsentRevocationRecorded', { subject: study.patient(1), grant, form }]);
  await study.release({ rows: study.rowsOf(0) });
  study.anchor();
  return study;
}
