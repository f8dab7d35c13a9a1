// DSSE 1.0 envelopes: a signature over a type and exact bytes, without canonicalisation.

import { type KeyObject, sign } from 'node:crypto'
import { z } from 'zod'

/** An envelope in its JSON form (DSSE "envelope"). `payload` and `sig` are base64. */
export interface Envelope {
  readonly payloadType: string
  readonly payload: string
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)

export const envelopeSchema: z.ZodType<Envelope> = z.strictObject({
  payloadType: z.string().min(1),
  payload: base64,
  signatures: z.array(z.strictObject({ keyid: z.string().min(1), sig: base64 })).min(1),
})

/**
 * The bytes that are signed (DSSE "protocol", PAE): `DSSEv1`, then length and text of both parts,
 * separated by single spaces. The lengths make it unambiguous.
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType)
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(head), payload])
}

/** Signs with an Ed25519 key. `keyid` only helps to find the key, and is not signed. */
export function envelope(
  payloadType: string,
  text: string,
  key: { readonly keyid: string; readonly privateKey: KeyObject },
): Envelope {
  const payload = Buffer.from(text)
  const sig = sign(null, preAuthEncoding(payloadType, payload), key.privateKey)
  return {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: key.keyid, sig: sig.toString('base64') }],
  }
}
