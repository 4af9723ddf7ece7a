// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessLog} from "../../contracts/interfaces/IAccessLog.sol";
import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IMembership} from "../../contracts/interfaces/IMembership.sol";
import {IPermitRegistry} from "../../contracts/interfaces/IPermitRegistry.sol";
import {Roles} from "../../contracts/interfaces/Seat.sol";

/// @dev The cheat codes of Hardhat's Solidity test runner that are used here.
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function getCode(string calldata artifact) external view returns (bytes memory);
    function getRecordedLogs() external returns (Log[] memory);
    function prank(address caller) external;
    function recordLogs() external;
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 time) external;

    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }
}

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @dev A ledger with a consortium of a holder, its gateway, another holder, and an auditor. The contracts are those
/// that `hardhat build` made, byte for byte what is deployed.
contract World {
    address public constant ADMIN = address(0xad01);
    address public constant HOLDER = address(0xad02);
    address public constant GATEWAY = address(0xad03);
    address public constant OTHER_HOLDER = address(0xad04);
    address public constant AUDITOR = address(0xad05);

    /// @dev Kept here, because the optimizer takes `block.timestamp` for constant in a call.
    uint256 public time = 1_764_000_000;

    IMembership public immutable membership;
    IConsentRegistry public immutable consents;
    IAccessLog public immutable accessLog;
    IPermitRegistry public immutable permits;
    address public immutable datasets;

    constructor() {
        VM.warp(time);
        IMembership.Policy memory policy = IMembership.Policy(60, 300, 120, 600, 3 days, 14 days, false, false, 0);
        membership = IMembership(
            _deploy("contracts/Membership.sol:Membership", abi.encode(uint48(2 days), ADMIN, policy))
        );
        datasets = _deploy("contracts/DatasetRegistry.sol:DatasetRegistry", abi.encode(membership));
        consents = IConsentRegistry(
            _deploy("contracts/ConsentRegistry.sol:ConsentRegistry", abi.encode(membership, datasets))
        );
        permits = IPermitRegistry(
            _deploy("contracts/PermitRegistry.sol:PermitRegistry", abi.encode(membership, datasets))
        );
        accessLog = IAccessLog(_deploy("contracts/AccessLog.sol:AccessLog", abi.encode(membership)));
        _add(HOLDER, Roles.HOLDER, address(0));
        _add(GATEWAY, Roles.GATEWAY, HOLDER);
        _add(OTHER_HOLDER, Roles.HOLDER | Roles.GATEWAY, address(0));
        _add(AUDITOR, Roles.AUDITOR, address(0));
    }

    function pass(uint256 seconds_) external {
        time += seconds_;
        VM.warp(time);
    }

    /// @dev The EIP-712 digest of a message to the consent contract.
    function digestOf(bytes32 structHash) external view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Custos"),
                keccak256("1"),
                block.chainid,
                consents
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function _deploy(string memory artifact, bytes memory constructorArguments) private returns (address deployed) {
        bytes memory code = bytes.concat(VM.getCode(artifact), constructorArguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        require(deployed != address(0), artifact);
    }

    function _add(address account, uint16 roles, address principal) private {
        VM.prank(ADMIN);
        membership.add(account, roles, principal, 0, "");
    }
}
