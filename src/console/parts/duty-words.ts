import { addWords } from '../words/language.ts';

const en = {
  title: 'Others of your organisation do this',
  says: 'This page is for {{wanted}}. You are {{own}} here.',
  ask: 'If it should be yours as well, ask a staff administrator of your organisation.',
  /** Somebody of a duty. */
  a: {
    administrator: 'a staff administrator',
    'data-manager': 'a data manager',
    reviewer: 'a reviewer',
    auditor: 'an internal auditor',
    researcher: 'a researcher',
  },
  name: {
    administrator: 'staff administrator',
    'data-manager': 'data manager',
    reviewer: 'reviewer',
    auditor: 'internal auditor',
    researcher: 'researcher',
  },
};

type DutyWords = typeof en;

const pt: DutyWords = {
  title: 'Isto é feito por outras pessoas da sua organização',
  says: 'Esta página é para {{wanted}}. Aqui, a sua função é: {{own}}.',
  ask: 'Se também devia ser sua, peça a quem administra o pessoal da sua organização.',
  a: {
    administrator: 'quem administra o pessoal',
    'data-manager': 'quem gere os dados',
    reviewer: 'quem avalia os pedidos',
    auditor: 'quem faz a auditoria interna',
    researcher: 'quem investiga',
  },
  name: {
    administrator: 'administrador do pessoal',
    'data-manager': 'gestor de dados',
    reviewer: 'revisor',
    auditor: 'auditor interno',
    researcher: 'investigador',
  },
};

addWords('duty', { en, pt });
