import type { Common } from '@ethereumjs/common';
import { createEVM, type EVM } from '@ethereumjs/evm';
import { LRUCache } from 'lru-cache';
import type { Bytes } from '../core/bytes.ts';

const ANALYSE = '_getValidJumpDestinations';
const REMEMBERED = Symbol('custos.jumpAnalysis');
const MAX_CODES = 128;
/** An instruction byte that Cancun leaves free. */
const PROBE = 0x21;

type Analysis = object;
type Analyse = (this: { _evm: EVM }, code: Bytes) => Analysis;
type Interpreter = { [ANALYSE]?: Analyse; [REMEMBERED]?: true };

/** EthereumJS looks for the jump destinations of a contract anew at every call, which is more than half of what a simple
 *  transaction costs (docs/decisions/chain-jump-analysis.md). This lets its interpreter remember them for the codes
 *  used last. The class is not exported, so an instruction of a throw-away machine finds it. If a later version has
 *  no such method, nothing is changed but the speed. */
export async function rememberJumpAnalyses(common: Common): Promise<void> {
  const prototype = await interpreterPrototype(common);
  const analyse = prototype?.[ANALYSE];
  if (!prototype || typeof analyse !== 'function' || prototype[REMEMBERED]) return;
  const machines = new WeakMap<EVM, LRUCache<Bytes, Analysis>>();
  prototype[REMEMBERED] = true;
  prototype[ANALYSE] = function remembered(code) {
    let codes = machines.get(this._evm);
    if (!codes) {
      codes = new LRUCache({ max: MAX_CODES });
      machines.set(this._evm, codes);
    }
    // By identity: the node cache hands out the same array as long as it holds the code. An array that runs is
    // never written to.
    const known = codes.get(code);
    const analysis = known ?? analyse.call(this, code);
    codes.set(code, analysis);
    return analysis;
  };
}

async function interpreterPrototype(common: Common): Promise<Interpreter | undefined> {
  let found: object | undefined;
  const evm = await createEVM({
    common,
    customOpcodes: [
      {
        opcode: PROBE,
        opcodeName: 'PROBE',
        baseFee: 0,
        logicFunction: (state) => {
          found = state.interpreter;
        },
      },
    ],
  });
  await evm.runCode({ code: Uint8Array.of(PROBE), gasLimit: 1000n });
  return found && (Object.getPrototypeOf(found) as Interpreter);
}
