#!/usr/bin/env python3
r"""Downloads what a requester is permitted of a dataset, and verifies all of it, without any code of Custos.

The ledger says what is right: the manifest's root, and the key of the gateway's log. The gateway is believed nothing but which
number a name means, and that is shown before it is asked for.

    python3 -m pip install cryptography==50.0.2 eth-account==0.14.0 requests==2.34.2
    python3 docs/examples/download.py --gateway URL --rpc RPC --ledger LEDGER --key FILE --dataset Cardiology \
        --purpose "biomedical research" --permit 1 --out data

Formats: docs/formats.md. LEDGER is CHAIN:MEMBERSHIP, as the consortium publishes it, RPC a node of its chain, FILE the account's
private key in hex. A purpose is said by number, as DUO:0000037 or in words, a dataset by its name or id.
"""

import argparse
import base64
import datetime
import difflib
import hashlib
import json
import os
import re
import struct
import sys
import time
import unicodedata
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from eth_abi import decode, encode
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils import keccak, to_checksum_address

MAGIC = b"custos-content/v1\n"
LARGEST_RECORD = 4 * 1024 * 1024


class Untrue(Exception):
    """Something does not verify: keep the receipt, and tell an auditor."""


def require(holds, what):
    if not holds:
        raise Untrue(what)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def domain_hash(name, *parts):
    return sha256(f"custos/{name}/v1".encode(), b"\0", *parts)


def canonical(value):
    """RFC 8785, for what requests hold: ASCII names, whole numbers, text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unhex(text, length=32):
    data = bytes.fromhex(text.removeprefix("0x"))
    require(len(data) == length, f"{text} has not {length} bytes")
    return data


# --- Merkle trees (RFC 6962) ---------------------------------------------------------------------------------------------


def leaf_hash(data):
    return sha256(b"\0", data)


def node_hash(left, right):
    return sha256(b"\1", left, right)


def split_of(start, end):
    return start + (1 << ((end - start - 1).bit_length() - 1))


def tree_root(leaves):
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256()
    split = split_of(0, len(leaves))
    return node_hash(tree_root(leaves[:split]), tree_root(leaves[split:]))


def multiproof_root(leaves, size, proof):
    """Root of the tree of `size` leaves of which some are known, as {index: leaf hash}; `proof` has the roots of the largest
    subtrees without any of them, from left to right, and not a hash more."""
    indexes, hashes_left = sorted(leaves), iter(proof)

    def walk(start, end, known):
        if not known:
            return next(hashes_left)
        if end - start == 1:
            return leaves[start]
        split = split_of(start, end)
        left = walk(start, split, [i for i in known if i < split])
        return node_hash(left, walk(split, end, [i for i in known if i >= split]))

    try:
        require(indexes and indexes[-1] < size, "a release lists no item, or one beyond its manifest")
        root = walk(0, size, indexes)
    except StopIteration:
        raise Untrue("the proof of a release is too short") from None
    require(next(hashes_left, None) is None, "the proof of a release is too long")
    return root


def path_root(leaf, index, size, path):
    """Root to which an inclusion proof leads (RFC 9162, 2.1.3.2)."""
    position, last, root = index, size - 1, leaf
    require(0 <= index < size, "an entry stands beyond its log")
    for sibling in path:
        require(last > 0, "an inclusion proof is too long")
        if position % 2 == 1 or position == last:
            root = node_hash(sibling, root)
            while position % 2 == 0 and position != 0:
                position, last = position // 2, last // 2
        else:
            root = node_hash(root, sibling)
        position, last = position // 2, last // 2
    require(last == 0, "an inclusion proof is too short")
    return root


# --- The ledger ----------------------------------------------------------------------------------------------------------


class Ledger:
    """Reads the contracts over any JSON-RPC of the chain."""

    def __init__(self, url, ledger):
        chain, _, membership = ledger.removeprefix("eip155:").partition(":")
        if not re.fullmatch("0x[0-9a-fA-F]{40}", membership):
            raise SystemExit(f"{ledger} is no ledger: it is written CHAIN:MEMBERSHIP, as the consortium publishes it.")
        self.url, self.membership = url, membership.lower()
        self.chain_id = int(self.rpc("eth_chainId"), 16)
        if chain != str(self.chain_id):
            raise SystemExit(f"{url} is a node of chain {self.chain_id}, not of {chain}: compare --ledger and --rpc.")
        contracts = self.view(self.membership, "contracts()", [], [], ["(address,address,address,address,address,address)"])[0]
        self.datasets, self.access_log = contracts[0], contracts[4]
        self.name = f"eip155:{self.chain_id}:{self.membership}"

    def rpc(self, method, *params):
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        answer = requests.post(self.url, json=call, timeout=30).json()
        if "result" not in answer:
            raise SystemExit(f"The ledger refuses {method}: {answer.get('error', {}).get('message')}")
        return answer["result"]

    def view(self, contract, signature, types, values, result):
        data = keccak(text=signature)[:4] + encode(types, values)
        answer = self.rpc("eth_call", {"to": contract, "data": "0x" + data.hex()}, "latest")
        if len(answer) <= 2:
            raise SystemExit(f"There is no contract of Custos at {contract}: compare --ledger and --rpc.")
        return decode(result, bytes.fromhex(answer[2:]))

    def manifest_root(self, dataset, version):
        fields = "(bytes32,uint64,uint32,uint48,uint48,uint48,uint8,bool)"
        call = "versionOf(bytes32,uint32)", ["bytes32", "uint32"], [unhex(dataset), version], [fields]
        return self.view(self.datasets, *call)[0][0]

    def require_holders_log(self, dataset, log_id):
        holder = self.view(self.datasets, "datasetOf(bytes32)", ["bytes32"], [unhex(dataset)], ["address"])[0]
        log = self.view(self.access_log, "logOf(bytes32)", ["bytes32"], [unhex(log_id)], ["address"])[0]
        require(log == holder, "the gateway's log is not one of the dataset's holder")

    def log_keys(self, log_id):
        """Ed25519 keys that the chain names for a log, with the size from which each counts: oldest first."""
        topic = "0x" + keccak(text="LogKeySet(bytes32,uint48,string,address)").hex()
        query = {"address": self.access_log, "topics": [topic, log_id], "fromBlock": "0x0", "toBlock": "latest"}
        found = []
        for event in self.rpc("eth_getLogs", query):
            size, key, _ = decode(["uint48", "string", "address"], bytes.fromhex(event["data"][2:]))
            found.append((size, base64.b64decode(key.split("+", 2)[2])))
        return found


# --- Receipts (C2SP tlog-proof, tlog-checkpoint, signed-note) -------------------------------------------------------------


class Receipts:
    """Verifies receipts of one log by the keys that the chain names for it."""

    def __init__(self, ledger, log_id):
        self.log_id, self.keys = log_id, ledger.log_keys(log_id)
        self.origin = f"custos/{ledger.chain_id}/{ledger.membership}/{log_id}"

    def entry_of(self, receipt):
        proof, _, note = receipt.partition("\n\n")
        header, extra, index, *path = proof.split("\n")
        require(header == "c2sp.org/tlog-proof@v1" and extra.startswith("extra "), "this is no receipt")
        entry = base64.b64decode(extra[len("extra ") :], validate=True)
        size, root = self.checkpoint(note)
        number = int(index.removeprefix("index "))
        hashes_up = [base64.b64decode(line, validate=True) for line in path]
        require(path_root(leaf_hash(entry), number, size, hashes_up) == root, "the log did not sign for this entry")
        decoded = json.loads(entry)
        require(decoded["seq"] == number and decoded["logId"] == self.log_id, "an entry stands elsewhere than it says")
        return decoded

    def checkpoint(self, note):
        text, _, signatures = note.rpartition("\n\n")
        text += "\n"
        origin, size, root = text.splitlines()
        require(origin == self.origin, f"the checkpoint is of {origin}")
        require(any(self.signed(text, line, int(size)) for line in signatures.splitlines()), "no key of the log signed")
        return int(size), base64.b64decode(root, validate=True)

    def signed(self, text, line, size):
        dash, name, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        for i, (first, key) in enumerate(self.keys):
            last = self.keys[i + 1][0] if i + 1 < len(self.keys) else size
            key_id = sha256(self.origin.encode(), b"\n", key)[:4]
            if dash == "\u2014" and name == self.origin and signature[:4] == key_id and first <= size <= last:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], text.encode())
                return True
        return False


# --- The gateway ---------------------------------------------------------------------------------------------------------


class Gateway:
    """A session at a gateway: signed in with Ethereum (EIP-4361), each request with a DPoP proof (RFC 9449) of its own."""

    def __init__(self, endpoint, account, chain_id):
        self.endpoint, self.key = endpoint, ec.generate_private_key(ec.SECP256R1())
        numbers = self.key.public_key().public_numbers()
        x, y = (base64url(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
        self.jwk = {"crv": "P-256", "kty": "EC", "x": x, "y": y}
        self.http = requests.Session()
        nonce = self.http.post(f"{endpoint}/v1/auth/challenge", timeout=30).json()["nonce"]
        message = self.sign_in_message(account.address, chain_id, nonce)
        signature = "0x" + account.sign_message(encode_defunct(text=message)).signature.hex().removeprefix("0x")
        opened = self.http.post(f"{endpoint}/v1/auth/session", json={"message": message, "signature": signature}, timeout=30)
        opened.raise_for_status()
        self.token = opened.json()["token"]

    def sign_in_message(self, address, chain_id, nonce):
        now = datetime.datetime.now(datetime.timezone.utc)
        written = [t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in (now, now + datetime.timedelta(hours=1))]
        thumbprint = base64url(sha256(canonical(self.jwk)))
        return "\n".join([
            f"{urlsplit(self.endpoint).netloc} wants you to sign in with your Ethereum account:",
            to_checksum_address(address),
            "",
            "",
            f"URI: {self.endpoint}",
            "Version: 1",
            f"Chain ID: {chain_id}",
            f"Nonce: {nonce}",
            f"Issued At: {written[0]}",
            f"Expiration Time: {written[1]}",
            "Resources:",
            f"- urn:ietf:params:oauth:jwk-thumbprint:sha-256:{thumbprint}",
        ])

    def proof(self, method, url, digest):
        header = {"alg": "ES256", "jwk": self.jwk, "typ": "dpop+jwt"}
        claims = {
            "ath": base64url(sha256(self.token.encode())),
            "htm": method,
            "htu": url,
            "iat": int(time.time()),
            "jti": base64url(os.urandom(18)),
            "req": base64url(digest),
        }
        signed = f"{base64url(canonical(header))}.{base64url(canonical(claims))}"
        r, s = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def call(self, method, path, body=b"", request=None):
        """`request`: canonical bytes of the access request, where the route takes one; the proof then binds just these."""
        bound = request or canonical({"body": "0x" + sha256(body).hex(), "method": method, "path": path})
        url = self.endpoint + path.split("?")[0]
        headers = {"Authorization": f"DPoP {self.token}", "DPoP": self.proof(method, url, domain_hash("request", bound))}
        if body:
            headers["Content-Type"] = "application/json"
        answer = self.http.request(
            method, self.endpoint + path, data=body, headers=headers, stream=True, timeout=60, allow_redirects=False
        )
        if answer.status_code >= 300:
            raise SystemExit(shown(f"The gateway refuses: {answer.json().get('detail')}"))
        return answer


# --- What people say for numbers and ids -----------------------------------------------------------------------------------


def spelled(text):
    """As purposes are compared: case, blanks and hyphens are forgiven, and how ontologies write their ids."""
    bare = re.sub(r"^(?:<?https?://purl\.obolibrary\.org/obo/|obo:)(DUO_\d+)>?$", r"\1", text.strip(), flags=re.IGNORECASE)
    return re.sub(r"[\s\-\u2010-\u2015_:,]+", " ", bare.lower())


def name_key(name):
    """As names of datasets are compared: however they are written, and in either case."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def shown(text):
    """Text of others, without what would move the cursor or turn the line round."""
    return "".join(one if one.isprintable() else "?" for one in text)


def no_such(kind, wanted, known):
    keys = {name_key(name): name for name in known}
    near = [keys[key] for key in difflib.get_close_matches(name_key(wanted), keys, n=3)]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There is: {'; '.join(known[:20]) or 'none'}."
    return SystemExit(shown(f"There is no {kind} “{wanted}”. {hint}"))


def purpose_of(gateway, wanted):
    """The number that is signed and logged, by the table of the gateway's API document."""
    document = gateway.http.get(f"{gateway.endpoint}/openapi.json", timeout=30).json()
    table = document["components"]["schemas"]["Purpose"]["x-codes"]
    for row in table:
        if spelled(wanted) in (spelled(str(row[name])) for name in ("code", "source", "label")):
            print(shown(f"purpose {row['code']}: {row['label']} ({row['source']})"))
            return row["code"]
    raise no_such("purpose", wanted, [row["label"] for row in table])


def dataset_of(gateway, wanted):
    """The one dataset of that id or name, of several with one name the one that is not retired, and its newest version."""
    listed, at = [], 0
    while at is not None:
        page = gateway.call("GET", f"/v1/datasets?from={at}").json()
        listed += page["datasets"]
        require(page.get("next") is None or page["next"] > at, "the pages of the gateway's list do not go on")
        at = page.get("next")
    key = name_key(wanted)
    found = [one for one in listed if one["dataset"] == wanted.lower() or name_key(one["name"]) == key != ""]
    found = [one for one in found if one["retiredAt"] == 0] or found
    if not found:
        raise no_such("dataset", wanted, [one["name"] for one in listed if one["name"]])
    if len(found) > 1:
        ids = " or ".join(one["dataset"] for one in found)
        raise SystemExit(shown(f"Several datasets are called “{wanted}”: name one by its id, {ids}."))
    versions = [one["version"] for one in found[0]["versions"] if one["supersededAt"] == 0]
    if not versions:
        raise SystemExit(f"Nothing of “{wanted}” is published, or all of it was superseded. Ask its holder.")
    print(shown(f"dataset “{found[0]['name']}”, version {versions[-1]}, {found[0]['dataset']}"))
    return found[0]["dataset"], versions[-1]


# --- The content stream --------------------------------------------------------------------------------------------------


def records(stream):
    """(type, payload) of each record, as they come."""

    def take(length):
        data = bytearray()
        while len(data) < length:
            part = stream.read(length - len(data))
            require(part, "the stream was cut off before its end: ask again")
            data += part
        return bytes(data)

    require(take(len(MAGIC)) == MAGIC, "this is no content of Custos")
    while True:
        kind, length = struct.unpack(">cI", take(5))
        require(length <= LARGEST_RECORD, "a record is too long")
        yield kind, take(length)
        if kind == b"E":
            return


def item_leaf(leaf):
    return leaf_hash(
        unhex(leaf["salt"])
        + unhex(leaf["digest"])
        + leaf["size"].to_bytes(8, "big")
        + domain_hash("media-type", leaf["mediaType"].encode())
        + leaf["categories"].to_bytes(4, "big")
        + unhex(leaf["owner"])
        + unhex(leaf["source"])
    )


def open_release(head, rows, entry, manifest_root):
    """Leaf hashes of a release's items with their numbers, proven to be the ones that were logged, and in the manifest."""
    count = head["count"]
    require(entry["rows"]["count"] == count and entry["seq"] == head["seq"], "the receipt is for another release")
    listed = [struct.unpack_from(">I32s32s", rows, 68 * i) for i in range(count)]
    root = tree_root([leaf_hash(leaf + binding) for _, leaf, binding in listed])
    require("0x" + root.hex() == entry["rows"]["root"], "the rows are not those that were logged")
    numbers = [number for number, _, _ in listed]
    require(numbers == sorted(set(numbers)), "a release lists an item twice")
    rest = rows[68 * count :]
    proof = [rest[at : at + 32] for at in range(0, len(rest), 32)]
    leaves = {number: leaf for number, leaf, _ in listed}
    require(multiproof_root(leaves, head["manifestSize"], proof) == manifest_root, "an item is not in the manifest on chain")
    return list(leaves.items())


def download(stream, receipts, request, requester, manifest_root, out):
    waiting, data, leaf, number, written = [], b"", None, 0, 0
    for kind, payload in records(stream):
        if kind == b"R":
            require(not waiting and leaf is None, "a release ends before its last item")
            head = json.loads(payload)
            entry = receipts.entry_of(head["receipt"])
            said = [entry.get(name) for name in ("kind", "dataset", "version", "purpose", "permit", "requester")]
            asked = ["release", *(request[name] for name in ("dataset", "version", "purpose", "permit")), requester]
            require(said == asked, "the release was logged as another one than was asked for")
            with open(os.path.join(out, f"release-{entry['seq']}.tlog-proof"), "w", encoding="utf-8", newline="\n") as file:
                file.write(head["receipt"])
        elif kind == b"M":
            waiting = open_release(head, payload, entry, manifest_root)
        elif kind == b"I":
            require(waiting and leaf is None, "an item comes outside of a release")
            leaf, data = json.loads(payload)["leaf"], b""
            number, expected = waiting.pop(0)
            require(item_leaf(leaf) == expected, f"item {number} is not the one that was logged")
        elif kind == b"D":
            require(leaf is not None and len(data) + len(payload) <= leaf["size"], "bytes come that belong to no item")
            data += payload
        elif kind == b"E":
            require(not waiting and leaf is None, "the stream ends before its last item")
            return written, json.loads(payload)["withheld"]
        else:
            raise Untrue(f"there is no record {kind!r}")
        if leaf is not None and len(data) == leaf["size"]:
            require("0x" + sha256(data).hex() == leaf["digest"], f"item {number} has other bytes than the chain commits to")
            with open(os.path.join(out, f"item-{number}"), "wb") as file:
                file.write(data)
            leaf, written = None, written + 1
    raise Untrue("the stream was cut off before its end: ask again")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("gateway", "rpc", "key", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--ledger", required=True, help="CHAIN:MEMBERSHIP, as the consortium publishes it")
    parser.add_argument("--dataset", required=True, help="its name, in either case, or its id")
    parser.add_argument("--purpose", required=True, help="number, DUO id or words: 7, DUO:0000037 or “biomedical research”")
    parser.add_argument("--permit", type=int, required=True)
    parser.add_argument("--commercial", action="store_true", help="declare commercial use; else that the use is none")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)

    with open(options.key, encoding="ascii") as file:
        account = Account.from_key(file.read().strip())
    ledger = Ledger(options.rpc, options.ledger)
    gateway = Gateway(options.gateway, account, ledger.chain_id)
    shown = gateway.call("GET", "/v1/ledger").json()
    require(shown["ledger"] == ledger.name, "the gateway is of another ledger")
    dataset, version = dataset_of(gateway, options.dataset)
    log_id = gateway.call("GET", "/v1/log").json()["logId"]
    ledger.require_holders_log(dataset, log_id)
    request = {
        "ledger": ledger.name,
        "gateway": shown["gateway"],
        "dataset": dataset,
        "version": version,
        "purpose": purpose_of(gateway, options.purpose),
        "permit": options.permit,
        "facts": {"commercial": options.commercial},
        "delivery": "download",
    }
    body = canonical(request)
    answer = gateway.call("POST", f"/v1/datasets/{dataset}/content", body, request=body)
    requester = gateway.call("GET", "/v1/me").json()["member"]
    root = ledger.manifest_root(dataset, version)
    written, withheld = download(answer.raw, Receipts(ledger, log_id), request, requester, root, options.out)
    print(f"{written} items in {options.out}, each one what the chain commits to; withheld: {withheld}")


if __name__ == "__main__":
    try:
        main()
    except Untrue as error:
        sys.exit(f"It does not verify: {error}. Keep the receipt, and tell an auditor.")
    except (OSError, ValueError) as error:
        # A file, an address or a connection that is not there, or something that is not what it should be.
        sys.exit(f"It could not be done: {error}")
