// The programs that may ask: known by the hash of their token, and by nothing that they say.

import { createHash, timingSafeEqual } from 'node:crypto'

/** One token, as the door remembers it. */
export interface Caller {
  readonly name: string
  readonly hash: Buffer
  /** On whose behalf it may ask; null for everybody who is enrolled. */
  readonly requesters: readonly string[] | null
  /** The person who answers for it, where it is an agent. */
  readonly owner?: string
}

export type Recognised =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'stranger'; readonly why: 'no_token' | 'bad_token' }

export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** It reasons by itself: what it asks is a proposal, and its owner confirms it. */
export function isAgent({ owner }: Caller): boolean {
  return owner !== undefined
}

/** Compares with every token, each in constant time, so that the time tells nothing of any. */
export function recognise(callers: readonly Caller[], header: string | undefined): Recognised {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
  if (token === undefined) return { kind: 'stranger', why: 'no_token' }
  const digest = tokenDigest(token)
  const fits = callers.map((one) => timingSafeEqual(one.hash, digest))
  const found = callers[fits.indexOf(true)]
  return found === undefined
    ? { kind: 'stranger', why: 'bad_token' }
    : { kind: 'caller', caller: found }
}
