import { MODIFIERS, PERMISSIONS } from '../purpose-table.ts';
import type { DecisionSentences } from './sentences.ts';

export const ENGLISH_DECISIONS: DecisionSentences = {
  asking: {
    question: 'Sign this? [y/N] ',
    yes: ['y', 'yes'],
    declined: 'Nothing was signed. Nothing has changed.',
    guardian: 'You act as a guardian: “you” is here the person for whom you act.',
  },
  optOut: {
    summary: {
      research: 'You opt out: nothing of yours is handed out for research, whatever you consented to.',
      all: 'You opt out: nothing of yours is handed out for anything, in emergencies neither.',
    },
    done: 'opted out, and verified',
    undo: (command) => `${command} takes it back at any time.`,
  },
  pause: {
    summary: (until) =>
      `You pause: nothing of yours is handed out until ${until}, whatever you consented to, in emergencies neither.`,
    done: (until) => `paused until ${until}, and verified`,
    undo: (command) => `${command} ends it before.`,
  },
  untouched: 'Your consents stay as they are, and count again when you take this back.',
  back: {
    optIn: 'You opt back in: what your consents allow, which still count, is handed out again.',
    resume: 'You end the pause: what your consents allow, which still count, is handed out again.',
    held: { optIn: 'You opt back in.', resume: 'You end the pause.' },
    pauseStays: (until) => `The pause until ${until} stays: nothing of yours is handed out until then.`,
  },
  withheld: {
    optOut: {
      none: 'Nothing is opted out of.',
      research: 'You opted out of research: nothing of yours is handed out for it, whatever your consents allow.',
      all: 'You opted out of everything: nothing of yours is handed out, whatever your consents allow, in emergencies neither.',
    },
    nothing: 'Nothing is withheld altogether: what your consents allow is handed out.',
    paused: (until) => `Paused: nothing of yours is handed out until ${until}.`,
    pending: {
      'opt-out': 'An opt-out counts already, and is on its way to the ledger.',
      pause: 'A pause counts already, and is on its way to the ledger.',
    },
    stage: {
      guardian: 'A guardian decides for you now.',
      both: 'You decide, and a guardian may still withdraw, pause and opt out for you.',
      self: 'You decide alone; a guardian did before.',
    },
  },
  withdrawal: {
    everything: (count) =>
      `You withdraw everything that you allowed, ${count === 1 ? '1 consent' : `${count} consents`}:`,
    use: (use, grantee, until) => `${use}, for ${grantee}, until ${until}`,
    after: 'From then on nothing more of yours is handed out under them.',
    byCode: 'You withdraw all your consents: from now on nothing is handed out under any of them.',
    done: (whose) => `withdrawn${whose === '' ? '' : ` for ${whose}`}, and verified`,
    unchecked: (command) =>
      `The ledger did not answer whether your account’s signature holds. The withdrawal counts; should the ledger refuse it, it ends again: look at ${command} later.`,
    nothingLeft: (count, last) =>
      `No consent counted any more before this (${count === 1 ? '1 consent' : `${count} consents`} in all${last === undefined ? '' : `, the last one withdrawn ${last}`}).`,
    already: (consent, when, seq) =>
      `The consent ${consent} was withdrawn already, ${when}, by entry ${seq} of the log. Nothing was sent.`,
    receiptAgain: (file) => `Its receipt, verified again, is ${file}.`,
    onceMore: (consent, when) =>
      `The gateway says of the consent ${consent} that it was withdrawn${when === undefined ? ', not on the ledger yet' : ` ${when}`}, before this command; no receipt that names it is kept here, so it was withdrawn once more:`,
  },
  entry: (seq, log, when) => `entry ${seq} of the ${log}, ${when}`,
  taken: {
    grant: (consent) => `the withdrawal of the consent ${consent} was taken: it counts from this entry on`,
    all: 'the withdrawal of all consents was taken: it counts from this entry on',
    optOut: {
      research: 'an opt-out of research was taken: it counts from this entry on',
      all: 'an opt-out of everything was taken: it counts from this entry on',
    },
    pause: (until) => `a pause until ${until} was taken: it counts from this entry on`,
    erasure: 'an erasure was taken: it counts from this entry on',
    announced: 'an erasure was announced',
  },
  receipt: {
    kept: (file, command) => `Its receipt is kept in ${file}; ${command} checks it again, by what is kept here.`,
    ofEnd: (file) => `The receipt of that end is kept in ${file}.`,
  },
  signed: {
    counts: (consent, block) => `consent ${consent} counts from now on (block ${block}).`,
    stood: (consent) => `consent ${consent}, which allows the same, stands already. Nothing was added.`,
    keeping: {
      recorded: 'You keep what was recorded for you:',
      guardian: 'You keep what your guardian gave, and give it yourself:',
    },
    kept: (consent) => `consent ${consent} is kept. You can withdraw it at any time.`,
    keptBeside: (own, theirs) =>
      `consent ${own} is yours, and allows the same as ${theirs}, which your guardian gave and which goes on beside it.`,
    bothEnd: (command) => `You can withdraw each at any time, and both with ${command}.`,
    replacing: (recorded) => `You sign this in place of what was recorded for you (${recorded}), which ends:`,
    replaced: (own, recorded) =>
      `consent ${own}, which you signed, counts in place of ${recorded}, which was recorded and has ended.`,
    calledSo: (what, name, id) =>
      `It is for the ${what} that the gateway calls “${name}”: ${id}. Compare that with what the holder told you.`,
    begunSo: (what, id) =>
      `It is for the ${what} ${id}. Another one’s id may begin alike: compare all of it with what the holder told you.`,
    covers: (members) => `It covers ${members || 'nobody'} now.`,
    inGroup: (members) => `as the gateway says, in it now: ${members || 'nobody'}`,
    coveredInGroup: (members) => `as the gateway says, of whom this covers now: ${members || 'nobody'}`,
    later: (keeper) => `also whoever joins it later${keeper === undefined ? '' : `, which ${keeper} decides`}`,
    nobodyLater: 'nobody who joins it later',
    consortium: 'the consortium',
    told: {
      words: (id) => `you were told (${id}…):`,
      pdf: (id) => `you were told: the PDF ${id}…`,
      absent: (id) =>
        `you were told: the text ${id}…, which the gateway does not keep: read it where you were given it`,
    },
  },
  remaining: {
    none: 'No other consent counts any more.',
    some: (count) => (count === 1 ? 'One other consent still counts:' : `${count} other consents still count:`),
    one: (grantee, scope, use, until) => `${grantee} may use ${scope} for ${use}, until ${until}`,
    given: {
      patient: {
        self: 'signed by yourself',
        guardian: 'signed by your guardian',
        recorded: 'recorded from paper',
      },
      guardian: {
        self: 'signed by the person itself',
        guardian: 'signed by a guardian',
        recorded: 'recorded from paper',
      },
      holder: {
        self: 'signed by the patient',
        guardian: 'signed by a guardian',
        recorded: 'recorded from paper',
      },
    },
    beside: (command) => `What you sign now narrows nothing of that. To end such a consent, withdraw it: ${command}.`,
    later: (count) =>
      count === 0
        ? 'No consent stands that would count again.'
        : `${count === 1 ? '1 consent' : `${count} consents`} of before will count again once this is taken back.`,
  },
  byCode: {
    asked:
      'If the hospital knows this person and has an e-mail address on file, a code is on its way there. It is good for 15 minutes, and once. Letters take days, so that no code goes by post. If none comes, call the hospital: it stops the use of data by telephone, too.',
    next: (everything, optOut, pause) =>
      `With the code: ${everything} withdraws all consents, ${optOut} opts out of research, and ${pause} pauses.`,
    done: (when, seq) =>
      `Done: the hospital’s log took it at ${when}, as entry ${seq}, and it counts since then. The receipt proves that the log took a stop at that time; whose it is, and what it stops, it does not say. The hospital writes to the address that the code went to that something was stopped: if nothing comes, call the hospital.`,
    undo: 'Only your own key or passkey, or the hospital, takes it back.',
  },
  named: {
    anyone: 'any requester',
    group: (group) => `the group ${group}`,
    all: (holder) => `all data of ${holder}`,
    dataset: (dataset) => `only the dataset ${dataset}`,
    log: (of) => `log of ${of}`,
  },
  permissionLabel: labelled(PERMISSIONS),
  modifierLabel: labelled(MODIFIERS),
};

/** As the tables have them, which are in English. */
function labelled<Code extends string>(rows: readonly { readonly code: Code; readonly label: string }[]) {
  return Object.fromEntries(rows.map(({ code, label }) => [code, label])) as Record<Code, string>;
}
