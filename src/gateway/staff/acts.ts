import { type ActForm, actOfCall, actOfRoute } from '../../core/acts.ts';
import { dateWords } from '../../core/date-words.ts';
import { anyDutyWords, type Duty } from '../../core/duties.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { Address, Digest } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import type { Caller } from '../auth/caller.ts';
import type { ActGate, OrderedCall } from '../http/act-gate.ts';
import { answerTo } from '../http/http.ts';
import type { Answer, Idempotency } from '../http/idempotency.ts';
import { parsed, readJson } from '../http/parsed.ts';
import { STATUS } from '../http/problem.ts';
import type { RequestAttempt } from '../http/request-attempt.ts';
import type { Call, Route } from '../http/route.ts';
import type { KeptAct, KeptActAnswer } from '../records/gateway-records.ts';
import { type ActFact, actFacts, type Naming } from './act-facts.ts';
import type { ActLog } from './act-log.ts';
import type { Persons } from './persons.ts';
import { confirmed, declined, type WaitingActs } from './waiting-acts.ts';

export interface ActsDeps {
  readonly log: ActLog;
  readonly waiting: WaitingActs;
  readonly persons: Persons;
  readonly idempotency: Idempotency;
  /** Identity of the organisation. */
  readonly member: Address;
  /** With which the organisation acts on the ledger now. */
  readonly account: () => Address;
  /** Kinds of acts that need a second person. */
  readonly secondPerson: ReadonlySet<string>;
  /** All of them, for what is carried out later. */
  readonly routes: () => readonly Route[];
}

/** A person of the organisation who calls. */
type Person = Caller & { readonly person: Digest };

/** Everything that persons change in the organisation's name passes here: it is logged before it is done, and where the node's
 *  policy says so it waits for a second person. */
export class Acts implements ActGate {
  readonly #deps: ActsDeps;
  readonly #running = new Set<Digest>();
  /** Two calls that are the same, and made at once, are one act, and each counts against the room that there is. */
  readonly #proposals = new Turns();

  constructor(deps: ActsDeps) {
    this.#deps = deps;
  }

  /** See `ActGate`. The organisation's account is held to the policy as well: what takes two persons it does not do alone, but
   *  for what is of staff, since whoever locked the others out must not keep them out. */
  async order(call: OrderedCall): Promise<void> {
    const { log, member, secondPerson } = this.#deps;
    const form = actOfRoute(call.route.method, call.route.path);
    if (form === undefined || call.caller.member !== member) return;
    if (isPerson(call.caller)) {
      if (secondPerson.has(form.kind)) throw await this.#propose(call, call.caller, form);
      return void (form.narrows ? await log.writeIfSound(call, 'ordered') : await log.write(call, 'ordered'));
    }
    if (form.ofStaff) return void (await log.write(call, 'ordered'));
    if (!secondPerson.has(form.kind)) return;
    throw new CustosError(
      'FORBIDDEN',
      'This takes two persons of the organisation here, by the policy of this node: sign in as one of them. Nothing was done.',
    );
  }

  /** Carries an act out that a second person confirms, who read what it says: once, whatever happens meanwhile. Gives what the
   *  call answered; the same again gives the same, for a day. NOT_FOUND, FORBIDDEN for whoever may not, CONFLICT where it was
   *  declined or failed, or whoever asked for it may not any more. */
  async confirm(call: OrderedCall, act: Digest): Promise<{ act: KeptAct; answer: Answer | undefined }> {
    const decided = await this.#decide(act, async (known, answer) => {
      const person = this.#second(call.caller, known);
      if (known.state === 'confirmed' || known.state === 'done') {
        if (known.by === person) return known;
        throw over(known);
      }
      if (known.state !== 'waits') throw over(known);
      this.#requireStanding(known);
      return answer(call, 'confirmed', person);
    });
    return this.#carryOut(decided);
  }

  /** Ends the waiting of an act: a second person declines it, or whoever asked for it takes it back. Throws as `confirm`. */
  async decline(call: OrderedCall, act: Digest): Promise<KeptAct> {
    return this.#decide(act, async (known, answer) => {
      const isOwn = isPerson(call.caller) && call.caller.person === known.person;
      const person = isOwn ? known.person : this.#second(call.caller, known);
      if (known.state === 'declined' && known.by === person) return known;
      if (known.state !== 'waits') throw over(known);
      return answer(call, 'declined', person);
    });
  }

  /** Those that concern the caller: its own, those that its duties open; all for the account and for auditors. */
  listFor(caller: Caller): readonly KeptAct[] {
    return this.#deps.waiting.list().filter((one) => this.#concerns(caller, one));
  }

  /** NOT_FOUND as well for one that does not concern the caller. */
  findFor(caller: Caller, act: Digest): KeptAct {
    const found = this.#deps.waiting.find(act);
    if (this.#concerns(caller, found)) return found;
    throw new CustosError('NOT_FOUND', 'There is no such act. It was never asked for, or its time is over.');
  }

  /** All that an act says, and whom it is about beside those whom it names. */
  async factsOf(act: KeptAct, named: Naming): Promise<readonly ActFact[]> {
    const route = this.#routeOf(act);
    // The body of a long one that is over is not kept.
    const isKept = act.body !== '' || route?.body === undefined;
    const concerned = isKept ? ((await route?.concerns?.(inputOf(act, route))) ?? []) : [];
    return actFacts(act, named, concerned);
  }

  /** Goes on with what was confirmed and is not done: the node stopped, or could not reach what it takes. */
  async resume(onTrouble: (error: unknown) => void): Promise<void> {
    const unsure = this.#deps.waiting.list().filter(({ answering }) => answering !== undefined);
    for (const { act } of unsure) await this.#decide(act, async (known) => known).catch(onTrouble);
    const cut = this.#deps.waiting.list().filter(({ act, state }) => state === 'confirmed' && !this.#running.has(act));
    for (const one of cut) await this.#carryOut(one).catch(onTrouble);
  }

  async #propose(call: OrderedCall, caller: Person, form: ActForm): Promise<CustosError> {
    return this.#proposals.take(() => this.#proposed(call, caller, form));
  }

  async #proposed(call: OrderedCall, caller: Person, form: ActForm): Promise<CustosError> {
    const { log, waiting } = this.#deps;
    const { route, method, url: path, bytes } = call;
    const body = Buffer.from(bytes).toString('base64');
    const asked = { person: caller.person, method, path, body };
    const same = waiting.same(asked);
    if (same !== undefined) return needsAnother(same);
    waiting.requireRoom(caller.person, bytes.length);
    const { seq, evidence: act } = await log.write(call, 'proposed');
    return needsAnother(await waiting.add({ ...asked, act, kind: form.kind, template: route.path, seq }));
  }

  /** `decide` is given the act as the log has it, and how an answer to it is logged and kept: an act has one answer, wherever
   *  the node is stopped in between. */
  async #decide(
    act: Digest,
    decide: (
      known: KeptAct,
      answer: (call: OrderedCall, outcome: KeptActAnswer['outcome'], by: Digest) => Promise<KeptAct>,
    ) => Promise<KeptAct>,
  ): Promise<KeptAct> {
    const { log, waiting } = this.#deps;
    return waiting.decide(act, async (found, keep) => {
      const known = await this.#settled(found);
      if (known !== found) await keep(known);
      return decide(known, async (call, outcome, by) => {
        const { expires = 0, ...rest } = known;
        const begun = await keep({ ...rest, answering: { outcome, by, from: log.size, expires } });
        try {
          await log.write(call, outcome, known.seq);
        } catch (error) {
          // Else it is settled when the log can tell.
          await this.#settled(begun)
            .then(keep)
            .catch(() => undefined);
          throw error;
        }
        return answered(known, { outcome, by });
      });
    });
  }

  /** The act as the log has it, where it is not known whether an answer was logged. */
  async #settled(act: KeptAct): Promise<KeptAct> {
    const { answering, ...rest } = act;
    if (answering === undefined) return act;
    const { outcome, from, expires } = answering;
    const isLogged = await this.#deps.log.hasAnswer(act.seq, outcome, from);
    return isLogged ? answered(rest, answering) : { ...rest, expires };
  }

  /** Who may say what becomes of it: somebody else, of a duty that opens it. */
  #second(caller: Caller, act: KeptAct): Digest {
    if (!isPerson(caller)) throw new CustosError('FORBIDDEN', 'Only a person of the organisation can do this.');
    if (caller.person === act.person) {
      throw new CustosError(
        'FORBIDDEN',
        'You asked for this yourself. Another person confirms it, whichever passkey you use.',
      );
    }
    const duties = this.#dutiesOf(act);
    if (this.#has(caller.person, duties)) return caller.person;
    throw new CustosError('FORBIDDEN', `Only ${anyDutyWords(duties)} of the organisation confirms or declines this.`);
  }

  #requireStanding({ person, act }: KeptAct): void {
    if (this.#has(person, this.#dutiesOf(this.#deps.waiting.find(act)))) return;
    throw new CustosError(
      'CONFLICT',
      'Whoever asked for this may not do it any more, so that nobody can confirm it. Decline it, and ask for it anew.',
    );
  }

  /** Both are looked at once more before anything is done, which may be long after: the node stopped, or the ledger was away. */
  #requireBoth(act: KeptAct): void {
    const duties = this.#dutiesOf(act);
    const gone = [act.person, act.by].filter((one) => one !== undefined).find((one) => !this.#has(one, duties));
    if (gone === undefined) return;
    const name = this.#deps.persons.known(gone)?.name ?? 'One of the two persons';
    throw new CustosError(
      'CONFLICT',
      `${name} may not do this any more, and nothing of it was done by then: it is not carried out. Ask for it anew.`,
    );
  }

  #concerns(caller: Caller, act: KeptAct): boolean {
    if (!isPerson(caller)) return true;
    return caller.person === act.person || this.#has(caller.person, [...this.#dutiesOf(act), 'auditor']);
  }

  #has(person: Digest, wanted: readonly Duty[]): boolean {
    return this.#deps.persons.dutiesOf(person)?.some((duty) => wanted.includes(duty)) === true;
  }

  /** None for an act of another version of the node: nobody confirms it any more. */
  #dutiesOf(act: KeptAct): readonly Duty[] {
    const { duties = [] } = this.#routeOf(act) ?? {};
    return duties === 'any' ? [] : duties;
  }

  #routeOf({ method, template }: KeptAct): Route | undefined {
    return this.#deps.routes().find((one) => one.method.toUpperCase() === method && one.path === template);
  }

  /** What it drew and sent is durable under the act itself, so that a repetition after a crash goes on with the same. */
  async #carryOut(act: KeptAct): Promise<{ act: KeptAct; answer: Answer | undefined }> {
    const { idempotency, waiting } = this.#deps;
    if (this.#running.has(act.act))
      throw new CustosError('CONFLICT', 'This is being carried out. Ask again in a moment.');
    this.#running.add(act.act);
    try {
      const route = this.#routeOf(act);
      if (route === undefined) throw new CustosError('CONFLICT', 'This version of the node does not know this act.');
      const bytes = Buffer.from(act.body, 'base64');
      if (act.state === 'done')
        return { act, answer: await idempotency.answered(`act/${act.act}`, act.act, Date.now()) };
      const answer = await idempotency.once(`act/${act.act}`, act.act, bytes, Date.now(), async (attempt) => {
        // What was begun goes on: it may count already.
        if (!attempt.hasBegun) {
          this.#requireBoth(act);
          await attempt.begin();
        }
        return answerTo(route, await route.handle(this.#callOf(act, route, attempt)));
      });
      return { act: await waiting.close(act), answer };
    } catch (error) {
      // What is refused for good is over; what could not be reached is tried again.
      if (isCustosError(error) && isFinal(error)) await waiting.close(act, error.message);
      throw error;
    } finally {
      this.#running.delete(act.act);
    }
  }

  /** As whoever asked for it would have called. Its session and its request are over by then: no act that waits looks at them. */
  #callOf(act: KeptAct, route: Route, attempt: RequestAttempt): Call {
    const url = new URL(act.path, 'http://act.invalid');
    const { member, account } = this.#deps;
    const roles = new Set(['member', 'holder', 'person']);
    const call = {
      attempt,
      caller: { signer: account(), member, person: act.person, roles },
      query: parsed(route.query, Object.fromEntries(url.searchParams), 'query'),
      ...inputOf(act, route),
    };
    return call as unknown as Call;
  }
}

function inputOf({ method, path, body }: KeptAct, route: Route): Pick<Call, 'params' | 'body'> {
  const input = {
    params: parsed(route.params, actOfCall(method, path)?.named ?? {}, 'path'),
    body: parsed(route.body, route.body ? readJson(Buffer.from(body, 'base64')) : undefined, 'body'),
  };
  return input as Pick<Call, 'params' | 'body'>;
}

function answered(act: KeptAct, { outcome, by }: Pick<KeptActAnswer, 'outcome' | 'by'>): KeptAct {
  return outcome === 'confirmed' ? confirmed(act, by) : declined(act, by);
}

function isPerson(caller: Caller): caller is Person {
  return caller.person !== undefined;
}

/** Refused, and not for what passes: a limit, another request under way. */
function isFinal({ code, details }: CustosError): boolean {
  return STATUS[code] < 500 && code !== 'RATE_LIMITED' && details.running !== true;
}

function needsAnother({ act, answering, expires = answering?.expires ?? 0 }: KeptAct): CustosError {
  return new CustosError(
    'SECOND_PERSON_NEEDED',
    `This takes two persons here. Nothing was done yet: it waits, until ${dateWords(expires)}, for another person of the organisation to confirm it.`,
    { details: { act, expires } },
  );
}

function over({ state, fault }: KeptAct): CustosError {
  const words = {
    declined: 'It was declined.',
    failed: `It was confirmed, and could not be done: ${fault ?? ''}`,
    confirmed: 'Another person confirmed it, and it is being carried out.',
    done: 'Another person confirmed it, and it is done.',
    waits: '',
  };
  return new CustosError('CONFLICT', `This waits no more. ${words[state]}`);
}
