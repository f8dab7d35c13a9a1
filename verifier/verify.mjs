// Aval: checks an evidence pack. Made by scripts/verifier/build.ts.

// scripts/verifier/duplicate-members.ts
function hasTwice(text) {
  const open = [];
  let isName = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case "{":
        open.push(/* @__PURE__ */ new Set());
        isName = true;
        break;
      case "[":
        open.push(null);
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        isName = true;
        break;
      case '"': {
        const end = endOf(text, at);
        const names = open.at(-1);
        if (isName && names !== void 0 && names !== null) {
          const name = String(JSON.parse(text.slice(at, end + 1)));
          if (names.has(name)) return true;
          names.add(name);
        }
        isName = false;
        at = end;
      }
    }
  }
  return false;
}
function endOf(text, from) {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

// scripts/verifier/pack-file.ts
var PackError = class extends Error {
  name = "PackError";
};
function parsePack(text) {
  const pack = objectOf(parseJson(text), "The file");
  if (hasTwice(text))
    throw new PackError("A member is there twice: readers may read it differently.");
  return pack;
}
function readPackFile(pack) {
  if (pack["format"] !== "aval-evidence-pack/1")
    throw new PackError("format is not aval-evidence-pack/1; this is another file.");
  const command = objectOf(pack["command"], "command");
  return {
    environment: textOf(pack, "environment"),
    instance: textOf(pack, "instance"),
    tenant: textOf(pack, "tenant"),
    commandId: textOf(command, "id"),
    commandName: textOf(command, "name"),
    verifierKey: textOf(pack, "verifier_key"),
    checkpoint: textOf(pack, "checkpoint"),
    artifacts: listOf(pack, "artifacts").map(readArtifact),
    policies: listOf(pack, "policies").map(readPolicy),
    definitions: listOf(pack, "definitions").map(readDefinition),
    circumstances: readCircumstances(pack)
  };
}
function readCircumstances(pack) {
  if (!Object.hasOwn(pack, "circumstances")) return null;
  return listOf(pack, "circumstances").map((value) => {
    const one = objectOf(value, "circumstances");
    return {
      tenant: textOf(one, "tenant"),
      verifierKey: textOf(one, "verifier_key"),
      checkpoint: textOf(one, "checkpoint"),
      artifacts: listOf(one, "artifacts").map(readArtifact)
    };
  });
}
function parsedOrNull(text) {
  try {
    const value = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parseJson(text) {
  try {
    const value = JSON.parse(text);
    return value;
  } catch {
    throw new PackError(isWide(text) ? wide : "The file is not JSON.");
  }
}
var bytesMost = 536870888;
var tooLong = "is longer than 512 MB, and cannot be checked: let it be packed over less time.";
var wide = "The file is in UTF-16 or UTF-32, and a pack is in UTF-8: save it as UTF-8 again.";
function isWide(text) {
  return text.slice(0, 8).includes("\0") || text.startsWith("\uFFFD\uFFFD");
}
function readArtifact(value) {
  const artifact = objectOf(value, "artifacts");
  return { ...readStored(artifact), proof: readProof(artifact) };
}
function readProof(value) {
  return listOf(value, "proof").map((one) => {
    if (typeof one !== "string") throw new PackError("proof is not a list of texts.");
    return one;
  });
}
function readStored(artifact) {
  const { seq } = artifact;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1)
    throw new PackError("seq is not a whole number from 1.");
  const { body = null } = artifact;
  const kept = body === null ? null : objectOf(body, "body");
  return {
    seq,
    hash: textOf(artifact, "hash"),
    bytes: textOf(artifact, "bytes"),
    body: kept === null ? null : { salt: textOf(kept, "salt"), bytes: textOf(kept, "bytes") }
  };
}
function readPolicy(value) {
  const policy = objectOf(value, "policies");
  return {
    ...{ pack: textOf(policy, "pack"), version: textOf(policy, "version") },
    ...readText(policy)
  };
}
function readDefinition(value) {
  const one = objectOf(value, "definitions");
  return { name: textOf(one, "name"), ...readText(one) };
}
function readText(one) {
  const text = one["text"] === null ? null : textOf(one, "text");
  return { digest: textOf(one, "digest"), text };
}
function objectOf(value, field) {
  if (!isObject(value)) throw new PackError(`${field} is no JSON object.`);
  return value;
}
function listOf(value, field) {
  const list2 = value[field];
  if (!Array.isArray(list2)) throw new PackError(`${field} is no list.`);
  return list2;
}
function textOf(value, field) {
  const text = value[field];
  if (typeof text !== "string") throw new PackError(`${field} is no text.`);
  return text;
}

// scripts/verifier/canonical.ts
var nestingLimit = 100;
function canonical(value, depth = nestingLimit) {
  if (depth < 0) throw new RangeError("This is nested too deep.");
  const inner = (one) => canonical(one, depth - 1);
  if (Array.isArray(value)) return `[${value.map(inner).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members2 = Object.entries(value).toSorted(([one], [other]) => one < other ? -1 : 1);
  return `{${members2.map(([name, one]) => `${JSON.stringify(name)}:${inner(one)}`).join()}}`;
}
function isCanonical(text) {
  try {
    return canonical(parsedOrNull(text)) === text;
  } catch {
    return false;
  }
}

// scripts/verifier/members.ts
function memberOf(value, name) {
  const member = value[name];
  return isObject(member) ? member : {};
}
function list(value, name) {
  const member = Object.hasOwn(value, name) ? value[name] : void 0;
  return Array.isArray(member) ? member : [];
}
function textIn(value, name) {
  const member = value[name];
  return typeof member === "string" ? member : null;
}
function numberOf(value) {
  return typeof value === "number" ? value : 0;
}

// node_modules/@noble/ed25519/index.js
var freeze = Object.freeze;
var P = 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedn;
var N = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;
var _d = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
var Gx = 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an;
var Gy = 0x6666666666666666666666666666666666666666666666666666666666666658n;
var _a = P - 1n;
var ed25519_CURVE = freeze({
  p: P,
  n: N,
  h: 8n,
  a: _a,
  d: _d,
  Gx,
  Gy
});
var LEN = 32;
var isBytes = (a) => {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && a.BYTES_PER_ELEMENT === 1;
};
var abytes = (value, length, title = "") => {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  const bytes = isBytes(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message = (title ? `"${title}" ` : "") + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
};
var snapshotBytes = (value, title = "", length) => Uint8Array.from(abytes(value, length, title));
var padh = (n, pad) => n.toString(16).padStart(pad, "0");
var bytesToHex = (bytes) => {
  let hex = "";
  for (const byte of abytes(bytes))
    hex += padh(byte, 2);
  return hex;
};
var hexToBytes = (hex) => {
  const e = "hex invalid";
  if (typeof hex !== "string")
    throw new TypeError(e);
  if (hex.length % 2 || !/^[\da-f]*$/i.test(hex))
    throw new RangeError(e);
  const array = new Uint8Array(hex.length / 2);
  for (let ai = 0, hi = 0; ai < array.length; ai++, hi += 2) {
    const n1 = hex.charCodeAt(hi);
    const n2 = hex.charCodeAt(hi + 1);
    array[ai] = ((n1 & 15) + (n1 >> 6) * 9) * 16 + (n2 & 15) + (n2 >> 6) * 9;
  }
  return array;
};
var concatBytes = (...arrays) => {
  let sum = 0;
  for (const a of arrays)
    sum += abytes(a).length;
  const res = new Uint8Array(sum);
  let pad = 0;
  for (const a of arrays) {
    res.set(a, pad);
    pad += a.length;
  }
  return res;
};
var arange = (n, min, max, msg = "bad number: out of range") => {
  if (typeof n !== "bigint")
    throw new TypeError(msg);
  if (min <= n && n < max)
    return n;
  throw new RangeError(msg);
};
var mod = (a, b = P) => (a %= b) >= 0n ? a : b + a;
var P_MASK = (1n << 255n) - 1n;
var modP = (num) => {
  if (num < 0n)
    throw new RangeError("negative coordinate");
  let r = (num >> 255n) * 19n + (num & P_MASK);
  r = (r >> 255n) * 19n + (r & P_MASK);
  return r % P;
};
var modN = (a) => mod(a, N);
var invert = (number, modulo) => {
  if (number === 0n)
    throw new Error("invert: expected non-zero number");
  if (modulo <= 1n)
    throw new Error("invert: expected modulus > 1, got " + modulo);
  let a = mod(number, modulo);
  let b = modulo;
  let x = 0n, u = 1n;
  while (a !== 0n) {
    const q = b / a;
    const r = b - a * q;
    const m = x - u * q;
    b = a, a = r, x = u, u = m;
  }
  const gcd = b;
  if (gcd !== 1n)
    throw new Error("invert: does not exist");
  return mod(x, modulo);
};
var _hash = (name) => {
  const fn = hashes[name];
  if (typeof fn !== "function")
    throw new Error("hashes." + name + " not set");
  return fn;
};
var callHash = (name, ...m) => abytes(_hash(name)(concatBytes(...m)), 64, "digest");
var apoint = (p) => {
  if (p instanceof Point)
    return p;
  throw new TypeError("Point expected");
};
var B256 = 2n ** 256n;
var Point = class _Point {
  static BASE;
  static ZERO;
  X;
  Y;
  Z;
  T;
  // Constructor only bounds-checks and freezes XYZT coordinates; it does not prove the point is
  // on-curve or that T matches X*Y/Z.
  constructor(X, Y, Z, T) {
    const max = B256;
    this.X = arange(X, 0n, max);
    this.Y = arange(Y, 0n, max);
    this.Z = arange(Z, 1n, max);
    this.T = arange(T, 0n, max);
    freeze(this);
  }
  static CURVE() {
    return ed25519_CURVE;
  }
  static fromAffine(p) {
    return new _Point(p.x, p.y, 1n, modP(p.x * p.y));
  }
  /** RFC8032 5.1.3: Uint8Array to Point. */
  static fromBytes(bytes, zip215 = false) {
    const normed = snapshotBytes(bytes, "point", LEN);
    const lastByte = normed[31];
    normed[31] = lastByte & ~128;
    const y = bytesToNumberLE(normed);
    if (!zip215)
      arange(y, 0n, P);
    const y2 = modP(y * y);
    const u = mod(y2 - 1n);
    const v = modP(_d * y2 + 1n);
    let { isValid, value: x } = uvRatio(u, v);
    if (!isValid)
      throw new Error("bad point: y not sqrt");
    const isLastByteOdd = !!(lastByte & 128);
    if (!zip215 && x === 0n && isLastByteOdd)
      throw new Error("bad point: x==0, isLastByteOdd");
    if (isLastByteOdd !== !!(x & 1n))
      x = mod(-x);
    return new _Point(x, y, 1n, modP(x * y));
  }
  static fromHex(hex, zip215) {
    return _Point.fromBytes(hexToBytes(hex), zip215);
  }
  get x() {
    return this.toAffine().x;
  }
  get y() {
    return this.toAffine().y;
  }
  /** Checks if the point is valid and on-curve. */
  assertValidity() {
    const a = _a;
    const d = _d;
    const p = this;
    if (p.is0())
      throw new Error("bad point: ZERO");
    const { X, Y, Z, T } = p;
    const X2 = modP(X * X);
    const Y2 = modP(Y * Y);
    const Z2 = modP(Z * Z);
    const Z4 = modP(Z2 * Z2);
    const aX2 = modP(X2 * a);
    const left = modP(Z2 * (aX2 + Y2));
    const right = mod(Z4 + modP(d * modP(X2 * Y2)));
    if (left !== right)
      throw new Error("bad point: equation left != right (1)");
    const XY = modP(X * Y);
    const ZT = modP(Z * T);
    if (XY !== ZT)
      throw new Error("bad point: equation left != right (2)");
    return this;
  }
  /** Equality check: compare points P&Q. */
  equals(other) {
    const { X: X1, Y: Y1, Z: Z1 } = this;
    const { X: X2, Y: Y2, Z: Z2 } = apoint(other);
    return modP(X1 * Z2) === modP(X2 * Z1) && modP(Y1 * Z2) === modP(Y2 * Z1);
  }
  is0() {
    return this.equals(I);
  }
  /** Flip point over y coordinate. */
  negate() {
    return new _Point(mod(-this.X), this.Y, this.Z, mod(-this.T));
  }
  /** Point doubling. Complete formula. Cost: `4M + 4S + 1*a + 6add + 1*2`. */
  double() {
    const { X: X1, Y: Y1, Z: Z1 } = this;
    const a = _a;
    const A = modP(X1 * X1);
    const B = modP(Y1 * Y1);
    const C = modP(2n * Z1 * Z1);
    const D = modP(a * A);
    const x1y1 = mod(X1 + Y1);
    const E = mod(modP(x1y1 * x1y1) - A - B);
    const G2 = mod(D + B);
    const F = mod(G2 - C);
    const H = mod(D - B);
    const X3 = modP(E * F);
    const Y3 = modP(G2 * H);
    const T3 = modP(E * H);
    const Z3 = modP(F * G2);
    return new _Point(X3, Y3, Z3, T3);
  }
  /** Point addition. Complete formula. Cost: `9M + 1*a + 1*d + 7add`. */
  add(other) {
    const { X: X1, Y: Y1, Z: Z1, T: T1 } = this;
    const { X: X2, Y: Y2, Z: Z2, T: T2 } = apoint(other);
    const a = _a;
    const d = _d;
    const A = modP(X1 * X2);
    const B = modP(Y1 * Y2);
    const C = modP(modP(T1 * d) * T2);
    const D = modP(Z1 * Z2);
    const E = mod(modP(mod(X1 + Y1) * mod(X2 + Y2)) - A - B);
    const F = mod(D - C);
    const G2 = mod(D + C);
    const H = mod(B - modP(a * A));
    const X3 = modP(E * F);
    const Y3 = modP(G2 * H);
    const T3 = modP(E * H);
    const Z3 = modP(F * G2);
    return new _Point(X3, Y3, Z3, T3);
  }
  subtract(other) {
    return this.add(apoint(other).negate());
  }
  /**
   * Point-by-scalar multiplication. Safe mode requires `1 <= n < CURVE.n`.
   * Unsafe mode additionally permits `n = 0` and returns the identity point for that case.
   * Uses {@link wNAF} for base point.
   * Uses fake point to mitigate side-channel leakage.
   * @param n - scalar by which point is multiplied
   * @param safe - safe mode guards against timing attacks; unsafe mode is faster
   */
  multiply(n, safe = true) {
    if (!safe && n === 0n)
      return I;
    arange(n, 1n, N);
    if (!safe && this.is0())
      return I;
    if (n === 1n)
      return this;
    if (this.equals(G))
      return wNAF(n).p;
    let p = I;
    let f = G;
    let d = this;
    for (let i = 0; safe ? i < 256 : n > 0n; i++) {
      if (n & 1n)
        p = p.add(d);
      else if (safe)
        f = f.add(d);
      d = d.double();
      n >>= 1n;
    }
    return p;
  }
  multiplyUnsafe(scalar2) {
    return this.multiply(scalar2, false);
  }
  /** Convert point to 2d xy affine point. (X, Y, Z) ∋ (x=X/Z, y=Y/Z) */
  toAffine() {
    const { X, Y, Z } = this;
    if (this.equals(I))
      return { x: 0n, y: 1n };
    const iz = invert(Z, P);
    if (modP(Z * iz) !== 1n)
      throw new Error("invalid inverse");
    return { x: modP(X * iz), y: modP(Y * iz) };
  }
  toBytes() {
    const { x, y } = this.toAffine();
    const b = numTo32bLE(y);
    b[31] |= x & 1n ? 128 : 0;
    return b;
  }
  toHex() {
    return bytesToHex(this.toBytes());
  }
  clearCofactor() {
    return this.multiply(8n, false);
  }
  isSmallOrder() {
    return this.clearCofactor().is0();
  }
  isTorsionFree() {
    return this.multiply(N / 2n, false).double().add(this).is0();
  }
};
var G = new Point(Gx, Gy, 1n, mod(Gx * Gy));
var I = new Point(0n, 1n, 1n, 0n);
Point.BASE = G;
Point.ZERO = I;
var numTo32bLE = (num) => hexToBytes(padh(arange(num, 0n, B256), 64)).reverse();
var bytesToNumberLE = (b) => BigInt("0x" + bytesToHex(Uint8Array.from(abytes(b)).reverse()));
var pow2 = (x, power) => {
  let r = x;
  while (power-- > 0) {
    r = modP(r * r);
  }
  return r;
};
var pow_2_252_3 = (x) => {
  const x2 = modP(x * x);
  const b2 = modP(x2 * x);
  const b4 = modP(pow2(b2, 2) * b2);
  const b5 = modP(pow2(b4, 1) * x);
  const b10 = modP(pow2(b5, 5) * b5);
  const b20 = modP(pow2(b10, 10) * b10);
  const b40 = modP(pow2(b20, 20) * b20);
  const b80 = modP(pow2(b40, 40) * b40);
  const b160 = modP(pow2(b80, 80) * b80);
  const b240 = modP(pow2(b160, 80) * b80);
  const b250 = modP(pow2(b240, 10) * b10);
  return modP(pow2(b250, 2) * x);
};
var RM1 = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;
var uvRatio = (u, v) => {
  const v3 = modP(v * modP(v * v));
  const v7 = modP(modP(v3 * v3) * v);
  const pow = pow_2_252_3(modP(u * v7));
  let x = modP(u * modP(v3 * pow));
  const vx2 = modP(v * modP(x * x));
  const root1 = x;
  const root2 = modP(x * RM1);
  const useRoot1 = vx2 === u;
  const useRoot2 = vx2 === mod(-u);
  const noRoot = vx2 === mod(-u * RM1);
  if (useRoot1)
    x = root1;
  if (useRoot2 || noRoot)
    x = root2;
  if ((mod(x) & 1n) === 1n)
    x = mod(-x);
  return { isValid: useRoot1 || useRoot2, value: x };
};
var modL_LE = (hash) => modN(bytesToNumberLE(hash));
var hashFinishSync = (res) => res[1](callHash("sha512", res[0]));
var getZip215 = (options) => {
  if (options === null || typeof options !== "object")
    throw new TypeError("expected valid options object");
  return options.zip215 ?? true;
};
var _verify = (sig, msg, publicKey, options) => {
  sig = abytes(sig, 64, "signature");
  msg = abytes(msg, void 0, "message");
  publicKey = abytes(publicKey, LEN, "publicKey");
  const zip215 = getZip215(options);
  const r = sig.subarray(0, LEN);
  const s = bytesToNumberLE(sig.subarray(LEN, 64));
  let A, R, SB;
  let hashable = Uint8Array.of();
  let finished = false;
  try {
    A = Point.fromBytes(publicKey, zip215);
    R = Point.fromBytes(r, zip215);
    SB = G.multiply(s, false);
    hashable = concatBytes(r, publicKey, msg);
    finished = true;
  } catch (error) {
  }
  const finish = (hashed) => {
    if (!finished)
      return false;
    if (!zip215 && A.isSmallOrder())
      return false;
    const k = modL_LE(hashed);
    const RkA = R.add(A.multiply(k, false));
    return RkA.subtract(SB).clearCofactor().is0();
  };
  return [hashable, finish];
};
var verify = (signature, message, publicKey, opts = {}) => hashFinishSync(_verify(signature, message, publicKey, opts));
var hashes = {
  sha512Async: async (message) => {
    const s = globalThis?.crypto?.subtle;
    if (!s)
      throw new Error("crypto.subtle must be defined, consider polyfill");
    return new Uint8Array(await s.digest("SHA-512", concatBytes(message)));
  },
  sha512: void 0
};
var precompute = () => {
  const points = [];
  let p = G;
  let b;
  for (let w = 0; w < 33; w++) {
    b = p;
    points.push(b);
    for (let i = 1; i < 128; i++) {
      b = b.add(p);
      points.push(b);
    }
    p = b.double();
  }
  return points;
};
var Gpows = void 0;
var ctneg = (cnd, p) => {
  const n = p.negate();
  return cnd ? n : p;
};
var wNAF = (n) => {
  const comp = Gpows || (Gpows = precompute());
  let p = I;
  let f = G;
  for (let w = 0; w < 33; w++) {
    let wbits = Number(n & 255n);
    n >>= 8n;
    if (wbits > 128) {
      wbits -= 256;
      n += 1n;
    }
    const off = w * 128;
    const offP = off + Math.abs(wbits) - 1;
    const isOddW = w % 2 !== 0;
    const isNeg = wbits < 0;
    if (wbits === 0) {
      f = f.add(ctneg(isOddW, comp[off]));
    } else {
      p = p.add(ctneg(isNeg, comp[offP]));
    }
  }
  if (n !== 0n)
    throw new Error("invalid wnaf");
  return { p, f };
};

// node_modules/@noble/hashes/_u64.js
var U32_MASK64 = /* @__PURE__ */ (() => BigInt(2 ** 32 - 1))();
var _32n = /* @__PURE__ */ BigInt(32);
function fromBig(n, le = false) {
  if (le)
    return { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) };
  return { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
}
function split(lst, le = false) {
  const len = lst.length;
  let Ah = new Uint32Array(len);
  let Al = new Uint32Array(len);
  for (let i = 0; i < len; i++) {
    const { h, l } = fromBig(lst[i], le);
    [Ah[i], Al[i]] = [h, l];
  }
  return [Ah, Al];
}
var fromNumH = (n) => n / 2 ** 32 | 0;
var fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
  const h = fromNumH(n);
  const l = fromNumL(n);
  view.setUint32(byteOffset, isLE ? l : h, isLE);
  view.setUint32(byteOffset + 4, isLE ? h : l, isLE);
}
var shrSH = (h, _l, s) => h >>> s;
var shrSL = (h, l, s) => h << 32 - s | l >>> s;
var rotrSH = (h, l, s) => h >>> s | l << 32 - s;
var rotrSL = (h, l, s) => h << 32 - s | l >>> s;
var rotrBH = (h, l, s) => h << 64 - s | l >>> s - 32;
var rotrBL = (h, l, s) => h >>> s - 32 | l << 64 - s;
function add(Ah, Al, Bh, Bl) {
  const l = (Al >>> 0) + (Bl >>> 0);
  return { h: Ah + Bh + (l / 2 ** 32 | 0) | 0, l: l | 0 };
}
var add3L = (Al, Bl, Cl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0);
var add3H = (low, Ah, Bh, Ch) => Ah + Bh + Ch + (low / 2 ** 32 | 0) | 0;
var add4L = (Al, Bl, Cl, Dl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0);
var add4H = (low, Ah, Bh, Ch, Dh) => Ah + Bh + Ch + Dh + (low / 2 ** 32 | 0) | 0;
var add5L = (Al, Bl, Cl, Dl, El) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0) + (El >>> 0);
var add5H = (low, Ah, Bh, Ch, Dh, Eh) => Ah + Bh + Ch + Dh + Eh + (low / 2 ** 32 | 0) | 0;

// node_modules/@noble/hashes/utils.js
function isBytes2(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abytes2(value, length, title = "") {
  if (isBytes2(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes2(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes2(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
  return word << 32 - shift | word >>> shift;
}
var hasHexBuiltin = /* @__PURE__ */ (() => (
  // @ts-ignore
  typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function"
))();
var hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bytesToHex2(bytes) {
  abytes2(bytes);
  if (hasHexBuiltin)
    return bytes.toHex();
  let hex = "";
  for (let i = 0; i < bytes.length; i++) {
    hex += hexes[bytes[i]];
  }
  return hex;
}
function asciiToBase16(ch) {
  return ch >= 48 && ch <= 57 ? ch - 48 : ch >= 65 && ch <= 70 ? ch - (65 - 10) : ch >= 97 && ch <= 102 ? ch - (97 - 10) : void 0;
}
function hexToBytes2(hex) {
  if (typeof hex !== "string")
    throw new TypeError("hex string expected, got " + typeof hex);
  if (hasHexBuiltin) {
    try {
      return Uint8Array.fromHex(hex);
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new RangeError(error.message);
      throw error;
    }
  }
  const hl = hex.length;
  const al = hl / 2;
  if (hl % 2)
    throw new RangeError("hex string expected, got unpadded hex of length " + hl);
  const array = new Uint8Array(al);
  for (let ai = 0, hi = 0; ai < al; ai++, hi += 2) {
    const n1 = asciiToBase16(hex.charCodeAt(hi));
    const n2 = asciiToBase16(hex.charCodeAt(hi + 1));
    if (n1 === void 0 || n2 === void 0) {
      const char = hex[hi] + hex[hi + 1];
      throw new RangeError('hex string expected, got non-hex character "' + char + '" at index ' + hi);
    }
    array[ai] = n1 * 16 + n2;
  }
  return array;
}
function utf8ToBytes(str) {
  if (typeof str !== "string")
    throw new TypeError("string expected");
  const encoded = new TextEncoder().encode(str);
  try {
    return new Uint8Array(encoded);
  } finally {
    clean(encoded);
  }
}
function concatBytes2(...arrays) {
  let sum = 0;
  for (let i = 0; i < arrays.length; i++) {
    const a = arrays[i];
    abytes2(a);
    sum += a.length;
  }
  const res = new Uint8Array(sum);
  for (let i = 0, pad = 0; i < arrays.length; i++) {
    const a = arrays[i];
    res.set(a, pad);
    pad += a.length;
  }
  return res;
}
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/@noble/hashes/_md.js
function Chi(a, b, c) {
  return a & b ^ ~a & c;
}
function Maj(a, b, c) {
  return a & b ^ a & c ^ b & c;
}
var HashMD = class {
  blockLen;
  outputLen;
  canXOF = false;
  padOffset;
  isLE;
  // For partial updates less than block size
  buffer;
  view;
  finished = false;
  length = 0;
  pos = 0;
  destroyed = false;
  constructor(blockLen, outputLen, padOffset, isLE) {
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.padOffset = padOffset;
    this.isLE = isLE;
    this.buffer = new Uint8Array(blockLen);
    this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes2(data);
    const { view, buffer, blockLen } = this;
    const len = data.length;
    let processed = false;
    for (let pos = 0; pos < len; ) {
      const take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        const dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = true;
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      pos += take;
      if (this.pos === blockLen) {
        this.process(view, 0);
        this.pos = 0;
        processed = true;
      }
    }
    this.length += data.length;
    if (processed)
      this.roundClean();
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const { buffer, view, blockLen, isLE } = this;
    let { pos } = this;
    buffer[pos++] = 128;
    buffer.fill(0, pos);
    if (this.padOffset > blockLen - pos) {
      this.process(view, 0);
      buffer.fill(0);
    }
    setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
    this.process(view, 0);
    this.roundClean();
    const oview = out === buffer ? view : createView(out);
    const len = this.outputLen;
    const outLen = len / 4;
    const state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i = 0; i < outLen; i++)
      oview.setUint32(4 * i, state[i], isLE);
  }
  digest() {
    const { buffer, outputLen } = this;
    this.digestInto(buffer);
    const res = buffer.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneIntoMeta(to) {
    const { buffer, length, finished, destroyed, pos } = this;
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    if (pos)
      to.buffer.set(buffer);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);
var SHA512_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  4089235720,
  3144134277,
  2227873595,
  1013904242,
  4271175723,
  2773480762,
  1595750129,
  1359893119,
  2917565137,
  2600822924,
  725511199,
  528734635,
  4215389547,
  1541459225,
  327033209
]);

// node_modules/@noble/hashes/sha2.js
var SHA256_K = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var SHA256_W = /* @__PURE__ */ new Uint32Array(64);
var SHA2_32B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and makes sha256 3x slower (measured).
  A = 0;
  B = 0;
  C = 0;
  D = 0;
  E = 0;
  F = 0;
  G = 0;
  H = 0;
  constructor(outputLen, IV) {
    super(64, outputLen, 8, false);
    this.A = IV[0] | 0;
    this.B = IV[1] | 0;
    this.C = IV[2] | 0;
    this.D = IV[3] | 0;
    this.E = IV[4] | 0;
    this.F = IV[5] | 0;
    this.G = IV[6] | 0;
    this.H = IV[7] | 0;
  }
  get() {
    const { A, B, C, D, E, F, G: G2, H } = this;
    return [A, B, C, D, E, F, G2, H];
  }
  // prettier-ignore
  set(A, B, C, D, E, F, G2, H) {
    this.A = A | 0;
    this.B = B | 0;
    this.C = C | 0;
    this.D = D | 0;
    this.E = E | 0;
    this.F = F | 0;
    this.G = G2 | 0;
    this.H = H | 0;
  }
  _cloneInto(to) {
    (to ||= new this.constructor()).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA256_W[i] = view.getUint32(offset, false);
    for (let i = 16; i < 64; i++) {
      const W15 = SHA256_W[i - 15];
      const W2 = SHA256_W[i - 2];
      const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
      const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
      SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
    }
    let { A, B, C, D, E, F, G: G2, H } = this;
    for (let i = 0; i < 64; i++) {
      const sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25);
      const T1 = H + sigma1 + Chi(E, F, G2) + SHA256_K[i] + SHA256_W[i] | 0;
      const sigma0 = rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22);
      const T2 = sigma0 + Maj(A, B, C) | 0;
      H = G2;
      G2 = F;
      F = E;
      E = D + T1 | 0;
      D = C;
      C = B;
      B = A;
      A = T1 + T2 | 0;
    }
    A = A + this.A | 0;
    B = B + this.B | 0;
    C = C + this.C | 0;
    D = D + this.D | 0;
    E = E + this.E | 0;
    F = F + this.F | 0;
    G2 = G2 + this.G | 0;
    H = H + this.H | 0;
    this.set(A, B, C, D, E, F, G2, H);
  }
  roundClean() {
    clean(SHA256_W);
  }
  destroy() {
    this.destroyed = true;
    this.set(0, 0, 0, 0, 0, 0, 0, 0);
    clean(this.buffer);
  }
};
var _SHA256 = class extends SHA2_32B {
  constructor() {
    super(32, SHA256_IV);
  }
};
var K512 = /* @__PURE__ */ (() => split([
  "0x428a2f98d728ae22",
  "0x7137449123ef65cd",
  "0xb5c0fbcfec4d3b2f",
  "0xe9b5dba58189dbbc",
  "0x3956c25bf348b538",
  "0x59f111f1b605d019",
  "0x923f82a4af194f9b",
  "0xab1c5ed5da6d8118",
  "0xd807aa98a3030242",
  "0x12835b0145706fbe",
  "0x243185be4ee4b28c",
  "0x550c7dc3d5ffb4e2",
  "0x72be5d74f27b896f",
  "0x80deb1fe3b1696b1",
  "0x9bdc06a725c71235",
  "0xc19bf174cf692694",
  "0xe49b69c19ef14ad2",
  "0xefbe4786384f25e3",
  "0x0fc19dc68b8cd5b5",
  "0x240ca1cc77ac9c65",
  "0x2de92c6f592b0275",
  "0x4a7484aa6ea6e483",
  "0x5cb0a9dcbd41fbd4",
  "0x76f988da831153b5",
  "0x983e5152ee66dfab",
  "0xa831c66d2db43210",
  "0xb00327c898fb213f",
  "0xbf597fc7beef0ee4",
  "0xc6e00bf33da88fc2",
  "0xd5a79147930aa725",
  "0x06ca6351e003826f",
  "0x142929670a0e6e70",
  "0x27b70a8546d22ffc",
  "0x2e1b21385c26c926",
  "0x4d2c6dfc5ac42aed",
  "0x53380d139d95b3df",
  "0x650a73548baf63de",
  "0x766a0abb3c77b2a8",
  "0x81c2c92e47edaee6",
  "0x92722c851482353b",
  "0xa2bfe8a14cf10364",
  "0xa81a664bbc423001",
  "0xc24b8b70d0f89791",
  "0xc76c51a30654be30",
  "0xd192e819d6ef5218",
  "0xd69906245565a910",
  "0xf40e35855771202a",
  "0x106aa07032bbd1b8",
  "0x19a4c116b8d2d0c8",
  "0x1e376c085141ab53",
  "0x2748774cdf8eeb99",
  "0x34b0bcb5e19b48a8",
  "0x391c0cb3c5c95a63",
  "0x4ed8aa4ae3418acb",
  "0x5b9cca4f7763e373",
  "0x682e6ff3d6b2b8a3",
  "0x748f82ee5defb2fc",
  "0x78a5636f43172f60",
  "0x84c87814a1f0ab72",
  "0x8cc702081a6439ec",
  "0x90befffa23631e28",
  "0xa4506cebde82bde9",
  "0xbef9a3f7b2c67915",
  "0xc67178f2e372532b",
  "0xca273eceea26619c",
  "0xd186b8c721c0c207",
  "0xeada7dd6cde0eb1e",
  "0xf57d4f7fee6ed178",
  "0x06f067aa72176fba",
  "0x0a637dc5a2c898a6",
  "0x113f9804bef90dae",
  "0x1b710b35131c471b",
  "0x28db77f523047d84",
  "0x32caab7b40c72493",
  "0x3c9ebe0a15c9bebc",
  "0x431d67c49c100d4c",
  "0x4cc5d4becb3e42b6",
  "0x597f299cfc657e2a",
  "0x5fcb6fab3ad6faec",
  "0x6c44198c4a475817"
].map((n) => BigInt(n))))();
var SHA512_Kh = /* @__PURE__ */ (() => K512[0])();
var SHA512_Kl = /* @__PURE__ */ (() => K512[1])();
var SHA512_W_H = /* @__PURE__ */ new Uint32Array(80);
var SHA512_W_L = /* @__PURE__ */ new Uint32Array(80);
var SHA2_64B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // h -- high 32 bits, l -- low 32 bits
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and slows hashing down (measured on sha256).
  Ah = 0;
  Al = 0;
  Bh = 0;
  Bl = 0;
  Ch = 0;
  Cl = 0;
  Dh = 0;
  Dl = 0;
  Eh = 0;
  El = 0;
  Fh = 0;
  Fl = 0;
  Gh = 0;
  Gl = 0;
  Hh = 0;
  Hl = 0;
  constructor(outputLen, IV) {
    super(128, outputLen, 16, false);
    this.Ah = IV[0] | 0;
    this.Al = IV[1] | 0;
    this.Bh = IV[2] | 0;
    this.Bl = IV[3] | 0;
    this.Ch = IV[4] | 0;
    this.Cl = IV[5] | 0;
    this.Dh = IV[6] | 0;
    this.Dl = IV[7] | 0;
    this.Eh = IV[8] | 0;
    this.El = IV[9] | 0;
    this.Fh = IV[10] | 0;
    this.Fl = IV[11] | 0;
    this.Gh = IV[12] | 0;
    this.Gl = IV[13] | 0;
    this.Hh = IV[14] | 0;
    this.Hl = IV[15] | 0;
  }
  // prettier-ignore
  get() {
    const { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    return [Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl];
  }
  // prettier-ignore
  set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl) {
    this.Ah = Ah | 0;
    this.Al = Al | 0;
    this.Bh = Bh | 0;
    this.Bl = Bl | 0;
    this.Ch = Ch | 0;
    this.Cl = Cl | 0;
    this.Dh = Dh | 0;
    this.Dl = Dl | 0;
    this.Eh = Eh | 0;
    this.El = El | 0;
    this.Fh = Fh | 0;
    this.Fl = Fl | 0;
    this.Gh = Gh | 0;
    this.Gl = Gl | 0;
    this.Hh = Hh | 0;
    this.Hl = Hl | 0;
  }
  _cloneInto(to) {
    (to ||= new this.constructor()).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4) {
      SHA512_W_H[i] = view.getUint32(offset);
      SHA512_W_L[i] = view.getUint32(offset += 4);
    }
    for (let i = 16; i < 80; i++) {
      const W15h = SHA512_W_H[i - 15] | 0;
      const W15l = SHA512_W_L[i - 15] | 0;
      const s0h = rotrSH(W15h, W15l, 1) ^ rotrSH(W15h, W15l, 8) ^ shrSH(W15h, W15l, 7);
      const s0l = rotrSL(W15h, W15l, 1) ^ rotrSL(W15h, W15l, 8) ^ shrSL(W15h, W15l, 7);
      const W2h = SHA512_W_H[i - 2] | 0;
      const W2l = SHA512_W_L[i - 2] | 0;
      const s1h = rotrSH(W2h, W2l, 19) ^ rotrBH(W2h, W2l, 61) ^ shrSH(W2h, W2l, 6);
      const s1l = rotrSL(W2h, W2l, 19) ^ rotrBL(W2h, W2l, 61) ^ shrSL(W2h, W2l, 6);
      const SUMl = add4L(s0l, s1l, SHA512_W_L[i - 7], SHA512_W_L[i - 16]);
      const SUMh = add4H(SUMl, s0h, s1h, SHA512_W_H[i - 7], SHA512_W_H[i - 16]);
      SHA512_W_H[i] = SUMh | 0;
      SHA512_W_L[i] = SUMl | 0;
    }
    let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    for (let i = 0; i < 80; i++) {
      const sigma1h = rotrSH(Eh, El, 14) ^ rotrSH(Eh, El, 18) ^ rotrBH(Eh, El, 41);
      const sigma1l = rotrSL(Eh, El, 14) ^ rotrSL(Eh, El, 18) ^ rotrBL(Eh, El, 41);
      const CHIh = Eh & Fh ^ ~Eh & Gh;
      const CHIl = El & Fl ^ ~El & Gl;
      const T1ll = add5L(Hl, sigma1l, CHIl, SHA512_Kl[i], SHA512_W_L[i]);
      const T1h = add5H(T1ll, Hh, sigma1h, CHIh, SHA512_Kh[i], SHA512_W_H[i]);
      const T1l = T1ll | 0;
      const sigma0h = rotrSH(Ah, Al, 28) ^ rotrBH(Ah, Al, 34) ^ rotrBH(Ah, Al, 39);
      const sigma0l = rotrSL(Ah, Al, 28) ^ rotrBL(Ah, Al, 34) ^ rotrBL(Ah, Al, 39);
      const MAJh = Ah & Bh ^ Ah & Ch ^ Bh & Ch;
      const MAJl = Al & Bl ^ Al & Cl ^ Bl & Cl;
      Hh = Gh | 0;
      Hl = Gl | 0;
      Gh = Fh | 0;
      Gl = Fl | 0;
      Fh = Eh | 0;
      Fl = El | 0;
      ({ h: Eh, l: El } = add(Dh | 0, Dl | 0, T1h | 0, T1l | 0));
      Dh = Ch | 0;
      Dl = Cl | 0;
      Ch = Bh | 0;
      Cl = Bl | 0;
      Bh = Ah | 0;
      Bl = Al | 0;
      const All = add3L(T1l, sigma0l, MAJl);
      Ah = add3H(All, T1h, sigma0h, MAJh);
      Al = All | 0;
    }
    ({ h: Ah, l: Al } = add(this.Ah | 0, this.Al | 0, Ah | 0, Al | 0));
    ({ h: Bh, l: Bl } = add(this.Bh | 0, this.Bl | 0, Bh | 0, Bl | 0));
    ({ h: Ch, l: Cl } = add(this.Ch | 0, this.Cl | 0, Ch | 0, Cl | 0));
    ({ h: Dh, l: Dl } = add(this.Dh | 0, this.Dl | 0, Dh | 0, Dl | 0));
    ({ h: Eh, l: El } = add(this.Eh | 0, this.El | 0, Eh | 0, El | 0));
    ({ h: Fh, l: Fl } = add(this.Fh | 0, this.Fl | 0, Fh | 0, Fl | 0));
    ({ h: Gh, l: Gl } = add(this.Gh | 0, this.Gl | 0, Gh | 0, Gl | 0));
    ({ h: Hh, l: Hl } = add(this.Hh | 0, this.Hl | 0, Hh | 0, Hl | 0));
    this.set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl);
  }
  roundClean() {
    clean(SHA512_W_H, SHA512_W_L);
  }
  destroy() {
    this.destroyed = true;
    clean(this.buffer);
    this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
};
var _SHA512 = class extends SHA2_64B {
  constructor() {
    super(64, SHA512_IV);
  }
};
var sha256 = /* @__PURE__ */ createHasher(
  () => new _SHA256(),
  /* @__PURE__ */ oidNist(1)
);
var sha512 = /* @__PURE__ */ createHasher(
  () => new _SHA512(),
  /* @__PURE__ */ oidNist(3)
);

// scripts/verifier/proofs.ts
hashes.sha512 = sha512;
function digestOf(text) {
  return bytesToHex2(sha256(utf8ToBytes(text)));
}
function instanceOf(key) {
  const der = concatBytes2(hexToBytes2("302a300506032b6570032100"), key);
  return bytesToHex2(sha256(der)).slice(0, 12);
}
function readKey(text) {
  const [, name = "", keyId = "", base64 = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const typed = decode(base64);
  if (typed === null || typed.length !== 33 || typed[0] !== 1) return null;
  return keyIdOf(name, typed) === keyId ? { name, keyId, key: typed.slice(1) } : null;
}
function readCheckpoint(note2, key) {
  const end = note2.lastIndexOf("\n\n");
  if (end < 0 || !note2.endsWith("\n") || note2.length > 65536) return null;
  const text = note2.slice(0, end + 1);
  const lines = linesOf(note2);
  if (lines.length > 16 || !lines.every(isSignature) || /[^\P{Cc}\n]|\p{Cs}/u.test(note2))
    return null;
  const mine = lines.flatMap((line) => signatureOf(line, key) ?? []);
  const message = utf8ToBytes(text);
  if (mine.length === 0 || !mine.every((one) => isSigned(one, message, key.key))) return null;
  const checkpoint = readText2(text);
  return checkpoint?.origin === key.name ? checkpoint : null;
}
function readText2(text) {
  const [origin = "", digits = "", base64 = "", ...extensions] = text.slice(0, -1).split("\n");
  if (extensions.includes("")) return null;
  const root = decode(base64);
  if (!/^[1-9]\d{0,15}$/.test(digits) || root?.length !== 32) return null;
  const size = Number(digits);
  return Number.isSafeInteger(size) ? { origin, size, root: bytesToHex2(root) } : null;
}
function readWitness(text) {
  const [, name = "", keyId = "", base64 = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const typed = decode(base64);
  if (typed === null || typed.length !== 33 || typed[0] !== 1 && typed[0] !== 4) return null;
  if (keyIdOf(name, typed) !== keyId) return null;
  const key = typed.slice(1);
  return { name, keyId: keyIdOf(name, concatBytes2(Uint8Array.of(4), key)), key };
}
function keyIdOf(name, typed) {
  return bytesToHex2(sha256(concatBytes2(utf8ToBytes(`${name}
`), typed))).slice(0, 8);
}
function signersOf(note2) {
  const signers = linesOf(note2).map((line) => {
    const [, name = "", base64 = ""] = signatureLine.exec(line) ?? [];
    return { name, keyId: bytesToHex2((decode(base64) ?? new Uint8Array()).slice(0, 4)) };
  });
  return [...new Map(signers.map((one) => [`${one.name} ${one.keyId}`, one])).values()];
}
var timeMost = 253402300799;
function cosignedAt(note2, witness) {
  const text = note2.slice(0, note2.lastIndexOf("\n\n") + 1);
  return linesOf(note2).flatMap((line) => signatureOf(line, witness) ?? []).map((bytes) => {
    const time = bytes.slice(0, 8).reduce((sum, one) => sum * 256 + one, 0);
    if (bytes.length !== 72 || time < 1 || time > timeMost) return null;
    const message = utf8ToBytes(`cosignature/v1
time ${time}
${text}`);
    return isSigned(bytes.slice(8), message, witness.key) ? time : null;
  });
}
function linesOf(note2) {
  return note2.slice(note2.lastIndexOf("\n\n") + 2, -1).split("\n");
}
var signatureLine = /^\u2014 ([^\s+]+) (\S+)$/u;
function isSignature(line) {
  const bytes = decode(signatureLine.exec(line)?.[2] ?? "");
  return bytes !== null && bytes.length > 4;
}
function signatureOf(line, key) {
  const [, name = "", base64 = ""] = signatureLine.exec(line) ?? [];
  const bytes = decode(base64);
  if (name !== key.name || bytes === null) return null;
  return bytesToHex2(bytes.slice(0, 4)) === key.keyId ? bytes.slice(4) : null;
}
function isSigned(signature, message, key) {
  try {
    return signature.length === 64 && verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}
function isIncluded(hash, index, path, { size, root }) {
  if (![hash, ...path].every((one) => /^[0-9a-f]{64}$/.test(one)) || index >= size) return false;
  let place = index;
  let last = size - 1;
  let node = bytesToHex2(sha256(hexToBytes2(`00${hash}`)));
  for (const sibling of path) {
    if (last === 0) return false;
    const isRight = place % 2 === 1 || place === last;
    node = bytesToHex2(sha256(hexToBytes2(isRight ? `01${sibling}${node}` : `01${node}${sibling}`)));
    if (isRight) while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    place = half(place);
    last = half(last);
  }
  return last === 0 && node === root;
}
function half(value) {
  return Math.floor(value / 2);
}
function decode(base64) {
  try {
    const binary = atob(base64);
    if (base64 === "" || btoa(binary) !== base64) return null;
    return Uint8Array.from(binary, (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

// scripts/verifier/claims.ts
function keyLines(pack, key, expected) {
  if (key === null) return [bad("The key in the pack is not an Ed25519 verifier key.")];
  const lines = expected === null ? [note(`The key comes from the pack itself: ${pack.verifierKey}`)] : expected.trim() === pack.verifierKey ? [good("The key is the one that you expect.")] : [bad("The key is not the one that you expect.")];
  if (instanceOf(key.key) !== pack.instance)
    lines.push(bad(`The key is not that of the installation ${pack.instance}.`));
  return lines;
}
function checkpointLine(pack, checkpoint) {
  if (checkpoint === null) return bad("The checkpoint is not signed by the key.");
  const { origin, size } = checkpoint;
  if (origin !== `aval/${pack.instance}/${pack.environment}/${pack.tenant}`)
    return bad(`The checkpoint is of another chain: ${origin}`);
  return good(`The checkpoint over ${size} artifacts of ${origin} is signed by the key.`);
}
function policyLines(pack, events) {
  const named2 = new Set(events.flatMap(({ sealed }) => policyNames(sealed["policy"])));
  const told = pack.policies.map((one) => {
    const name = `The policy ${one.pack} ${one.version}`;
    if (!named2.has(`${one.pack} ${one.version} ${one.digest}`))
      return bad(`${name} is not one that the artifacts name.`);
    if (one.text === null) return missing(`${name} is named by digest only; its text is not here.`);
    return digestOf(one.text) === one.digest ? good(`${name} is the text that was in force.`) : bad(`${name} has another text than the one that was in force.`);
  });
  const here = new Set(pack.policies.map((one) => `${one.pack} ${one.version} ${one.digest}`));
  const absent = [...named2].filter((one) => !here.has(one));
  return [...told, ...absent.map((one) => missing(`The policy ${one} is not in the pack.`))];
}
function policyNames(policy) {
  if (!isObject(policy)) return [];
  return [`${String(policy["pack"])} ${String(policy["version"])} ${String(policy["digest"])}`];
}
function definitionLines(pack, events) {
  const proposals = events.filter(({ sealed }) => sealed["type"] === "command.proposed");
  const named2 = new Set(
    proposals.flatMap(
      ({ body }) => Object.entries(memberOf(body ?? {}, "definition")).map((one) => one.join(" "))
    )
  );
  const isAnyUnread = proposals.some(({ body }) => body === null);
  return pack.definitions.flatMap(({ name, digest, text }) => {
    const what = `The text of ${name}`;
    if (text !== null && digestOf(text) !== digest)
      return bad(`${what} is another than the one that was in force.`);
    if (named2.has(`${name} ${digest}`)) return [];
    const stray = `${what} is not one that the artifacts name`;
    return isAnyUnread ? missing(`${stray} here.`) : bad(`${stray}.`);
  });
}
function storedFault(one, sealed, pack) {
  if (digestOf(one.bytes) !== one.hash) return "was changed: its bytes do not hash to its hash";
  if (sealed["seq"] !== one.seq) return "is under a number that is not its own";
  if (one.body !== null && !isBody(one.body, sealed["body_digest"]))
    return "has a body or a salt that is not the one that was sealed";
  const system2 = memberOf(sealed, "system");
  if (system2["environment"] !== pack.environment || system2["instance"] !== pack.instance)
    return "comes from another environment or installation";
  if (sealed["tenant"] !== pack.tenant) return "belongs to another tenant";
  if (!isArtifact(sealed)) return "is not an artifact: its type, time or actor is invalid";
  if (!isCanonical(one.bytes) || one.body !== null && !isCanonical(one.body.bytes))
    return "is not in canonical form: two readers may read two things";
  return one.seq === 1 && sealed["prev_hash"] !== genesisOf(pack) ? "is not the beginning of this chain" : null;
}
function isArtifact({ type, time, actor }) {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(time));
  return isTime && /^[a-z_.]+$/.test(String(type)) && /^[!-~]+$/.test(String(actor));
}
function genesisOf({ environment, tenant }) {
  return digestOf(canonical({ chain: "aval/1", environment, tenant }));
}
function isBody(body, digest) {
  return /^[0-9a-f]{32}$/.test(body.salt) && digestOf(body.salt + body.bytes) === digest;
}
function placesOf(seqs) {
  const spans = [];
  for (const seq of seqs) {
    const span = spans.at(-1);
    if (span !== void 0 && span[1] === seq - 1) span[1] = seq;
    else spans.push([seq, seq]);
  }
  return spans.map(([first, last]) => first === last ? `${first}` : `${first} to ${last}`).join(", ");
}
function timeLines(events) {
  const timeAt = (index) => String(events[index]?.sealed["time"] ?? "");
  const back = events.filter((_, at) => at > 0 && timeAt(at) < timeAt(at - 1)).map((one) => one.seq);
  if (back.length === 0) return [];
  return [note(`The clock went back: ${placesOf(back)} have an earlier time than what is before.`)];
}
function leftLines({ circumstances, tenant }, events) {
  if (!events.some(({ sealed }) => sealed["type"] === "command.authorized")) return [];
  const isHere = circumstances?.some((one) => one.tenant === ownChain) ?? false;
  return [
    ...isHere || tenant === ownChain ? [] : [
      missing(
        "Lockdowns, a suspicion and which policy was bound then are not in this file: not proved."
      )
    ],
    note(
      'Not checked here, because it is not in this file: how often somebody had asked, codes and roles from before. Ask whoever runs Aval for "aval verify".'
    )
  ];
}
var ownChain = "-";
function good(text) {
  return { state: "good", text: visible(text) };
}
function bad(text) {
  return { state: "bad", text: visible(text) };
}
function missing(text) {
  return { state: "missing", text: visible(text) };
}
function note(text) {
  return { state: "note", text: visible(text) };
}
function visible(text) {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{DI}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/gu,
    (mark) => `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`
  );
}

// scripts/verifier/when.ts
var parts = {
  commands: (said, { names }) => isIn(said, names),
  classes: (said, { safetyClass }) => isIn(said, [safetyClass]),
  requesters: (said, { requester }) => isIn(said, [requester]),
  environments: (said, { environment }) => isIn(said, [environment]),
  agent: (said, { isAgents }) => said === isAgents,
  count_above: (said, { count }) => count > numberOf(said),
  risk: (said, { shown: shown2 }) => shown2?.risk === void 0 ? null : isIn(said, [shown2.risk]),
  amount: (said, { shown: shown2 }) => shown2 && anyOf(shown2.values, said, "of", isAbove),
  target: (said, { shown: shown2 }) => shown2 && anyOf(shown2.values, said, "slot", isFound),
  during: (said, { at }) => isDuring(said, at),
  outside: (said, { at }) => not(isDuring(said, at))
};
function holdsWhen(rule, wish) {
  const when = Object.entries(memberOf(rule, "when"));
  if (when.length === 0) return null;
  const isMeant = !wish.isLeftOpen || when.some(([name]) => name === "commands");
  if (!isMeant) return false;
  return all(when.map(([name, said]) => parts[name]?.(said, wish) ?? null));
}
function isFrozen(freeze2, { safetyClass, at }) {
  if (!list(freeze2, "classes").includes(safetyClass)) return false;
  if (freeze2["weekly"] !== void 0) return isDuring(freeze2["weekly"], at);
  const [from, to] = [
    textIn(memberOf(freeze2, "once"), "from"),
    textIn(memberOf(freeze2, "once"), "to")
  ];
  const [start, end] = [Date.parse(from ?? ""), Date.parse(to ?? "")];
  return Number.isNaN(start) || Number.isNaN(end) ? null : at >= start && at < end;
}
function all(held) {
  if (held.includes(false)) return false;
  return held.includes(null) ? null : true;
}
function not(held) {
  return held === null ? null : !held;
}
function isIn(said, these) {
  return Array.isArray(said) && these.some((one) => said.includes(one));
}
function anyOf(values, said, member, test) {
  const part = memberOf({ said }, "said");
  const held = (values.get(String(part[member])) ?? []).map((one) => test(String(one), part));
  if (held.includes(true)) return true;
  return held.includes(null) ? null : false;
}
function isAbove(value, { above = null }) {
  if (typeof above !== "number") return null;
  const number = value.trim() === "" ? Number.NaN : Number(value.trim());
  return Number.isNaN(number) || number > above;
}
var lettersMost = 300;
var repeatsMost = 2;
function isFound(value, { matches = null }) {
  const pattern = String(matches);
  const bare = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, "x");
  const repeats = bare.match(/[*+{]/g)?.length ?? 0;
  const isSlow = /\)[*+?{]/.test(bare) || repeats > repeatsMost || value.length > lettersMost;
  if (isSlow || /(?! )[\p{White_Space}\p{Cc}\u017f\u212a]/u.test(value)) return null;
  try {
    return new RegExp(pattern, "iu").test(value);
  } catch {
    return null;
  }
}
var weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
function isDuring(said, at) {
  const weekly = memberOf({ said: said ?? null }, "said");
  const now = localTime(at, textIn(weekly, "zone") ?? "UTC");
  const [from, to] = [minutesOf(weekly["from"]), minutesOf(weekly["to"])];
  if (now === null || from === null || to === null) return null;
  const isOn = (day) => list(weekly, "days").includes(weekdays[(day + 7) % 7] ?? "");
  if (from < to) return isOn(now.day) && now.minute >= from && now.minute < to;
  return isOn(now.day) && now.minute >= from || isOn(now.day - 1) && now.minute < to;
}
function minutesOf(value) {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(String(value)) ?? [];
  return hours === void 0 ? null : Number(hours) * 60 + Number(minutes);
}
function localTime(at, timeZone) {
  try {
    const told = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
    }).formatToParts(at);
    const part = (type) => told.find((one) => one.type === type)?.value ?? "";
    const day = weekdays.indexOf(part("weekday").toLowerCase());
    return { day, minute: Number(part("hour")) * 60 + Number(part("minute")) };
  } catch {
    return null;
  }
}

// scripts/verifier/policy.ts
function demandOf(policy, wish) {
  const profile = memberOf(policy, "profiles")[wish.profile];
  if (!isObject(profile)) return null;
  const held = (name, test) => list(policy, name).map((one) => {
    const value = isObject(one) ? one : {};
    return { name: String(value["name"]), value, held: test(value, wish) };
  });
  const [rules, freezes] = [held("rules", holdsWhen), held("freezes", isFrozen)];
  const holding = rules.filter((one) => one.held === true);
  const then = holding.map(({ value }) => memberOf(value, "then"));
  const isMeant = !wish.isLeftOpen && !wish.names.includes("emergency.declare");
  const frozen = isMeant ? freezes : [];
  const unread2 = (what, all2) => all2.flatMap((one) => one.held === null ? [`the ${what} ${one.name}`] : []);
  return {
    refusedBy: holding.find((_, at) => then[at]?.["refuse"] === true)?.name ?? null,
    frozenBy: frozen.find((one) => one.held === true)?.name ?? null,
    acknowledge: isAcknowledged(policy, wish, then),
    unread: [...unread2("rule", rules), ...unread2("freeze", frozen)],
    wanted: wantedOf(policy, profile, wish, then),
    requesterMayApprove: profile["requester_may_approve"] === true && !wish.twoPeople
  };
}
function wantedOf(policy, profile, wish, then) {
  const ofClass = (name) => numberOf(memberOf(profile, "approvers")[name]);
  const own = wish.isLeftOpen ? 0 : ofClass(wish.safetyClass);
  const isAsked = own > 0 || wish.twoPeople;
  const more = Math.max(0, ...then.map((one) => numberOf(one["approvers"])));
  const named2 = then.flatMap((one) => one["approval"] ?? []).map(String);
  if (!isAsked && more === 0 && named2.length === 0) return null;
  const ids = [...isAsked || named2.length === 0 ? [wish.declared ?? ""] : [], ...named2];
  const all2 = ids.map((id) => memberOf(memberOf(policy, "approvals"), id));
  const classesOf = (one) => list(one, "classes").map(String);
  const wantedBy = (one) => one["approvers"] !== void 0 ? numberOf(one["approvers"]) : classesOf(one).includes(wish.safetyClass) ? own : Math.max(0, ...classesOf(one).map(ofClass));
  const wanted = Math.max(more, ...all2.map(wantedBy));
  const inEmergency = numberOf(memberOf(policy, "emergency")["approvers"]);
  const isShort = wish.isEmergency && inEmergency > 0;
  return {
    scopes: [...new Set(all2.flatMap((one) => textIn(one, "scope") ?? []))],
    approvers: Math.max(1, isShort ? Math.min(wanted, inEmergency) : wanted),
    denials: Math.min(...all2.map((one) => numberOf(one["denials"]) || 1)),
    expires: Math.min(...all2.map((one) => spanOf(one["expires"]) ?? Number.POSITIVE_INFINITY)),
    stepUp: stepUpOf(
      policy,
      wish,
      all2.filter((one) => !classesOf(one).includes(wish.safetyClass))
    )
  };
}
function stepUpOf(policy, wish, others) {
  const here = memberOf(memberOf(policy, "step_up"), wish.environment);
  const classes = /* @__PURE__ */ new Set([wish.safetyClass, ...others.flatMap((one) => list(one, "classes"))]);
  const wanted = [...classes].flatMap((one) => here[String(one)] ?? []);
  if (wanted.length === 0) return null;
  const spans = wanted.flatMap((one) => spanOf(one) ?? []);
  return spans.length < wanted.length ? "each" : Math.min(...spans);
}
function isAcknowledged(policy, wish, then) {
  const { environment, safetyClass, confirms } = wish;
  if (!confirms) return false;
  const here = list(memberOf(policy, "acknowledge"), environment).includes(safetyClass);
  const isConfirmed = list(memberOf(policy, "confirmation"), "classes").includes(safetyClass);
  return then.some((one) => one["acknowledge"] === true) || here && isConfirmed;
}
function gives(policy, roles, grants, scope) {
  const held = [
    ...grants,
    ...roles.flatMap((role) => list(memberOf(policy, "roles"), String(role)))
  ];
  return held.map(String).some((one) => {
    if (!one.endsWith(".*")) return one === scope;
    return String(scope).startsWith(one.slice(0, -1));
  });
}
var units = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
function spanOf(value) {
  const [, digits, unit = ""] = /^(\d{1,6}) ?([smhd])$/.exec(String(value).toLowerCase()) ?? [];
  return digits === void 0 ? null : Number(digits) * (units[unit] ?? 0);
}

// scripts/verifier/policy-request.ts
var highImpact = ["S2", "S3", "R3"];
var profiles = ["HAPF-Basic", "HAPF-Strong", "HAPF-Operational"];
function wishAt(told, one, preview) {
  const { first, decision, flow, flows } = told;
  const { sealed, body } = first;
  const environment = String(memberOf(sealed, "system")["environment"]);
  const classOf = (each) => String(memberOf(each, "risk_in")[environment] ?? each["risk"]);
  const acts = actsOf(first);
  const doing = acts.map((act) => doingThe(flows, act["does"]));
  const isHarsh = doing.some(
    (all2) => all2.length === 0 || all2.some((each) => highImpact.includes(classOf(each)))
  );
  const isRecovery = classOf(flow) === "R2" && isHarsh;
  const safetyClass = isRecovery ? "R3" : classOf(flow);
  const rules = list(decision.body ?? {}, "rules");
  const bound = String(memberOf(sealed, "policy")["profile"]);
  const stricter = profiles[profiles.indexOf(bound) + 1] ?? bound;
  const isAgents = body?.["agent"] !== void 0;
  const isRetry = flow["does"] === "aval.recover.retry";
  const alike = String(flow["does"]).startsWith("aval.") ? [] : doingThe(flows, flow["does"]);
  return {
    environment,
    profile: rules.includes("+under-suspicion") ? stricter : bound,
    safetyClass,
    requester: sealed["actor"] ?? null,
    isAgents,
    at: Date.parse(String(one.sealed["time"])),
    shown: shownIn(told, preview, environment, doing),
    names: [flow, ...alike, ...isRetry ? [] : doing.flat()].map(
      (each) => String(each["command"])
    ),
    count: body?.["acts"] === void 0 ? 1 : acts.length,
    declared: isRecovery ? "recovery" : textIn(flow, "approval_policy_id"),
    twoPeople: flow["two_people"] === true,
    isLeftOpen: (flow["available"] ?? "open") !== "open" && !isAgents && safetyClass === "S1",
    isEmergency: rules.includes("+emergency-declared"),
    confirms: flow["confirm"] !== false
  };
}
function actsOf({ body }) {
  return list(body ?? {}, "acts").flatMap((act) => isObject(act) ? [act] : []);
}
function doingThe(flows, does) {
  return flows.filter((one) => one["does"] === does);
}
function shownIn({ first, flow }, preview, environment, doing) {
  if (preview !== null && preview.body === null) return null;
  const acts = actsOf(first);
  const said = preview?.body ?? {};
  const mended = acts.map((act) => `${String(act["mends"])} `);
  const bare = (field) => field.slice(mended.find((name) => field.startsWith(name))?.length ?? 0);
  const pairs = (name) => list(said, name).flatMap(
    (one) => Array.isArray(one) ? [[String(one[0]), one[1] ?? null]] : []
  );
  const changes = list(said, "changes").flatMap(
    (one) => isObject(one) ? [one["before"], one["after"]].flatMap(
      (value) => value == null || value === "" ? [] : [[bare(String(one["field"])), value]]
    ) : []
  );
  const typed = [first.body ?? {}, ...acts].flatMap((one) => Object.entries(memberOf(one, "slots")));
  const beside = pairs("target").map(([name, value]) => [bare(name), value]);
  const values = /* @__PURE__ */ new Map();
  for (const [name, value] of [...typed, ...pairs("shows"), ...beside, ...changes])
    values.set(name, [...values.get(name) ?? [], value]);
  const touched = list(said, "touches").flatMap((one) => isObject(one) ? [one] : []);
  const changing = acts.length === 0 ? [[flow]] : doing;
  return { values, risk: riskOf(changing, touched, environment, Math.max(1, acts.length)) };
}
var risks = ["LOW", "MEDIUM", "HIGH"];
var bulk = 6;
function riskOf(changing, touched, environment, count) {
  const kinds = changing.map((all3) => new Set(all3.map((one) => JSON.stringify(one["change"]))));
  if (kinds.some((one) => one.size > 1)) return void 0;
  const declared = changing.flatMap(([one]) => isObject(one?.["change"]) ? [one["change"]] : []);
  const all2 = [...declared, ...touched];
  if (all2.length === 0) return null;
  const highest = Math.max(...all2.map((one) => risks.indexOf(String(one["risk"]))));
  const concerns = new Set(all2.map((one) => one["concern"]));
  const raised = (concerns.size > 1 ? 1 : 0) + (count >= bulk ? risks.length : count > 1 ? 1 : 0) + (environment === "prod" ? 1 : 0);
  return highest < 0 ? void 0 : risks[Math.min(highest + raised, risks.length - 1)];
}

// scripts/verifier/yaml.ts
function readYaml(text) {
  try {
    const reader = { rows: rowsOf(text), at: 0 };
    const value = block(reader, 0);
    return reader.at === reader.rows.length ? value : null;
  } catch {
    return null;
  }
}
function beyond() {
  throw new Error("This is beyond the part of YAML that is read here.");
}
function rowsOf(text) {
  if (/(?!\n)\p{Cc}|[\u2028\u2029\ufeff]/u.test(text)) beyond();
  return text.split("\n").flatMap((line) => {
    const bare = withoutComment(line).trimEnd();
    const indent = bare.length - bare.trimStart().length;
    return bare === "" ? [] : [{ indent, text: bare.slice(indent) }];
  });
}
function withoutComment(line) {
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const mark = line.charAt(at);
    const before = line.charAt(at - 1);
    if (quote !== "") {
      if (mark === "\\" && quote === '"') at += 1;
      else if (mark === quote) quote = "";
    } else if ((mark === '"' || mark === "'") && /^[\s[{,:-]?$/.test(before)) quote = mark;
    else if (mark === "#" && (before === "" || before === " ")) return line.slice(0, at);
  }
  return quote === "" ? line : beyond();
}
function block(reader, least) {
  const first = reader.rows[reader.at];
  if (first === void 0 || first.indent < least) return beyond();
  return isItem(first.text) ? sequence(reader, first.indent) : mapping(reader, first.indent);
}
var isItem = (text) => text === "-" || text.startsWith("- ");
function sequence(reader, indent) {
  const items = [];
  for (let row = reader.rows[reader.at]; row?.indent === indent; row = reader.rows[reader.at]) {
    if (!isItem(row.text)) break;
    const rest = row.text.slice(1).trimStart();
    if (rest === "" || isItem(rest)) return beyond();
    if (keyOf(rest) === null) {
      reader.at += 1;
      items.push(inline(reader, rest, indent + 1));
      continue;
    }
    const inner = row.indent + row.text.length - rest.length;
    const rows = reader.rows.with(reader.at, { indent: inner, text: rest });
    const nested = { rows, at: reader.at };
    items.push(mapping(nested, inner));
    reader.at = nested.at;
  }
  return items;
}
var keyPattern = /^([A-Za-z_][A-Za-z0-9_.-]*):(?: +(.*))?$/;
function keyOf(text) {
  const found = keyPattern.exec(text);
  return found === null ? null : [found[1] ?? "", found[2] ?? ""];
}
function mapping(reader, indent) {
  const members2 = /* @__PURE__ */ new Map();
  for (let row = reader.rows[reader.at]; row?.indent === indent; row = reader.rows[reader.at]) {
    const [key, rest] = keyOf(row.text) ?? beyond();
    if (members2.has(key) || key === "__proto__") return beyond();
    reader.at += 1;
    members2.set(key, rest === "" ? below(reader, indent) : inline(reader, rest, indent + 1));
  }
  return Object.fromEntries(members2);
}
function below(reader, indent) {
  const next2 = reader.rows[reader.at];
  if (next2 === void 0 || next2.indent < indent) return null;
  if (next2.indent === indent) return isItem(next2.text) ? sequence(reader, indent) : null;
  return block(reader, indent + 1);
}
function inline(reader, first, least) {
  let text = first;
  if (/^[[{]/.test(first)) {
    while (depthOf(text) > 0) {
      const row = reader.rows[reader.at];
      if (row === void 0 || row.indent < least) return beyond();
      text += ` ${row.text}`;
      reader.at += 1;
    }
  }
  const next2 = reader.rows[reader.at];
  if (next2 !== void 0 && next2.indent >= least) return beyond();
  const flow = { text, at: 0 };
  const value = /^[[{]/.test(text) ? flowValue(flow) : scalar(text);
  return /^[[{]/.test(text) && flow.at !== text.length ? beyond() : value;
}
function depthOf(text) {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, "");
  return bare.replace(/[^[{]/g, "").length - bare.replace(/[^\]}]/g, "").length;
}
function flowValue(flow) {
  skipSpace(flow);
  const mark = flow.text.charAt(flow.at);
  if (mark === "[") return flowList(flow);
  if (mark === "{") return flowMap(flow);
  const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/y;
  quoted.lastIndex = flow.at;
  const plain = /[^,[\]{}"']+/y;
  plain.lastIndex = flow.at;
  const found = quoted.exec(flow.text)?.[0] ?? plain.exec(flow.text)?.[0] ?? beyond();
  flow.at += found.length;
  return scalar(found.trimEnd());
}
function flowList(flow) {
  const items = [];
  flow.at += 1;
  for (; ; ) {
    skipSpace(flow);
    if (flow.text.charAt(flow.at) === "]") break;
    items.push(flowValue(flow));
    if (!takeComma(flow, "]")) break;
  }
  flow.at += 1;
  return items;
}
function flowMap(flow) {
  const members2 = /* @__PURE__ */ new Map();
  flow.at += 1;
  for (; ; ) {
    skipSpace(flow);
    if (flow.text.charAt(flow.at) === "}") break;
    const key = /([A-Za-z_][A-Za-z0-9_.-]*): +/y;
    key.lastIndex = flow.at;
    const [whole = "", name = ""] = key.exec(flow.text) ?? beyond();
    if (members2.has(name) || name === "__proto__") return beyond();
    flow.at += whole.length;
    members2.set(name, flowValue(flow));
    if (!takeComma(flow, "}")) break;
  }
  flow.at += 1;
  return Object.fromEntries(members2);
}
function takeComma(flow, end) {
  skipSpace(flow);
  const mark = flow.text.charAt(flow.at);
  if (mark === end) return false;
  if (mark !== ",") return beyond();
  flow.at += 1;
  return true;
}
function skipSpace(flow) {
  while (flow.text.charAt(flow.at) === " ") flow.at += 1;
}
function scalar(text) {
  if (text.startsWith('"')) {
    const value = /^"(?:[^"\\]|\\["\\/nt])*"$/.test(text) ? JSON.parse(text) : beyond();
    return value;
  }
  if (text.startsWith("'"))
    return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : beyond();
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) && !/^-\d/.test(text)) return beyond();
  if (/: |:$| #/.test(text)) return beyond();
  if (/^(?:null|Null|NULL|~)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (/^-?(?:0|[1-9]\d{0,14})\.\d{1,15}$/.test(text)) return Number(text);
  return isNumber(text) ? beyond() : text;
}
function isNumber(text) {
  const isWhole = /^(?:[-+]?\d+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(text);
  const isBroken = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text);
  return isWhole || isBroken || /^[-+]?\.(?:inf|nan)$/i.test(text);
}

// scripts/verifier/asked.ts
function textsOf({
  policies,
  definitions
}) {
  const texts = /* @__PURE__ */ new Map();
  for (const { digest, text } of [...policies, ...definitions]) {
    const value = text === null || digestOf(text) !== digest ? null : readYaml(text);
    if (isObject(value)) texts.set(digest, value);
  }
  return texts;
}
var flowPrefix = "command ";
function askedIn(first, decision, texts, around) {
  const { sealed } = first;
  const body = first.body ?? {};
  const named2 = memberOf(sealed, "policy");
  const policy = texts.get(String(named2["digest"]));
  const names = Object.entries(memberOf(body, "definition")).flatMap(
    ([what, digest]) => what.startsWith(flowPrefix) ? [{ name: what.slice(flowPrefix.length), digest }] : []
  );
  if (names.length === 0) return bad(`Artifact ${first.seq} names no text that says what it does.`);
  const read = names.map(({ name, digest }) => ({ name, flow: texts.get(String(digest)) }));
  const absent = read.find(({ flow: flow2 }) => flow2 === void 0);
  if (absent !== void 0) return unread(`the text of the command ${absent.name}`);
  if (sealed["policy"] === void 0) return bad(`Artifact ${first.seq} is under no policy.`);
  if (policy === void 0) return unread("the text of its policy");
  const stray = read.find(({ name, flow: flow2 }) => flow2?.["command"] !== name);
  if (stray !== void 0) return bad(`The text of ${stray.name} is that of another command.`);
  const flow = read.find(({ name }) => name === body["command"])?.flow;
  if (flow === void 0 || flow["version"] !== body["version"])
    return bad(`Artifact ${first.seq} asks for what none of its texts is.`);
  const told = {
    first,
    decision,
    flow,
    flows: read.flatMap(({ flow: each }) => each === void 0 ? [] : [each])
  };
  const wish = wishAt(told, first, null);
  if (wish.safetyClass !== body["safety_class"])
    return bad(
      `Artifact ${first.seq} says class ${body["safety_class"]}, and it is ${wish.safetyClass}.`
    );
  const demand = demandOf(policy, wish);
  if (demand === null) return unread("its profile in the text of its policy");
  return {
    ...told,
    ...{ policy, subject: subjectOf(flow, body), around },
    ...{ preview: null, demand, isExpired: false, unread: /* @__PURE__ */ new Set() }
  };
}
var unread = (what) => missing(`Decisions were not checked again: ${what} is not here, or not read.`);
function subjectOf(flow, body) {
  const does = String(flow["does"]);
  const isAbout = does.startsWith("aval.people.") || does === "aval.retention.forget";
  return isAbout ? memberOf(body, "slots")["person"] : void 0;
}

// scripts/verifier/range-file.ts
var rangeFormat = "aval-evidence-range/1";
function readRangeFile(pack) {
  const range = objectOf(pack["range"], "range");
  const neighbour = (name) => pack[name] === null ? null : readStored(objectOf(pack[name], name));
  return {
    environment: textOf(pack, "environment"),
    instance: textOf(pack, "instance"),
    tenant: textOf(pack, "tenant"),
    from: momentOf(range, "from"),
    to: momentOf(range, "to"),
    verifierKey: textOf(pack, "verifier_key"),
    checkpoint: textOf(pack, "checkpoint"),
    policies: listOf(pack, "policies").map(readPolicy),
    definitions: listOf(pack, "definitions").map(readDefinition),
    circumstances: readCircumstances(pack),
    cut: listOf(pack, "cut").map((one) => {
      const cut = objectOf(one, "cut");
      return {
        id: textOf(cut, "id"),
        name: textOf(cut, "name"),
        before: cut["before"] === true,
        after: cut["after"] === true
      };
    }),
    before: neighbour("before"),
    artifacts: listOf(pack, "artifacts").map((one) => readStored(objectOf(one, "artifacts"))),
    after: neighbour("after"),
    proof: readProof(pack)
  };
}
function momentOf(range, name) {
  const value = range[name];
  if (value === null) return null;
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value))
    throw new PackError(`range.${name} is no time in UTC.`);
  return value;
}
function isInRange(time, range) {
  return typeof time === "string" && !isBefore(time, range) && !isAfter(time, range);
}
function isBefore(time, { from }) {
  return typeof time === "string" && from !== null && time < from;
}
function isAfter(time, { to }) {
  return typeof time === "string" && to !== null && time >= to;
}
function typeOf(sealed) {
  return String(sealed["type"]);
}
function commandOf(sealed) {
  const { command } = sealed;
  return isObject(command) ? String(command["command_id"]) : null;
}
function storiesOf(events) {
  const stories = /* @__PURE__ */ new Map();
  for (const one of events) {
    const id = commandOf(one.sealed);
    const story = stories.get(id);
    if (story === void 0) stories.set(id, [one]);
    else story.push(one);
  }
  return stories;
}

// scripts/verifier/binding.ts
function bindingLines(events) {
  const [first] = events;
  if (first === void 0) return [];
  const faults = [
    ...envelopeFaults(first, events),
    ...fingerprintFaults(first),
    ...confirmationFaults(first, events),
    ...answerFaults(events),
    ...nameFaults(first, events)
  ].map(bad);
  if (faults.length > 0 || first.body === null) return faults;
  return [good("All of it is bound to what was asked.")];
}
var envelopeOf = ({ sealed }) => canonical(sealed["command"] ?? null);
function envelopeFaults(first, events) {
  const other = events.find((one) => envelopeOf(one) !== envelopeOf(first));
  return other === void 0 ? [] : [`Artifact ${other.seq} names another fingerprint or key than the proposal.`];
}
function fingerprintFaults({ seq, sealed, body }) {
  if (body === null) return [];
  const { command = null, slots = null, version = null, acts } = body;
  const environment = memberOf(sealed, "system")["environment"] ?? null;
  const action = { command, environment, slots, tenant: sealed["tenant"] ?? null, version };
  const asked = acts === void 0 ? action : { ...action, acts };
  return digestOf(canonical(asked)) === memberOf(sealed, "command")["fingerprint"] ? [] : [`The fingerprint is not that of what artifact ${seq} asks for.`];
}
function mayConfirm({ sealed, body }, actor) {
  if (actor === sealed["actor"]) return true;
  if (body !== null) return actor === body["agent"];
  return typeof actor === "string" && actor.startsWith("agent:");
}
function confirmationFaults(first, events) {
  const other = events.find(
    ({ sealed }) => typeOf(sealed) === "command.confirmed" && !mayConfirm(first, sealed["actor"] ?? null)
  );
  return other === void 0 ? [] : [`Artifact ${other.seq} is a confirmation of somebody else.`];
}
function answerFaults(events) {
  const asked = /* @__PURE__ */ new Set();
  for (const { seq, sealed, body } of events) {
    const type = typeOf(sealed);
    if (type === "approval.requested") {
      const to = body?.["to"];
      if (!Array.isArray(to)) return [];
      for (const one of to) asked.add(one);
    }
    const isAnswer = type === "approval.granted" || type === "approval.denied";
    if (isAnswer && !asked.has(sealed["actor"] ?? null))
      return [`Artifact ${seq} is an answer of somebody who was not asked.`];
  }
  return [];
}
function nameFaults(first, events) {
  const name = first.body?.["name"];
  const other = events.find(({ body }) => {
    const said = body?.["name"];
    return name !== void 0 && said !== void 0 && said !== name;
  });
  return other === void 0 ? [] : [`Artifact ${other.seq} calls the command by another name.`];
}

// scripts/verifier/emergency.ts
function emergencyIn(events, isWhole) {
  const known = [{ seq: 0, until: isWhole ? null : void 0 }];
  for (const { seq, sealed, body } of events) {
    if (typeOf(sealed) !== "limit.reached") continue;
    const state = body === null ? null : textIn(body, "state");
    if (body === null) known.push({ seq, until: void 0 });
    else if (body["limit"] === "emergency" && state === "declared")
      known.push({ seq, until: textIn(body, "until") });
    else if (body["limit"] === "emergency" && state === "ended_by_hand")
      known.push({ seq, until: null });
  }
  return (one) => {
    const until = known.findLast(({ seq }) => seq < one.seq)?.until;
    if (until === void 0) return null;
    return until !== null && String(one.sealed["time"]) < until;
  };
}

// scripts/verifier/circumstances.ts
function provedAround(pack, key) {
  const parts3 = (pack.circumstances ?? []).map((part) => ({
    tenant: part.tenant,
    ...provedPart(pack, part, key)
  }));
  const of = (tenant) => parts3.find((one) => one.tenant === tenant)?.events ?? null;
  const tenants = parts3.map((one) => one.tenant);
  const twice = tenants.filter((one, at) => tenants.indexOf(one) !== at);
  const declared = of(pack.tenant);
  return {
    lines: [
      ...parts3.flatMap((one) => one.lines),
      ...twice.map((one) => bad(`The circumstances by the chain ${one} are there twice.`))
    ],
    events: parts3.flatMap((one) => one.events),
    own: of(ownChain),
    emergency: declared === null ? () => null : emergencyIn(declared, false)
  };
}
function provedPart(pack, { tenant, verifierKey, checkpoint: note2, artifacts }, key) {
  const chain = { ...pack, tenant };
  const name = nameOf(tenant);
  const fault = (text) => ({ lines: [bad(text)], events: [] });
  if (tenant !== ownChain && tenant !== pack.tenant)
    return fault(`The pack holds circumstances of another tenant: ${tenant}`);
  const own = readKey(verifierKey);
  if (own === null || key === null || !own.key.every((byte, at) => byte === key.key[at]))
    return fault(`The key of ${name} is not the key of this pack.`);
  const checkpoint = readCheckpoint(note2, own);
  const signed = checkpointLine(chain, checkpoint);
  if (signed.state === "bad") return { lines: [signed], events: [] };
  const checked = artifacts.map((one, at) => faultOf(one, artifacts[at - 1], chain, checkpoint));
  const faults = checked.flatMap(
    (text, at) => text === null ? [] : [bad(`Artifact ${artifacts[at]?.seq} of ${name} ${text}.`)]
  );
  const events = artifacts.filter((_, at) => checked[at] === null).map(eventOf);
  const places = placesOf(events.map((one) => one.seq));
  const sound = faults.length === 0 ? [good(`Of ${name}, these are proved: ${places}.`)] : [];
  return { lines: [signed, ...faults, ...sound], events };
}
function nameOf(tenant) {
  return tenant === ownChain ? "the environment's own chain" : `the chain of ${tenant}`;
}
function faultOf(one, previous, chain, checkpoint) {
  const sealed = parsedOrNull(one.bytes);
  if (!isObject(sealed)) return "is no JSON object";
  const fault = storedFault(one, sealed, chain);
  if (fault !== null) return fault;
  if (checkpoint === null || !isIncluded(one.hash, one.seq - 1, one.proof, checkpoint))
    return "is not proved to be in the checkpoint";
  if (previous !== void 0 && previous.seq >= one.seq) return "is not in its order";
  const isNeighbour = previous?.seq === one.seq - 1;
  return isNeighbour && sealed["prev_hash"] !== previous.hash ? "does not follow from the one before it" : null;
}
function eventOf({ seq, bytes, body }) {
  const sealed = parsedOrNull(bytes);
  const said = body === null ? null : parsedOrNull(body.bytes);
  return {
    seq,
    sealed: isObject(sealed) ? sealed : {},
    body: isObject(said) ? said : null
  };
}

// scripts/verifier/lockdowns.ts
var timeOf = ({ sealed }) => String(sealed["time"]);
function locksAt(own, time) {
  const held = /* @__PURE__ */ new Map();
  let hidden = 0;
  for (const one of own) {
    const type = typeOf(one.sealed);
    const isPast = type === "lockdown.on" ? timeOf(one) < time : timeOf(one) <= time;
    if (!isPast || type !== "lockdown.on" && type !== "lockdown.off") continue;
    if (one.body === null) {
      if (type === "lockdown.off" && hidden === 0) held.clear();
      hidden = Math.max(0, hidden + (type === "lockdown.on" ? 1 : -1));
      continue;
    }
    const lock = lockOf(one, one.body);
    const key = partOf(lock);
    if (type === "lockdown.on") held.set(key, lock);
    else if (!held.delete(key)) hidden = Math.max(0, hidden - 1);
  }
  const inForce = [...held.values()].filter(({ until }) => until === null || time < until);
  return { held: inForce, isUnknown: hidden > 0 };
}
function lockOf(one, body) {
  const [part, of] = [textIn(body, "part") ?? "", textIn(body, "of") ?? ""];
  return { seq: one.seq, part, of, since: timeOf(one), until: textIn(body, "until") };
}
var partOf = ({ part, of }) => `${part} ${of}`;
function covers({ part, of }, touched) {
  switch (part) {
    case "":
      return true;
    case "connector":
      return touched.connectors.includes(of);
    case "class":
      return touched.safetyClass === of;
    case "tenant":
      return touched.tenant === of;
    case "agent":
      return touched.agent === of;
    default:
      return false;
  }
}
function locksBetween(own, from, to) {
  return own.flatMap((one) => {
    const isOne = typeOf(one.sealed) === "lockdown.on" && one.body !== null;
    const isThen = from < timeOf(one) && timeOf(one) < to;
    return isOne && isThen && one.body !== null ? [lockOf(one, one.body)] : [];
  });
}
function suspicionAt(own, time) {
  let raised = null;
  for (const one of own) {
    if (typeOf(one.sealed) !== "limit.reached" || timeOf(one) > time) continue;
    const isLifted = one.body === null || one.body["lifted"] === true;
    const isOne = one.body === null || one.body["limit"] === "suspicion";
    if (isOne && isLifted) raised = null;
    else if (isOne && timeOf(one) < time) raised = one;
  }
  return raised;
}
var system = "aval";
function policiesAt(own, time) {
  const bound = own.filter(({ sealed }) => typeOf(sealed) === "policy.bound");
  const newest = bound.findLast((one) => timeOf(one) < time);
  const then = bound.filter((one) => timeOf(one) === time);
  const found = [...newest === void 0 ? [] : [newest], ...then];
  const policies = found.map(boundBy).filter((one) => one !== null);
  return found.length === 0 || policies.length < found.length ? null : policies;
}
function boundBy({ sealed, body }) {
  return body ?? (sealed["actor"] === system ? memberOf(sealed, "policy") : null);
}
function lockdownLines(own, isWhole, stories) {
  const held = /* @__PURE__ */ new Map();
  let isKnown = isWhole;
  const lines = own.flatMap((one) => {
    const type = typeOf(one.sealed);
    if (type !== "lockdown.on" && type !== "lockdown.off") return [];
    if (one.body === null) {
      isKnown = false;
      held.clear();
      return [];
    }
    const lock = lockOf(one, one.body);
    const before = held.get(partOf(lock));
    if (type === "lockdown.on") held.set(partOf(lock), lock);
    else held.delete(partOf(lock));
    return type === "lockdown.on" ? onLines(lock, before) : offLines(one, lock, before, isKnown, stories);
  });
  const count = own.filter(({ sealed }) => typeOf(sealed).startsWith("lockdown.")).length;
  if (lines.some((line) => line.state === "bad") || count === 0) return lines;
  return [...lines, good(`${count} artifacts of lockdowns: none ends before its time.`)];
}
function onLines({ seq, since, until }, before) {
  if (before === void 0) return [];
  const isHeld = before.until === null || before.until > since;
  const isSooner = before.until === null || until !== null && until <= before.until;
  return isHeld && isSooner && until !== null ? [bad(`Artifact ${seq} of the environment lets a lockdown end sooner.`)] : [];
}
function offLines({ seq, sealed, body }, { since: time }, before, isKnown, stories) {
  const fault = (text) => [bad(`Artifact ${seq} of the environment ${text}.`)];
  if (before === void 0 && isKnown) return fault("ends a lockdown that nothing began");
  if (sealed["actor"] === system) {
    const isOver = before === void 0 || before.until !== null && before.until <= time;
    return isOver ? [] : fault("ends a lockdown before its time");
  }
  const name = textIn(body ?? {}, "command");
  if (name === null) return fault("ends a lockdown, and names no command that did");
  const story = stories.get(name);
  if (story === void 0)
    return [
      note(
        `Artifact ${seq} of the environment ends a lockdown by ${name}, which has a pack of its own.`
      )
    ];
  const isIts = story.some(
    (one) => typeOf(one.sealed) === "command.succeeded" && timeOf(one) === time
  );
  const asker = story[0]?.sealed["actor"];
  return isIts && asker === sealed["actor"] ? [] : fault(`ends a lockdown, and ${name} did not do it then`);
}
var locking = [
  ...["aval.lockdown.on", "aval.lockdown.limit", "aval.lockdown.off", "aval.lockdown.lift"],
  "aval.policy.bind"
];
function effectLines(stories, texts, own) {
  if (own === null) return [];
  const proved = new Set(own.map(({ body }) => textIn(body ?? {}, "command")));
  return [...stories].flatMap(([name, story]) => {
    const isDone = story.some((one) => typeOf(one.sealed) === "command.succeeded");
    const named2 = Object.values(memberOf(story[0]?.body ?? {}, "definition"));
    const flows = named2.map((digest) => texts.get(String(digest)));
    const isLocking = flows.some((flow) => locking.includes(flow?.["does"]));
    return isDone && isLocking && !proved.has(name) ? [missing(`What ${name} changed in its environment is not in this pack: not proved.`)] : [];
  });
}
function byName(events) {
  const named2 = /* @__PURE__ */ new Map();
  for (const one of events) {
    const isOfCommand = memberOf(one.sealed, "command")["command_id"] !== void 0;
    const name = isOfCommand ? textIn(one.body ?? {}, "name") : null;
    if (name === null) continue;
    const story = named2.get(name);
    if (story === void 0) named2.set(name, [one]);
    else story.push(one);
  }
  return named2;
}

// scripts/verifier/around.ts
function aroundFaults(asked, one, events) {
  const { own } = asked.around;
  if (own === null) return [];
  return [
    ...policyFaults(asked, one, own),
    ...lockFaults(asked, one, own),
    ...suspicionFaults(asked, one, own),
    ...typeOf(one.sealed) === "command.started" ? voidFaults(asked, one, events, own) : []
  ];
}
var timeOf2 = ({ sealed }) => String(sealed["time"]);
function policyFaults({ unread: unread2 }, one, own) {
  const bound = policiesAt(own, timeOf2(one));
  if (bound === null) unread2.add("Which policy was bound then is not here: it is not proved.");
  if (bound === null) return [];
  const named2 = memberOf(one.sealed, "policy");
  const isBound = bound.some((each) => members.every((name) => each[name] === named2[name]));
  return isBound ? [] : [`Artifact ${one.seq} is under a policy that was not the bound one.`];
}
var members = ["pack", "version", "digest", "profile"];
function lockFaults(asked, one, own) {
  if ((textIn(asked.flow, "available") ?? "open") !== "open") return [];
  const { held, isUnknown } = locksAt(own, timeOf2(one));
  if (isUnknown) asked.unread.add("What was locked then is not all here: it is not proved.");
  const lock = held.find((each) => covers(each, touchedBy(asked)));
  return lock === void 0 ? [] : [`It went on at artifact ${one.seq}, in ${named(lock)}.`];
}
function voidFaults(asked, one, events, own) {
  const wanted = asked.demand.wanted?.approvers ?? 0;
  if (wanted === 0 || (textIn(asked.flow, "available") ?? "open") !== "open") return [];
  const votes = /* @__PURE__ */ new Map();
  for (const each of events) {
    const type = typeOf(each.sealed);
    if (type === "approval.granted") votes.set(each.sealed["actor"], timeOf2(each));
    if (type === "approval.expired") votes.clear();
  }
  const touched = touchedBy(asked);
  const voided = (at) => locksBetween(own, at, timeOf2(one)).find((each) => covers(each, touched));
  const left = [...votes.values()].filter((at) => voided(at) === void 0);
  const lock = [...votes.values()].flatMap((at) => voided(at) ?? [])[0];
  return lock === void 0 || left.length >= wanted ? [] : [`It started at artifact ${one.seq} by approvals from before ${named(lock)}.`];
}
function named({ seq, part, of }) {
  const what = part === "" ? "the lockdown of all" : `the lockdown of ${part} ${of}`;
  return `${what} (artifact ${seq} of the environment)`;
}
function touchedBy({ first, flow }) {
  const body = first.body ?? {};
  const acts = list(body, "acts").flatMap((act) => isObject(act) ? [act] : []);
  const connectorOf = ({ does = null }) => String(does).split(".")[0] ?? "";
  const agent = textIn(body, "agent");
  return {
    tenant: first.sealed["tenant"] ?? null,
    safetyClass: body["safety_class"] ?? null,
    connectors: [flow, ...acts].map(connectorOf),
    agent: agent === null ? null : agent.replace(/^agent:/, "").replace(/-[^-]*$/, "")
  };
}
function suspicionFaults({ decision }, one, own) {
  if (one !== decision) return [];
  const raised = suspicionAt(own, timeOf2(one));
  const isSaid = list(one.body ?? {}, "rules").includes("+under-suspicion");
  return raised === null || isSaid ? [] : [
    `Artifact ${one.seq} passes over the suspicion of artifact ${raised.seq} of the environment.`
  ];
}

// scripts/verifier/decided.ts
function decidedLines(events, texts, around) {
  const [first] = events;
  const decision = events.find((one) => typeOf(one.sealed) === "command.authorized");
  if (first === void 0 || decision === void 0) return [];
  if (first.body === null || decision.body === null) return [];
  if (first.body["safety_class"] === "S0") return [];
  const asked = askedIn(first, decision, texts, around);
  if ("state" in asked) return [asked];
  const faults = events.flatMap((one) => faultsOf(asked, one, events));
  if (faults.length > 0) return faults.map(bad);
  if (asked.unread.size > 0) return [...asked.unread].map(missing);
  return [
    good("Its class, its approvals and each right are what the texts in force want at least."),
    good("By its amounts, patterns, risk and times no rule and no freeze wants more."),
    ...around.own === null ? [] : [good("By what is here of its environment, no lockdown was in its way.")]
  ];
}
function faultsOf(asked, one, events) {
  const { seq, body } = one;
  const type = typeOf(one.sealed);
  const held = body === null ? {} : memberOf(body, "held");
  const rights = rightFaults(asked.policy, seq, held);
  switch (type) {
    case "command.previewed":
      asked.preview = one;
      asked.demand = demandAt(asked, one);
      return [];
    case "command.confirmed":
      return confirmationFaults2(asked, one);
    case "command.authorized":
      asked.demand = demandAt(asked, one);
      return [...rights, ...askerFaults(asked, one), ...againstFaults(asked, one, events)];
    case "approval.required":
      return body === null ? [] : termFaults(seq, asked.demand.wanted, body);
    case "approval.requested":
      return requestFaults(asked, one, events);
    case "approval.expired":
      asked.isExpired = true;
      return [];
    case "approval.granted":
      return [...rights, ...grantFaults(asked, one)];
    case "approval.denied":
      return rights;
    case "command.started":
      return startFaults(asked, one, events);
    default:
      return [];
  }
}
function demandAt(asked, one) {
  const demand = demandOf(asked.policy, wishAt(asked, one, asked.preview)) ?? asked.demand;
  for (const what of demand.unread)
    asked.unread.add(
      `It was not held against ${what}: that, or what it looks at, is not here, or not read.`
    );
  return demand;
}
function againstFaults(asked, one, events) {
  return [...refusalFaults(asked, one), ...aroundFaults(asked, one, events)];
}
function refusalFaults(asked, one) {
  const { policy, demand, around, decision } = asked;
  const { refusedBy, frozenBy } = demand;
  const { seq } = one;
  if (refusedBy !== null)
    return [`It went on at artifact ${seq}, and the rule ${refusedBy} refuses it.`];
  const isSaid = one === decision && wishAt(asked, one, null).isEmergency;
  if (frozenBy === null && !isSaid) return [];
  const mayBe = isObject(policy["emergency"]) && (isSaid || one !== decision);
  const isDeclared = mayBe ? around.emergency(one) : false;
  if (isDeclared === null)
    asked.unread.add(
      `Artifact ${seq} stands by an emergency, and what declared one is not here: it is not proved.`
    );
  if (isDeclared !== false) return [];
  return isSaid ? [`Artifact ${seq} says that an emergency was declared, and none was.`] : [`It went on at artifact ${seq}, in the freeze ${frozenBy}.`];
}
function confirmationFaults2({ demand, first }, { seq, sealed, body }) {
  const isTheirs = sealed["actor"] === first.sealed["actor"] && body?.["door"] === void 0;
  if (!demand.acknowledge || !isTheirs || body === null) return [];
  const name = String(memberOf(first.sealed, "system")["environment"]).toUpperCase();
  return body["acknowledged"] === name ? [] : [`Artifact ${seq} confirms without the word ${name}, and its policy wants it.`];
}
function startFaults(asked, one, events) {
  const before = asked.demand.wanted;
  asked.demand = demandAt(asked, one);
  const { wanted } = asked.demand;
  const faults = againstFaults(asked, one, events);
  if (wanted === null) return faults;
  const isAsked = events.some((each) => typeOf(each.sealed) === "approval.required");
  const { seq } = one;
  if (!isAsked)
    return [
      ...faults,
      `It started at artifact ${seq}, and its policy wants ${wanted.approvers} approvals.`
    ];
  return wanted.approvers <= (before?.approvers ?? 0) ? faults : [
    ...faults,
    `It started at artifact ${seq}, when its policy wants ${wanted.approvers} approvals.`
  ];
}
function askerFaults({ flow }, { seq, body }) {
  const wanted = list(flow, "scopes");
  const held = list(memberOf(body ?? {}, "held"), "scopes");
  const isHeld = held.length > 0 && held.every((scope) => wanted.includes(scope));
  return wanted.length === 0 || isHeld ? [] : [`It went on at artifact ${seq} without the right to ask for it.`];
}
function rightFaults(policy, seq, held) {
  const [roles, grants] = [list(held, "roles"), list(held, "grants")];
  const lacking = list(held, "scopes").filter((scope) => !gives(policy, roles, grants, scope));
  return lacking.length === 0 ? [] : [`By the text of the policy no role of artifact ${seq} holds ${lacking.join(", ")}.`];
}
function termFaults(seq, wanted, body) {
  if (wanted === null) return [];
  const scopes = [body["scope"], ...list(body, "also")];
  const lacking = wanted.scopes.filter((scope) => !scopes.includes(scope));
  const faults = [];
  if (numberOf(body["approvers"]) < wanted.approvers)
    faults.push(
      `Artifact ${seq} wants ${numberOf(body["approvers"])} approvals, and its policy ${wanted.approvers}.`
    );
  if (lacking.length > 0)
    faults.push(`Artifact ${seq} does not want ${lacking.join(", ")}, and its policy does.`);
  if ((numberOf(body["denials"]) || 1) > wanted.denials)
    faults.push(`Artifact ${seq} lets more deny than its policy.`);
  return faults;
}
function requestFaults(asked, one, events) {
  const { seq, sealed, body } = one;
  const isAnew = asked.isExpired;
  if (isAnew) {
    asked.isExpired = false;
    asked.demand = demandAt(asked, one);
  }
  const { wanted } = asked.demand;
  const faults = isAnew ? [...againstFaults(asked, one, events)] : [];
  if (wanted === null || body === null) return faults;
  if (body["scope"] !== void 0) faults.push(...termFaults(seq, wanted, body));
  if (!isAsStrict(String(body["step_up"]), wanted.stepUp))
    faults.push(
      `Artifact ${seq} wants the second factor ${body["step_up"]}, and its policy ${wanted.stepUp}.`
    );
  const length = Date.parse(String(body["expires_at"])) - Date.parse(String(sealed["time"]));
  if (!(length <= wanted.expires)) faults.push(`Artifact ${seq} waits for longer than its policy.`);
  return faults;
}
function isAsStrict(said, wanted) {
  if (wanted === null || said === "each") return true;
  const length = /^\d+$/.test(said) ? Number(said) : Number.POSITIVE_INFINITY;
  return wanted !== "each" && length <= wanted;
}
var fresh = ["token+code", "token+recovery"];
function grantFaults({ first, demand, subject }, one) {
  const { seq, sealed, body } = one;
  const faults = [];
  const { actor = null } = sealed;
  if (subject !== void 0 && actor === subject)
    faults.push(`Artifact ${seq} is an approval of the one whom it is about.`);
  if (actor === first.sealed["actor"] && !demand.requesterMayApprove)
    faults.push(`Artifact ${seq} is an approval of whoever asked, and the policy lets nobody.`);
  const stepUp = demand.wanted?.stepUp ?? null;
  const method = textIn(body ?? {}, "method") ?? "";
  const isShown = fresh.includes(method) || stepUp !== "each" && method === "token+recent";
  if (body !== null && stepUp !== null && !isShown)
    faults.push(`Artifact ${seq} shows no second factor, and its policy wants one.`);
  return faults;
}

// scripts/verifier/grants.ts
var selfApproving = "HAPF-Basic";
function grantFaults2(events) {
  const round = {
    people: /* @__PURE__ */ new Set(),
    deniers: /* @__PURE__ */ new Set(),
    denials: null,
    ...{ needed: null, until: null, scopes: null, asked: false, isExpired: false, reached: null }
  };
  const [first] = events;
  return events.flatMap((one) => {
    const type = typeOf(one.sealed);
    if (type === "command.started") return round.asked ? startFaults2(one, round) : [];
    if (type === "approval.granted" && first !== void 0) return grantOf(one, first, round);
    const faults = againFaults(one, type, round);
    follow(one, type, round);
    return faults;
  });
}
function againFaults({ seq, body }, type, { isExpired }) {
  const isSilent = body !== null && textIn2(body, "scope") === null;
  return type === "approval.requested" && isExpired && isSilent ? [`Artifact ${seq} asks again for an approval, and does not say which one.`] : [];
}
function follow({ sealed, body }, type, round) {
  const isAgain = type === "approval.requested" && round.isExpired;
  if (type === "approval.required" || isAgain) {
    round.isExpired = false;
    round.needed = countIn(body, "approvers");
    round.denials = body === null ? null : countIn(body, "denials") ?? 1;
    const scope = textIn2(body, "scope");
    round.scopes = scope === null ? null : [scope, ...listIn(body, "also")];
  }
  if (type === "approval.denied") round.deniers.add(sealed["actor"] ?? null);
  if (type === "approval.requested") {
    round.asked = true;
    round.until = textIn2(body, "expires_at");
  }
  if (type === "approval.cancelled") {
    for (const who of [sealed["actor"] ?? null, body?.["by_name"] ?? null]) {
      round.people.delete(who);
      round.deniers.delete(who);
    }
  }
  if (type === "approval.expired") {
    round.isExpired = true;
    round.people.clear();
    round.deniers.clear();
  }
}
function grantOf(one, first, round) {
  const { seq, sealed, body } = one;
  const actor = sealed["actor"] ?? null;
  const faults = [];
  const own = memberOf(sealed, "command")["fingerprint"];
  if (body !== null && body["bound_to"] !== void 0 && body["bound_to"] !== own)
    faults.push(`Artifact ${seq} is an approval of another fingerprint.`);
  if (actor === first.sealed["actor"] && memberOf(sealed, "policy")["profile"] !== selfApproving)
    faults.push(`Artifact ${seq} is an approval of whoever asked, and the profile lets nobody.`);
  if (round.until !== null && String(sealed["time"]) >= round.until)
    faults.push(`Artifact ${seq} is an approval that came when the time for it was over.`);
  const held = listIn(body === null ? null : memberOf(body, "held"), "scopes");
  const lacking = body === null ? [] : (round.scopes ?? []).filter((one2) => !held.includes(one2));
  if (lacking.length > 0)
    faults.push(`Artifact ${seq} is an approval of somebody without ${lacking.join(", ")}.`);
  round.people.add(actor);
  round.deniers.delete(actor);
  const needed = countIn(body, "needed");
  if (needed !== null && round.needed !== null && needed !== round.needed)
    faults.push(`Artifact ${seq} speaks of ${needed} approvals, and ${round.needed} were needed.`);
  round.needed ??= needed;
  round.reached = body === null ? null : body["quorum"] === "reached";
  const count = round.reached === true ? countIn(body, "count") ?? Number.POSITIVE_INFINITY : 0;
  if (round.people.size < count)
    faults.push(
      `Artifact ${seq} counts ${count} approvals, and ${round.people.size} of them are here.`
    );
  return faults;
}
function startFaults2({ seq }, { people, deniers, denials, needed, reached }) {
  if (denials !== null && deniers.size >= denials)
    return [`It started at artifact ${seq}, and had been denied.`];
  if (people.size === 0) return [`It started at artifact ${seq}, and no approval of it is here.`];
  if (needed !== null && people.size < needed)
    return [`It started at artifact ${seq} with ${people.size} of ${needed} approvals.`];
  return reached === false ? [`It started at artifact ${seq}, and no approval that is here was enough.`] : [];
}
function countIn(body, name) {
  const value = body?.[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}
function listIn(body, name) {
  const value = body?.[name];
  return Array.isArray(value) ? value : [];
}
function textIn2(body, name) {
  const value = body?.[name];
  return typeof value === "string" ? value : null;
}

// scripts/verifier/needs.ts
var confirming = ["+confirmation-needed", "+agent-proposed", "+agent-acts"];
function needFaults(events) {
  return [
    ...events.flatMap((one, at) => {
      const before = new Set(events.slice(0, at).map(({ sealed }) => typeOf(sealed)));
      return faultsOf2(one, before, events);
    }),
    ...bodyFaults(events)
  ];
}
function faultsOf2(one, before, events) {
  const { seq } = one;
  switch (typeOf(one.sealed)) {
    case "command.confirmed":
      return before.has("command.previewed") ? [] : [`Artifact ${seq} confirms, and what was shown before it is not here.`];
    case "approval.granted":
      return factorFaults(one, events);
    case "command.rejected":
      return one.body?.["reason"] !== "approval_denied" || before.has("approval.denied") ? [] : [`It ended at artifact ${seq} as denied, and no denial of it is here.`];
    case "rollback.started":
      return outcomes.some((type) => before.has(type)) ? [] : [`It was taken back from artifact ${seq} on, and no outcome of it is here.`];
    case "command.authorized":
      return authorizedFaults(one, before);
    case "command.started":
      return startedFaults(seq, before, events);
    case "effect.applied":
      if (!before.has("command.started")) return [`Artifact ${seq} is an effect before any start.`];
      return before.has("effect.applied") ? [`Artifact ${seq} is a second effect.`] : [];
    case "command.succeeded":
      return isQuestion(events) === false && !before.has("effect.applied") ? [`It succeeded at artifact ${seq}, and no effect of it is here.`] : [];
    default:
      return [];
  }
}
var outcomes = ["command.succeeded", "command.failed", "command.uncertain"];
function factorFaults({ seq, sealed, body }, events) {
  const method = body?.["method"] ?? "token";
  const isShown = events.some(
    ({ sealed: each }) => typeOf(each) === "auth.accepted" && each["actor"] === sealed["actor"] && each["time"] === sealed["time"]
  );
  return method === "token" || isShown ? [] : [`Artifact ${seq} says ${String(method)}, and no second factor shown then is here.`];
}
function authorizedFaults(one, before) {
  const rules = rulesOf(one);
  const against = rules.find((rule) => rule.startsWith("-"));
  const confirmed = before.has("command.previewed") || confirming.some((rule) => rules.includes(rule));
  return [
    ...against === void 0 ? [] : [`Artifact ${one.seq} lets pass what ${against} speaks against.`],
    ...confirmed && !before.has("command.confirmed") ? [`It went on at artifact ${one.seq}, and no confirmation of it is here.`] : []
  ];
}
function startedFaults(seq, before, events) {
  const decision = events.findLast(
    (one) => one.seq < seq && typeOf(one.sealed) === "command.authorized"
  );
  const needed = decision !== void 0 && rulesOf(decision).includes("+approval-needed");
  return needed && !before.has("approval.required") ? [`It started at artifact ${seq} without the approval that artifact ${decision.seq} wants.`] : [];
}
function rulesOf({ body }) {
  const rules = body?.["rules"];
  return Array.isArray(rules) ? rules.map(String) : [];
}
function isQuestion(events) {
  const { body = null } = events[0] ?? {};
  return body === null || body["safety_class"] === void 0 ? null : body["safety_class"] === "S0";
}
function bodyFaults(events) {
  const left = events.find(
    (one, at) => one.body === null && one.sealed["actor"] === "aval" && hasOlder(events, at)
  );
  return left === void 0 ? [] : [
    `The body of artifact ${left.seq} was left out: what is erased is erased from the beginning.`
  ];
}
function hasOlder(events, at) {
  const time = String(events[at]?.sealed["time"]);
  return events.slice(0, at).some((one) => one.body !== null && String(one.sealed["time"]) <= time);
}

// scripts/verifier/lifecycle.ts
var next = {
  "command.proposed": ["command.previewed", "command.authorized", "command.rejected"],
  "command.previewed": ["command.previewed", "command.authorized", "command.rejected"],
  "command.authorized": ["approval.required", "command.started", "command.rejected"],
  "approval.required": ["approval.requested", "command.rejected"],
  "approval.requested": [
    "approval.requested",
    "approval.granted",
    "approval.denied",
    "command.rejected"
  ],
  // One answer of several may be followed by more, or by a new card.
  "approval.granted": [
    "approval.requested",
    "approval.granted",
    "approval.denied",
    "command.started",
    "command.rejected"
  ],
  "approval.denied": [
    "approval.requested",
    "approval.granted",
    "approval.denied",
    "command.rejected"
  ],
  "command.started": ["command.succeeded", "command.failed", "command.uncertain"],
  "command.uncertain": ["command.succeeded", "command.failed"],
  "command.succeeded": [],
  "command.failed": [],
  "command.rejected": []
};
function wayLines(events) {
  const steps = events.filter((one) => next[typeOf(one.sealed)] !== void 0);
  const faults = [...gapLines(events), ...[...needFaults(events), ...grantFaults2(events)].map(bad)];
  if (faults.length > 0) return faults;
  const last = steps.at(-1);
  const ended = last !== void 0 && next[typeOf(last.sealed)]?.length === 0;
  return [
    good("Each step of the command follows from the one before."),
    ...ended ? [] : [note("The command has no outcome in this pack.")]
  ];
}
function gapLines(events) {
  const steps = events.filter((one) => next[typeOf(one.sealed)] !== void 0);
  return steps.flatMap((one, index) => gapBefore(one, steps[index - 1]));
}
function gapBefore(one, previous) {
  if (previous === void 0) return [];
  const [before, after] = [typeOf(previous.sealed), typeOf(one.sealed)];
  if (next[before]?.includes(after) === true) return [];
  const places = `artifact ${one.seq}, ${after}, cannot follow ${previous.seq}, ${before}`;
  return [bad(`A step is not here: ${places}.`)];
}

// scripts/verifier/rights.ts
function rightLines(events) {
  const known = /* @__PURE__ */ new Map();
  let checked = 0;
  const faults = events.flatMap((one) => {
    const held = deciding.includes(typeOf(one.sealed)) ? memberOf(one.body ?? {}, "held") : {};
    const said = known.get(textIn(held, "person"));
    follow2(one, known);
    if (said === void 0) return [];
    checked += 1;
    const isGiven = said.rights !== null && gives2(said.rights, held);
    const whose = `${textIn(held, "person")} had not, by artifact ${said.seq}`;
    return isGiven ? [] : [bad(`Artifact ${one.seq} counts under a right that ${whose}.`)];
  });
  if (faults.length > 0 || checked === 0) return faults;
  return [good(`Decisions that agree with the rights that are said here before them: ${checked}.`)];
}
var deciding = ["approval.granted", "approval.denied", "command.authorized"];
function follow2({ seq, sealed, body }, known) {
  if (body === null && sealed["roll"] !== void 0) known.clear();
  for (const one of list(body ?? {}, "rights")) {
    if (!isObject(one)) continue;
    const rights = one["gone"] === true ? null : one;
    for (const person of list(one, "people")) known.set(person, { seq, rights });
  }
}
function gives2(rights, held) {
  const isAmong = (name) => {
    const had = list(rights, name);
    return list(held, name).every((one) => had.includes(one));
  };
  return rights["rest"] === void 0 && isAmong("roles") && isAmong("grants");
}

// scripts/verifier/witnesses.ts
var apartMs = 6e4;
function witnessLines(text, checkpoint, log, witnesses, events) {
  const known = [];
  const told = witnesses.flatMap((one) => {
    const witness = readWitness(one.trim());
    if (witness === null) return [bad(`This is not a key of a witness: ${one}`)];
    if (witness.key.every((byte, at) => byte === log?.key[at]))
      return [bad(`${witness.name} has the key of the chain, and is no witness of it.`)];
    known.push(witness);
    return checkpoint === null ? [] : cosignedLines(text, checkpoint, witness, events);
  });
  const signers = checkpoint === null ? [] : signersOf(text);
  const isKnown = (name, keyId) => [log, ...known].some((one) => one?.name === name && one.keyId === keyId);
  const silent = signers.flatMap(
    ({ name, keyId }) => isKnown(name, keyId) ? [] : [note(`The line of ${name} (${keyId}) was not checked: no key of it was given.`)]
  );
  return [...told, ...silent];
}
function cosignedLines(text, { size }, witness, events) {
  const { name } = witness;
  const times = cosignedAt(text, witness);
  if (times.length === 0) return [bad(`The checkpoint is not cosigned by ${name}.`)];
  if (times.includes(null)) return [bad(`A cosignature of ${name} does not hold.`)];
  return [...new Set(times)].flatMap((seconds) => {
    const at = (seconds ?? 0) * 1e3;
    const moment = new Date(at).toISOString();
    const later = events.findLast(({ sealed }) => Date.parse(String(sealed["time"])) > at + apartMs);
    return [
      good(`The checkpoint over ${size} artifacts is cosigned by ${name} at ${moment}.`),
      ...later === void 0 ? [] : [
        note(
          `Artifact ${later.seq} has a later time than when ${name} saw it: a clock is wrong.`
        )
      ]
    ];
  });
}

// scripts/verifier/range.ts
function checkRange(pack, expected) {
  const key = readKey(pack.verifierKey);
  const checkpoint = key === null ? null : readCheckpoint(pack.checkpoint, key);
  const chain = [pack.before, ...pack.artifacts, pack.after].filter((one) => one !== null);
  const faults = chain.flatMap((one, index) => faultOf2(one, chain[index - 1] ?? null, pack));
  const anchor = anchorLine(pack, chain.at(-1), checkpoint);
  const proved = faults.length === 0 && anchor.state === "good";
  const events = proved ? pack.artifacts.flatMap(eventOf2) : [];
  const around = provedAround(pack, key);
  return {
    lines: [
      ...keyLines(pack, key, expected.key),
      checkpointLine(pack, checkpoint),
      ...witnessLines(pack.checkpoint, checkpoint, key, expected.witnesses, events),
      anchor,
      ...faults,
      ...around.lines,
      ...proved ? [linkLine(pack), ...edgeLines(pack, checkpoint), ...bodyLines(pack)] : [],
      ...timeLines(events),
      ...proved ? cutLines(pack, events, around) : [],
      ...policyLines(pack, events),
      ...definitionLines(pack, events)
    ],
    events,
    around: around.events,
    title: `${pack.from ?? "the beginning"} to ${pack.to ?? "now"}: ${pack.tenant} in ${pack.environment}`
  };
}
function sealedOf(one) {
  const sealed = parsedOrNull(one.bytes);
  return isObject(sealed) ? sealed : {};
}
function eventOf2(one) {
  const body = one.body === null ? null : parsedOrNull(one.body.bytes);
  return { seq: one.seq, sealed: sealedOf(one), body: isObject(body) ? body : null };
}
function faultOf2(one, previous, pack) {
  const sealed = sealedOf(one);
  const fault = (text) => [bad(`Artifact ${one.seq} ${text}.`)];
  const own = storedFault(one, sealed, pack);
  if (own !== null) return fault(own);
  if (previous === null) return [];
  if (one.seq !== previous.seq + 1) return fault(`does not follow ${previous.seq}: a gap`);
  return sealed["prev_hash"] === previous.hash ? [] : fault("does not follow from the one before it");
}
function anchorLine(pack, last, checkpoint) {
  if (last === void 0 || pack.artifacts.length === 0) return bad("The pack holds no artifact.");
  if (checkpoint === null) return bad("There is no signed checkpoint for the artifacts to be in.");
  return isIncluded(last.hash, last.seq - 1, pack.proof, checkpoint) ? good(`Artifact ${last.seq}, the last one here, is proved to be in the checkpoint.`) : bad(`Artifact ${last.seq}, the last one here, is not proved to be in the checkpoint.`);
}
function linkLine({ artifacts }) {
  const [first, last] = [artifacts[0]?.seq, artifacts.at(-1)?.seq];
  return good(`Artifacts ${first} to ${last} are proved: each follows from the one before, no gap.`);
}
function edgeLines(pack, checkpoint) {
  const { before, artifacts, after } = pack;
  const lines = [];
  const within = (one) => isInRange(timeOf3(one), pack);
  if (before === null && artifacts[0]?.seq !== 1)
    lines.push(bad("What comes before the first artifact is missing."));
  if (after === null && artifacts.at(-1)?.seq !== checkpoint?.size)
    lines.push(bad("What comes after the last artifact is missing."));
  for (const one of [before, after])
    if (one !== null && within(one))
      lines.push(bad(`Artifact ${one.seq} lies in the range, and its body was left out.`));
  const outside = [
    ...[before].filter((one) => one !== null && isAfter(timeOf3(one), pack)),
    ...artifacts.filter((one) => !within(one)),
    // Behind a neighbour that is too early, more of the range may follow.
    ...[after].filter((one) => one !== null && isBefore(timeOf3(one), pack))
  ].flatMap((one) => one?.seq ?? []);
  if (outside.length > 0)
    lines.push(note(`The clock went back: ${placesOf(outside)} bear a time outside of the range.`));
  else if (lines.length === 0) lines.push(good("Nothing of the range was left out at its edges."));
  if (after === null && lines.every((one) => !isBad(one)))
    lines.push(
      note(`The checkpoint ends with artifact ${checkpoint?.size}: it knows of none later.`)
    );
  return lines;
}
var timeOf3 = (one) => sealedOf(one)["time"];
function bodyLines({ artifacts }) {
  const absent = artifacts.filter((one) => one.body === null).map((one) => one.seq);
  if (absent.length === 0) return [good("Every body is here, and is the one that was sealed.")];
  return [missing(`These bodies were erased or left out: ${placesOf(absent)}.`)];
}
var isBad = ({ state }) => state === "bad";
var lastTypes = ["command.succeeded", "command.failed", "command.rejected"];
function cutLines(pack, events, { own }) {
  const stories = storiesOf(events);
  const said = new Map(pack.cut.map((one) => [one.id, one]));
  const told = pack.cut.map((one) => cutLine(one, pack, stories.get(one.id) ?? []));
  const texts = textsOf(pack);
  const absent = /* @__PURE__ */ new Set();
  const around = { own, emergency: emergencyIn(events, pack.before === null) };
  const names = byName(events);
  const isOwn = pack.tenant === ownChain;
  const locked = lockdownLines(isOwn ? events : own ?? [], !isOwn || pack.before === null, names);
  const silent = [...stories].flatMap(([id, story]) => {
    if (id === null) return [];
    const all2 = story.map(({ sealed }) => typeOf(sealed));
    const begins = all2[0] === "command.proposed";
    if (!begins && said.get(id)?.before !== true)
      return [bad(`The command ${id} begins before the range, and the pack does not say so.`)];
    const lines = begins ? [...wayLines(story), ...bindingLines(story)] : gapLines(story);
    const decided = begins ? decidedLines(story, texts, around) : [];
    const faults = [...lines, ...decided].filter(isBad);
    if (faults.length > 0) return faults;
    for (const one of decided) if (one.state === "missing") absent.add(one.text);
    const ends = all2.some((type) => lastTypes.includes(type));
    if (!ends && said.get(id)?.after !== true)
      return [note(`The command ${id} has no outcome in this pack.`)];
    return [];
  });
  return [
    ...[...told, ...silent, ...[...absent].map(missing), ...locked],
    ...effectLines(names, texts, own),
    ...rightLines(events),
    ...leftLines(pack, events)
  ];
}
function cutLine({ id, name, before, after }, pack, story) {
  const names = story.flatMap(({ body }) => body?.["name"] ?? []);
  const isItsOwn = story.length > 0 && names.every((one) => one === name);
  if (!isItsOwn) return bad(`The pack calls a command ${name} that is not here under this name.`);
  if (before && pack.before === null)
    return bad(`The command ${id} cannot begin before the range: the chain begins with it.`);
  if (after && pack.after === null)
    return bad(`The command ${id} cannot go on after the range: the checkpoint ends with it.`);
  const where = [...before ? ["begins before"] : [], ...after ? ["goes on after"] : []];
  const called = names.length === 0 ? id : name;
  return note(`The command ${called} ${where.join(" and ")} the range: only a part of it is here.`);
}

// scripts/verifier/check.ts
function checkPack(text, key, witnesses = []) {
  try {
    const pack = parsePack(text);
    const expected = { key, witnesses };
    if (pack["format"] !== rangeFormat) return checkParts(readPackFile(pack), expected);
    return verdictOf(checkRange(readRangeFile(pack), expected), key);
  } catch (error) {
    const why = error instanceof PackError ? error.message : "The file cannot be read to its end: too much, or too deep.";
    const nothing = { title: "", events: [], around: [] };
    return { good: false, colour: "red", summary: red, lines: [bad(why)], ...nothing };
  }
}
function checkParts(pack, expected) {
  const key = readKey(pack.verifierKey);
  const checkpoint = key === null ? null : readCheckpoint(pack.checkpoint, key);
  const checked = pack.artifacts.map((one) => checkArtifact(one, pack, checkpoint));
  const events = checked.flatMap((one) => one.event ?? []);
  const around = provedAround(pack, key);
  const lines = [
    ...keyLines(pack, key, expected.key),
    checkpointLine(pack, checkpoint),
    ...witnessLines(pack.checkpoint, checkpoint, key, expected.witnesses, events),
    ...checked.map((one) => one.line),
    ...around.lines,
    ...orderLines(pack),
    ...commandLines(pack, events),
    ...events.length === pack.artifacts.length ? [
      ...linkLines(events, pack),
      ...wayLines(events),
      ...bindingLines(events),
      ...decidedLines(events, textsOf(pack), around),
      ...lockdownLines(around.own ?? [], true, byName(events)),
      ...effectLines(byName(events), textsOf(pack), around.own),
      ...leftLines(pack, events),
      ...timeLines(events)
    ] : [],
    ...policyLines(pack, events),
    ...definitionLines(pack, events)
  ];
  const proved = events.find((one) => one.seq === pack.artifacts[0]?.seq)?.body ?? null;
  const name = proved === null ? pack.commandId : pack.commandName;
  const title = `${name} of ${pack.tenant} in ${pack.environment}`;
  return verdictOf({ lines, events, around: around.events, title }, expected.key);
}
function verdictOf({ lines, events, around, title }, expected) {
  const isAny = (state) => lines.some((one) => one.state === state);
  const colour = isAny("bad") ? "red" : isAny("missing") ? "amber" : "green";
  const summary = { red, amber, green: expected === null ? greenIf : green }[colour];
  return { good: colour !== "red", colour, summary, title: visible(title), lines, events, around };
}
var green = "GREEN: everything in this pack is proved. It cannot prove that nothing was left out.";
var greenIf = "GREEN, if you know the key below: then everything in this pack is proved. It cannot prove that nothing was left out.";
var amber = "AMBER: nothing here is wrong, but a part of the proof is missing. What is missing is named below: it is not proved.";
var red = "RED: do not trust this pack. The story shows only what is still proved.";
function checkArtifact(one, pack, checkpoint) {
  const sealed = parsedOrNull(one.bytes);
  const fault = isObject(sealed) ? faultOf3(one, sealed, pack, checkpoint) : "is no JSON object";
  if (!isObject(sealed) || fault !== null)
    return { line: bad(`Artifact ${one.seq} ${fault}.`), event: null };
  const body = one.body === null ? null : parsedOrNull(one.body.bytes);
  const event = { seq: one.seq, sealed, body: isObject(body) ? body : null };
  const name = `Artifact ${one.seq}, ${String(sealed["type"])},`;
  return one.body === null ? { line: missing(`${name} is proved; its body was erased or left out.`), event } : { line: good(`${name} is proved, with its body.`), event };
}
function faultOf3(one, sealed, pack, checkpoint) {
  const fault = storedFault(one, sealed, pack);
  if (fault !== null) return fault;
  const command = memberOf(sealed, "command");
  if (command["command_id"] !== pack.commandId) return "belongs to another command";
  if (checkpoint === null) return "has no signed checkpoint to be in";
  if (!isIncluded(one.hash, one.seq - 1, one.proof, checkpoint))
    return "is not proved to be in the checkpoint";
  return null;
}
function orderLines(pack) {
  const seqs = pack.artifacts.map((one) => one.seq);
  return seqs.flatMap(
    (seq, index) => seq > (seqs[index - 1] ?? 0) ? [] : [bad(`Artifact ${seq} is not in its order.`)]
  );
}
function linkLines(events, { artifacts }) {
  return events.flatMap(({ seq, sealed }, index) => {
    const before = artifacts[index - 1];
    if (before === void 0 || before.seq !== seq - 1) return [];
    const follows = sealed["prev_hash"] === before.hash;
    return follows ? [] : [bad(`Artifact ${seq} does not follow from the one before it.`)];
  });
}
function commandLines(pack, events) {
  if (pack.artifacts.length === 0) return [bad("The pack holds no artifact.")];
  const first = events.find((one) => one.seq === pack.artifacts[0]?.seq);
  if (first?.sealed["type"] !== "command.proposed")
    return [bad("The story does not begin with the proposal of the command.")];
  if (first.body === null)
    return [missing(`The name ${pack.commandName} cannot be proved without the first body.`)];
  return first.body["name"] === pack.commandName ? [good(`All of it is about ${pack.commandName}.`)] : [bad(`The command is not called ${pack.commandName}.`)];
}

// scripts/verifier/direction.ts
var rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
function isolated(text) {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}
function directionParts(text) {
  return text.split(/[\u2068\u2069]/u);
}

// scripts/verifier/story.ts
var parts2 = [
  ["Who asked", /^command\.(proposed|confirmed)$/],
  ["What they saw", /^(command\.previewed|approval\.(required|requested|escalated|delegated))$/],
  ["Who decided", /^(approval|auth|step_up|limit)\.|^command\.(authorized|rejected)$/],
  ["What happened", /^/]
];
var did = /* @__PURE__ */ new Map([
  ["command.proposed", "asked for it"],
  ["command.previewed", "showed what it would do"],
  ["command.confirmed", "said yes to what was shown"],
  ["command.authorized", "found that the policy allows it"],
  ["command.rejected", "ended it, with nothing done"],
  ["command.started", "let it begin"],
  ["command.succeeded", "noted that it is done"],
  ["command.failed", "noted that it failed"],
  ["command.uncertain", "noted that nobody knows whether it was done"],
  ["effect.applied", "noted the effect"],
  ["approval.required", "found that others must approve it"],
  ["approval.requested", "had these people asked to approve it"],
  ["approval.granted", "approved it"],
  ["approval.denied", "denied it"],
  ["approval.expired", "noted that the time to answer is over"],
  ["approval.escalated", "had more people asked"],
  ["approval.delegated", "let somebody answer in their place"],
  ["approval.replayed", "repeated an answer, which counted once"],
  ["auth.accepted", "showed a second factor"],
  ["lockdown.on", "locked it"],
  ["lockdown.off", "ended a lockdown"],
  ["policy.bound", "put this policy in force"]
]);
function storyOf(events, around = []) {
  const title = "What held in its environment";
  const last = around.length === 0 ? [] : [{ title, happenings: around.map(happening) }];
  return [...partsOfStory(events), ...last];
}
function partsOfStory(events) {
  const stories = storiesOf(events);
  if (stories.size > 1) return [...stories].map(([id, mine]) => storyOfMany(mine, id));
  const homeOf = (one) => parts2.findIndex(([, types]) => types.test(typeOf2(one)));
  return parts2.map(([title], index) => ({
    title,
    happenings: events.filter((one) => homeOf(one) === index).map(happening)
  }));
}
function storyOfMany(mine, id) {
  const name = mine.map((one) => one.body?.["name"]).find((one) => typeof one === "string");
  const title = id === null ? "About no command" : `${String(name ?? "A command")} (${id})`;
  return { title: visible(title), happenings: mine.map(happening) };
}
function typeOf2(one) {
  return String(one.sealed["type"]);
}
function happening(one) {
  return {
    time: visible(String(one.sealed["time"])),
    type: visible(typeOf2(one)),
    did: did.get(typeOf2(one)) ?? null,
    actor: visible(String(one.sealed["actor"])),
    seq: one.seq,
    fields: one.body === null ? null : fieldsOf(one.body)
  };
}
function fieldsOf(body) {
  const fields = Object.entries(body).flatMap(
    ([name, value]) => isEmpty(value) ? [] : partsOf(name, value) ?? [[shown(name), shown(value)]]
  );
  return [...fields.filter((one) => !isForPrograms(one)), ...fields.filter(isForPrograms)];
}
function isForPrograms([name, value]) {
  return name === "counted" || /^[0-9a-f]{64}$/.test(value);
}
function partsOf(name, value) {
  if (isObject(value))
    return Object.entries(value).map(
      ([key, one]) => [`${shown(name)}, ${shown(key)}`, shown(one)]
    );
  if (!Array.isArray(value)) return null;
  if (name === "rights" && value.every(isObject)) return value.map(rightsOf);
  if (name === "changes" && value.every(isObject))
    return value.map(
      ({ field = null, before = null, after = null }) => [shown(field), `${shown(before)} \u2192 ${shown(after)}`]
    );
  return name === "shows" && value.every(isPair) ? value.map(([field, one]) => [`${name}, ${shown(field)}`, shown(one)]) : null;
}
function rightsOf({ people = null, ...rights }) {
  const told = Object.entries(rights).map(([member, one]) => `${shown(member)} ${shown(one)}`);
  return [`rights of ${shown(people)}`, told.join("; ")];
}
function isPair(value) {
  return Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "string");
}
function isEmpty(value) {
  return value === null || value === "" || Array.isArray(value) && value.length === 0;
}
function shown(value) {
  if (value === null) return "(nothing)";
  if (Array.isArray(value) && value.every((one) => typeof one === "string"))
    return value.map(shown).join(", ");
  if (isObject(value) || Array.isArray(value))
    return visible(JSON.stringify(value)).split('"').map(isolated).join('"');
  return isolated(visible(String(value)));
}

// scripts/verifier/page.ts
var pauseMs = 100;
var happeningsMost = 2e3;
var linesMost = 1e3;
function openPage() {
  const file = byId("file");
  const key = byId("key");
  const witnesses = byId("witnesses");
  let text = null;
  let asked = 0;
  const check = () => {
    if (text === null) return;
    const found = text;
    asked += 1;
    const mine = asked;
    tell("Checking\u2026", element("p", "Checking\u2026", "dim"));
    setTimeout(() => {
      const expected = key.value?.trim() ?? "";
      const named2 = (witnesses.value ?? "").split(/\s+/).filter((one) => one !== "");
      if (mine === asked) show(found, expected === "" ? null : expected, named2);
    }, pauseMs);
  };
  const take = (files) => {
    const taken = files?.[0];
    if (taken === void 0) return;
    asked += 1;
    tell("");
    const isTooLong = taken.size > bytesMost;
    void (isTooLong ? Promise.reject(new RangeError(tooLong)) : taken.text()).then(
      (found) => {
        text = found;
        check();
      },
      () => {
        text = null;
        const why = `The file ${isTooLong ? tooLong : "cannot be read."}`;
        tell(why, element("p", why, "verdict bad"));
      }
    );
  };
  file.addEventListener("change", () => take(file.files));
  for (const field of [key, witnesses]) field.addEventListener("input", check);
  document.body.addEventListener("dragover", (event) => event.preventDefault());
  document.body.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  });
}
function show(text, expected, witnesses) {
  const verdict = checkPack(text, expected, witnesses);
  const state = { green: "good", amber: "missing", red: "bad" }[verdict.colour];
  const { events, around, lines } = verdict;
  const told = storyOf(events.slice(0, happeningsMost), around.slice(0, happeningsMost));
  const story = told.flatMap(({ title, happenings }) => [
    element("h2", title),
    ...happenings.length === 0 ? [element("p", "Nothing.", "dim")] : [],
    ...happenings.map(drawn)
  ]);
  const wrong = lines.filter((one) => one.state === "bad");
  const sorted = [...wrong, ...lines.filter((one) => one.state !== "bad")];
  const shown2 = lines.length > linesMost ? sorted.slice(0, linesMost) : lines;
  tell(
    verdict.summary,
    element("p", verdict.summary, `verdict ${state}`),
    element("h1", verdict.title),
    ...story,
    ...leftOut(events.length - happeningsMost, "proved artifacts"),
    ...leftOut(around.length - happeningsMost, "proved artifacts of the environment"),
    element("h2", "Checks"),
    ...shown2.map((line) => element("p", line.text, `line ${line.state}`)),
    ...leftOut(lines.length - shown2.length, "checks")
  );
}
function tell(aloud, ...shown2) {
  byId("said").textContent = aloud;
  byId("result").replaceChildren(...shown2);
}
function drawn({ time, actor, type, did: did2, fields }) {
  const item = element("section", "");
  item.append(element("h3", `${actor} ${did2 ?? type}`), element("p", `${type} \xB7 ${time}`, "dim"));
  for (const [name, value] of fields ?? [["body", "not in this pack"]])
    item.append(element("p", `${name}: ${value}`));
  return item;
}
function leftOut(count, what) {
  const more = `${count} more ${what} count for the verdict and are not shown here; verify.mjs tells all.`;
  return count > 0 ? [element("p", more, "line note")] : [];
}
function element(name, text, className = "") {
  const made = document.createElement(name);
  const [first = "", ...more] = directionParts(text);
  made.textContent = first;
  made.className = className;
  made.append(...more.map((part, at) => element(at % 2 === 0 ? "bdi" : "span", part)));
  return made;
}
function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}.`);
  return found;
}

// scripts/verifier/terminal.ts
var usage = "Usage: node verify.mjs FILE [--key VKEY] [--witness VKEY \u2026]\n";
var marks = { good: "ok  ", bad: "BAD ", note: "note", missing: "open" };
var colours = {
  good: "\x1B[32m",
  bad: "\x1B[31m",
  note: "\x1B[33m",
  missing: "\x1B[33m"
};
async function verifyInTerminal(args) {
  process.stdout.on("error", (error) => {
    if (error.code !== "EPIPE")
      process.stderr.write(`The verdict cannot be written (${error.code}).
`);
    process.exit(1);
  });
  const asked = readArguments(args);
  if (asked === null) {
    process.stderr.write(usage);
    return 2;
  }
  const { readFile, stat } = await import("node:fs/promises");
  const size = await stat(asked.file).then(
    (found) => found.size,
    () => 0
  );
  if (size > bytesMost) {
    process.stderr.write(`${asked.file} ${tooLong}
`);
    return 2;
  }
  const bytes = await readFile(asked.file).catch(() => null);
  if (bytes === null) {
    process.stderr.write(`${asked.file} cannot be read.
`);
    return 2;
  }
  const text = new TextDecoder().decode(bytes);
  const verdict = checkPack(text, asked.key, asked.witnesses);
  const story = storyOf(verdict.events, verdict.around).flatMap(({ title, happenings }) => [
    "",
    title,
    ...happenings.flatMap(({ time, actor, type, did: did2, fields }) => [
      `  ${time}  ${actor} ${did2 === null ? type : `${did2} (${type})`}`,
      ...(fields ?? [["body", "not here"]]).map(
        ([key, value]) => `      ${key}: ${value}`
      )
    ])
  ]);
  const lines = verdict.lines.map(coloured);
  const { colour } = verdict;
  const last = coloured({ state: states[colour], text: verdict.summary });
  process.stdout.write(`${[verdict.title, ...story, "", last, "", ...lines].join("\n")}
`);
  return exits[colour];
}
var states = { green: "good", amber: "missing", red: "bad" };
var exits = { green: 0, amber: 3, red: 1 };
function coloured({ state, text }) {
  const line = `${marks[state]} ${text}`;
  const plain = !process.stdout.isTTY || process.env["NO_COLOR"] !== void 0;
  return plain ? line : `${colours[state]}${line}\x1B[0m`;
}
function readArguments(args) {
  const files = [];
  const keys = [];
  const witnesses = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const list2 = word === "--key" ? keys : word === "--witness" ? witnesses : files;
    if (list2 === files && word.startsWith("--")) return null;
    if (list2 !== files) at += 1;
    const value = args[at] ?? "";
    if (value === "") return null;
    list2.push(value);
  }
  const [file, ...more] = files;
  if (file === void 0 || more.length > 0 || keys.length > 1) return null;
  return { file, key: keys[0] ?? null, witnesses };
}

// scripts/verifier/verify.ts
if ("document" in globalThis) openPage();
else process.exitCode = await verifyInTerminal(process.argv.slice(2));
/*! Bundled license information:

@noble/ed25519/index.js:
  (*! noble-ed25519 - MIT License (c) 2019 Paul Miller (paulmillr.com) *)
*/
