import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { Caller, Role } from '../auth/caller.ts';
import type { RouteDuties } from '../auth/duties.ts';
import type { RequestAttempt } from './request-attempt.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** One HTTP operation. Routing, authorisation, validation, the OpenAPI document and the test that walks
 *  role × route all come from this one description. */
export interface Route {
  readonly method: Method;
  /** OpenAPI form, `/v1/datasets/{dataset}`; `{+rest}` takes all that is left of the path, slashes included. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Roles that may call; `anyone` needs no session. Everyone else is refused before the body is looked at. */
  readonly who: readonly Role[] | 'anyone';
  /** Which persons of the organisation may call, of those that its role lets in; none unless said. */
  readonly duties?: RouteDuties;
  /** Answered however many ask: who watches the gateway must not be taken for one that floods it. */
  readonly unlimited?: boolean;
  /** On the way to a session: its own limit, so that whoever floods the other routes keeps nobody out. */
  readonly leadsIn?: boolean;
  /** Read by whoever mirrors or audits the log, thousands at a time: a limit of its own, and none for members' sessions. */
  readonly readsLog?: boolean;
  /** Asks for one-time codes, or tries one: a limit of its own, which is narrow. */
  readonly asksCodes?: boolean;
  /** Never shown to pages of other origins, whichever are let in. */
  readonly sameOrigin?: boolean;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body for the documentation, which `body` takes. */
  readonly example?: unknown;
  /** A body that is taken as raw bytes: the handler reads what `schema` describes. */
  readonly rawBody?: { readonly type: string; readonly schema: z.ZodType };
  /** Greatest body in bytes; 64 KiB unless said. */
  readonly maxBody?: number;
  /** A repeated POST with the same Idempotency-Key gives the first answer again, and goes on with what a crash cut
   *  off: whatever the handler draws at random, or sends, goes through its `attempt`. */
  readonly creates?: boolean;
  readonly reply: {
    readonly status: number;
    readonly description: string;
    /** What the JSON holds that the handler gives, as an object or as its bytes. */
    readonly schema?: z.ZodType;
    /** What the description names by these names: of a reply that is no JSON as a whole. */
    readonly parts?: Readonly<Record<string, z.ZodType>>;
    /** What each line holds of a reply in NDJSON. */
    readonly line?: z.ZodType;
    /** JSON unless said. */
    readonly type?: string;
    readonly headers?: z.ZodObject;
    /** The content of one URL never changes: where anybody may read it, caches may keep it for good. */
    readonly immutable?: boolean;
    /** Other statuses that are answered with the same content, and when. */
    readonly also?: Readonly<Record<number, string>>;
  };
  /** Codes of 4xx by which it refuses, beside those that its other members imply (`refusalsOf`). */
  readonly refuses?: readonly ErrorCode[];
  /** Digest of the access request that the DPoP proof must carry, where the route takes one. */
  readonly bind?: (request: Request, body: Uint8Array) => Uint8Array;
  /** Patients whom a call is about that neither its path nor its body names: the log and whoever confirms it are told of them, too. None
   *  for what is not there. */
  readonly concerns?: (call: Pick<Call, 'params' | 'body'>) => Promise<readonly Pseudonym[]>;
  /** Gives the JSON to reply with, or undefined where it has replied itself. */
  readonly handle: (call: Call) => Promise<unknown>;
}

/** What was to be made stands already: the answer is 200, and says what. */
export class Standing<Body> {
  readonly body: Body;

  constructor(body: Body) {
    this.body = body;
  }
}

export interface Call {
  readonly attempt: RequestAttempt;
  readonly caller: Caller | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly request: Request;
  readonly response: Response;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Frozen<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : { readonly [K in keyof T]: Frozen<T[K]> };
/** Undefined where the handler has replied itself. */
type Replied<S> = S extends z.ZodType
  ? Frozen<z.output<S>> | Standing<Frozen<z.output<S>>> | Uint8Array | undefined
  : unknown;

/** Types a route's handler by its schemas: what it takes, and what it gives. */
export function route<
  P extends z.ZodObject | undefined,
  Q extends z.ZodObject | undefined,
  B extends z.ZodType | undefined,
  W extends Route['who'],
  R extends z.ZodType | undefined,
>(
  description: Omit<Route, 'params' | 'query' | 'body' | 'handle' | 'who' | 'reply' | 'concerns'> & {
    readonly who: W;
    readonly reply: Omit<Route['reply'], 'schema'> & { readonly schema?: R };
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly concerns?: (call: {
      readonly params: Parsed<P>;
      readonly body: Parsed<B>;
    }) => Promise<readonly Pseudonym[]>;
    readonly handle: (call: {
      readonly attempt: RequestAttempt;
      readonly caller: W extends 'anyone' ? undefined : Caller;
      readonly params: Parsed<P>;
      readonly query: Parsed<Q>;
      readonly body: Parsed<B>;
      readonly request: Request;
      readonly response: Response;
    }) => Promise<Replied<R>>;
  },
): Route {
  return description as unknown as Route;
}
