"""The official binary form of CIFAR-10: its six files, and their sums, which decide what it is.

A record is a label byte and 3,072 pixels: the red plane, the green, the blue, each row by row.
"""

import hashlib

SHA256 = {
    "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
    "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
    "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
    "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
    "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
    "test_batch.bin": "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
}
FILES = {"train": list(SHA256)[:5], "test": list(SHA256)[5:]}
CLASS_NAMES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
SIDE = 32
PIXELS = 3 * SIDE * SIDE


def to_planes(images):
    """Turn pictures (n, 32, 32, 3) into rows (n, 3072): red plane, green plane, blue plane."""
    return images.transpose(0, 3, 1, 2).reshape(len(images), PIXELS)


def verified_bytes(path, sha256, remedy, doubt=""):
    """Return the bytes of a file that has the sum expected; else say so, and the remedy."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. {remedy}")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        sums = f"its {len(content):,} bytes have the SHA-256 {found}, expected {sha256}{doubt}"
        raise ValueError(f"{path} is damaged: {sums}. {remedy}")
    return content
