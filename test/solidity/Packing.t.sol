// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {packSigner, SignerWord} from "../../contracts/SignerWord.sol";
import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IMembership} from "../../contracts/interfaces/IMembership.sol";
import {ISubjectRegistry} from "../../contracts/interfaces/ISubjectRegistry.sol";
import {Roles, Seat} from "../../contracts/interfaces/Seat.sol";
import {GrantId, SubjectId} from "../../contracts/interfaces/Types.sol";
import {VM, World} from "./World.sol";

/// @dev What is packed by hand comes out as it went in, and no field leaks into another one.
contract PackingTest {
    SubjectId private constant _SUBJECT = SubjectId.wrap(bytes32(uint256(1)));
    bytes32 private constant _FORM = keccak256("form");

    World private _world;
    IConsentRegistry private _consents;

    function setUp() external {
        _world = new World();
        _consents = _world.consents();
        _asGateway();
        _consents.enroll(_SUBJECT);
    }

    function testFuzz_signerKeepsItsFields(uint8 kind, uint48 from, uint48 until) external pure {
        ISubjectRegistry.SignerKind kind_ = ISubjectRegistry.SignerKind(kind % 3);
        _requireSigner(packSigner(kind_, from, until), kind_, from, until, 0);
    }

    function testFuzz_signerChangesOneFieldAtATime(
        uint8 kind,
        uint48 from,
        uint48 until,
        uint48 other,
        uint48 time
    ) external pure {
        ISubjectRegistry.SignerKind kind_ = ISubjectRegistry.SignerKind(kind % 3);
        SignerWord word = packSigner(kind_, from, until);
        _requireSigner(word.withUntil(other), kind_, from, other, 0);
        _requireSigner(word.leaving(time), kind_, from, until, 0);
        assert(word.leaving(time).leavesAt() == time && word.leaving(time).leaving(other).leavesAt() == other);
        assert(SignerWord.unwrap(word.leaving(time).staying()) == SignerWord.unwrap(word));
        SignerWord all = word.removed(time).leaving(other).withUntil(from);
        _requireSigner(all, kind_, from, from, time);
        assert(all.leavesAt() == other);
        _requireSigner(word.removed(time), kind_, from, until, time);
        _requireSigner(word.cancelled(time), ISubjectRegistry.SignerKind.None, from, until, time);
    }

    function testFuzz_signerEndsAtTheFirstOfItsEnds(uint48 until, uint48 removedAt, uint48 leavesAt) external pure {
        SignerWord word = packSigner(ISubjectRegistry.SignerKind.Self, 1, until).removed(removedAt).leaving(leavesAt);
        uint256 end = word.end();
        assert((end == 0) == (until == 0 && removedAt == 0 && leavesAt == 0));
        assert(end == 0 || end == until || end == removedAt || end == leavesAt);
        assert((until == 0 || end <= until) && (removedAt == 0 || end <= removedAt));
        assert((leavesAt == 0 || end <= leavesAt) && end + type(uint48).max > end);
    }

    function testFuzz_seatKeepsItsFields(address account, uint16 roles) external {
        IMembership membership = _world.membership();
        if (account == address(0) || Seat.unwrap(membership.admitted(account)) != 0) return;
        roles = (roles & (Roles.ALL ^ Roles.ADMINISTRATOR)) | Roles.HOLDER;
        address administrator = _world.ADMIN();
        VM.prank(administrator);
        membership.add(account, roles, address(0), 0, "");
        Seat seat = membership.admitted(account);
        assert(seat.principal() == account && membership.identityAt(seat.ordinal()) == account);
        assert(seat.roles() == roles && seat.status() == 1 && seat.since() == _world.time() && seat.isActive());
    }

    function testFuzz_grantKeepsItsFields(bytes32 terms, uint8 epoch, uint32 before, uint32 lasting) external {
        epoch %= 6;
        for (uint256 i; i < epoch; ++i) {
            _asGateway();
            _consents.revokeAllRecorded(_SUBJECT, _FORM);
        }
        _world.pass(before);
        uint256 grantedAt = _world.time();
        _asGateway();
        GrantId id = _consents.grantRecorded(IConsentRegistry.Record(_SUBJECT, terms, _FORM));
        _requireGrant(id, grantedAt, 0, epoch);
        assert(_consents.isActive(_SUBJECT, id));
        _world.pass(lasting);
        uint256 revokedAt = _world.time();
        _asGateway();
        _consents.revokeRecorded(_SUBJECT, id, _FORM);
        _requireGrant(id, grantedAt, revokedAt, epoch);
        assert(!_consents.isActive(_SUBJECT, id));
    }

    function testFuzz_subjectKeepsItsFields(uint40 until, uint8 level, uint8 epoch) external {
        level %= 3;
        epoch %= 6;
        _asGateway();
        _consents.pauseRecorded(_SUBJECT, until, _FORM);
        _asGateway();
        _consents.optOutRecorded(_SUBJECT, ISubjectRegistry.OptOutLevel(level), _FORM);
        for (uint256 i; i < epoch; ++i) {
            _asGateway();
            _consents.revokeAllRecorded(_SUBJECT, _FORM);
        }
        ISubjectRegistry.Subject memory subject = _consents.subjectOf(_SUBJECT);
        assert(subject.holder == _world.HOLDER() && subject.epoch == epoch && subject.pausedUntil == until);
        assert(uint8(subject.optOut) == level && subject.nonce == 0 && subject.optOutTurn == 0);
        assert(subject.pauseTurn == 0 && subject.boundAt == 0 && subject.erasedAt == 0);
    }

    function _asGateway() private {
        address gateway = _world.GATEWAY();
        VM.prank(gateway);
    }

    function _requireGrant(GrantId id, uint256 grantedAt, uint256 revokedAt, uint32 epoch) private view {
        IConsentRegistry.Grant memory given = _consents.grantOf(_SUBJECT, id);
        assert(given.grantedAt == grantedAt && given.revokedAt == revokedAt && given.epoch == epoch);
        assert(given.kind == IConsentRegistry.GrantKind.Recorded);
    }

    function _requireSigner(
        SignerWord word,
        ISubjectRegistry.SignerKind kind,
        uint48 from,
        uint48 until,
        uint48 removedAt
    ) private pure {
        assert(word.kind() == kind && word.from() == from && word.until() == until && word.removedAt() == removedAt);
    }
}
