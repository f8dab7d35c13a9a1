// The responder of the Noise XX handshake that WhatsApp uses, with a certificate chain of its own.

import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
  WA_CERT_DETAILS,
} from '@whiskeysockets/baileys'

const root = Curve.generateKeyPair()
const nothing = Buffer.alloc(0)

/** The server's certificate; signing it takes longer than the rest of a handshake. */
const own = Curve.generateKeyPair()
const certificate = certificateChain(own.public)

/**
 * Makes the client trust this process's root, so that tests also work when its signature check is
 * fixed.
 */
export function trustStandInRoot(): void {
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root.public)
}

function certificateChain(staticPublic: Uint8Array): Uint8Array {
  const intermediate = Curve.generateKeyPair()
  const { Details } = proto.CertChain.NoiseCertificate
  const middle = Details.encode({ serial: 1, issuerSerial: 0, key: intermediate.public }).finish()
  const leaf = Details.encode({ serial: 2, issuerSerial: 1, key: staticPublic }).finish()
  return proto.CertChain.encode({
    intermediate: { details: middle, signature: Curve.sign(root.private, middle) },
    leaf: { details: leaf, signature: Curve.sign(intermediate.private, leaf) },
  }).finish()
}

function counterBytes(counter: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(counter, 8)
  return bytes
}

/** One connection's cipher state: first the handshake, then two independent counters. */
export class NoiseServer {
  #hash: Buffer = Buffer.from(NOISE_MODE)
  #salt: Uint8Array = this.#hash
  #key: Uint8Array = this.#hash
  #counter = 0
  #transport: { read: Uint8Array; write: Uint8Array; reads: number; writes: number } | undefined
  readonly #ephemeral = Curve.generateKeyPair()

  constructor() {
    this.#authenticate(NOISE_WA_HEADER)
  }

  /** The bytes of the server hello that answers a client hello. */
  hello(clientHello: Uint8Array): Uint8Array {
    const theirs = proto.HandshakeMessage.decode(clientHello).clientHello?.ephemeral
    if (!theirs) throw new Error('the client hello has no ephemeral key')
    this.#authenticate(theirs)
    this.#authenticate(this.#ephemeral.public)
    this.#mix(Curve.sharedKey(this.#ephemeral.private, theirs))
    const encryptedStatic = this.#seal(own.public)
    this.#mix(Curve.sharedKey(own.private, theirs))
    const payload = this.#seal(certificate)
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.#ephemeral.public, static: encryptedStatic, payload },
    }).finish()
  }

  /** The payload of the client's last handshake message, and its Noise key. */
  finish(clientFinish: Uint8Array): { payload: proto.ClientPayload; noiseKey: Buffer } {
    const finish = proto.HandshakeMessage.decode(clientFinish).clientFinish
    if (!finish?.static || !finish.payload) throw new Error('the client finish is not whole')
    const noiseKey = this.#open(finish.static)
    this.#mix(Curve.sharedKey(this.#ephemeral.private, noiseKey))
    const payload = proto.ClientPayload.decode(this.#open(finish.payload))
    const split = hkdf(nothing, 64, { salt: Buffer.from(this.#salt), info: '' })
    this.#transport = {
      read: split.subarray(0, 32),
      write: split.subarray(32),
      reads: 0,
      writes: 0,
    }
    return { payload, noiseKey }
  }

  encrypt(plain: Uint8Array): Buffer {
    if (!this.#transport) throw new Error('the handshake is not finished')
    const { write } = this.#transport
    return aesEncryptGCM(plain, write, counterBytes(this.#transport.writes++), nothing)
  }

  decrypt(sealed: Uint8Array): Buffer {
    if (!this.#transport) throw new Error('the handshake is not finished')
    const { read } = this.#transport
    return aesDecryptGCM(sealed, read, counterBytes(this.#transport.reads++), nothing)
  }

  #authenticate(bytes: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, bytes]))
  }

  #seal(plain: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plain, this.#key, counterBytes(this.#counter++), this.#hash)
    this.#authenticate(sealed)
    return sealed
  }

  #open(sealed: Uint8Array): Buffer {
    const plain = aesDecryptGCM(sealed, this.#key, counterBytes(this.#counter++), this.#hash)
    this.#authenticate(sealed)
    return plain
  }

  #mix(shared: Uint8Array): void {
    const mixed = hkdf(shared, 64, { salt: Buffer.from(this.#salt), info: '' })
    this.#salt = mixed.subarray(0, 32)
    this.#key = mixed.subarray(32)
    this.#counter = 0
  }
}
