// How a phone links a companion: by the QR text, or by the eight characters typed on the phone.

import { randomBytes } from 'node:crypto'
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  hkdf,
  hmacSign,
  proto,
  WA_ADV_ACCOUNT_SIG_PREFIX,
} from '@whiskeysockets/baileys'
import type { Phone } from './phone.ts'

const nothing = Buffer.alloc(0)

/** The `pair-success` children: the account signs the companion's identity key. */
export function pairSuccess(
  owner: Phone,
  companionIdentity: Uint8Array,
  advSecret: Buffer,
  device: { readonly jid: string; readonly lid: string },
): BinaryNode {
  const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: 1, keyIndex: 1 }).finish()
  const identity = owner.creds.signedIdentityKey
  const vouched = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, companionIdentity])
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: identity.public,
    accountSignature: Curve.sign(identity.private, vouched),
  }).finish()
  const sealed = proto.ADVSignedDeviceIdentityHMAC.encode({
    details: signed,
    hmac: hmacSign(signed, advSecret),
  }).finish()
  return {
    tag: 'pair-success',
    attrs: {},
    content: [
      { tag: 'device-identity', attrs: {}, content: sealed },
      { tag: 'platform', attrs: { name: 'android' } },
      { tag: 'biz', attrs: { name: 'Aval' } },
      { tag: 'device', attrs: { ...device } },
    ],
  }
}

/** The parts of a QR text: reference, Noise key, identity key, secret. */
export function readQr(qr: string): { identity: Buffer; advSecret: Buffer } {
  const [, , identity, secret] = qr.slice(qr.indexOf('#') + 1).split(',')
  if (!identity || !secret) throw new Error('the QR text has too few parts')
  return { identity: Buffer.from(identity, 'base64'), advSecret: Buffer.from(secret, 'base64') }
}

/** The phone's actions after its owner typed the code that the companion shows. */
export class CodePairing {
  readonly #owner: Phone
  readonly #code: string
  readonly #ephemeral = Curve.generateKeyPair()
  #companionEphemeral: Uint8Array = nothing

  constructor(owner: Phone, code: string) {
    this.#owner = owner
    this.#code = code
  }

  /** The notification that answers the companion's hello. */
  async primaryHello(companionHello: BinaryNode, id: string): Promise<BinaryNode> {
    const wrapped = bytesOf(companionHello, 'link_code_pairing_wrapped_companion_ephemeral_pub')
    const key = await derivePairingCodeKey(this.#code, wrapped.subarray(0, 32))
    this.#companionEphemeral = aesDecryptCTR(wrapped.subarray(48), key, wrapped.subarray(32, 48))
    const salt = randomBytes(32)
    const iv = randomBytes(16)
    const ourKey = await derivePairingCodeKey(this.#code, salt)
    const ours = Buffer.concat([salt, iv, aesEncryptCTR(this.#ephemeral.public, ourKey, iv)])
    const leaf = (tag: string, content: Uint8Array): BinaryNode => ({ tag, attrs: {}, content })
    return {
      tag: 'notification',
      attrs: { from: 's.whatsapp.net', type: 'link_code_companion_reg', id, t: '1' },
      content: [
        {
          tag: 'link_code_companion_reg',
          attrs: { stage: 'primary_hello' },
          content: [
            leaf('link_code_pairing_ref', Buffer.from('ref')),
            leaf('primary_identity_pub', this.#owner.creds.signedIdentityKey.public),
            leaf('link_code_pairing_wrapped_primary_ephemeral_pub', ours),
          ],
        },
      ],
    }
  }

  /** The secret that both sides now share, from the companion's last message. */
  secret(companionFinish: BinaryNode): { identity: Buffer; advSecret: Buffer } {
    const identity = bytesOf(companionFinish, 'companion_identity_public')
    const bundle = bytesOf(companionFinish, 'link_code_pairing_wrapped_key_bundle')
    const shared = Curve.sharedKey(this.#ephemeral.private, this.#companionEphemeral)
    const key = hkdf(shared, 32, {
      salt: bundle.subarray(0, 32),
      info: 'link_code_pairing_key_bundle_encryption_key',
    })
    const opened = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), nothing)
    const identityShared = Curve.sharedKey(this.#owner.creds.signedIdentityKey.private, identity)
    const material = Buffer.concat([shared, identityShared, opened.subarray(64, 96)])
    return { identity, advSecret: Buffer.from(hkdf(material, 32, { info: 'adv_secret' })) }
  }
}

function bytesOf(node: BinaryNode, tag: string): Buffer {
  const inner = getBinaryNodeChild(node, 'link_code_companion_reg')
  const found = getBinaryNodeChildBuffer(inner, tag)
  if (!found) throw new Error(`the pairing message has no ${tag}`)
  return Buffer.from(found)
}
