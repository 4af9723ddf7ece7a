import { createRequire } from 'node:module';
import type { InterfaceAbi } from 'ethers';

/** Uses what a chain can get wrong: storage, logs, reverts, child contracts, precompiles, block facts, transient
 *  storage, self-destruction, refunds. */
const SOURCE = `
pragma solidity ^0.8.24;

contract Child {
    uint256 public immutable born;
    constructor(uint256 value) payable { born = value; }
    function end(address payable to) external { selfdestruct(to); }
}

contract Sample {
    struct Entry { bytes32 leaf; bytes32 dataset; address requester; uint256 facts; }

    event Recorded(bytes32 indexed log, bytes32 indexed dataset, address indexed requester, bytes32 leaf, uint256 facts);
    event Set(uint256 indexed key, uint256 value);
    event Anonymous(bytes data) anonymous;
    error Refused(uint256 code, string why);

    mapping(uint256 key => uint256) public values;
    mapping(address account => bool) public isActive;
    Child[] public children;
    uint256 public size;
    bytes public blob;

    receive() external payable {}

    function set(uint256 key, uint256 value) external { values[key] = value; emit Set(key, value); }
    function setMany(uint256 from, uint256 count, uint256 value) external {
        for (uint256 i; i < count; ++i) values[from + i] = value;
    }
    function setBlob(bytes calldata data) external { blob = data; emit Anonymous(data); }
    function setActive(address account, bool active) external { isActive[account] = active; }
    function refuse(uint256 code) external { values[code] = 1; revert Refused(code, "no"); }
    function refuseText() external pure { require(false, "not today"); }
    function fail() external { values[1] = 9; assert(false); }
    function burn() external { uint256 i; while (true) values[i++] = i; }
    function create(uint256 value, bytes32 salt) external payable returns (address child) {
        Child made = salt == 0 ? new Child{value: msg.value}(value) : new Child{value: msg.value, salt: salt}(value);
        children.push(made);
        return address(made);
    }
    function endChild(uint256 index, address payable to) external { children[index].end(to); }
    function createAndEnd() external { new Child(1).end(payable(address(this))); }
    function tryRefuse() external returns (bool done) {
        try this.refuse(7) { done = true; } catch { values[77] = block.number; emit Set(77, block.number); }
    }
    function facts() external {
        values[uint256(keccak256("number"))] = block.number;
        values[uint256(keccak256("time"))] = block.timestamp;
        values[uint256(keccak256("coinbase"))] = uint160(address(block.coinbase));
        values[uint256(keccak256("random"))] = block.prevrandao;
        values[uint256(keccak256("chain"))] = block.chainid;
        values[uint256(keccak256("limit"))] = block.gaslimit;
        values[uint256(keccak256("fee"))] = block.basefee;
        values[uint256(keccak256("blobs"))] = block.blobbasefee;
        values[uint256(keccak256("price"))] = tx.gasprice;
    }
    function precompiles(bytes32 digest, uint8 v, bytes32 r, bytes32 s) external {
        values[100] = uint160(ecrecover(digest, v, r, s));
        values[101] = uint256(sha256(abi.encode(digest)));
        values[102] = uint160(ripemd160(abi.encode(digest)));
        (, bytes memory power) = address(5).staticcall(abi.encode(32, 32, 32, digest, r, s));
        values[103] = abi.decode(power, (uint256));
    }
    function transientCounter() external {
        assembly { tstore(0, add(tload(0), 5)) mstore(0, tload(0)) log1(0, 32, 0x01) mcopy(32, 0, 32) }
    }
    function record(bytes32 log, Entry[] calldata entries) external {
        for (uint256 i; i < entries.length; ++i) {
            Entry calldata entry = entries[i];
            emit Recorded(log, entry.dataset, entry.requester, entry.leaf, entry.facts);
        }
        size += entries.length;
    }
    function hashOf(uint256 number) external view returns (bytes32) { return blockhash(number); }
    function add(uint256 a, uint256 b) external pure returns (uint256) { return a + b; }
    function time() external view returns (uint256) { return block.timestamp; }
}`;

interface Output {
  contracts: { 'Sample.sol': Record<string, { abi: InterfaceAbi; evm: { bytecode: { object: string } } }> };
  errors?: { severity: string; formattedMessage: string }[];
}

export interface SampleContract {
  readonly abi: InterfaceAbi;
  readonly bytecode: `0x${string}`;
}

export function compileSample(): SampleContract {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const input = {
    language: 'Solidity',
    sources: { 'Sample.sol': { content: SOURCE } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as Output;
  const failure = output.errors?.find(({ severity }) => severity === 'error');
  if (failure) throw new Error(failure.formattedMessage);
  const sample = output.contracts['Sample.sol']['Sample'];
  if (!sample) throw new Error('the sample contract is missing');
  return { abi: sample.abi, bytecode: `0x${sample.evm.bytecode.object}` };
}
