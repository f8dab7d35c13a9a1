// The programs that may make requests, identified only by the hash of their token.

import { createHash, timingSafeEqual } from 'node:crypto'

/** One program's token, as stored in memory. */
export interface Caller {
  readonly name: string
  readonly hash: Buffer
  /** The people it may ask for; null for everybody enrolled. */
  readonly requesters: readonly string[] | null
  /** The owner, if it is an agent. */
  readonly owner?: string
}

export type AuthResult =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'stranger'; readonly why: 'no_token' | 'bad_token' }

export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Is it an AI agent? Its requests are proposals that its owner must confirm. */
export function isAgent({ owner }: Caller): boolean {
  return owner !== undefined
}

/** Compares with every token in constant time, so that timing reveals nothing. */
export function identifyCaller(callers: readonly Caller[], header: string | undefined): AuthResult {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
  if (token === undefined) return { kind: 'stranger', why: 'no_token' }
  const digest = tokenDigest(token)
  const fits = callers.map((one) => timingSafeEqual(one.hash, digest))
  const found = callers[fits.indexOf(true)]
  return found === undefined
    ? { kind: 'stranger', why: 'bad_token' }
    : { kind: 'caller', caller: found }
}
