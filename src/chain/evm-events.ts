import type { EVMInterface, EVMResult, InterpreterStep, Message } from '@ethereumjs/evm';

export type Detach = () => void;

/** They take one argument: the machine would wait for those that take a callback as well. */
export interface EvmListeners {
  readonly beforeMessage?: (message: Message) => void;
  readonly afterMessage?: (result: EVMResult) => void;
  readonly step?: (step: InterpreterStep) => void;
}

export function listen({ events }: EVMInterface, listeners: EvmListeners): Detach {
  const { beforeMessage, afterMessage, step } = listeners;
  if (beforeMessage) events?.on('beforeMessage', beforeMessage);
  if (afterMessage) events?.on('afterMessage', afterMessage);
  if (step) events?.on('step', step);
  return () => {
    if (beforeMessage) events?.off('beforeMessage', beforeMessage);
    if (afterMessage) events?.off('afterMessage', afterMessage);
    if (step) events?.off('step', step);
  };
}
