// A clock that is ahead of the machine's, for programs that a walk starts years later: WALK_SECONDS_AHEAD says by how much.

const aheadMs = Number(process.env['WALK_SECONDS_AHEAD'] ?? 0) * 1000;
const Machine = Date;

globalThis.Date = class extends Machine {
  constructor(...given: readonly [] | readonly [number]) {
    super(...((given.length === 0 ? [Machine.now() + aheadMs] : given) as [number]));
  }

  static override now(): number {
    return Machine.now() + aheadMs;
  }
} as DateConstructor;
