/** The SDK: talks to a gateway as a patient, a requester, a holder or an auditor, and believes nothing that the gateway
 *  says where it can be verified. Runs in Node and in browsers. docs/sdk.md has an example of each call. */
export { categoryLabels } from '../core/categories.ts';
export {
  type ConsentNames,
  type ConsentText,
  type Language,
  leftOutWords,
  ownLines,
  periodLine,
  regardlessText,
  sensitiveWords,
} from '../core/consent-text/consent-text.ts';
export type { NarrowingAct } from '../core/consent-text/regardless.ts';
export { DUTIES, type Duty } from '../core/duties.ts';
export type { Entry } from '../core/entry.ts';
export { CustosError, type ErrorCode, isCustosError } from '../core/errors.ts';
export type { Evidence } from '../core/evidence.ts';
export { type IdentificationStatement, identificationDigest } from '../core/identification.ts';
export {
  type Address,
  type DatasetId,
  type Digest,
  type GrantId,
  type GroupId,
  type LogId,
  type Pseudonym,
  parseLedger,
  toAddress,
  toId,
} from '../core/ids.ts';
export { kindCounts, kindWords } from '../core/kind-words.ts';
export type { CodeAct, NarrowingStatement } from '../core/narrowing.ts';
export { type NoticeType, noticeDigest } from '../core/notice.ts';
export { type NoticeFacts, noticeFactsDigest } from '../core/notice-facts.ts';
export type {
  Contact,
  MessageKind,
  NotificationChannel,
  NotificationKind,
  UseDigest,
} from '../core/notification.ts';
export { plainPurpose } from '../core/plain-purpose.ts';
export type { JobError, Publication, Published } from '../core/publication.ts';
export { purposeLabel, researchPurpose } from '../core/purpose-names.ts';
export type { AccessRequest, Facts } from '../core/request.ts';
export { typedCode } from '../core/typed-code.ts';
export { answersIn, type GivenAnswers, type UseAnswers, withoutForbidding } from '../core/use-answers.ts';
export { accessRequest, type Explanation, explainAccess, type WantedAccess } from './access.ts';
export {
  type Act,
  type ActFact,
  type ActPerson,
  confirmAct,
  declineAct,
  describeAct,
  type LoggedAct,
  listActs,
  loggedActs,
  readAct,
} from './acts.ts';
export { keepAgreement, readAgreement } from './agreements.ts';
export type { Ended } from './answers.ts';
export {
  type Acted,
  type Binding,
  countersignBinding,
  listBindings,
  listWaitingBindings,
  refuseBinding,
  type WaitingBinding,
} from './bindings.ts';
export {
  type Choices,
  type OptOut,
  optIn,
  optOut,
  ownChoices,
  pauseReleases,
  recordNarrowing,
  recordWidening,
  resumeReleases,
} from './choices.ts';
export type { Consent } from './consent-shape.ts';
export { describeConsent, describeTerms, readConsentText, type SignedText } from './consent-texts.ts';
export {
  type CheckedPaperForm,
  checkConsentRows,
  listConsents,
  type PaperConsent,
  type PaperForm,
  type RecordedConsents,
  type RecordedRow,
  type RecordedRows,
  recordConsentRows,
  recordConsents,
} from './consents.ts';
export type { ContentEvent, ContentItem, Trust } from './content-reader.ts';
export { type Coverage, type People, type PurposeCoverage, readCoverage } from './coverage.ts';
export {
  type CreatedDataset,
  createDataset,
  type Dataset,
  type DatasetVersion,
  type LineageEdge,
  listDatasets,
  newestVersion,
  readDataset,
  readLineage,
  retireDataset,
  supersedeVersion,
} from './datasets.ts';
export { agreementDigest, decisionDigest, formDigest, reasonDigest } from './digests.ts';
export {
  checkAccess,
  type DownloadEvent,
  type DownloadOptions,
  download,
  type Permitted,
} from './download.ts';
export {
  type Account,
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
  type KnownGateway,
  type OpenSession,
  type PasskeyAccount,
  type PersonAccount,
  type PlainAnswer,
} from './gateway-client.ts';
export type { GatewayIdentity } from './gateway-identity.ts';
export { createGroup, type Group, joinGroup, leaveGroup, listGroups, nameGroup } from './groups.ts';
export type { ImportJob } from './import-shape.ts';
export {
  type Draft,
  discardDraft,
  type FailedImport,
  type FollowOptions,
  followImport,
  type ImportOrder,
  importData,
  listDrafts,
  listFailedImports,
  readImport,
} from './imports.ts';
export {
  choiceOfWords,
  type KeptConsent,
  keepConsent,
  type RecordedConsent,
  type ReplacedConsent,
  replaceRecorded,
  termsOfWords,
} from './kept-consents.ts';
export { isEncryptedKey, openKeyFile } from './key-file.ts';
export type { LedgerActKind, PatientActKind, ReferencedActKind } from './ledger-act-forms.ts';
export { type LedgerAct, type LedgerActsOptions, ledgerActs } from './ledger-acts.ts';
export {
  decodeEntries,
  entriesFrom,
  keptEvidence,
  type LogState,
  listEntries,
  logState,
  readEvidence,
  readReceipt,
} from './log.ts';
export { listMembers, type Member } from './members.ts';
export {
  type AskedNarrowingCode,
  askNarrowingCode,
  listNarrowings,
  type NarrowedByCode,
  type Narrowing,
  narrowByCode,
  ownNarrowings,
  type ProvenNarrowing,
} from './narrowings.ts';
export {
  keepNotice,
  keepNoticeFacts,
  listNotices,
  type Notice,
  type NoticeText,
  publishNotice,
  publishNoticeFacts,
  readNotice,
  type StoredNoticeFacts,
  withdrawNotice,
} from './notices.ts';
export {
  listNotifications,
  type Notification,
  type NotificationState,
  putContact,
  readContact,
} from './notifications.ts';
export { type ManifestRoots, manifestRoots, type OpenedRows, type UsedGrant } from './opened-rows.ts';
export { type OwnAccess, ownAccesses } from './own-accesses.ts';
export { type OwnData, ownData, ownRequests } from './own-data.ts';
export { type MinedTransaction, signsTransactions } from './own-transaction.ts';
export {
  type CompletedForm,
  completeForm,
  discardForm,
  type FormCompletionOrder,
  type FormReason,
  type FormState,
  type IncompleteForm,
  type KeptScan,
  keepScan,
  listIncompleteForms,
  listRecordedActs,
  ownForms,
  type RecordedAct,
  type RecordedBy,
  readIncompleteForm,
  readScan,
  type Scan,
} from './paper.ts';
export { endPaperOnly, type PaperOnly, readPaperOnly, setPaperOnly } from './paper-only.ts';
export { browserPasskeys, type Passkey, type PasskeyDevice } from './passkeys.ts';
export {
  type BoundSigner,
  bindPasskey,
  bindSigner,
  type CheckedConsent,
  type Choice,
  checkConsent,
  type GivenConsent,
  giveConsent,
} from './patient.ts';
export {
  acceptPermit,
  attestedCodes,
  type IssuedPermit,
  issuePermit,
  listPermits,
  type Permit,
  type PermitOrder,
  revokePermit,
} from './permits.ts';
export { byNode, byProvider, byStaffPasskey, personsKeptOut, type SignInBrowser } from './person-sign-in.ts';
export { pinnedTrust } from './pinned-trust.ts';
export { type Met, memoryPins, type Pin, type PinStore } from './pins.ts';
export { callPlainly, type PlainCall } from './plain-call.ts';
export { heldProofKey, type ProofKey } from './proof-key.ts';
export { followPublication, type PublicationOrder, publishVersion } from './publications.ts';
export { type ReceiptPath, receiptPath } from './receipt-path.ts';
export { judgeReceipt, type ReceiptVerdict } from './receipt-verdict.ts';
export { type OpenedReceipt, openReceipt } from './receipts.ts';
export {
  type FindReferenceOptions,
  type FoundReference,
  findReference,
  type RecordedActsOptions,
  type RecordedFor,
  recordedActs,
} from './recorded-acts.ts';
export { releasedRows } from './released-rows.ts';
export { listResolutions, type Resolution, type ResolvedPerson, resolvePerson } from './resolutions.ts';
export { type SamplePerson, samplePeople } from './sample.ts';
export { listSessionKeys, type SessionKey } from './session-keys.ts';
export { type NewSha256, portableSha256, type Sha256 } from './sha256.ts';
export {
  type AddedPeriod,
  type AddedSigner,
  addPasskey,
  addSigner,
  cancelBinding,
  cancelSigner,
  endGuardian,
  type KnownSigner,
  keepSigner,
  listSigners,
  removeSigner,
  type SignerKind,
  setStage,
  subjectSigners,
} from './signers.ts';
export {
  addStaffPasskey,
  changeStaffMember,
  endStaffMember,
  enrollStaff,
  inviteStaff,
  listStaff,
  readOwnStaff,
  readStaffMember,
  reinviteStaff,
  removeOwnPasskey,
  removeStaffPasskey,
  type StaffChange,
  type StaffCode,
  type StaffMember,
  type StaffPasskey,
  type StaffRecord,
  withdrawStaffCode,
} from './staff.ts';
export { type Standing, standingAt } from './standing.ts';
export { type DataProtectionOfficer, type GatewayStart, readStart } from './start.ts';
export {
  checkEnrolments,
  type EnrolledRow,
  type Enrolment,
  enrollSubject,
  enrollSubjects,
  type FoundSubject,
  type FoundSubjects,
  findEnrolled,
  findPseudonyms,
  findSubjects,
  type GuardianTerms,
  type Invitation,
  type InvitationsPage,
  invitationsPage,
  invite,
  listInvitations,
  listSubjects,
  type Overview,
  readOverview,
  renewInvitations,
  type ShownSubjects,
  type Subject,
  searchSubjects,
  type UnusedInvitation,
  voidInvitations,
} from './subjects.ts';
export {
  discardUpload,
  type LocalFile,
  listUploads,
  readUpload,
  type Upload,
  type UploadedFile,
  type UploadOptions,
  type UploadProgress,
  uploadFiles,
} from './uploads.ts';
export { type WalletProvider, walletAccount } from './wallet-account.ts';
export {
  type RemainingGrant,
  type Withdrawal,
  type WithdrawnBy,
  type WithdrawnUntil,
  withdrawConsent,
  withdrawnBy,
  withdrawnUntil,
  withdrawRecorded,
} from './withdrawals.ts';
