import type { Pseudonym } from '../core/ids.ts';
import { members, optional } from '../core/shape.ts';
import { answerOf, anyText, type ShapeOf } from './answers.ts';
import { ACTED, type Acted } from './bindings.ts';
import type { GatewayClient } from './gateway-client.ts';

/** By whom a patient was switched to paper only, since when, and why. */
export interface PaperOnly extends Acted {
  /** What the person is called, unless nobody at the gateway is known by it. */
  readonly name?: string;
  readonly reason: string;
}

const PAPER_ONLY: ShapeOf<PaperOnly> = { ...ACTED, name: optional(anyText), reason: anyText };
const STANDING = { paperOnly: optional(members(PAPER_ONLY, 'paperOnly')) };
const SET = { paperOnly: members(PAPER_ONLY, 'paperOnly') };

/** Whether a patient of the holder's is reached on paper only; undefined where it is not. */
export async function readPaperOnly(gateway: GatewayClient, subject: Pseudonym): Promise<PaperOnly | undefined> {
  return (await answerOf<{ paperOnly?: PaperOnly }>(gateway, ['GET', pathOf(subject)], STANDING)).paperOnly;
}

/** Switches a patient to paper only, as the holder and at the patient's word: from then on whoever comes to this gateway with the patient's
 *  keys, passkeys, codes or mailbox is answered as a stranger, and no e-mail goes there. The patient's pages show nothing of it. What
 *  stands goes on. Gives what is kept of it; what stood before stays as it is. */
export async function setPaperOnly(gateway: GatewayClient, subject: Pseudonym, reason: string): Promise<PaperOnly> {
  const json = { reason };
  return (await answerOf<{ paperOnly: PaperOnly }>(gateway, ['PUT', pathOf(subject)], SET, { json })).paperOnly;
}

/** Undoes it: keys and passkeys work again. Codes of before stay void. */
export async function endPaperOnly(gateway: GatewayClient, subject: Pseudonym): Promise<void> {
  await answerOf<object>(gateway, ['DELETE', pathOf(subject)], STANDING);
}

function pathOf(subject: Pseudonym): string {
  return `/v1/subjects/${subject}/paper-only`;
}
