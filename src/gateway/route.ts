import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller, Role } from './caller.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** One HTTP operation. Routing, authorisation, validation, the OpenAPI document and the test that walks
 *  role × route all come from this one description. */
export interface Route {
  readonly method: Method;
  /** OpenAPI form, `/v1/datasets/{dataset}`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Roles that may call; `anyone` needs no session. Everyone else is refused before the body is looked at. */
  readonly who: readonly Role[] | 'anyone';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Media type of a body that is taken as raw bytes instead of JSON. */
  readonly rawBody?: string;
  /** Greatest body in bytes; 64 KiB unless said. */
  readonly maxBody?: number;
  /** A repeated POST with the same Idempotency-Key gives the first answer again. */
  readonly creates?: boolean;
  readonly reply: {
    readonly status: number;
    readonly description: string;
    readonly schema?: z.ZodType;
    readonly type?: string;
  };
  /** Digest of the access request that the DPoP proof must carry, where the route takes one. */
  readonly bind?: (request: Request, body: Uint8Array) => Uint8Array;
  /** Gives the JSON to reply with, or undefined where it has replied itself. */
  readonly handle: (call: Call) => Promise<unknown>;
}

export interface Call {
  readonly caller: Caller | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly request: Request;
  readonly response: Response;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** Types a route's handler by its schemas. */
export function route<
  P extends z.ZodObject | undefined,
  Q extends z.ZodObject | undefined,
  B extends z.ZodType | undefined,
  W extends Route['who'],
>(
  description: Omit<Route, 'params' | 'query' | 'body' | 'handle' | 'who'> & {
    readonly who: W;
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly handle: (call: {
      readonly caller: W extends 'anyone' ? undefined : Caller;
      readonly params: Parsed<P>;
      readonly query: Parsed<Q>;
      readonly body: Parsed<B>;
      readonly request: Request;
      readonly response: Response;
    }) => Promise<unknown>;
  },
): Route {
  return description as unknown as Route;
}
