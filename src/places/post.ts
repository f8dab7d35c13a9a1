// One POST to a configured address: without redirects, limited in time and in the size of the
// answer.

import { failureCode, type ShipResult } from '../engine/places/places.ts'

export interface Posted {
  readonly status: number
  readonly type: string
  readonly text: string
  /** Retry-After in milliseconds if given in seconds; else null. */
  readonly afterMs: number | null
}

export type PostResult =
  | { readonly state: 'answered'; readonly posted: Posted }
  | { readonly state: 'failed'; readonly why: string }

const answerMostBytes = 64 * 1024
const postMs = 15_000

/** `token`: the bearer token, read for each request so that a rotated one takes effect. */
export async function post(
  url: string,
  bodyType: string,
  body: string | Uint8Array<ArrayBuffer>,
  token: string | null = null,
): Promise<PostResult> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      // A redirect could lead to a host that is not configured.
      redirect: 'manual',
      signal: AbortSignal.timeout(postMs),
      headers: {
        'content-type': bodyType,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    })
    const { status, headers } = answer
    const text = await readMost(answer)
    const type = headers.get('content-type') ?? ''
    const seconds = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '')?.[0]
    const afterMs = seconds === undefined ? null : Number(seconds) * 1_000
    return { state: 'answered', posted: { status, type, text, afterMs } }
  } catch (error) {
    return { state: 'failed', why: failureCode(error) }
  }
}

/** Bad request, too large, unprocessable: the content will never be accepted. */
const unfit = [400, 413, 422]

/** The result for an answer that is not 2xx. */
export function refused({ status, afterMs }: Posted): ShipResult {
  const why = `refused_${status}`
  if (unfit.includes(status)) return { state: 'unfit', why }
  return { state: 'failed', why, ...(afterMs === null ? {} : { afterMs }) }
}

async function readMost(answer: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of answer.body ?? []) {
    bytes += part.byteLength
    if (bytes > answerMostBytes) break
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** The URL of something below a prefix, with or without trailing slash. */
export function below(prefix: string, name: string): string {
  return `${prefix.replace(/\/+$/, '')}/${name}`
}
