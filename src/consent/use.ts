import type { PurposeParameters } from '../core/purpose-table.ts';
import type { Purposes } from '../core/purposes.ts';
import type { Facts } from '../core/request.ts';

/** The disease ontology of whoever decides. */
export interface Diseases {
  /** Everything above a MONDO id, itself aside; empty for one that the ontology does not know. */
  ancestors(disease: string): ReadonlySet<string>;
}

/** What a request says of its use, against which permissions and modifiers are read. */
export interface Use {
  /** Code of the research purpose; a code that the table does not know is contained in no permission. */
  readonly purpose: number;
  readonly facts: Facts;
  /** Bits that the permit attests. A fact that it does not attest meets nothing. */
  readonly attested: Purposes;
  /** Of the dataset's version. */
  readonly parameters: PurposeParameters;
  readonly diseases: Diseases;
  /** In ms since 1970 UTC: a use that had ended by then, as declared, is none. */
  readonly now: number;
}
