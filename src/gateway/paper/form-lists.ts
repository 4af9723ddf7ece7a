import type { Digest, Pseudonym } from '../../core/ids.ts';
import { FORM_FAULTS, type FormFault } from '../../core/paper-form.ts';
import { Turns } from '../../core/turns.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import type { FormCounts, KeptForm, ListedForm, PaperTables } from '../records/gateway-records.ts';
import { type NumberedPage, type NumberedPart, numberedKey, numberedPage } from '../records/numbered-page.ts';

export type FormState = 'incomplete' | 'completing' | 'completed' | 'discarded';

/** A form with the id that it goes by. */
export interface FoundForm {
  readonly id: Digest;
  readonly kept: KeptForm;
}

/** How many forms had a reason: those that are open, and all that ever came in. */
export interface FormReason {
  readonly fault: FormFault;
  readonly open: number;
  readonly all: number;
}

type FormTables = Pick<PaperTables, 'forms' | 'formsOf' | 'formsIn' | 'formCounts'>;

interface FormListDeps {
  readonly tables: FormTables;
  readonly records: Pick<SealedRecords, 'write'>;
}

const NONE: FormCounts = { next: 0, open: {}, all: {} };

/** Forms in the order in which they came in, by patient and by state: whoever reads a page of a list reads no other form. Form, places
 *  and counts are one write. */
export class FormLists {
  readonly #deps: FormListDeps;
  /** Each write goes by what the counts are. */
  readonly #changes = new Turns();

  constructor(deps: FormListDeps) {
    this.#deps = deps;
  }

  /** Undefined for an id that none goes by, and where its patient was erased. */
  async find(id: Digest): Promise<KeptForm | undefined> {
    const [kept] = await this.findEach([id]);
    return kept;
  }

  /** As `find`, in the order of the ids. */
  findEach(ids: readonly Digest[]): Promise<(KeptForm | undefined)[]> {
    return this.#deps.tables.forms.getMany(ids.map(formKey));
  }

  /** Puts a form at the end of the lists; durable once resolved. KEY_SHREDDED for an erased patient. */
  async add(id: Digest, form: Omit<KeptForm, 'number'>): Promise<KeptForm> {
    return this.#changes.take(async () => {
      const counts = await this.#counts();
      const kept = { ...form, number: counts.next };
      const { subject } = kept.record;
      const place = this.#deps.tables.formsOf.change(ownKey(kept), { id }, subject);
      const counted = { next: counts.next + 1, open: counts.open, all: added(counts.all, kept.faults, 1) };
      await this.#write(id, { after: kept, counts: counted, beside: [place] });
      return kept;
    });
  }

  /** Puts a form in the place of what it was; as `add`. */
  async replace(id: Digest, before: KeptForm, after: KeptForm): Promise<void> {
    await this.#changes.take(async () => this.#write(id, { before, after, counts: await this.#counts(), beside: [] }));
  }

  /** Forms that are in the state now. Of erased patients there is none, and none is counted as open once its place was read. */
  async inState(state: FormState, part: Omit<NumberedPart, 'beginning'>): Promise<NumberedPage<FoundForm>> {
    const { formsIn } = this.#deps.tables;
    const gone: string[] = [];
    const page = await numberedPage(formsIn, { ...part, beginning: `${state}/` }, async (keys) => {
      const listed = await formsIn.getMany(keys);
      const found = await this.#found(listed.flatMap((one) => (one === undefined ? [] : [one.id])));
      const there = new Set(found.map(({ id }) => id));
      gone.push(...keys.filter((_, i) => listed[i] !== undefined && !there.has(listed[i].id)));
      return found.filter(({ kept }) => stateOf(kept) === state);
    });
    if (gone.length > 0) await this.#forget(state, gone);
    return page;
  }

  /** A patient's, in whichever state unless one is said. */
  async of(
    subject: Pseudonym,
    part: Omit<NumberedPart, 'beginning'>,
    state?: FormState,
  ): Promise<NumberedPage<FoundForm>> {
    const { formsOf } = this.#deps.tables;
    return numberedPage(formsOf, { ...part, beginning: ownBeginning(subject) }, async (keys) => {
      const listed = await formsOf.getMany(keys);
      const found = await this.#found(listed.flatMap((one) => (one === undefined ? [] : [one.id])));
      return found.filter(({ kept }) => state === undefined || stateOf(kept) === state);
    });
  }

  /** How many forms had each reason that any had. */
  async reasons(): Promise<FormReason[]> {
    const { open, all } = await this.#counts();
    return FORM_FAULTS.flatMap((fault) => {
      const count = all[fault] ?? 0;
      return count === 0 ? [] : [{ fault, open: open[fault] ?? 0, all: count }];
    });
  }

  async #found(ids: readonly Digest[]): Promise<FoundForm[]> {
    const forms = await this.findEach(ids);
    return ids.flatMap((id, i) => {
      const kept = forms[i];
      return kept === undefined ? [] : [{ id, kept }];
    });
  }

  async #counts(): Promise<FormCounts> {
    return (await this.#deps.tables.formCounts.get('all')) ?? NONE;
  }

  async #write(id: Digest, { before, after, counts, beside }: FormWrite): Promise<void> {
    const { forms, formsIn, formCounts } = this.#deps.tables;
    const { faults } = after;
    const [was, is] = [before && stateOf(before), stateOf(after)];
    const opened = Number(isOpen(is)) - Number(was !== undefined && isOpen(was));
    const moved: RecordChange[] =
      was === is
        ? []
        : [
            ...(was === undefined ? [] : [formsIn.change(numberedKey(after.number, `${was}/`), null)]),
            formsIn.change(numberedKey(after.number, `${is}/`), { id, faults }),
            formCounts.change('all', { ...counts, open: added(counts.open, faults, opened) }),
          ];
    await this.#deps.records.write([forms.change(formKey(id), after, after.record.subject), ...moved, ...beside]);
  }

  /** Takes places out of the list whose patients were erased. */
  async #forget(state: FormState, keys: readonly string[]): Promise<void> {
    const { tables, records } = this.#deps;
    await this.#changes.take(async () => {
      const counts = await this.#counts();
      const listed = await tables.formsIn.getMany(keys);
      const there = listed.filter((one): one is ListedForm => one !== undefined);
      const closed = isOpen(state) ? there.flatMap(({ faults }) => faults) : [];
      await records.write([
        ...keys.map((key) => tables.formsIn.change(key, null)),
        tables.formCounts.change('all', { ...counts, open: added(counts.open, closed, -1) }),
      ]);
    });
  }
}

interface FormWrite {
  readonly before?: KeptForm;
  readonly after: KeptForm;
  readonly counts: FormCounts;
  readonly beside: readonly RecordChange[];
}

export function stateOf({ discarded, grant, completed }: Omit<KeptForm, 'number'>): FormState {
  if (discarded !== undefined) return 'discarded';
  if (grant !== undefined) return 'completed';
  return completed === undefined ? 'incomplete' : 'completing';
}

function isOpen(state: FormState): boolean {
  return state === 'incomplete' || state === 'completing';
}

/** So many more of each fault, as often as it is named. */
function added(counts: FormCounts['all'], faults: readonly FormFault[], more: number): FormCounts['all'] {
  const sums: Partial<Record<FormFault, number>> = { ...counts };
  for (const fault of faults) sums[fault] = (sums[fault] ?? 0) + more;
  return sums;
}

function formKey(id: Digest): string {
  return id.slice(2);
}

function ownBeginning(subject: Pseudonym): string {
  return `${subject.slice(2)}/`;
}

function ownKey({ number, record }: KeptForm): string {
  return numberedKey(number, ownBeginning(record.subject));
}
