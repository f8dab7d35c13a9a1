// One POST to one declared address: no redirects, and limits to its time and to what is read back.

import { wordOfFailure } from '../engine/places.ts'

export interface Posted {
  readonly status: number
  readonly type: string
  readonly text: string
}

export type Posting =
  | { readonly state: 'answered'; readonly posted: Posted }
  | { readonly state: 'failed'; readonly why: string }

const answerMostBytes = 64 * 1024
const postMs = 15_000

/** `token`: a bearer token, read afresh for each request so that a rotated one counts. */
export async function post(
  url: string,
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  token: string | null = null,
): Promise<Posting> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      // Another host was not declared, wherever this one points to.
      redirect: 'manual',
      signal: AbortSignal.timeout(postMs),
      headers: {
        'content-type': type,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    })
    const { status, headers } = answer
    const text = await readMost(answer)
    return { state: 'answered', posted: { status, type: headers.get('content-type') ?? '', text } }
  } catch (error) {
    return { state: 'failed', why: wordOfFailure(error) }
  }
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

/** The address of something below a prefix, whether that ends with a slash or not. */
export function below(prefix: string, name: string): string {
  return `${prefix.replace(/\/+$/, '')}/${name}`
}
