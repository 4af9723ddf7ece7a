const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface StopSignal {
  /** Resolves at the first SIGINT or SIGTERM. */
  readonly asked: Promise<'asked'>;
  readonly isAsked: boolean;
  [Symbol.dispose](): void;
}

/** The first signal asks for an orderly end; the second one ends the process at once, which loses nothing either. */
export function watchStop(): StopSignal {
  const { promise, resolve } = Promise.withResolvers<'asked'>();
  let isAsked = false;
  const listener = (signal: NodeJS.Signals) => {
    if (isAsked) process.exit(signal === 'SIGINT' ? 130 : 143);
    isAsked = true;
    resolve('asked');
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    asked: promise,
    get isAsked() {
      return isAsked;
    },
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
