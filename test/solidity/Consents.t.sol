// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {ISubjectRegistry} from "../../contracts/interfaces/ISubjectRegistry.sol";
import {GrantId, SignerId, SubjectId} from "../../contracts/interfaces/Types.sol";
import {VM, World} from "./World.sol";

/// @dev Gives, withdraws, pauses, opts out and in, removes signers and erases at random, for two subjects with a signer
/// and a guardian each and one on paper; keeps what the grants should be.
contract Patients {
    struct Grant {
        GrantId id;
        uint48 deadline;
        bool given;
        bool revoked;
        uint32 epoch;
        uint256 giver;
    }

    struct Subject {
        SubjectId id;
        uint32 epoch;
        uint32 nonce;
        uint16 optOutTurn;
        uint16 pauseTurn;
        bool ownOptOut;
        bool ownPause;
        bool erased;
        bool bound;
    }

    /// @dev A narrowing call as a relay would keep it.
    struct Narrowing {
        uint256 subject;
        uint256 key;
        uint256 grant;
        uint256 epoch;
        uint256 turn;
        /// Level of an opt-out, second of a pause.
        uint256 value;
        bool pauses;
        bytes call;
    }

    uint256 public constant SUBJECTS = 3;
    /// @dev Of a subject; even ones are signed, odd ones recorded.
    uint256 public constant GRANTS = 8;
    uint48 private constant _GRACE = 7 days;
    uint256 private constant _NONE = type(uint256).max;
    bytes32 private constant _FORM = keccak256("form");

    World private immutable _WORLD;
    IConsentRegistry private immutable _CONSENTS;
    address private immutable _GATEWAY;

    Subject[SUBJECTS] private _subjects;
    Grant[GRANTS][SUBJECTS] private _grants;
    mapping(uint256 key => uint256) private _removedAt;
    /// @dev How far each turn went: opt-outs, then pauses.
    mapping(bytes32 turn => uint256) private _peaks;
    Narrowing[] private _sent;
    Narrowing[] private _held;

    constructor(World world) {
        _WORLD = world;
        _CONSENTS = world.consents();
        _GATEWAY = world.GATEWAY();
        for (uint256 s; s < SUBJECTS; ++s) {
            SubjectId id = SubjectId.wrap(keccak256(abi.encode("subject", s)));
            _subjects[s].id = id;
            VM.prank(_GATEWAY);
            _CONSENTS.enroll(id);
            for (uint256 g; g < GRANTS; ++g) {
                bytes32 terms = _terms(g);
                bool signed = g % 2 == 0;
                // Some are too far ahead at first, others soon over.
                uint48 deadline = uint48(world.time() + (g + 1) * 7 days);
                _grants[s][g].deadline = deadline;
                _grants[s][g].id =
                    signed ? _CONSENTS.grantId(id, deadline, terms) : _CONSENTS.recordedGrantId(id, terms, _FORM);
            }
        }
        _bind(0);
        _bind(1);
    }

    function subject(uint256 s) external view returns (Subject memory) {
        return _subjects[s];
    }

    function grantOf(uint256 s, uint256 g) external view returns (Grant memory) {
        return _grants[s][g];
    }

    function signerOf(uint256 s, uint256 which) external pure returns (SignerId) {
        return _signerId(_key(s, which));
    }

    // --------------------------------------------------------------------------------------------- widening

    function grant(uint256 s, uint256 g, uint256 which) external {
        (s, g) = (s % SUBJECTS, ((g % GRANTS) / 2) * 2);
        uint256 key = _key(s, which);
        Grant storage kept = _grants[s][g];
        bool timely = _WORLD.time() <= kept.deadline && kept.deadline <= _WORLD.time() + 30 days;
        bool allowed = timely && _stands(s, key) && !_subjects[s].erased && !kept.given && !kept.revoked;
        bytes memory signature = _sign(key, GrantId.unwrap(kept.id));
        try _CONSENTS.grant(_subjects[s].id, kept.deadline, _terms(g), _signer(key), signature) {
            assert(allowed);
            (kept.given, kept.epoch, kept.giver) = (true, _subjects[s].epoch, key);
        } catch {
            assert(!allowed);
        }
    }

    function grantRecorded(uint256 s, uint256 g) external {
        (s, g) = (s % SUBJECTS, ((g % GRANTS) / 2) * 2 + 1);
        Grant storage kept = _grants[s][g];
        bool allowed = !_subjects[s].bound && !_subjects[s].erased && !kept.given && !kept.revoked;
        VM.prank(_GATEWAY);
        try _CONSENTS.grantRecorded(IConsentRegistry.Record(_subjects[s].id, _terms(g), _FORM)) {
            assert(allowed);
            (kept.given, kept.epoch) = (true, _subjects[s].epoch);
        } catch {
            assert(!allowed);
        }
    }

    function optIn(uint256 s, uint256 which) external {
        s %= SUBJECTS;
        Subject storage kept = _subjects[s];
        uint256 key = _key(s, which);
        uint8 level = uint8(_CONSENTS.subjectOf(kept.id).optOut);
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("OptIn(bytes32 subject,uint8 from,uint8 level,uint16 turn,uint48 deadline)"),
                kept.id,
                level,
                uint8(0),
                kept.optOutTurn,
                _soon()
            )
        );
        bytes memory call = abi.encodeCall(
            ISubjectRegistry.optIn,
            (kept.id, ISubjectRegistry.OptOutLevel.None, _soon(), _proof(key, hash))
        );
        if (!_widen(s, call, level != 0 && _stands(s, key) && (key == _key(s, 0) || !kept.ownOptOut))) return;
        _peaks[_turn(s, false, kept.optOutTurn++)] = level;
        kept.ownOptOut = false;
    }

    function resume(uint256 s, uint256 which) external {
        s %= SUBJECTS;
        Subject storage kept = _subjects[s];
        uint256 key = _key(s, which);
        uint40 until = _CONSENTS.subjectOf(kept.id).pausedUntil;
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Resume(bytes32 subject,uint40 until,uint16 turn,uint48 deadline)"),
                kept.id,
                until,
                kept.pauseTurn,
                _soon()
            )
        );
        bytes memory call = abi.encodeCall(ISubjectRegistry.resume, (kept.id, _soon(), _proof(key, hash)));
        bool paused = until >= _WORLD.time();
        if (!_widen(s, call, paused && _stands(s, key) && (key == _key(s, 0) || !kept.ownPause))) return;
        _peaks[_turn(s, true, kept.pauseTurn++)] = until;
        kept.ownPause = false;
    }

    /// @dev The third subject comes off paper.
    function bind(uint256 rarely) external {
        if (rarely % 4 == 0 && !_subjects[2].bound && !_subjects[2].erased) _bind(2);
    }

    // -------------------------------------------------------------------------------------------- narrowing

    function revoke(uint256 s, uint256 g, uint256 which, uint8 later) external {
        (s, g) = (s % SUBJECTS, g % GRANTS);
        (GrantId id, uint256 giver) = (_grants[s][g].id, _grants[s][g].giver);
        uint256 key = which % 3 == 2 && giver != 0 ? giver : _key(s, which);
        bytes32 hash = keccak256(abi.encode(keccak256("Revoke(bytes32 subject,bytes32 grant)"), _subjects[s].id, id));
        bytes memory signature = _sign(key, _WORLD.digestOf(hash));
        bytes memory call = abi.encodeCall(IConsentRegistry.revoke, (_subjects[s].id, id, _signer(key), signature));
        _sendOrHold(Narrowing(s, key, g, _NONE, _NONE, 0, false, call), later);
    }

    function revokeRecorded(uint256 s, uint256 g, uint256 rarely) external {
        if (rarely % 4 != 0) return;
        (s, g) = (s % SUBJECTS, g % GRANTS);
        VM.prank(_GATEWAY);
        _CONSENTS.revokeRecorded(_subjects[s].id, _grants[s][g].id, _FORM);
        _grants[s][g].revoked = true;
    }

    function revokeAll(uint256 s, uint256 which, uint8 later) external {
        s %= SUBJECTS;
        Subject storage kept = _subjects[s];
        uint256 key = _key(s, which);
        bytes32 hash = keccak256(abi.encode(keccak256("RevokeAll(bytes32 subject,uint32 epoch)"), kept.id, kept.epoch));
        bytes memory call = abi.encodeCall(ISubjectRegistry.revokeAll, (kept.id, kept.epoch, _proof(key, hash)));
        _sendOrHold(Narrowing(s, key, _NONE, kept.epoch, _NONE, 0, false, call), later);
    }

    function optOut(uint256 s, uint256 which, uint8 level, uint8 later) external {
        s %= SUBJECTS;
        Subject storage kept = _subjects[s];
        uint256 key = _key(s, which);
        level = 1 + (level % 2);
        bytes32 hash = keccak256(
            abi.encode(keccak256("OptOut(bytes32 subject,uint8 level,uint16 turn)"), kept.id, level, kept.optOutTurn)
        );
        bytes memory call = abi.encodeCall(
            ISubjectRegistry.optOut,
            (kept.id, ISubjectRegistry.OptOutLevel(level), kept.optOutTurn, _proof(key, hash))
        );
        _sendOrHold(Narrowing(s, key, _NONE, _NONE, kept.optOutTurn, level, false, call), later);
    }

    function pause(uint256 s, uint256 which, uint24 length, uint8 later) external {
        s %= SUBJECTS;
        Subject storage kept = _subjects[s];
        uint256 key = _key(s, which);
        uint40 until = uint40(_WORLD.time() + (length % 4 days));
        bytes32 hash = keccak256(
            abi.encode(keccak256("Pause(bytes32 subject,uint40 until,uint16 turn)"), kept.id, until, kept.pauseTurn)
        );
        bytes memory call = abi.encodeCall(ISubjectRegistry.pause, (kept.id, until, kept.pauseTurn, _proof(key, hash)));
        _sendOrHold(Narrowing(s, key, _NONE, _NONE, kept.pauseTurn, until, true, call), later);
    }

    /// @dev Sends what was signed at any time before.
    function relay(uint256 i) external {
        if (_held.length != 0) _narrow(_held[i % _held.length]);
    }

    /// @dev Sends again what was done at any time before: it is no error, and it withholds nothing that it did not withhold
    /// before. (That the subject itself wants what a guardian did may be news.)
    function replay(uint256 i) external {
        if (_sent.length == 0) return;
        Narrowing memory old = _sent[i % _sent.length];
        if (!_counts(old)) return;
        ISubjectRegistry.Subject memory before = _CONSENTS.subjectOf(_subjects[old.subject].id);
        (bool done, ) = address(_CONSENTS).call(old.call);
        assert(done);
        _mark(old);
        ISubjectRegistry.Subject memory now_ = _CONSENTS.subjectOf(_subjects[old.subject].id);
        assert(now_.optOut == before.optOut && now_.pausedUntil == before.pausedUntil && now_.epoch == before.epoch);
    }

    // ---------------------------------------------------------------------------------------- signers and end

    function removeSigner(uint256 s, uint256 which, uint256 rarely) external {
        if (rarely % 2 != 0) return;
        s %= SUBJECTS;
        (uint256 key, uint256 self) = (_key(s, which), _key(s, 0));
        if (!_stands(s, self) || !_stands(s, key)) return;
        SignerId id = _signerId(key);
        bytes32 hash = keccak256(
            abi.encode(keccak256("RemoveSigner(bytes32 subject,bytes32 signer)"), _subjects[s].id, id)
        );
        _CONSENTS.removeSigner(_subjects[s].id, id, _proof(self, hash));
        _removedAt[key] = _WORLD.time();
    }

    function erase(uint256 s, uint256 which, uint256 rarely) external {
        if (rarely % 4 != 0) return;
        s %= SUBJECTS;
        uint256 key = _key(s, which);
        Subject storage kept = _subjects[s];
        if (!_stands(s, key) || kept.erased) return;
        bytes32 hash = keccak256(
            abi.encode(keccak256("Erase(bytes32 subject,uint32 nonce,uint48 deadline)"), kept.id, kept.nonce, _soon())
        );
        bool own = key == _key(s, 0);
        uint256 announced = _CONSENTS.erasureOf(kept.id);
        bool waits = announced != 0 && _WORLD.time() <= announced + 30 days;
        bytes memory call = abi.encodeCall(ISubjectRegistry.erase, (kept.id, _soon(), _proof(key, hash)));
        (bool done, ) = address(_CONSENTS).call(call);
        assert(done == (own || !waits));
        if (done) ++kept.nonce;
        kept.erased = own;
    }

    function pass(uint24 time) external {
        _WORLD.pass(time % 10 days);
    }

    // --------------------------------------------------------------------------------------------- internals

    function _widen(uint256 s, bytes memory call, bool allowed) private returns (bool done) {
        (done, ) = address(_CONSENTS).call(call);
        assert(done == (allowed && !_subjects[s].erased));
    }

    function _soon() private view returns (uint48) {
        return uint48(_WORLD.time() + 1 days);
    }

    function _turn(uint256 s, bool pauses, uint256 turn) private pure returns (bytes32) {
        return keccak256(abi.encode(s, pauses, turn));
    }

    /// @dev What the subject itself withholds, no guardian gives back.
    function _mark(Narrowing memory n) private {
        Subject storage kept = _subjects[n.subject];
        bool own = n.key == _key(n.subject, 0) && n.turn == (n.pauses ? kept.pauseTurn : kept.optOutTurn);
        if (n.pauses) kept.ownPause = kept.ownPause || (own && n.value >= _WORLD.time());
        else if (n.turn != _NONE) kept.ownOptOut = kept.ownOptOut || own;
    }

    function _sendOrHold(Narrowing memory narrowing, uint8 later) private {
        if (later % 4 == 0) _held.push(narrowing);
        else _narrow(narrowing);
    }

    /// @dev Done while the signer counts, done again without any event, and never makes a grant count. Once its epoch
    /// or turn is over it does nothing.
    function _narrow(Narrowing memory n) private {
        uint256 active = _activeOf(n.subject);
        Subject storage kept = _subjects[n.subject];
        if (_CONSENTS.subjectOf(kept.id).pausedUntil < _WORLD.time()) kept.ownPause = false;
        VM.recordLogs();
        (bool done, ) = address(_CONSENTS).call(n.call);
        uint256 told = VM.getRecordedLogs().length;
        assert(done == _counts(n));
        assert(_activeOf(n.subject) & ~active == 0);
        if (!done) return;
        if (n.turn != _NONE) _followTurn(n, told);
        if (n.epoch != _NONE) assert((told == 1) == (n.epoch == kept.epoch));
        if (n.epoch == kept.epoch) ++kept.epoch;
        if (n.grant != _NONE) _grants[n.subject][n.grant].revoked = true;
        (bool again, ) = address(_CONSENTS).call(n.call);
        assert(again && VM.getRecordedLogs().length == 0);
        _sent.push(n);
    }

    /// @dev In its turn it counts; later only what goes further than its turn went, and that once.
    function _followTurn(Narrowing memory n, uint256 told) private {
        Subject storage kept = _subjects[n.subject];
        uint256 current = n.pauses ? kept.pauseTurn : kept.optOutTurn;
        bytes32 turn = _turn(n.subject, n.pauses, n.turn);
        bool further = n.turn == current || n.value > _peaks[turn];
        assert(told == 0 || further);
        if (!further) return;
        if (n.turn != current) _peaks[turn] = n.value;
        bool own = n.key == _key(n.subject, 0);
        if (n.pauses) kept.ownPause = kept.ownPause || (own && n.value >= _WORLD.time());
        else kept.ownOptOut = kept.ownOptOut || own;
    }

    /// @dev The rule once more: a signer narrows while it stands and for the grace; who gave a grant, for ever.
    function _counts(Narrowing memory narrowing) private view returns (bool) {
        uint256 removedAt = _removedAt[narrowing.key];
        bool narrows = _subjects[narrowing.subject].bound && (removedAt == 0 || _WORLD.time() <= removedAt + _GRACE);
        if (narrows || narrowing.grant == _NONE) return narrows;
        return _grants[narrowing.subject][narrowing.grant].giver == narrowing.key;
    }

    function _stands(uint256 s, uint256 key) private view returns (bool) {
        return _subjects[s].bound && _removedAt[key] == 0;
    }

    function _activeOf(uint256 s) private view returns (uint256 active) {
        for (uint256 g; g < GRANTS; ++g) {
            if (_CONSENTS.isActive(_subjects[s].id, _grants[s][g].id)) active |= 1 << g;
        }
    }

    /// @dev Binds the subject's own signer, which adds a guardian.
    function _bind(uint256 s) private {
        Subject storage kept = _subjects[s];
        (uint256 self, uint256 guardian) = (_key(s, 0), _key(s, 1));
        ISubjectRegistry.Binding memory binding = ISubjectRegistry.Binding(
            kept.id,
            _signer(self),
            ISubjectRegistry.SignerKind.Self,
            0,
            _FORM,
            _soon()
        );
        bytes memory signature = _sign(self, _WORLD.digestOf(_hash(binding)));
        VM.prank(_GATEWAY);
        _CONSENTS.bindSigner(binding, signature, ISubjectRegistry.Countersignature(address(0), ""));
        ISubjectRegistry.Addition memory addition = ISubjectRegistry.Addition(
            kept.id,
            _signer(guardian),
            ISubjectRegistry.SignerKind.Guardian,
            0,
            0,
            _soon()
        );
        bytes32 digest = _WORLD.digestOf(_hash(addition, kept.nonce++));
        ISubjectRegistry.Proof memory by = ISubjectRegistry.Proof(_signer(self), _sign(self, digest));
        _CONSENTS.addSigner(addition, _sign(guardian, digest), by);
        kept.bound = true;
    }

    function _hash(ISubjectRegistry.Binding memory b) private pure returns (bytes32) {
        bytes32 typehash = keccak256(
            "BindSigner(bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,uint48 deadline)"
        );
        return
            keccak256(
                abi.encode(typehash, b.subject, keccak256(b.signer), b.kind, b.until, b.identification, b.deadline)
            );
    }

    function _hash(ISubjectRegistry.Addition memory a, uint32 nonce) private pure returns (bytes32) {
        bytes32 typehash = keccak256(
            "AddSigner(bytes32 subject,bytes signer,uint8 kind,uint48 from,uint48 until,uint32 nonce,uint48 deadline)"
        );
        return
            keccak256(abi.encode(typehash, a.subject, keccak256(a.signer), a.kind, a.from, a.until, nonce, a.deadline));
    }

    function _proof(uint256 key, bytes32 structHash) private view returns (ISubjectRegistry.Proof memory) {
        return ISubjectRegistry.Proof(_signer(key), _sign(key, _WORLD.digestOf(structHash)));
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _signer(uint256 key) private pure returns (bytes memory) {
        return abi.encodePacked(VM.addr(key));
    }

    function _signerId(uint256 key) private pure returns (SignerId) {
        return SignerId.wrap(keccak256(_signer(key)));
    }

    /// @dev The subject's own signer, or its guardian.
    function _key(uint256 s, uint256 which) private pure returns (uint256) {
        return 1 + s * 2 + (which % 2);
    }

    function _terms(uint256 g) private pure returns (bytes32) {
        return keccak256(abi.encode("terms", g));
    }
}

contract ConsentsTest {
    World private _world;
    IConsentRegistry private _consents;
    Patients private _patients;

    function setUp() external {
        _world = new World();
        _consents = _world.consents();
        _patients = new Patients(_world);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_patients);
    }

    function invariant_aRevokedGrantNeverCountsAgain() external view {
        for (uint256 i; i < _count(); ++i) {
            (SubjectId subject, Patients.Grant memory kept) = _at(i);
            if (kept.revoked) assert(!_consents.isActive(subject, kept.id));
            assert((_consents.grantOf(subject, kept.id).revokedAt != 0) == kept.revoked);
        }
    }

    function invariant_revokeAllEndsAllGrantsOfTheEpoch() external view {
        for (uint256 i; i < _count(); ++i) {
            (SubjectId subject, Patients.Grant memory kept) = _at(i);
            IConsentRegistry.Grant memory given = _consents.grantOf(subject, kept.id);
            assert(given.epoch == kept.epoch && (given.grantedAt != 0) == kept.given);
            if (kept.epoch < _consents.subjectOf(subject).epoch) assert(!_consents.isActive(subject, kept.id));
        }
    }

    function invariant_aGrantCountsExactlyInItsEpochWhileTheSubjectIsOpen() external view {
        for (uint256 i; i < _count(); ++i) {
            (SubjectId subject, Patients.Grant memory kept) = _at(i);
            ISubjectRegistry.Subject memory now_ = _consents.subjectOf(subject);
            bool open =
                now_.erasedAt == 0 &&
                    now_.optOut == ISubjectRegistry.OptOutLevel.None &&
                    now_.pausedUntil < _world.time();
            bool counts = kept.given && !kept.revoked && kept.epoch == now_.epoch && open;
            assert(_consents.isActive(subject, kept.id) == counts);
        }
    }

    /// @dev No counter moves but by the calls that Patients saw done.
    function invariant_countersMoveByTheSubjectsCallsOnly() external view {
        for (uint256 s; s < _patients.SUBJECTS(); ++s) {
            Patients.Subject memory kept = _patients.subject(s);
            ISubjectRegistry.Subject memory now_ = _consents.subjectOf(kept.id);
            assert(now_.epoch == kept.epoch && now_.nonce == kept.nonce);
            assert(now_.optOutTurn == kept.optOutTurn && now_.pauseTurn == kept.pauseTurn);
            assert((now_.erasedAt != 0) == kept.erased && (now_.boundAt != 0) == kept.bound);
        }
    }

    function invariant_aSignerIsOfOneSubjectOnly() external view {
        for (uint256 s; s < _patients.SUBJECTS(); ++s) {
            Patients.Subject memory kept = _patients.subject(s);
            for (uint256 other; other < _patients.SUBJECTS(); ++other) {
                for (uint256 which; which < 2; ++which) {
                    SignerId signer = _patients.signerOf(other, which);
                    bool known = _consents.signerOf(kept.id, signer).kind != ISubjectRegistry.SignerKind.None;
                    assert(known == (s == other && kept.bound));
                }
            }
        }
    }

    function _count() private view returns (uint256) {
        return _patients.SUBJECTS() * _patients.GRANTS();
    }

    function _at(uint256 i) private view returns (SubjectId, Patients.Grant memory) {
        (uint256 s, uint256 g) = (i % _patients.SUBJECTS(), i / _patients.SUBJECTS());
        return (_patients.subject(s).id, _patients.grantOf(s, g));
    }
}
