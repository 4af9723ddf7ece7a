export { PURPOSES_IN } from '../parts/purposes-in.ts';

/** What somebody writes in Portuguese for the outcomes of entries. */
export const OUTCOMES_PT: Readonly<Record<string, string>> = {
  released: 'entregue',
  refused: 'recusado',
  interrupted: 'interrompido',
  emergency: 'emergência',
  self: 'próprio',
  acknowledged: 'reconhecido',
  mined: 'inscrito',
  rejected: 'rejeitado',
  erased: 'apagado',
  started: 'arrancado',
  restored: 'reposto',
  rotated: 'mudado',
  ordered: 'ordenado',
  proposed: 'proposto',
  confirmed: 'confirmado',
  declined: 'declinado',
};

/** And for their kinds. */
export const KINDS_PT: Readonly<Record<string, string>> = {
  release: 'entrega',
  revocation: 'retirada',
  relay: 'transmissão',
  erasure: 'apagamento',
  start: 'arranque',
  restore: 'reposição',
  key: 'chave',
  act: 'ato',
};
