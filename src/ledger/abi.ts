// Written by scripts/abi.ts from the compiled contracts. Do not edit.
import type { Hex } from '../core/bytes.ts';
import type { Address, DatasetId, Digest, GrantId, GroupId, LogId, PermitId, Pseudonym } from '../core/ids.ts';

export const ABI = {
  /** Membership.sol */
  membership: [
    'constructor(uint48 adminDelay, address administrator, (uint32 maxLag, uint32 maxUnanchored, uint32 clockSkew, uint32 maxRelease, uint32 signerDelay, uint32 erasureDelay, bool firstBindingDelayed, bool bindingCountersigned, uint32 recordedEndsAfter) policy_)',
    'error AccessControlBadConfirmation()',
    'error AccessControlEnforcedDefaultAdminDelay(uint48 schedule)',
    'error AccessControlEnforcedDefaultAdminRules()',
    'error AccessControlInvalidDefaultAdmin(address defaultAdmin)',
    'error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)',
    'error MembershipAccountTaken(address account)',
    'error MembershipAlreadyInGroup(bytes32 group, address identity)',
    'error MembershipContractUnfit(address account)',
    'error MembershipContractsAlreadySet()',
    'error MembershipGroupExists(bytes32 group)',
    'error MembershipInactive(address account)',
    'error MembershipNoPolicyWaits()',
    'error MembershipNotInGroup(bytes32 group, address identity)',
    'error MembershipNotSteward(bytes32 group, address account)',
    'error MembershipNoticeExists(bytes32 notice)',
    'error MembershipNoticeUnknown(bytes32 notice)',
    'error MembershipPolicyInvalid(string field)',
    'error MembershipPrincipalUnfit(address principal)',
    'error MembershipRoleMissing(address account, uint16 wanted)',
    'error MembershipRolesInvalid(uint16 roles)',
    'error MembershipSessionKeyExists(bytes32 keyHash)',
    'error MembershipSessionKeyUnknown(bytes32 keyHash)',
    'error MembershipStatusUnfit(address identity, uint8 status)',
    'error MembershipTextTooLong(uint256 length, uint256 limit)',
    'error MembershipTooManyGateways(address holder, uint256 limit)',
    'error MembershipUnknown(address identity)',
    'error MembershipUntilInvalid(uint48 until, uint256 latest)',
    'error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)',
    'event ApprovalSet(uint8 indexed kind, bytes32 indexed id, bool approved, address actor)',
    'event ContractsSet((address datasets, address subjects, address consents, address permits, address accessLog, address passkeyVerifier) contracts, address actor)',
    'event DefaultAdminDelayChangeCanceled()',
    'event DefaultAdminDelayChangeScheduled(uint48 newDelay, uint48 effectSchedule)',
    'event DefaultAdminTransferCanceled()',
    'event DefaultAdminTransferScheduled(address indexed newAdmin, uint48 acceptSchedule)',
    'event GroupCreated(bytes32 indexed group, address indexed steward, bytes32 label, address actor)',
    'event GroupJoined(bytes32 indexed group, address indexed identity, address actor)',
    'event GroupLeft(bytes32 indexed group, address indexed identity, address actor)',
    'event MemberAdded(address indexed identity, address indexed principal, uint32 ordinal, uint16 roles, bytes32 organisation, string endpoint, address actor)',
    'event MemberEndpointSet(address indexed identity, string endpoint, address actor)',
    'event MemberOrganisationSet(address indexed identity, bytes32 organisation, address actor)',
    'event MemberRemoved(address indexed identity, address actor)',
    'event MemberResumed(address indexed identity, address actor)',
    'event MemberRolesSet(address indexed identity, uint16 roles, address actor)',
    'event MemberRotated(address indexed identity, address indexed from, address indexed to, address actor)',
    'event MemberSuspended(address indexed identity, address actor)',
    'event NoticePublished(bytes32 indexed notice, address indexed publisher, address actor)',
    'event NoticeWithdrawn(bytes32 indexed notice, address indexed publisher, address actor)',
    'event PolicyCancelled(uint48 effectiveAt, address actor)',
    'event PolicyScheduled((uint32 maxLag, uint32 maxUnanchored, uint32 clockSkew, uint32 maxRelease, uint32 signerDelay, uint32 erasureDelay, bool firstBindingDelayed, bool bindingCountersigned, uint32 recordedEndsAfter) policy, uint48 effectiveAt, address actor)',
    'event PolicySet((uint32 maxLag, uint32 maxUnanchored, uint32 clockSkew, uint32 maxRelease, uint32 signerDelay, uint32 erasureDelay, bool firstBindingDelayed, bool bindingCountersigned, uint32 recordedEndsAfter) policy, address actor)',
    'event RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole)',
    'event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)',
    'event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)',
    'event SessionKeyAdded(address indexed identity, bytes32 indexed keyHash, bytes key, uint48 until, address actor)',
    'event SessionKeyRemoved(address indexed identity, bytes32 indexed keyHash, address actor)',
    'function DEFAULT_ADMIN_ROLE() view returns (bytes32)',
    'function acceptDefaultAdminTransfer()',
    'function accountOf(address identity) view returns (address)',
    'function add(address account, uint16 roles, address principal, bytes32 organisation, string endpoint)',
    'function addSessionKey(bytes key, uint48 until)',
    'function admitted(address account) view returns (uint256)',
    'function beginDefaultAdminTransfer(address newAdmin)',
    'function cancelDefaultAdminTransfer()',
    'function cancelPolicy()',
    'function changeDefaultAdminDelay(uint48 newDelay)',
    'function contracts() view returns ((address datasets, address subjects, address consents, address permits, address accessLog, address passkeyVerifier))',
    'function createGroup(bytes32 label) returns (bytes32 group)',
    'function defaultAdmin() view returns (address)',
    'function defaultAdminDelay() view returns (uint48)',
    'function defaultAdminDelayIncreaseWait() view returns (uint48)',
    'function gatewaysOf(address holder) view returns (address[])',
    'function getRoleAdmin(bytes32 role) view returns (bytes32)',
    'function grantRole(bytes32 role, address account)',
    'function groupMembership(bytes32 group, address identity) view returns (uint48 joinedAt, uint48 leftAt)',
    'function hasRole(bytes32 role, address account) view returns (bool)',
    'function identityAt(uint32 ordinal) view returns (address)',
    'function isApproved(uint8 kind, bytes32 id) view returns (bool)',
    'function joinGroup(bytes32 group, address identity)',
    'function leaveGroup(bytes32 group, address identity)',
    'function memberOf(address account) view returns ((address identity, address account, address principal, uint32 ordinal, uint16 roles, uint8 status, bool held, uint40 since, bytes32 organisation, string endpoint))',
    'function noticeOf(address publisher, bytes32 notice) view returns (uint48 publishedAt, uint48 withdrawnAt)',
    'function noticeStood(address holder, bytes32 notice, uint48 second) view returns (bool)',
    'function owner() view returns (address)',
    'function pendingDefaultAdmin() view returns (address newAdmin, uint48 schedule)',
    'function pendingDefaultAdminDelay() view returns (uint48 newDelay, uint48 schedule)',
    'function policy() view returns ((uint32 maxLag, uint32 maxUnanchored, uint32 clockSkew, uint32 maxRelease, uint32 signerDelay, uint32 erasureDelay, bool firstBindingDelayed, bool bindingCountersigned, uint32 recordedEndsAfter))',
    'function publishNotice(bytes32 notice)',
    'function remove(address identity)',
    'function removeSessionKey(bytes32 keyHash)',
    'function renounceRole(bytes32 role, address account)',
    'function resume(address identity)',
    'function revokeRole(bytes32 role, address account)',
    'function rollbackDefaultAdminDelay()',
    'function rotate(address identity, address to)',
    'function seatOfIdentity(address identity) view returns (uint256)',
    'function sessionKeyOf(address identity, bytes32 keyHash) view returns (uint48 from, uint48 until)',
    'function setApproval(uint8 kind, bytes32 id, bool approved)',
    'function setContracts((address datasets, address subjects, address consents, address permits, address accessLog, address passkeyVerifier) contracts_)',
    'function setEndpoint(address identity, string endpoint)',
    'function setOrganisation(address identity, bytes32 organisation)',
    'function setPolicy((uint32 maxLag, uint32 maxUnanchored, uint32 clockSkew, uint32 maxRelease, uint32 signerDelay, uint32 erasureDelay, bool firstBindingDelayed, bool bindingCountersigned, uint32 recordedEndsAfter) policy_)',
    'function setRoles(address identity, uint16 roles)',
    'function supportsInterface(bytes4 interfaceId) view returns (bool)',
    'function suspend(address identity)',
    'function withdrawNotice(bytes32 notice)',
  ],
  /** DatasetRegistry.sol */
  datasets: [
    'constructor(address membership_)',
    'error DatasetRegistryExists(bytes32 dataset)',
    'error DatasetRegistryNotHolder(bytes32 dataset, address holder, address caller)',
    'error DatasetRegistryProtocolNotApproved(bytes32 protocol)',
    'error DatasetRegistryPurposesInvalid(uint64 purposes)',
    'error DatasetRegistryRetired(bytes32 dataset, uint48 retiredAt)',
    'error DatasetRegistrySuperseded(bytes32 dataset, uint32 version, uint48 supersededAt)',
    'error DatasetRegistryTooManyEdges(uint256 count, uint256 limit)',
    'error DatasetRegistryUnknown(bytes32 dataset, uint32 version)',
    'error MembershipInactive(address account)',
    'error MembershipRoleMissing(address account, uint16 wanted)',
    'event DatasetDescended(bytes32 indexed dataset, uint32 version, bytes32 indexed parentDataset, uint32 parentVersion, uint8 relation, bytes32 processDigest)',
    'event DatasetPublished(bytes32 indexed dataset, uint32 indexed version, address indexed holder, (bytes32 manifestRoot, bytes32 metadataDigest, bytes32 ontologyDigest, bytes32 protocol, bytes32 admissionReportDigest, uint64 purposes, uint32 sharedCount, uint48 retainUntil, uint8 policy, bool identifiable) publication, address actor)',
    'event DatasetRegistered(bytes32 indexed dataset, address indexed holder, bytes32 salt, address actor)',
    'event DatasetRetired(bytes32 indexed dataset, bytes32 causeDigest, address actor)',
    'event DatasetSuperseded(bytes32 indexed dataset, uint32 indexed version, bytes32 causeDigest, address actor)',
    'function datasetId(address holder, bytes32 salt) pure returns (bytes32)',
    'function datasetOf(bytes32 dataset) view returns (address holder, uint32 versions, uint48 retiredAt)',
    'function membership() view returns (address)',
    'function publish(bytes32 dataset, (bytes32 manifestRoot, bytes32 metadataDigest, bytes32 ontologyDigest, bytes32 protocol, bytes32 admissionReportDigest, uint64 purposes, uint32 sharedCount, uint48 retainUntil, uint8 policy, bool identifiable) publication, (bytes32 parentDataset, uint32 parentVersion, uint8 relation, bytes32 processDigest)[] edges) returns (uint32 version)',
    'function register(bytes32 salt) returns (bytes32 dataset)',
    'function retire(bytes32 dataset, bytes32 causeDigest)',
    'function supersede(bytes32 dataset, uint32 version, bytes32 causeDigest)',
    'function versionOf(bytes32 dataset, uint32 version) view returns ((bytes32 manifestRoot, uint64 purposes, uint32 sharedCount, uint48 publishedAt, uint48 supersededAt, uint48 retainUntil, uint8 policy, bool identifiable))',
  ],
  /** ConsentRegistry.sol */
  consents: [
    'constructor(address membership_, address datasets_)',
    'error AddressEmptyCode(address target)',
    'error ConsentRegistryGranted(bytes32 grant, uint40 grantedAt)',
    'error ConsentRegistryNotKept(bytes32 grant, uint8 obstacle)',
    'error ConsentRegistryRevoked(bytes32 grant, uint40 revokedAt)',
    'error FailedCall()',
    'error InvalidShortString()',
    'error MembershipInactive(address account)',
    'error MembershipRoleMissing(address account, uint16 wanted)',
    'error StringTooLong(string str)',
    'error SubjectRegistryAhead(bytes32 subject, uint256 current, uint256 named)',
    'error SubjectRegistryBeyondGuardian(bytes32 subject, bytes32 guardian)',
    'error SubjectRegistryBeyondStage(bytes32 subject, bytes32 signer)',
    'error SubjectRegistryBound(bytes32 subject, uint40 boundAt)',
    'error SubjectRegistryCountersignatureMissing(bytes32 subject)',
    'error SubjectRegistryCountersignatureSpent(bytes32 digest)',
    'error SubjectRegistryCountersignerUnfit(address account)',
    'error SubjectRegistryDeadlineTooFar(uint48 deadline)',
    'error SubjectRegistryErased(bytes32 subject, uint40 erasedAt)',
    'error SubjectRegistryErasureAnnounced(bytes32 subject, uint48 executableAt)',
    'error SubjectRegistryErasureLapsed(bytes32 subject, uint48 executableAt)',
    'error SubjectRegistryExists(bytes32 subject)',
    'error SubjectRegistryExpired(uint48 deadline)',
    'error SubjectRegistryFormMissing(bytes32 subject)',
    'error SubjectRegistryKindInvalid(uint8 kind)',
    'error SubjectRegistryLevelInvalid(uint8 current, uint8 wanted)',
    'error SubjectRegistryNoErasure(bytes32 subject)',
    'error SubjectRegistryNotGuardian(bytes32 subject, bytes32 signer)',
    'error SubjectRegistryNotHolder(bytes32 subject, address caller)',
    'error SubjectRegistryNotLeaving(bytes32 subject, bytes32 signer)',
    'error SubjectRegistryNotPaused(bytes32 subject)',
    'error SubjectRegistryNotWaiting(bytes32 subject, bytes32 signer)',
    'error SubjectRegistryObjectorUnfit(address account)',
    'error SubjectRegistryPeriodInvalid(uint48 from, uint48 until)',
    'error SubjectRegistrySignatureInvalid(bytes32 signer, bytes32 digest)',
    'error SubjectRegistrySignerInvalid(bytes signer)',
    'error SubjectRegistrySignerTaken(bytes32 signer, bytes32 subject)',
    'error SubjectRegistrySignerUnfit(bytes32 subject, bytes32 signer)',
    'error SubjectRegistryStageInvalid(uint8 current, uint8 wanted)',
    'error SubjectRegistryTooEarly(bytes32 subject, uint48 executableAt)',
    'error SubjectRegistryUnknown(bytes32 subject)',
    'error SubjectRegistryVerifierNotApproved(address verifier)',
    'error SubjectRegistryWaiting(bytes32 subject, bytes32 signer)',
    'event ConsentGranted(bytes32 indexed subject, bytes32 indexed grant, uint8 kind, bytes32 signer, address actor)',
    'event ConsentKept(bytes32 indexed subject, bytes32 indexed grant, bytes32 signer, address actor)',
    'event ConsentRecorded(bytes32 indexed subject, bytes32 grant)',
    'event ConsentRevocationRecorded(bytes32 indexed subject, bytes32 indexed grant, bytes32 form, address actor)',
    'event ConsentRevoked(bytes32 indexed subject, bytes32 indexed grant, bytes32 signer, address actor)',
    'event ConsentsRecorded(address indexed actor, uint256 count)',
    'event EIP712DomainChanged()',
    'event EpochRaised(bytes32 indexed subject, uint32 epoch, bytes32 by, bytes32 form, address actor)',
    'event ErasureAnnounced(bytes32 indexed subject, uint48 executableAt, bytes32 causeDigest, bytes32 by, address actor)',
    'event ErasureCancelled(bytes32 indexed subject, uint48 executableAt, bytes32 by, address actor)',
    'event ErasureObjected(bytes32 indexed subject, uint48 executableAt, bytes32 causeDigest, address actor)',
    'event GuardianEnded(bytes32 indexed subject, bytes32 indexed signer, bytes32 form, address actor)',
    'event OptOutSet(bytes32 indexed subject, uint8 level, uint16 turn, bytes32 by, bytes32 form, address actor)',
    'event PauseSet(bytes32 indexed subject, uint40 until, uint16 turn, bytes32 by, bytes32 form, address actor)',
    'event SignerAdded(bytes32 indexed subject, bytes32 indexed signer, bytes signerBytes, uint8 kind, uint48 from, uint48 until, bytes32 by, uint32 nonce, address actor)',
    'event SignerBound(bytes32 indexed subject, bytes32 indexed signer, bytes signerBytes, uint8 kind, uint48 from, uint48 until, bytes32 identification, address countersigner, uint48 recordedUntil, address actor)',
    'event SignerLeaving(bytes32 indexed subject, bytes32 indexed signer, uint48 leavesAt, bytes32 form, address countersigner, address actor)',
    'event SignerRemoved(bytes32 indexed subject, bytes32 indexed signer, bytes32 by, address actor)',
    'event SignerStays(bytes32 indexed subject, bytes32 indexed signer, bytes32 by, address actor)',
    'event StageSet(bytes32 indexed subject, uint8 stage, bytes32 form, address actor)',
    'event SubjectEnrolled(bytes32 indexed subject, address indexed holder, address actor)',
    'event SubjectErased(bytes32 indexed subject, bytes32 by, address actor)',
    'event SubjectTaken(bytes32 indexed subject, address actor)',
    'function ERASURE_WINDOW() view returns (uint48)',
    'function MAX_DEADLINE() view returns (uint48)',
    'function NARROWING_GRACE() view returns (uint48)',
    'function addSigner((bytes32 subject, bytes signer, uint8 kind, uint48 from, uint48 until, uint48 deadline) addition, bytes signature, (bytes signer, bytes signature) by)',
    'function announceErasure(bytes32 subject, bytes32 causeDigest)',
    'function bindSigner((bytes32 subject, bytes signer, uint8 kind, uint48 until, bytes32 identification, uint48 deadline) binding, bytes signature, (address account, bytes signature) countersignature)',
    'function cancelErasure(bytes32 subject, uint48 executableAt, (bytes signer, bytes signature) by)',
    'function cancelErasureRecorded(bytes32 subject)',
    'function cancelSigner(bytes32 subject, bytes32 signer, (bytes signer, bytes signature) by)',
    'function cancelSignerRecorded(bytes32 subject, bytes32 signer)',
    'function datasets() view returns (address)',
    'function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)',
    'function endGuardianRecorded(bytes32 subject, bytes32 signer, bytes32 form)',
    'function enroll(bytes32 subject)',
    'function enrollBatch(bytes32[] subjects)',
    'function erase(bytes32 subject, uint48 deadline, (bytes signer, bytes signature) by)',
    'function erasureOf(bytes32 subject) view returns (uint48 executableAt)',
    'function executeErasure(bytes32 subject)',
    'function grant(bytes32 subject, uint48 deadline, bytes32 terms, bytes signer, bytes signature) returns (bytes32 id)',
    'function grantId(bytes32 subject, uint48 deadline, bytes32 terms) view returns (bytes32)',
    'function grantOf(bytes32 subject, bytes32 id) view returns ((uint40 grantedAt, uint40 revokedAt, uint32 epoch, uint8 kind, bool kept))',
    'function grantRecorded((bytes32 subject, bytes32 terms, bytes32 form) record) returns (bytes32 id)',
    'function grantRecordedBatch((bytes32 subject, bytes32 terms, bytes32 form)[] records)',
    'function isActive(bytes32 subject, bytes32 id) view returns (bool)',
    'function keepRecorded(bytes32 subject, bytes32 id, uint48 deadline, (bytes signer, bytes signature) proof)',
    'function keepSigner(bytes32 subject, bytes32 signer, uint48 leavesAt, (bytes signer, bytes signature) by)',
    'function keepSignerRecorded(bytes32 subject, bytes32 signer)',
    'function membership() view returns (address)',
    'function multicall(bytes[] data) returns (bytes[] results)',
    'function objectToErasure(bytes32 subject, uint48 executableAt, bytes32 causeDigest)',
    'function obstacleTo(bytes32 subject, bytes32 id) view returns (uint8)',
    'function optIn(bytes32 subject, uint8 level, uint48 deadline, (bytes signer, bytes signature) by)',
    'function optInRecorded(bytes32 subject, uint8 level, bytes32 form)',
    'function optOut(bytes32 subject, uint8 level, uint16 turn, (bytes signer, bytes signature) by)',
    'function optOutRecorded(bytes32 subject, uint8 level, bytes32 form)',
    'function pause(bytes32 subject, uint40 until, uint16 turn, (bytes signer, bytes signature) by)',
    'function pauseRecorded(bytes32 subject, uint40 until, bytes32 form)',
    'function recordedGrantId(bytes32 subject, bytes32 terms, bytes32 form) view returns (bytes32)',
    'function removeSigner(bytes32 subject, bytes32 signer, (bytes signer, bytes signature) by)',
    'function removeSignerRecorded(bytes32 subject, bytes32 signer, bytes32 form, uint48 deadline, (address account, bytes signature) countersignature)',
    'function resume(bytes32 subject, uint48 deadline, (bytes signer, bytes signature) by)',
    'function resumeRecorded(bytes32 subject, bytes32 form)',
    'function revoke(bytes32 subject, bytes32 id, bytes signer, bytes signature)',
    'function revokeAll(bytes32 subject, uint32 epoch, (bytes signer, bytes signature) by)',
    'function revokeAllRecorded(bytes32 subject, bytes32 form)',
    'function revokeRecorded(bytes32 subject, bytes32 id, bytes32 form)',
    'function setStage(bytes32 subject, uint8 stage, bytes32 form)',
    'function signerOf(bytes32 subject, bytes32 signer) view returns ((uint8 kind, uint48 from, uint48 until, uint48 removedAt, uint48 leavesAt))',
    'function stands(bytes32 subject, bytes32 signer) view returns (bool)',
    'function subjectOf(bytes32 subject) view returns ((address holder, uint32 epoch, uint32 nonce, uint16 optOutTurn, uint16 pauseTurn, uint8 optOut, uint8 stage, uint40 pausedUntil, uint40 boundAt, uint40 erasedAt, uint48 recordedUntil))',
  ],
  /** PermitRegistry.sol */
  permits: [
    'constructor(address membership_, address datasets_)',
    'error MembershipInactive(address account)',
    'error MembershipRoleMissing(address account, uint16 wanted)',
    'error PermitRegistryAlreadyDone(uint32 permit, uint48 doneAt)',
    'error PermitRegistryAttestationInvalid(uint64 attested)',
    'error PermitRegistryBasisInvalid(uint8 basis)',
    'error PermitRegistryDatasetRetired(bytes32 dataset)',
    'error PermitRegistryDigestDiffers(uint32 permit, bytes32 expected, bytes32 given)',
    'error PermitRegistryDigestMissing()',
    'error PermitRegistryDiseaseInvalid(uint32 disease)',
    'error PermitRegistryNotHolder(bytes32 dataset, address caller)',
    'error PermitRegistryNotIndependent(uint32 permit, address authority)',
    'error PermitRegistryNotNeeded(uint32 permit)',
    'error PermitRegistryNotParty(uint32 permit, address caller)',
    'error PermitRegistryPeriodInvalid(uint48 from, uint48 until)',
    'error PermitRegistryPurposeInvalid(uint8 purpose, bool emergency)',
    'error PermitRegistryRequesterUnfit(address requester, uint16 wantedRoles)',
    'error PermitRegistryRevoked(uint32 permit, uint48 revokedAt)',
    'error PermitRegistryTooManyEmergencies(bytes32 dataset, uint256 limit)',
    'error PermitRegistryUnknown(uint32 permit)',
    'event PermitAccepted(uint32 indexed permit, address indexed requester, bytes32 termsDigest, address actor)',
    'event PermitCountersigned(uint32 indexed permit, address indexed authority, bytes32 authorityDigest, address actor)',
    'event PermitIssued(uint32 indexed permit, address indexed requester, bytes32 indexed dataset, (address requester, uint48 from, uint48 until, bytes32 dataset, uint8 purpose, uint8 delivery, uint8 basis, bool identifiable, bool emergency, uint64 attested, uint32 disease, bytes32 recipientKeyDigest, bytes32 termsDigest, bytes32 authorityDigest) terms, address actor)',
    'event PermitRevoked(uint32 indexed permit, address indexed by, bytes32 causeDigest, address actor)',
    'function accept(uint32 permit, bytes32 termsDigest)',
    'function countersign(uint32 permit, bytes32 authorityDigest)',
    'function datasets() view returns (address)',
    'function issue((address requester, uint48 from, uint48 until, bytes32 dataset, uint8 purpose, uint8 delivery, uint8 basis, bool identifiable, bool emergency, uint64 attested, uint32 disease, bytes32 recipientKeyDigest, bytes32 termsDigest, bytes32 authorityDigest) terms) returns (uint32 permit)',
    'function membership() view returns (address)',
    'function permitOf(uint32 permit) view returns (((address requester, uint48 from, uint48 until, bytes32 dataset, uint8 purpose, uint8 delivery, uint8 basis, bool identifiable, bool emergency, uint64 attested, uint32 disease, bytes32 recipientKeyDigest, bytes32 termsDigest, bytes32 authorityDigest) terms, uint48 issuedAt, uint48 acceptedAt, uint48 countersignedAt, uint48 revokedAt, address authority))',
    'function revoke(uint32 permit, bytes32 causeDigest)',
    'function stateOf(uint32 permit) view returns (uint8)',
  ],
  /** AccessLog.sol */
  accessLog: [
    'constructor(address membership_)',
    'error AccessLogIdDiffers(bytes32 expected, bytes32 next)',
    'error AccessLogKeyInvalid(uint256 length)',
    'error AccessLogModeDiffers(bytes32 log, uint8 mode)',
    'error AccessLogNotHolder(bytes32 log, address caller)',
    'error AccessLogNotWriter(bytes32 log, address caller)',
    'error AccessLogPredecessorInvalid(bytes32 predecessor)',
    'error AccessLogSequenceUnknown(bytes32 log, uint48 size, uint48 seq)',
    'error AccessLogSizeInvalid(bytes32 log, uint48 last, uint48 given)',
    'error AccessLogUnknown(bytes32 log)',
    'error AccessLogWriterUnfit(bytes32 log, address writer)',
    'error MembershipInactive(address account)',
    'error MembershipRoleMissing(address account, uint16 wanted)',
    'event LogEntry(bytes32 indexed log, bytes32 indexed dataset, address indexed requester, bytes32 leaf, uint256 facts)',
    'event LogHead(bytes32 indexed log, uint48 size, bytes32 root, address actor)',
    'event LogKeySet(bytes32 indexed log, uint48 fromSize, string verifierKey, address actor)',
    'event LogMoved(bytes32 indexed log, address indexed writer, address actor)',
    'event LogOpened(bytes32 indexed log, address indexed holder, bytes32 indexed predecessor, uint8 mode, uint48 predecessorSize, bytes32 predecessorRoot, address actor)',
    'event LogReviewed(bytes32 indexed log, uint48 indexed seq, address indexed auditor, uint8 outcome, bytes32 reportDigest, address actor)',
    'function checkpoint(bytes32 log, uint48 size, bytes32 root)',
    'function logCount(address holder) view returns (uint32)',
    'function logIdAt(address holder, uint32 index) view returns (bytes32)',
    'function logOf(bytes32 log) view returns ((address holder, address writer, uint48 size, uint40 headAt, uint8 mode))',
    'function membership() view returns (address)',
    'function moveLog(bytes32 log, address writer)',
    'function openLog(bytes32 expected, string verifierKey, uint8 mode, bytes32 predecessor, uint48 predecessorSize, bytes32 predecessorRoot) returns (bytes32 log)',
    'function record(bytes32 log, uint48 size, bytes32 root, (bytes32 leaf, bytes32 dataset, address requester, uint256 facts)[] entries)',
    'function review(bytes32 log, uint48 seq, uint8 outcome, bytes32 reportDigest)',
    'function setKey(bytes32 log, uint48 fromSize, string verifierKey)',
  ],
} as const;

/** IAccessLog.Entry */
export interface DisclosedEntry {
  readonly leaf: Digest;
  readonly dataset: DatasetId;
  readonly requester: Address;
  readonly facts: bigint;
}

/** IAccessLog.Log */
export interface AccessLogState {
  readonly holder: Address;
  readonly writer: Address;
  readonly size: number;
  readonly headAt: number;
  readonly mode: number;
}

/** IConsentRegistry.Grant */
export interface Grant {
  readonly grantedAt: number;
  readonly revokedAt: number;
  readonly epoch: number;
  readonly kind: number;
  readonly kept: boolean;
}

/** IConsentRegistry.Record */
export interface ConsentRecord {
  readonly subject: Pseudonym;
  readonly terms: Digest;
  readonly form: Digest;
}

/** IDatasetRegistry.Edge */
export interface DescentEdge {
  readonly parentDataset: DatasetId;
  readonly parentVersion: number;
  readonly relation: number;
  readonly processDigest: Digest;
}

/** IDatasetRegistry.Publication */
export interface Publication {
  readonly manifestRoot: Digest;
  readonly metadataDigest: Digest;
  readonly ontologyDigest: Digest;
  readonly protocol: Digest;
  readonly admissionReportDigest: Digest;
  readonly purposes: bigint;
  readonly sharedCount: number;
  readonly retainUntil: number;
  readonly policy: number;
  readonly identifiable: boolean;
}

/** IDatasetRegistry.Version */
export interface DatasetVersion {
  readonly manifestRoot: Digest;
  readonly purposes: bigint;
  readonly sharedCount: number;
  readonly publishedAt: number;
  readonly supersededAt: number;
  readonly retainUntil: number;
  readonly policy: number;
  readonly identifiable: boolean;
}

/** IMembership.Contracts */
export interface ContractAddresses {
  readonly datasets: Address;
  readonly subjects: Address;
  readonly consents: Address;
  readonly permits: Address;
  readonly accessLog: Address;
  readonly passkeyVerifier: Address;
}

/** IMembership.Member */
export interface Member {
  readonly identity: Address;
  readonly account: Address;
  readonly principal: Address;
  readonly ordinal: number;
  readonly roles: number;
  readonly status: number;
  readonly held: boolean;
  readonly since: number;
  readonly organisation: Digest;
  readonly endpoint: string;
}

/** IMembership.Policy */
export interface Policy {
  readonly maxLag: number;
  readonly maxUnanchored: number;
  readonly clockSkew: number;
  readonly maxRelease: number;
  readonly signerDelay: number;
  readonly erasureDelay: number;
  readonly firstBindingDelayed: boolean;
  readonly bindingCountersigned: boolean;
  readonly recordedEndsAfter: number;
}

/** IPermitRegistry.Permit */
export interface Permit {
  readonly terms: PermitTerms;
  readonly issuedAt: number;
  readonly acceptedAt: number;
  readonly countersignedAt: number;
  readonly revokedAt: number;
  readonly authority: Address;
}

/** IPermitRegistry.Terms */
export interface PermitTerms {
  readonly requester: Address;
  readonly from: number;
  readonly until: number;
  readonly dataset: DatasetId;
  readonly purpose: number;
  readonly delivery: number;
  readonly basis: number;
  readonly identifiable: boolean;
  readonly emergency: boolean;
  readonly attested: bigint;
  readonly disease: number;
  readonly recipientKeyDigest: Digest;
  readonly termsDigest: Digest;
  readonly authorityDigest: Digest;
}

/** ISubjectRegistry.Addition */
export interface Addition {
  readonly subject: Pseudonym;
  readonly signer: Hex;
  readonly kind: number;
  readonly from: number;
  readonly until: number;
  readonly deadline: number;
}

/** ISubjectRegistry.Binding */
export interface Binding {
  readonly subject: Pseudonym;
  readonly signer: Hex;
  readonly kind: number;
  readonly until: number;
  readonly identification: Digest;
  readonly deadline: number;
}

/** ISubjectRegistry.Countersignature */
export interface Countersignature {
  readonly account: Address;
  readonly signature: Hex;
}

/** ISubjectRegistry.Proof */
export interface SignerProof {
  readonly signer: Hex;
  readonly signature: Hex;
}

/** ISubjectRegistry.Signer */
export interface Signer {
  readonly kind: number;
  readonly from: number;
  readonly until: number;
  readonly removedAt: number;
  readonly leavesAt: number;
}

/** ISubjectRegistry.Subject */
export interface Subject {
  readonly holder: Address;
  readonly epoch: number;
  readonly nonce: number;
  readonly optOutTurn: number;
  readonly pauseTurn: number;
  readonly optOut: number;
  readonly stage: number;
  readonly pausedUntil: number;
  readonly boundAt: number;
  readonly erasedAt: number;
  readonly recordedUntil: number;
}

/** What each event says. Times in seconds, as on chain. */
export interface EventFacts {
  ApprovalSet: { readonly kind: number; readonly id: Digest; readonly approved: boolean; readonly actor: Address };
  ContractsSet: { readonly contracts: ContractAddresses; readonly actor: Address };
  DefaultAdminDelayChangeCanceled: object;
  DefaultAdminDelayChangeScheduled: { readonly newDelay: number; readonly effectSchedule: number };
  DefaultAdminTransferCanceled: object;
  DefaultAdminTransferScheduled: { readonly newAdmin: Address; readonly acceptSchedule: number };
  GroupCreated: { readonly group: GroupId; readonly steward: Address; readonly label: Digest; readonly actor: Address };
  GroupJoined: { readonly group: GroupId; readonly identity: Address; readonly actor: Address };
  GroupLeft: { readonly group: GroupId; readonly identity: Address; readonly actor: Address };
  MemberAdded: { readonly identity: Address; readonly principal: Address; readonly ordinal: number; readonly roles: number; readonly organisation: Digest; readonly endpoint: string; readonly actor: Address };
  MemberEndpointSet: { readonly identity: Address; readonly endpoint: string; readonly actor: Address };
  MemberOrganisationSet: { readonly identity: Address; readonly organisation: Digest; readonly actor: Address };
  MemberRemoved: { readonly identity: Address; readonly actor: Address };
  MemberResumed: { readonly identity: Address; readonly actor: Address };
  MemberRolesSet: { readonly identity: Address; readonly roles: number; readonly actor: Address };
  MemberRotated: { readonly identity: Address; readonly from: Address; readonly to: Address; readonly actor: Address };
  MemberSuspended: { readonly identity: Address; readonly actor: Address };
  NoticePublished: { readonly notice: Digest; readonly publisher: Address; readonly actor: Address };
  NoticeWithdrawn: { readonly notice: Digest; readonly publisher: Address; readonly actor: Address };
  PolicyCancelled: { readonly effectiveAt: number; readonly actor: Address };
  PolicyScheduled: { readonly policy: Policy; readonly effectiveAt: number; readonly actor: Address };
  PolicySet: { readonly policy: Policy; readonly actor: Address };
  RoleAdminChanged: { readonly role: Digest; readonly previousAdminRole: Digest; readonly newAdminRole: Digest };
  RoleGranted: { readonly role: Digest; readonly account: Address; readonly sender: Address };
  RoleRevoked: { readonly role: Digest; readonly account: Address; readonly sender: Address };
  SessionKeyAdded: { readonly identity: Address; readonly keyHash: Digest; readonly key: Hex; readonly until: number; readonly actor: Address };
  SessionKeyRemoved: { readonly identity: Address; readonly keyHash: Digest; readonly actor: Address };
  DatasetDescended: { readonly dataset: DatasetId; readonly version: number; readonly parentDataset: DatasetId; readonly parentVersion: number; readonly relation: number; readonly processDigest: Digest };
  DatasetPublished: { readonly dataset: DatasetId; readonly version: number; readonly holder: Address; readonly publication: Publication; readonly actor: Address };
  DatasetRegistered: { readonly dataset: DatasetId; readonly holder: Address; readonly salt: Digest; readonly actor: Address };
  DatasetRetired: { readonly dataset: DatasetId; readonly causeDigest: Digest; readonly actor: Address };
  DatasetSuperseded: { readonly dataset: DatasetId; readonly version: number; readonly causeDigest: Digest; readonly actor: Address };
  ConsentGranted: { readonly subject: Pseudonym; readonly grant: GrantId; readonly kind: number; readonly signer: Digest; readonly actor: Address };
  ConsentKept: { readonly subject: Pseudonym; readonly grant: GrantId; readonly signer: Digest; readonly actor: Address };
  ConsentRecorded: { readonly subject: Pseudonym; readonly grant: GrantId };
  ConsentRevocationRecorded: { readonly subject: Pseudonym; readonly grant: GrantId; readonly form: Digest; readonly actor: Address };
  ConsentRevoked: { readonly subject: Pseudonym; readonly grant: GrantId; readonly signer: Digest; readonly actor: Address };
  ConsentsRecorded: { readonly actor: Address; readonly count: bigint };
  EIP712DomainChanged: object;
  EpochRaised: { readonly subject: Pseudonym; readonly epoch: number; readonly by: Digest; readonly form: Digest; readonly actor: Address };
  ErasureAnnounced: { readonly subject: Pseudonym; readonly executableAt: number; readonly causeDigest: Digest; readonly by: Digest; readonly actor: Address };
  ErasureCancelled: { readonly subject: Pseudonym; readonly executableAt: number; readonly by: Digest; readonly actor: Address };
  ErasureObjected: { readonly subject: Pseudonym; readonly executableAt: number; readonly causeDigest: Digest; readonly actor: Address };
  GuardianEnded: { readonly subject: Pseudonym; readonly signer: Digest; readonly form: Digest; readonly actor: Address };
  OptOutSet: { readonly subject: Pseudonym; readonly level: number; readonly turn: number; readonly by: Digest; readonly form: Digest; readonly actor: Address };
  PauseSet: { readonly subject: Pseudonym; readonly until: number; readonly turn: number; readonly by: Digest; readonly form: Digest; readonly actor: Address };
  SignerAdded: { readonly subject: Pseudonym; readonly signer: Digest; readonly signerBytes: Hex; readonly kind: number; readonly from: number; readonly until: number; readonly by: Digest; readonly nonce: number; readonly actor: Address };
  SignerBound: { readonly subject: Pseudonym; readonly signer: Digest; readonly signerBytes: Hex; readonly kind: number; readonly from: number; readonly until: number; readonly identification: Digest; readonly countersigner: Address; readonly recordedUntil: number; readonly actor: Address };
  SignerLeaving: { readonly subject: Pseudonym; readonly signer: Digest; readonly leavesAt: number; readonly form: Digest; readonly countersigner: Address; readonly actor: Address };
  SignerRemoved: { readonly subject: Pseudonym; readonly signer: Digest; readonly by: Digest; readonly actor: Address };
  SignerStays: { readonly subject: Pseudonym; readonly signer: Digest; readonly by: Digest; readonly actor: Address };
  StageSet: { readonly subject: Pseudonym; readonly stage: number; readonly form: Digest; readonly actor: Address };
  SubjectEnrolled: { readonly subject: Pseudonym; readonly holder: Address; readonly actor: Address };
  SubjectErased: { readonly subject: Pseudonym; readonly by: Digest; readonly actor: Address };
  SubjectTaken: { readonly subject: Pseudonym; readonly actor: Address };
  PermitAccepted: { readonly permit: PermitId; readonly requester: Address; readonly termsDigest: Digest; readonly actor: Address };
  PermitCountersigned: { readonly permit: PermitId; readonly authority: Address; readonly authorityDigest: Digest; readonly actor: Address };
  PermitIssued: { readonly permit: PermitId; readonly requester: Address; readonly dataset: DatasetId; readonly terms: PermitTerms; readonly actor: Address };
  PermitRevoked: { readonly permit: PermitId; readonly by: Address; readonly causeDigest: Digest; readonly actor: Address };
  LogEntry: { readonly log: LogId; readonly dataset: DatasetId; readonly requester: Address; readonly leaf: Digest; readonly facts: bigint };
  LogHead: { readonly log: LogId; readonly size: number; readonly root: Digest; readonly actor: Address };
  LogKeySet: { readonly log: LogId; readonly fromSize: number; readonly verifierKey: string; readonly actor: Address };
  LogMoved: { readonly log: LogId; readonly writer: Address; readonly actor: Address };
  LogOpened: { readonly log: LogId; readonly holder: Address; readonly predecessor: LogId; readonly mode: number; readonly predecessorSize: number; readonly predecessorRoot: Digest; readonly actor: Address };
  LogReviewed: { readonly log: LogId; readonly seq: number; readonly auditor: Address; readonly outcome: number; readonly reportDigest: Digest; readonly actor: Address };
}

/** Arguments and result of each view. Times in seconds. */
export interface Views {
  membership: {
    DEFAULT_ADMIN_ROLE: { args: []; result: Digest };
    accountOf: { args: [identity: Address]; result: Address };
    admitted: { args: [account: Address]; result: bigint };
    contracts: { args: []; result: ContractAddresses };
    defaultAdmin: { args: []; result: Address };
    defaultAdminDelay: { args: []; result: number };
    defaultAdminDelayIncreaseWait: { args: []; result: number };
    gatewaysOf: { args: [holder: Address]; result: readonly Address[] };
    getRoleAdmin: { args: [role: Digest]; result: Digest };
    groupMembership: { args: [group: GroupId, identity: Address]; result: { readonly joinedAt: number; readonly leftAt: number } };
    hasRole: { args: [role: Digest, account: Address]; result: boolean };
    identityAt: { args: [ordinal: number]; result: Address };
    isApproved: { args: [kind: number, id: Digest]; result: boolean };
    memberOf: { args: [account: Address]; result: Member };
    noticeOf: { args: [publisher: Address, notice: Digest]; result: { readonly publishedAt: number; readonly withdrawnAt: number } };
    noticeStood: { args: [holder: Address, notice: Digest, second: number]; result: boolean };
    owner: { args: []; result: Address };
    pendingDefaultAdmin: { args: []; result: { readonly newAdmin: Address; readonly schedule: number } };
    pendingDefaultAdminDelay: { args: []; result: { readonly newDelay: number; readonly schedule: number } };
    policy: { args: []; result: Policy };
    seatOfIdentity: { args: [identity: Address]; result: bigint };
    sessionKeyOf: { args: [identity: Address, keyHash: Digest]; result: { readonly from: number; readonly until: number } };
    supportsInterface: { args: [interfaceId: Hex]; result: boolean };
  };
  datasets: {
    datasetId: { args: [holder: Address, salt: Digest]; result: DatasetId };
    datasetOf: { args: [dataset: DatasetId]; result: { readonly holder: Address; readonly versions: number; readonly retiredAt: number } };
    membership: { args: []; result: Address };
    versionOf: { args: [dataset: DatasetId, version: number]; result: DatasetVersion };
  };
  consents: {
    ERASURE_WINDOW: { args: []; result: number };
    MAX_DEADLINE: { args: []; result: number };
    NARROWING_GRACE: { args: []; result: number };
    datasets: { args: []; result: Address };
    eip712Domain: { args: []; result: { readonly fields: Hex; readonly name: string; readonly version: string; readonly chainId: bigint; readonly verifyingContract: Address; readonly salt: Digest; readonly extensions: readonly bigint[] } };
    erasureOf: { args: [subject: Pseudonym]; result: number };
    grantId: { args: [subject: Pseudonym, deadline: number, terms: Digest]; result: GrantId };
    grantOf: { args: [subject: Pseudonym, id: GrantId]; result: Grant };
    isActive: { args: [subject: Pseudonym, id: GrantId]; result: boolean };
    membership: { args: []; result: Address };
    obstacleTo: { args: [subject: Pseudonym, id: GrantId]; result: number };
    recordedGrantId: { args: [subject: Pseudonym, terms: Digest, form: Digest]; result: GrantId };
    signerOf: { args: [subject: Pseudonym, signer: Digest]; result: Signer };
    stands: { args: [subject: Pseudonym, signer: Digest]; result: boolean };
    subjectOf: { args: [subject: Pseudonym]; result: Subject };
  };
  permits: {
    datasets: { args: []; result: Address };
    membership: { args: []; result: Address };
    permitOf: { args: [permit: PermitId]; result: Permit };
    stateOf: { args: [permit: PermitId]; result: number };
  };
  accessLog: {
    logCount: { args: [holder: Address]; result: number };
    logIdAt: { args: [holder: Address, index: number]; result: LogId };
    logOf: { args: [log: LogId]; result: AccessLogState };
    membership: { args: []; result: Address };
  };
}

/** Arguments of each write. Times in seconds. */
export interface Writes {
  membership: {
    acceptDefaultAdminTransfer: [];
    add: [account: Address, roles: number, principal: Address, organisation: Digest, endpoint: string];
    addSessionKey: [key: Hex, until: number];
    beginDefaultAdminTransfer: [newAdmin: Address];
    cancelDefaultAdminTransfer: [];
    cancelPolicy: [];
    changeDefaultAdminDelay: [newDelay: number];
    createGroup: [label: Digest];
    grantRole: [role: Digest, account: Address];
    joinGroup: [group: GroupId, identity: Address];
    leaveGroup: [group: GroupId, identity: Address];
    publishNotice: [notice: Digest];
    remove: [identity: Address];
    removeSessionKey: [keyHash: Digest];
    renounceRole: [role: Digest, account: Address];
    resume: [identity: Address];
    revokeRole: [role: Digest, account: Address];
    rollbackDefaultAdminDelay: [];
    rotate: [identity: Address, to: Address];
    setApproval: [kind: number, id: Digest, approved: boolean];
    setContracts: [contracts_: ContractAddresses];
    setEndpoint: [identity: Address, endpoint: string];
    setOrganisation: [identity: Address, organisation: Digest];
    setPolicy: [policy_: Policy];
    setRoles: [identity: Address, roles: number];
    suspend: [identity: Address];
    withdrawNotice: [notice: Digest];
  };
  datasets: {
    publish: [dataset: DatasetId, publication: Publication, edges: readonly DescentEdge[]];
    register: [salt: Digest];
    retire: [dataset: DatasetId, causeDigest: Digest];
    supersede: [dataset: DatasetId, version: number, causeDigest: Digest];
  };
  consents: {
    addSigner: [addition: Addition, signature: Hex, by: SignerProof];
    announceErasure: [subject: Pseudonym, causeDigest: Digest];
    bindSigner: [binding: Binding, signature: Hex, countersignature: Countersignature];
    cancelErasure: [subject: Pseudonym, executableAt: number, by: SignerProof];
    cancelErasureRecorded: [subject: Pseudonym];
    cancelSigner: [subject: Pseudonym, signer: Digest, by: SignerProof];
    cancelSignerRecorded: [subject: Pseudonym, signer: Digest];
    endGuardianRecorded: [subject: Pseudonym, signer: Digest, form: Digest];
    enroll: [subject: Pseudonym];
    enrollBatch: [subjects: readonly Pseudonym[]];
    erase: [subject: Pseudonym, deadline: number, by: SignerProof];
    executeErasure: [subject: Pseudonym];
    grant: [subject: Pseudonym, deadline: number, terms: Digest, signer: Hex, signature: Hex];
    grantRecorded: [record: ConsentRecord];
    grantRecordedBatch: [records: readonly ConsentRecord[]];
    keepRecorded: [subject: Pseudonym, id: GrantId, deadline: number, proof: SignerProof];
    keepSigner: [subject: Pseudonym, signer: Digest, leavesAt: number, by: SignerProof];
    keepSignerRecorded: [subject: Pseudonym, signer: Digest];
    multicall: [data: readonly Hex[]];
    objectToErasure: [subject: Pseudonym, executableAt: number, causeDigest: Digest];
    optIn: [subject: Pseudonym, level: number, deadline: number, by: SignerProof];
    optInRecorded: [subject: Pseudonym, level: number, form: Digest];
    optOut: [subject: Pseudonym, level: number, turn: number, by: SignerProof];
    optOutRecorded: [subject: Pseudonym, level: number, form: Digest];
    pause: [subject: Pseudonym, until: number, turn: number, by: SignerProof];
    pauseRecorded: [subject: Pseudonym, until: number, form: Digest];
    removeSigner: [subject: Pseudonym, signer: Digest, by: SignerProof];
    removeSignerRecorded: [subject: Pseudonym, signer: Digest, form: Digest, deadline: number, countersignature: Countersignature];
    resume: [subject: Pseudonym, deadline: number, by: SignerProof];
    resumeRecorded: [subject: Pseudonym, form: Digest];
    revoke: [subject: Pseudonym, id: GrantId, signer: Hex, signature: Hex];
    revokeAll: [subject: Pseudonym, epoch: number, by: SignerProof];
    revokeAllRecorded: [subject: Pseudonym, form: Digest];
    revokeRecorded: [subject: Pseudonym, id: GrantId, form: Digest];
    setStage: [subject: Pseudonym, stage: number, form: Digest];
  };
  permits: {
    accept: [permit: PermitId, termsDigest: Digest];
    countersign: [permit: PermitId, authorityDigest: Digest];
    issue: [terms: PermitTerms];
    revoke: [permit: PermitId, causeDigest: Digest];
  };
  accessLog: {
    checkpoint: [log: LogId, size: number, root: Digest];
    moveLog: [log: LogId, writer: Address];
    openLog: [expected: LogId, verifierKey: string, mode: number, predecessor: LogId, predecessorSize: number, predecessorRoot: Digest];
    record: [log: LogId, size: number, root: Digest, entries: readonly DisclosedEntry[]];
    review: [log: LogId, seq: number, outcome: number, reportDigest: Digest];
    setKey: [log: LogId, fromSize: number, verifierKey: string];
  };
}

export type ContractErrorName =
  | 'AccessControlBadConfirmation'
  | 'AccessControlEnforcedDefaultAdminDelay'
  | 'AccessControlEnforcedDefaultAdminRules'
  | 'AccessControlInvalidDefaultAdmin'
  | 'AccessControlUnauthorizedAccount'
  | 'AccessLogIdDiffers'
  | 'AccessLogKeyInvalid'
  | 'AccessLogModeDiffers'
  | 'AccessLogNotHolder'
  | 'AccessLogNotWriter'
  | 'AccessLogPredecessorInvalid'
  | 'AccessLogSequenceUnknown'
  | 'AccessLogSizeInvalid'
  | 'AccessLogUnknown'
  | 'AccessLogWriterUnfit'
  | 'AddressEmptyCode'
  | 'ConsentRegistryGranted'
  | 'ConsentRegistryNotKept'
  | 'ConsentRegistryRevoked'
  | 'DatasetRegistryExists'
  | 'DatasetRegistryNotHolder'
  | 'DatasetRegistryProtocolNotApproved'
  | 'DatasetRegistryPurposesInvalid'
  | 'DatasetRegistryRetired'
  | 'DatasetRegistrySuperseded'
  | 'DatasetRegistryTooManyEdges'
  | 'DatasetRegistryUnknown'
  | 'FailedCall'
  | 'InvalidShortString'
  | 'MembershipAccountTaken'
  | 'MembershipAlreadyInGroup'
  | 'MembershipContractUnfit'
  | 'MembershipContractsAlreadySet'
  | 'MembershipGroupExists'
  | 'MembershipInactive'
  | 'MembershipNoPolicyWaits'
  | 'MembershipNotInGroup'
  | 'MembershipNotSteward'
  | 'MembershipNoticeExists'
  | 'MembershipNoticeUnknown'
  | 'MembershipPolicyInvalid'
  | 'MembershipPrincipalUnfit'
  | 'MembershipRoleMissing'
  | 'MembershipRolesInvalid'
  | 'MembershipSessionKeyExists'
  | 'MembershipSessionKeyUnknown'
  | 'MembershipStatusUnfit'
  | 'MembershipTextTooLong'
  | 'MembershipTooManyGateways'
  | 'MembershipUnknown'
  | 'MembershipUntilInvalid'
  | 'PermitRegistryAlreadyDone'
  | 'PermitRegistryAttestationInvalid'
  | 'PermitRegistryBasisInvalid'
  | 'PermitRegistryDatasetRetired'
  | 'PermitRegistryDigestDiffers'
  | 'PermitRegistryDigestMissing'
  | 'PermitRegistryDiseaseInvalid'
  | 'PermitRegistryNotHolder'
  | 'PermitRegistryNotIndependent'
  | 'PermitRegistryNotNeeded'
  | 'PermitRegistryNotParty'
  | 'PermitRegistryPeriodInvalid'
  | 'PermitRegistryPurposeInvalid'
  | 'PermitRegistryRequesterUnfit'
  | 'PermitRegistryRevoked'
  | 'PermitRegistryTooManyEmergencies'
  | 'PermitRegistryUnknown'
  | 'SafeCastOverflowedUintDowncast'
  | 'StringTooLong'
  | 'SubjectRegistryAhead'
  | 'SubjectRegistryBeyondGuardian'
  | 'SubjectRegistryBeyondStage'
  | 'SubjectRegistryBound'
  | 'SubjectRegistryCountersignatureMissing'
  | 'SubjectRegistryCountersignatureSpent'
  | 'SubjectRegistryCountersignerUnfit'
  | 'SubjectRegistryDeadlineTooFar'
  | 'SubjectRegistryErased'
  | 'SubjectRegistryErasureAnnounced'
  | 'SubjectRegistryErasureLapsed'
  | 'SubjectRegistryExists'
  | 'SubjectRegistryExpired'
  | 'SubjectRegistryFormMissing'
  | 'SubjectRegistryKindInvalid'
  | 'SubjectRegistryLevelInvalid'
  | 'SubjectRegistryNoErasure'
  | 'SubjectRegistryNotGuardian'
  | 'SubjectRegistryNotHolder'
  | 'SubjectRegistryNotLeaving'
  | 'SubjectRegistryNotPaused'
  | 'SubjectRegistryNotWaiting'
  | 'SubjectRegistryObjectorUnfit'
  | 'SubjectRegistryPeriodInvalid'
  | 'SubjectRegistrySignatureInvalid'
  | 'SubjectRegistrySignerInvalid'
  | 'SubjectRegistrySignerTaken'
  | 'SubjectRegistrySignerUnfit'
  | 'SubjectRegistryStageInvalid'
  | 'SubjectRegistryTooEarly'
  | 'SubjectRegistryUnknown'
  | 'SubjectRegistryVerifierNotApproved'
  | 'SubjectRegistryWaiting';
