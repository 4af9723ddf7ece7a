import type { Hex } from '../../core/bytes.ts';
import type { Json } from '../../core/canonical.ts';
import type { ConsentNames, Language } from '../../core/consent-text/consent-text.ts';
import type { Duty } from '../../core/duties.ts';
import type { GroupName } from '../../core/group.ts';
import type { GuardianTerms, IdentificationStatement } from '../../core/identification.ts';
import type { Address, DatasetId, Digest, GrantId, GroupId, PermitId, Pseudonym } from '../../core/ids.ts';
import type { NarrowingStatement } from '../../core/narrowing.ts';
import type { NoticeType } from '../../core/notice.ts';
import type { NoticeFacts } from '../../core/notice-facts.ts';
import type { Contact, MessageKind, NotificationChannel, ReportPeriod } from '../../core/notification.ts';
import type { GrantOpening } from '../../core/openings.ts';
import type { OrganisationName } from '../../core/organisation.ts';
import type { FormChecklist, FormCompletion, FormFault, ScanType } from '../../core/paper-form.ts';
import type { JobError, Published } from '../../core/publication.ts';
import type { PurposeParameters } from '../../core/purpose-table.ts';
import type { Signer } from '../../core/signer.ts';
import type { UseAnswers } from '../../core/use-answers.ts';
import type { EventCheckpoint } from '../../ledger/event-checkpoint.ts';
import type { JournaledTransaction } from '../../ledger/send-journal.ts';
import type { RecordChange } from '../../vault/sealed-records.ts';
import type { Vault } from '../../vault/vault.ts';
import type { PublicationOrder } from './publication-order.ts';
import { digests, named, RecordTable } from './record-table.ts';

/** What a dataset is called; none of it is on chain. */
export interface DatasetName {
  readonly name: string;
  readonly description: string;
}

/** What the holder ends for ever, by a reason whose digest goes on chain. */
export type Ending = { readonly cause: Digest } & (
  | { readonly permit: PermitId }
  | { readonly dataset: DatasetId }
  | { readonly dataset: DatasetId; readonly version: number }
);

/** An ending that is on its way to the chain, with the transactions that may bring it. */
export interface KeptEnding {
  readonly ending: Ending;
  readonly sent: readonly JournaledTransaction[];
}

/** What stands behind a one-time code, which itself is not kept. */
export interface Invitation {
  readonly subject: Pseudonym;
  /** How the person was identified, and by whom; as what it acts. */
  readonly statement: IdentificationStatement;
  /** In ms: the last at which it binds. */
  readonly goodUntil: number;
  /** In ms: until then it is kept. */
  readonly expires: number;
  readonly signer?: Hex;
  /** In seconds. */
  readonly deadline?: number;
  /** What the signer signed, of one that waits for a second member. */
  readonly signature?: Hex;
  readonly countersignature?: KeptCountersignature | undefined;
  readonly refusal?: KeptRefusal;
  /** Transactions that may bind the signer. */
  readonly sent?: readonly JournaledTransaction[];
  readonly bound?: Bound;
}

/** Who did something for a member. */
interface KeptActor {
  readonly member: Address;
  readonly person?: Digest;
  /** In ms. */
  readonly at: number;
}

/** What a second member signed of a binding. */
export interface KeptCountersignature extends KeptActor {
  readonly account: Address;
  readonly signature: Hex;
}

export interface KeptRefusal extends KeptActor {
  readonly reason: string;
}

/** That a patient is reached on paper alone: by whose word, since when, and why. */
export interface KeptPaperOnly extends KeptActor {
  readonly reason: string;
}

export interface InvitationTables {
  /** By the SHA-256 of the code. */
  readonly codes: RecordTable<string, Invitation>;
  /** Ids of a subject's, the oldest first. */
  readonly bySubject: RecordTable<Pseudonym, readonly string[]>;
}

/** What shows how a signer came to be bound. */
export interface KeptBinding {
  readonly subject: Pseudonym;
  readonly statement: IdentificationStatement;
  readonly countersignature?: KeptCountersignature;
  /** Absent until it is known to be on chain. */
  readonly bound?: Bound;
}

/** Of which code a binding is, by its id. */
interface WaitingRecord {
  readonly invitation: string;
}

/** Evidence of bindings, and those that wait for a second member. */
export interface BindingTables {
  /** By the id of the signer. */
  readonly evidence: RecordTable<Digest, KeptBinding>;
  /** By the EIP-712 digest that both sign: the id of the invitation. */
  readonly waiting: RecordTable<Digest, WaitingRecord>;
  /** The same, of those that were bound since: whoever lost the answer asks again. */
  readonly settled: RecordTable<Digest, WaitingRecord>;
}

/** What stands behind somebody's asking for a code that only narrows, whether or not one was sent: nobody must tell one from the
 *  other. The code itself is not kept. */
export interface KeptNarrowingCode {
  /** SHA-256 of the asking's secret and the code. */
  readonly digest: string;
  /** In ms. */
  readonly expires: number;
  readonly tries: number;
  /** In ms. */
  readonly sent: number;
  /** Absent where no code was sent to anybody. */
  readonly subject?: Pseudonym;
  /** Of the person's codes, when it was asked for. */
  readonly round?: number;
  /** Digest of the statement that it was used. */
  readonly used?: Digest;
}

/** That a code was asked for somebody who is known. */
export interface KeptAsking {
  /** In ms. */
  readonly at: number;
  /** Digest of where the asking came from. */
  readonly from: string;
  readonly isMailed: boolean;
}

/** The code that a person was sent, and who asked for codes lately. Times in ms. */
export interface StandingCode {
  /** The e-mail address. */
  readonly to: string;
  /** How often a code was used: each use ends all that were asked for before. */
  readonly round: number;
  readonly code?: { readonly text: string; readonly sent: number };
  /** In the last day. */
  readonly asked: readonly KeptAsking[];
  /** Until when it is kept. */
  readonly expires: number;
}

/** An act by a code that is on its way into the log. */
export interface BegunNarrowing {
  readonly statement: NarrowingStatement;
  readonly call: { readonly to: Address; readonly data: Hex };
  /** Entries of the log before it: that of the act is none of them. */
  readonly from: number;
}

/** An act by a code, and the entry that acknowledged it. */
export interface KeptNarrowing {
  readonly statement: NarrowingStatement;
  readonly seq: number;
}

/** What is done by codes that only narrow. */
export interface NarrowingTables {
  /** By the SHA-256 of the asking's secret. */
  readonly codes: RecordTable<string, KeptNarrowingCode>;
  /** Under the person's key. */
  readonly standing: RecordTable<Pseudonym, StandingCode>;
  /** By the digest of the statement. */
  readonly begun: RecordTable<Digest, BegunNarrowing>;
  /** By `patient/number of the entry`. */
  readonly done: RecordTable<string, KeptNarrowing>;
  /** By the number of the entry: whose it is. */
  readonly bySeq: RecordTable<string, { readonly subject: Pseudonym }>;
}

/** A guardian that is, or was, bound. Its time is the patient's birthday, so that it is kept under the patient's key. */
export interface KeptGuardian extends GuardianTerms {
  readonly subject: Pseudonym;
  /** In seconds: until then it can come to be bound. */
  readonly deadline: number;
  /** Random, for what the ledger has of its end. */
  readonly salt: Digest;
  /** Transactions that may have ended it. */
  readonly sent?: readonly JournaledTransaction[];
}

/** What is known of a passkey beside the ledger. Times in ms since 1970 UTC. */
export interface KeptPasskey {
  readonly signer: Hex;
  readonly subject: Pseudonym;
  /** Id of the credential, base64url. */
  readonly credential: string;
  readonly transports: readonly string[];
  /** What its owner calls the device. */
  readonly name: string;
  /** What the device lists it by: whom its owner has it for. */
  readonly listedAs?: string;
  readonly rpId: string;
  readonly created: number;
  /** The highest that was seen; 0 where the authenticator does not count. */
  readonly counter: number;
  readonly used?: number;
  /** When its counter was first seen to fall. */
  readonly fell?: number;
}

/** A person of the organisation that this node is of. Its name is nowhere else. Times in ms since 1970 UTC. */
export interface KeptPerson {
  /** Random, or keyed: what logs and other gateways know it by. */
  readonly person: Digest;
  readonly name: string;
  /** Whether it proves who it is to this node, or to the organisation's own sign-in. */
  readonly origin: 'local' | 'oidc';
  readonly duties: readonly Duty[];
  /** How the organisation's own sign-in knows the person. */
  readonly account?: { readonly issuer: string; readonly subject: string };
  /** Another person; absent where it was the organisation's own account, or its own sign-in. */
  readonly invitedBy?: Digest;
  readonly from: number;
  readonly ended?: number;
}

/** What was changed of how a person stands here. */
export type KeptPersonChange = {
  /** In ms. */
  readonly at: number;
  /** Another person or itself; the organisation's account, its own sign-in, or whoever had the person's one-time code. */
  readonly by: Digest | 'account' | 'sign-in' | 'code';
  /** What a person was called who did it: others may be called so later. */
  readonly byName?: string;
} & (
  | { readonly what: 'renamed'; readonly name: string }
  | { readonly what: 'duties'; readonly duties: readonly Duty[] }
  | { readonly what: 'code-made' }
  /** `device`: what the passkey is called. */
  | { readonly what: 'passkey-made' | 'passkey-removed'; readonly device: string }
);

/** What stands behind a one-time code for a person of the organisation; the code itself is not kept. */
export interface StaffInvitation {
  readonly person: Digest;
  /** In ms. */
  readonly expires: number;
}

/** An act that needs a second person, and what became of it. Times in ms since 1970 UTC. */
export interface KeptAct {
  /** Digest of the evidence of its entry. */
  readonly act: Digest;
  readonly kind: string;
  /** The call, as it was sent: its route by method and template. */
  readonly method: string;
  readonly template: string;
  readonly path: string;
  /** In base64. */
  readonly body: string;
  /** Who asks for it. */
  readonly person: Digest;
  readonly since: number;
  /** Number of its entry in the log. */
  readonly seq: number;
  /** `confirmed`: it is being carried out. */
  readonly state: 'waits' | 'confirmed' | 'done' | 'failed' | 'declined';
  /** Who confirmed or declined it; the person itself where it took it back. */
  readonly by?: Digest;
  /** Why it could not be done. */
  readonly fault?: string;
  /** Until when it waits, or is shown; absent while it is answered, and while it is being carried out. */
  readonly expires?: number;
  /** An answer that is being logged: whether it counts, the log says. */
  readonly answering?: KeptActAnswer;
}

/** What a second person, or who asked, says of an act. */
export interface KeptActAnswer {
  readonly outcome: 'confirmed' | 'declined';
  readonly by: Digest;
  /** Size of the log before: the answer's entry has this number, or a later one. */
  readonly from: number;
  /** Until when the act waits where the log has no such answer. */
  readonly expires: number;
}

/** A passkey of a person of the organisation. Times in ms since 1970 UTC. */
export interface StaffPasskey {
  readonly person: Digest;
  /** Its key, in the form in which patients' have it. */
  readonly signer: Hex;
  readonly credential: string;
  readonly transports: readonly string[];
  readonly name: string;
  readonly rpId: string;
  readonly created: number;
  readonly counter: number;
  readonly used?: number;
  /** When its counter was first seen to fall. */
  readonly fell?: number;
}

/** Where a signer was bound. */
export interface Bound {
  readonly transaction: Digest;
  readonly height: number;
}

/** A request that creates, by its caller and Idempotency-Key. */
export interface KeptRequest {
  /** Of the whole request. */
  readonly digest: string;
  /** In ms; absent as long as it has begun something whose outcome is not known. */
  readonly expires?: number;
  readonly plan?: Json;
  /** Set before what is done without a plan; it goes with the request where that failed. */
  readonly begun?: boolean;
  /** The plan itself is being carried out, by more than what `sent` holds. */
  readonly committed?: boolean;
  readonly sent?: readonly StepTransaction[];
  /** Absent as long as the work was not done. */
  readonly answer?: unknown;
}

export interface StepTransaction extends JournaledTransaction {
  readonly step: string;
}

/** A publication that was taken on, and what came of it; without either it is under way. */
export interface KeptPublication {
  readonly dataset: DatasetId;
  readonly publication: PublicationOrder;
  /** Transactions that may have brought it to the chain. */
  readonly sent: readonly JournaledTransaction[];
  readonly published?: Published;
  readonly error?: JobError;
}

/** A text that the ledger names by its digest. */
export interface KeptText {
  readonly mediaType: NoticeType;
  readonly bytes: number;
  /** Its first line; empty where nothing is known of what it says. */
  readonly title: string;
}

/** How a consent was shown to whoever signed it. */
export interface ShownText {
  readonly language: Language;
  readonly names: ConsentNames;
  /** Of which, with the text, the salt of the terms is made. */
  readonly nonce: Digest;
}

export interface KeptConsentText extends ShownText {
  readonly text: string;
}

/** Texts of one kind. */
export interface TextTables {
  readonly texts: RecordTable<Digest, KeptText>;
  /** Parts of them in base64, by `digest/number`. */
  readonly parts: RecordTable<string, string>;
}

/** A code as its person gets it, and until when it is good, in ms. */
export interface OneTimeCode {
  readonly text: string;
  readonly expires: number;
}

/** A notification, from the event on. Times in ms since 1970 UTC. */
export interface KeptNotification {
  readonly subject: Pseudonym;
  readonly kind: MessageKind;
  /** Of a message that brings one. It goes when the message was brought, or is over. */
  readonly code?: OneTimeCode;
  readonly channel: NotificationChannel;
  /** As it stood at the event: whoever changes it afterwards must not divert what tells of that. */
  readonly to: Contact;
  readonly since: number;
  /** Of one that tells of all uses in a week or month. */
  readonly period?: ReportPeriod;
  /** What a letter says of it; an e-mail says nothing. */
  readonly said?: readonly string[];
  readonly attempts: number;
  /** Of the first attempt by this channel. */
  readonly tried?: number;
  /** Why the last attempt failed. */
  readonly fault?: string;
  /** When it was told, or given up. */
  readonly ended?: number;
}

/** By whom what was used of a subject's data, as far as it was told: `requester/permit`, with the last day (since 1970 UTC) that was
 *  told of. */
export type KnownUses = Readonly<Record<string, number>>;

/** That a subject's data was used in a period, the last time of it in ms. */
export interface KeptUses {
  readonly period: ReportPeriod;
  readonly last: number;
}

/** By whom something was recorded for a patient: a member by one of its accounts, and by which of its persons. */
export interface Recorder {
  readonly member: Address;
  readonly account: Signer;
  readonly person?: Digest;
}

/** Something that was done, by whom, at a time in ms. */
export interface Recorded {
  readonly by: Recorder;
  readonly at: number;
}

/** A form as it was recorded: what it says, and what staff looked at. What is left out is not on it. */
export interface PaperRecord extends UseAnswers {
  readonly subject: Pseudonym;
  /** Digest of its reference, or of its scan. */
  readonly form: Digest;
  readonly grantee?: string | undefined;
  readonly dataset?: DatasetId | undefined;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly excluded: readonly string[];
  /** In seconds. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly notice?: Digest | undefined;
  readonly identifiable?: boolean | undefined;
  readonly futureMembers: boolean;
  readonly checklist?: FormChecklist | undefined;
}

/** A form that was no consent when it came in, and what became of it. */
export interface KeptForm extends Recorded {
  /** In the order in which forms came in. */
  readonly number: number;
  readonly record: PaperRecord;
  /** Why it was none. */
  readonly faults: readonly FormFault[];
  /** As it was completed: durable before anything of it is sent. */
  readonly completed?: Recorded & { readonly record: PaperRecord; readonly asked: FormCompletion };
  /** The consent that it came to. */
  readonly grant?: GrantId;
  readonly discarded?: Recorded & { readonly reason: string };
}

/** A form in the list of its state. Not under the patient's key: its reasons are taken from the counts when that is gone. */
export interface ListedForm {
  readonly id: Digest;
  readonly faults: readonly FormFault[];
}

/** How many forms had which reason: those that are open, and all that ever came in. */
export interface FormCounts {
  /** Number of the form that comes next. */
  readonly next: number;
  readonly open: Readonly<Partial<Record<FormFault, number>>>;
  readonly all: Readonly<Partial<Record<FormFault, number>>>;
}

/** A scan of a form. */
export interface KeptScan extends Recorded {
  readonly mediaType: ScanType;
  readonly bytes: number;
}

/** What was recorded for a patient from a form or a call. */
export interface NotedAct extends Recorded {
  readonly subject: Pseudonym;
  readonly what: 'consent' | 'withdrawal' | 'opt-out' | 'opt-in' | 'pause' | 'resumption';
  readonly form: Digest;
  /** Of a consent, and of the withdrawal of one. */
  readonly grant?: GrantId;
  /** How much is withheld from then on. */
  readonly level?: 'none' | 'research' | 'all';
  /** Last second of a pause. */
  readonly until?: number;
  /** The entry of the log that acknowledges it. */
  readonly seq?: number;
  /** What was looked at on the form. */
  readonly checklist?: FormChecklist;
}

/** An act on its way. Whether it was done is told by the digest of its evidence, which an entry from `from` on has, or by what stands. */
export interface PendingAct {
  readonly act: NotedAct;
  readonly evidence?: Digest;
  readonly from: number;
}

/** Paper, each record under its patient's key. */
export interface PaperTables {
  /** By the SHA-256 of patient and form. */
  readonly forms: RecordTable<string, KeptForm>;
  /** By `patient/number`. */
  readonly formsOf: RecordTable<string, Pick<ListedForm, 'id'>>;
  /** By `state/number`. */
  readonly formsIn: RecordTable<string, ListedForm>;
  readonly formCounts: RecordTable<'all', FormCounts>;
  /** By the same. */
  readonly scans: RecordTable<string, KeptScan>;
  /** Parts of them in base64, by `scan/number`. */
  readonly scanParts: RecordTable<string, string>;
  /** By `patient/act`. */
  readonly acts: RecordTable<string, NotedAct>;
  readonly pending: RecordTable<string, PendingAct>;
}

/** What people are told: where, and what of it is outstanding. */
export interface NotificationTables {
  readonly contacts: RecordTable<Pseudonym, Contact>;
  readonly uses: RecordTable<Pseudonym, KnownUses>;
  /** By `end of the period/pseudonym`. */
  readonly digests: RecordTable<string, KeptUses>;
  /** By `time of the next attempt/number`. */
  readonly waiting: Readonly<Record<NotificationChannel, RecordTable<string, KeptNotification>>>;
  /** By `time/number`. */
  readonly delivered: RecordTable<string, KeptNotification>;
  readonly failed: RecordTable<string, KeptNotification>;
  /** Forms of acts by codes, which are told of as such. */
  readonly byCode: RecordTable<Digest, true>;
  /** How far each source was read: a block, an entry's number, a second. */
  readonly cursors: RecordTable<'ledger' | 'log' | 'expiry', number>;
}

/** Persons of the organisation, and how each proves who it is. */
/** That somebody was told whose a pseudonym is. */
export interface KeptResolution {
  readonly person: Digest;
  /** The member that asked. */
  readonly member: Address;
  /** Its person; absent where its account asked. */
  readonly by?: Digest;
  readonly reason: string;
  readonly time: number;
}

export interface StaffTables {
  /** By their number, from 0, in twelve digits. */
  readonly resolutions: RecordTable<string, KeptResolution>;
  /** `pseudonyms`: what the pseudonyms are keyed by of persons whom the organisation's own sign-in tells of. 32 bytes. */
  readonly keys: RecordTable<'pseudonyms', { readonly key: Hex }>;
  readonly persons: RecordTable<Digest, KeptPerson>;
  /** By the person; the oldest first. */
  readonly changes: RecordTable<Digest, readonly KeptPersonChange[]>;
  /** By the SHA-256 of the code. */
  readonly invitations: RecordTable<string, StaffInvitation>;
  /** By the SHA-256 of the credential's id. */
  readonly passkeys: RecordTable<string, StaffPasskey>;
  readonly acts: RecordTable<Digest, KeptAct>;
  /** By person: nothing counts that was said of it and ends by then, in ms. */
  readonly ended: RecordTable<Digest, { readonly expires: number }>;
}

/** Files that are sent to be imported. */
export interface KeptUpload {
  readonly dataset: DatasetId;
  /** `taken`: an import reads it; `ended`: nothing of it is to be left. */
  readonly state: 'open' | 'taken' | 'ended';
  /** When something of it came last, in ms since 1970 UTC. */
  readonly touchedAt: number;
  /** Who began it; not kept of those that were begun before this was. */
  readonly by?: { readonly member: Address; readonly person?: Digest };
}

export interface KeptUploadFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of its content. */
  readonly digest: Digest;
  readonly complete: boolean;
}

export interface UploadTables {
  readonly uploads: RecordTable<string, KeptUpload>;
  /** By `upload/file`. */
  readonly files: RecordTable<string, KeptUploadFile>;
  /** All of them, or none. */
  readonly write: (changes: readonly RecordChange[]) => Promise<void>;
}

/** All that the gateway keeps besides items, journal and chain: one table for each kind. */
export interface GatewayRecords {
  /** Clear terms of grants, each under its subject's key. */
  readonly terms: RecordTable<GrantId, GrantOpening>;
  /** What whoever signed a grant was shown, under its subject's key. */
  readonly consentTexts: RecordTable<GrantId, KeptConsentText>;
  readonly datasets: RecordTable<DatasetId, DatasetName>;
  /** By volume: what the conditions of a version are compared with. */
  readonly parameters: RecordTable<string, PurposeParameters>;
  /** Jobs that ended, by import. */
  readonly imports: RecordTable<string, unknown>;
  readonly uploads: UploadTables;
  /** By import. */
  readonly publications: RecordTable<string, KeptPublication>;
  /** Information texts, which consents name. */
  readonly notices: TextTables;
  /** What is said of information texts beside their words. */
  readonly noticeFacts: RecordTable<Digest, NoticeFacts>;
  /** Data use agreements, which permits name. */
  readonly agreements: TextTables;
  readonly invitations: InvitationTables;
  readonly bindings: BindingTables;
  /** By the id of the signer. */
  readonly guardians: RecordTable<Digest, KeptGuardian>;
  readonly passkeys: {
    /** By the signer's id. */
    readonly signers: RecordTable<Digest, KeptPasskey>;
    /** By the SHA-256 of the credential's id. */
    readonly credentials: RecordTable<string, Pick<KeptPasskey, 'signer'>>;
  };
  /** Each under its patient's key. */
  readonly paperOnly: RecordTable<Pseudonym, KeptPaperOnly>;
  readonly narrowings: NarrowingTables;
  /** Who acts for the organisation here. */
  readonly staff: StaffTables;
  /** Persons whom permits name, by the digest that the permits have. */
  readonly recipients: RecordTable<Digest, { readonly persons: readonly Digest[] }>;
  readonly notifications: NotificationTables;
  readonly paper: PaperTables;
  readonly endings: RecordTable<string, KeptEnding>;
  /** Why permits were revoked, by their numbers: on chain stands a digest alone. */
  readonly revocations: RecordTable<string, { readonly reason: string }>;
  readonly requests: RecordTable<string, KeptRequest>;
  /** By the pseudonym that nobody goes by any more. */
  readonly merged: RecordTable<Pseudonym, { readonly survivor: Pseudonym }>;
  /** Of members' organisations, by identity. */
  readonly names: RecordTable<Address, OrganisationName>;
  /** Of groups of members. */
  readonly groups: RecordTable<GroupId, GroupName>;
  /** How far the ledger's events were proven: under `proven`. What is written is read as anything. */
  readonly ledger: RecordTable<'proven', EventCheckpoint>;
}

export function gatewayRecords({ records }: Pick<Vault, 'records'>): GatewayRecords {
  return {
    terms: new RecordTable(records, 'terms', digests()),
    consentTexts: new RecordTable(records, 'consent', digests()),
    datasets: new RecordTable(records, 'dataset', digests()),
    parameters: new RecordTable(records, 'dataset', named('parameters/')),
    imports: new RecordTable(records, 'operation', named('import/')),
    uploads: {
      uploads: new RecordTable(records, 'operation', named('upload/')),
      files: new RecordTable(records, 'operation', named('upload-file/')),
      write: (changes) => records.write(changes),
    },
    publications: new RecordTable(records, 'operation', named('publication/')),
    notices: {
      texts: new RecordTable(records, 'operation', named('notice/')),
      parts: new RecordTable(records, 'operation', named('notice-part/')),
    },
    noticeFacts: new RecordTable(records, 'operation', named('notice-facts/')),
    agreements: {
      texts: new RecordTable(records, 'operation', named('agreement/')),
      parts: new RecordTable(records, 'operation', named('agreement-part/')),
    },
    invitations: {
      codes: new RecordTable(records, 'operation', named('invitation/')),
      bySubject: new RecordTable(records, 'operation', named('invited/')),
    },
    bindings: {
      evidence: new RecordTable(records, 'operation', named('binding/')),
      waiting: new RecordTable(records, 'operation', named('binding-waits/')),
      settled: new RecordTable(records, 'operation', named('binding-settled/')),
    },
    guardians: new RecordTable(records, 'operation', named('guardian/')),
    passkeys: {
      signers: new RecordTable(records, 'passkey', digests()),
      credentials: new RecordTable(records, 'passkey', named('credential/')),
    },
    staff: {
      keys: new RecordTable(records, 'operation', named('staff-key/')),
      resolutions: new RecordTable(records, 'operation', named('resolution/')),
      persons: new RecordTable(records, 'operation', named('person/')),
      changes: new RecordTable(records, 'operation', named('person-changes/')),
      invitations: new RecordTable(records, 'operation', named('staff-invitation/')),
      passkeys: new RecordTable(records, 'operation', named('staff-passkey/')),
      acts: new RecordTable(records, 'operation', named('act/')),
      ended: new RecordTable(records, 'operation', named('ended-statements/')),
    },
    recipients: new RecordTable(records, 'operation', named('recipients/')),
    notifications: {
      contacts: new RecordTable(records, 'notification', named('contact/')),
      uses: new RecordTable(records, 'notification', named('uses/')),
      digests: new RecordTable(records, 'notification', named('digest/')),
      waiting: {
        email: new RecordTable(records, 'notification', named('waiting/email/')),
        post: new RecordTable(records, 'notification', named('waiting/post/')),
      },
      delivered: new RecordTable(records, 'notification', named('delivered/')),
      failed: new RecordTable(records, 'notification', named('failed/')),
      byCode: new RecordTable(records, 'notification', named('by-code/')),
      cursors: new RecordTable(records, 'notification', named('cursor/')),
    },
    paper: {
      forms: new RecordTable(records, 'paper', named('form/')),
      formsOf: new RecordTable(records, 'paper', named('form-of/')),
      formsIn: new RecordTable(records, 'paper', named('form-in/')),
      formCounts: new RecordTable(records, 'paper', named('form-counts/')),
      scans: new RecordTable(records, 'paper', named('scan/')),
      scanParts: new RecordTable(records, 'paper', named('part/')),
      acts: new RecordTable(records, 'paper', named('act/')),
      pending: new RecordTable(records, 'paper', named('pending/')),
    },
    narrowings: {
      codes: new RecordTable(records, 'operation', named('narrowing-code/')),
      standing: new RecordTable(records, 'operation', named('narrowing-standing/')),
      begun: new RecordTable(records, 'operation', named('narrowing-begun/')),
      done: new RecordTable(records, 'operation', named('narrowing/')),
      bySeq: new RecordTable(records, 'operation', named('narrowing-seq/')),
    },
    paperOnly: new RecordTable(records, 'operation', named('paper-only/')),
    endings: new RecordTable(records, 'operation', named('ending/')),
    revocations: new RecordTable(records, 'operation', named('revocation/')),
    requests: new RecordTable(records, 'operation', named('answer/')),
    merged: new RecordTable(records, 'operation', named('merged/')),
    names: new RecordTable(records, 'operation', named('name/')),
    groups: new RecordTable(records, 'operation', named('group/')),
    ledger: new RecordTable(records, 'operation', named('ledger/')),
  };
}
