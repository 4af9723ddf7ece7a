import type { Entry } from '../../core/entry.ts';
import type { Block } from '../source/sources.ts';
import type { Policy } from './policies.ts';

/** An entry whose place and block are known. */
export interface PlacedEntry {
  readonly entry: Entry;
  readonly block: Block;
  readonly policy: Policy;
}
