/** What somebody of a role may do here, and the first commands for it, without the program's name before them. */
export interface FirstSteps {
  readonly role: string;
  readonly may: string;
  readonly commands: readonly [string, string, string];
}

/** What stands in the commands for the reader's own keys and data. */
interface Named {
  readonly patient: string;
  readonly holder: string;
  readonly requester: string;
  readonly auditor: string;
  readonly dataset: string;
}

/** What the end of the quickstart says. */
export function firstSteps({ patient, holder, requester, auditor, dataset }: Named): readonly FirstSteps[] {
  const use = `"${dataset}" --purpose "biomedical research" --no-commercial`;
  return [
    {
      role: 'Patient',
      may: 'sees who had which data, and gives and withdraws consent',
      commands: [`access list --as ${patient}`, `consent list --as ${patient}`, `consent revoke --all --as ${patient}`],
    },
    {
      role: 'Data holder',
      may: 'publishes datasets, invites patients and issues permits',
      commands: [
        `subject list --as ${holder}`,
        `dataset show "${dataset}" --as ${holder}`,
        `permit list --as ${holder}`,
      ],
    },
    {
      role: 'Requester',
      may: 'asks for data with a purpose, and gets what patients consented to',
      commands: [
        `dataset list --as ${requester}`,
        `explain ${use} --as ${requester}`,
        `get ${use} --out data --as ${requester}`,
      ],
    },
    {
      role: 'Auditor',
      may: 'verifies the log against the ledger, and decides every release anew',
      commands: [`audit --as ${auditor}`, `member list --as ${auditor}`, `policy show --as ${auditor}`],
    },
  ];
}
