export const en = {
  title: 'Custos',
  skip: 'Go to the page’s main part',
  english: 'English',
  portuguese: 'Português',
  signOut: 'Sign out',
  leaveNow: 'Leave this page at once',
  leaveHow: 'Or press Shift three times.',
  back: 'Back',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  loading: 'Loading',
  failed: {
    title: 'This did not work',
    since: 'What you see is of {{when}}. Whether it is still so cannot be told now.',
    unreachable: 'The hospital’s computer does not answer. Try again in a moment, or telephone the hospital.',
    unanswered:
      'The hospital’s computer did not answer. It may have got what you wanted, or not: look in a moment whether it counts, before you do it again. Or telephone the hospital.',
    untrue:
      'What the hospital’s computer answered cannot be right, so it is not shown. Telephone the hospital, by a number that you know.',
    unread: 'This cannot be shown at the moment. Try again, or telephone the hospital.',
    ledgerDown:
      'The hospital’s record of decisions cannot be reached at the moment, so no data is given to anybody. Stopping still works.',
    limited: 'Too much was asked in a short time. Wait a minute and try again.',
    changed:
      'This address shows another hospital than the one you met here before. Nothing was signed. Telephone the hospital, by a number that you know.',
    proof:
      'What the hospital’s computer answered cannot be right. Nothing shows that your wish counts: telephone the hospital.',
    passkey: 'Nothing was changed. The device did not confirm that it is you.',
    clock:
      'The clock of this device is wrong, so nothing that it signs is taken. Set its date and time to automatic, and try again.',
    expired: 'You were signed out. What you typed is kept: sign in again and go on.',
    forbidden: 'You may not see this. If you should, telephone the hospital.',
    refused: 'Nothing was changed.',
    elsewhere:
      'Nothing was done: meanwhile this was changed in another window, on another device or by somebody else. Look at what counts now.',
    other:
      'It is not known whether this was done. Look in a moment whether it counts, before you do it again. Or telephone the hospital.',
    waited: 'Nobody signed in there for ten minutes. Begin again when you are ready.',
    details: 'What the program says',
    inEnglish: 'The program says:',
    notStarted: 'The verifier could not be started in this browser. Try another one, or run the command.',
    copy: 'Copy a report',
    copied: 'Copied',
  },
  missing: {
    title: 'There is no such page',
    text: 'Perhaps the address was mistyped, or what it showed is gone.',
    home: 'Go to the start',
  },
  offline: 'There is no connection. What you see may be old, and nothing can be changed until it is back.',
};

export type Words = typeof en;
