// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {ISubjectRegistry} from "../../contracts/interfaces/ISubjectRegistry.sol";
import {SubjectId} from "../../contracts/interfaces/Types.sol";
import {VM, World} from "./World.sol";

/// @dev Times at their maxima: no sum overflows, so that no signer is kept from narrowing.
contract SignersTest {
    SubjectId private constant _SUBJECT = SubjectId.wrap(bytes32(uint256(1)));
    uint256 private constant _KEY = 7;
    uint256 private constant _GRACE = 7 days;

    World private _world;
    IConsentRegistry private _consents;

    function setUp() external {
        _world = new World();
        _consents = _world.consents();
        address gateway = _world.GATEWAY();
        VM.prank(gateway);
        _consents.enroll(_SUBJECT);
    }

    /// @dev Near the latest second as often as anywhere.
    function testFuzz_aSignerNarrowsUntilTheGraceAfterItsEnd(uint48 until, uint32 later, bool far) external {
        if (far) until = type(uint48).max - (until % uint48(30 days));
        if (until != 0 && until < _world.time()) until += uint48(_world.time());
        _bind(until);
        _world.pass(later);
        bool counts = until == 0 || _world.time() <= uint256(until) + _GRACE;
        assert(_pause(type(uint40).max) == counts);
        assert(!counts || _consents.subjectOf(_SUBJECT).pausedUntil == type(uint40).max);
    }

    function testFuzz_aDeadlineIsNeitherPastNorFar(uint48 deadline) external {
        bool timely = deadline >= _world.time() && deadline - _world.time() <= 30 days;
        assert(_tryBind(0, deadline) == timely);
        assert(_tryBind(0, uint48(_world.time()) + 30 days + 1) == false);
    }

    function _bind(uint48 until) private {
        assert(_tryBind(until, uint48(_world.time()) + 1 days));
    }

    function _tryBind(uint48 until, uint48 deadline) private returns (bool done) {
        bytes memory signer = abi.encodePacked(VM.addr(_KEY));
        ISubjectRegistry.Binding memory b = ISubjectRegistry.Binding(
            _SUBJECT,
            signer,
            ISubjectRegistry.SignerKind.Self,
            until,
            keccak256("met"),
            deadline
        );
        bytes32 typehash = keccak256(
            "BindSigner(bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,uint48 deadline)"
        );
        bytes32 hash = keccak256(
            abi.encode(typehash, b.subject, keccak256(b.signer), b.kind, b.until, b.identification, b.deadline)
        );
        bytes memory call = abi.encodeCall(
            ISubjectRegistry.bindSigner,
            (b, _sign(hash), ISubjectRegistry.Countersignature(address(0), ""))
        );
        address gateway = _world.GATEWAY();
        VM.prank(gateway);
        (done, ) = address(_consents).call(call);
    }

    function _pause(uint40 until) private returns (bool done) {
        bytes32 hash = keccak256(
            abi.encode(keccak256("Pause(bytes32 subject,uint40 until,uint16 turn)"), _SUBJECT, until, uint16(0))
        );
        ISubjectRegistry.Proof memory by = ISubjectRegistry.Proof(abi.encodePacked(VM.addr(_KEY)), _sign(hash));
        (done, ) = address(_consents).call(abi.encodeCall(ISubjectRegistry.pause, (_SUBJECT, until, 0, by)));
    }

    function _sign(bytes32 structHash) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(_KEY, _world.digestOf(structHash));
        return abi.encodePacked(r, s, v);
    }
}
