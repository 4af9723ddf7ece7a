import { fromHex } from '../../core/bytes.ts';
import type { TermsJson } from '../../core/content.ts';
import { type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import { type Cells, EncodedRows, encodeRows, hexCell, NUMBER } from './snapshot-rows.ts';

/** What many grants have in common. */
type Kind = Omit<TermsJson, 'salt' | 'from' | 'until'>;

interface Row extends Pick<TermsJson, 'from' | 'until'> {
  readonly grant: GrantId;
  readonly subject: Pseudonym;
  readonly salt: TermsJson['salt'];
  /** Zero for none, as no form has. */
  readonly form: Digest;
  /** Negative for none. */
  readonly deadline: number;
  /** Its place among the kinds. */
  readonly kind: number;
}

const CELLS: Cells<Row> = {
  grant: hexCell(),
  subject: hexCell(),
  salt: hexCell(),
  form: hexCell(),
  deadline: NUMBER,
  from: NUMBER,
  until: NUMBER,
  kind: NUMBER,
};

/** Openings of grants in a snapshot: some 180 bytes each. */
export interface OpeningsSnapshot {
  readonly kinds: readonly Kind[];
  readonly rows: Uint8Array;
}

/** In their order, which MUST be that of their grants. Gives way to others now and then. */
export async function packOpenings(openings: AsyncIterable<GrantOpening>): Promise<OpeningsSnapshot> {
  const kinds = new Map<string, readonly [number, Kind]>();
  const rows = await encodeRows(CELLS, rowsOf(openings, kinds));
  return { kinds: [...kinds.values()].map(([, kind]) => kind), rows };
}

async function* rowsOf(
  openings: AsyncIterable<GrantOpening>,
  kinds: Map<string, readonly [number, Kind]>,
): AsyncGenerator<Row> {
  for await (const { grant, subject, terms, form = ZERO_DIGEST, deadline = -1 } of openings) {
    const { salt, from, until, ...kind } = terms;
    const key = JSON.stringify(kind);
    const [place] = kinds.get(key) ?? [kinds.size];
    kinds.set(key, [place, kind]);
    yield { grant, subject, salt, form, deadline, from, until, kind: place };
  }
}

/** Openings that a snapshot gave, opened one by one when they are asked for. */
export class PackedOpenings {
  readonly #rows: EncodedRows<Row>;
  readonly #kinds: readonly Kind[];

  constructor({ kinds, rows }: OpeningsSnapshot) {
    this.#kinds = kinds;
    this.#rows = new EncodedRows(CELLS, rows);
  }

  get count(): number {
    return this.#rows.count;
  }

  /** How the row's grant stands to another: negative before it, 0 for the same, positive after. */
  compare(row: number, grant: Uint8Array): number {
    return Buffer.compare(this.#rows.bytes(row, 'grant'), grant);
  }

  /** Undefined for a grant that it has not. */
  find(grant: GrantId): number | undefined {
    const wanted = fromHex(grant, 32);
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.compare(middle, wanted);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  at(row: number): GrantOpening {
    const { grant, subject, salt, from, until, form, deadline, kind } = this.#rows.at(row);
    const terms = { ...(this.#kinds[kind] as Kind), salt, from, until };
    return {
      grant,
      subject,
      terms,
      ...(deadline < 0 ? {} : { deadline }),
      ...(form === ZERO_DIGEST ? {} : { form }),
    };
  }
}
